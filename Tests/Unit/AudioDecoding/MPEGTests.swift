import AudioDecoding
import AudioFixtures
import MasteringModel
import Testing

/// The clip is first quiet and then loud, so a length guessed from the first frame of a
/// variable-rate file is far too long or far too short.
@Suite struct MPEGTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func withoutXing(_ kind: AudioFileKind, frames: Int = 30_000) throws -> [UInt8] {
    let bytes = try kind.bytes(of: kind.clip(frames: frames), in: folder)
    return try #require(MP3.withoutXingHeader(bytes))
  }

  @Test(arguments: AudioFileKind.mp3)
  func `all frames are decoded without a header that counts them`(kind: AudioFileKind) throws {
    let bytes = try withoutXing(kind)
    let heard = try Heard(folder.file("bare.mp3", bytes))
    let expected = MP3.frameHeaders(in: bytes).map(\.sampleCount).reduce(0, +)
    #expect(heard.frames == expected)
    #expect(heard.format.declaredFrames == expected)
    #expect(heard.failure == nil)
  }

  @Test func `a loud first half makes no difference`() throws {
    let clip = AudioFileKind.sndfile(.mp3Variable).clip()
    let turned = clip.cut(to: 15_000..<30_000).followed(by: clip.cut(to: 0..<15_000))
    let whole = try AudioFileKind.sndfile(.mp3Variable).bytes(of: turned, in: folder)
    let bytes = try #require(MP3.withoutXingHeader(whole))
    let heard = try Heard(folder.file("turned.mp3", bytes))
    #expect(heard.frames == MP3.frameHeaders(in: bytes).count * 1152)
  }

  @Test func `without the header, the same audio follows the encoder's padding`() throws {
    let kind = AudioFileKind.sndfile(.mp3Constant)
    let with = try Heard(kind.write(kind.clip(), in: folder))
    let without = try Heard(folder.file("bare.mp3", withoutXing(kind)))
    let delay = without.samples.count - with.samples.count
    let shift = try #require(
      stride(from: 0, through: delay, by: 2).first { shift in
        without.samples[(shift + 40_000)...].prefix(200).elementsEqual(
          with.samples[40_000...].prefix(200))
      })
    #expect(without.samples[shift...].prefix(with.samples.count).elementsEqual(with.samples))
  }

  @Test func `a frame count that is too small hides nothing`() throws {
    let kind = AudioFileKind.sndfile(.mp3Variable)
    let file = try kind.bytes(of: kind.clip(), in: folder)
    let whole = try Heard(folder.path(of: kind.fileName))
    let heard = try Heard(folder.file("few.mp3", changingCount(of: file, by: -5)))
    #expect(heard.samples == whole.samples)
    #expect(heard.failure == nil)
  }

  @Test func `frames that are counted but absent are reported as missing`() throws {
    let kind = AudioFileKind.sndfile(.mp3Variable)
    let file = try kind.bytes(of: kind.clip(), in: folder)
    let heard = try Heard(folder.file("many.mp3", changingCount(of: file, by: 5)))
    #expect(heard.cutFrame == heard.frames)
    #expect(heard.format.declaredFrames == 30_000 + 5 * 1152)
    #expect(!heard.format.seeksExactly)
  }

  @Test func `a placeholder in place of the frame count is no count`() throws {
    let kind = AudioFileKind.sndfile(.mp3Variable)
    let file = try kind.bytes(of: kind.clip(), in: folder)
    let none = try Heard(folder.file("none.mp3", changingCount(of: file, to: 0)))
    let placeholder = try Heard(folder.file("most.mp3", changingCount(of: file, to: 0xFFFF_FFFF)))
    #expect(placeholder.samples == none.samples && placeholder.frames >= 30_000)
    #expect(placeholder.failure == nil)
    #expect(placeholder.format.declaredFrames == none.format.declaredFrames)
    // Cut within its last frame, it does not claim to be days long.
    let cut = try Heard(
      folder.file("cut.mp3", Array(changingCount(of: file, to: 0xFFFF_FFFF).dropLast(50))))
    #expect(cut.failure != nil && cut.frames < none.frames)
    guard case .truncatedAudio(_, _, let seconds) = cut.failure else { return }
    #expect(seconds ?? 0 < 2)
  }

  /// The same file with a different count in its Xing header.
  private func changingCount(of file: [UInt8], by difference: Int) throws -> [UInt8] {
    try changingCount(of: file) { $0 + difference }
  }

  private func changingCount(of file: [UInt8], to count: Int) throws -> [UInt8] {
    try changingCount(of: file) { _ in count }
  }

  private func changingCount(of file: [UInt8], _ change: (Int) -> Int) throws -> [UInt8] {
    let names = [Array("Xing".utf8), Array("Info".utf8)]
    let name = try #require(
      file.indices.dropLast(12).first { names.contains(Array(file[$0..<($0 + 4)])) })
    var file = file
    let count = change(file[(name + 8)..<(name + 12)].reduce(0) { $0 << 8 | Int($1) })
    for byte in 0..<4 {
      file[name + 8 + byte] = UInt8(truncatingIfNeeded: count >> (8 * (3 - byte)))
    }
    return file
  }

  @Test func `two concatenated files are one`() throws {
    let bytes = try withoutXing(.sndfile(.mp3Constant), frames: 10_000)
    let single = try Heard(folder.file("single.mp3", bytes)).frames
    let double = try Heard(folder.file("double.mp3", bytes + bytes))
    #expect(double.frames == 2 * single)
    #expect(double.failure == nil)
  }

  @Test(arguments: [
    ("two ID3v2 tags", tag + tag, []),
    ("zeros before the first frame", [UInt8](repeating: 0, count: 700), []),
    ("a tag and something else", tag + Array("something else".utf8), []),
    ("an ID3v1 tag", [], Array("TAG".utf8) + [UInt8](repeating: 0x20, count: 125)),
    ("an APE tag", [], apeTag),
    (
      "an APE tag and an ID3v1 tag", tag,
      apeTag + Array("TAG".utf8) + [UInt8](repeating: 0x20, count: 125)
    ),
    ("zeros behind the last frame", [], [UInt8](repeating: 0, count: 1000)),
  ])
  func `is not disturbed by`(_: String, before: [UInt8], after: [UInt8]) throws {
    let bytes = try withoutXing(.sndfile(.mp3Constant), frames: 8000)
    let bare = try Heard(folder.file("bare.mp3", bytes))
    let heard = try Heard(folder.file("tagged.mp3", before + bytes + after))
    #expect(heard.samples == bare.samples)
    #expect(heard.failure == nil)
  }

  @Test func `a tag that is longer than the file by its header hides nothing`() throws {
    let bytes = try withoutXing(.sndfile(.mp3Constant), frames: 8000)
    let bare = try Heard(folder.file("bare.mp3", bytes))
    let tag = Array("ID3".utf8) + [4, 0, 0, 0x7F, 0x7F, 0x7F, 0x7F]
    let heard = try Heard(
      folder.file("tagged.mp3", tag + [UInt8](repeating: 0, count: 300) + bytes))
    #expect(heard.samples == bare.samples)
    #expect(heard.failure == nil)
  }

  /// An ID3v2.4 tag with 300 bytes of padding.
  private static let tag: [UInt8] =
    Array("ID3".utf8) + [4, 0, 0, 0, 0, 2, 44] + [UInt8](repeating: 0, count: 300)
  /// An empty APE tag of 50 bytes, with a header and a footer.
  private static let apeTag: [UInt8] = {
    let size: [UInt8] = [82, 0, 0, 0]
    func edge(_ flags: UInt8) -> [UInt8] {
      Array("APETAGEX".utf8) + [0xD0, 7, 0, 0] + size + [1, 0, 0, 0, 0, 0, 0, flags]
        + [UInt8](repeating: 0, count: 8)
    }
    return edge(0xA0) + [UInt8](repeating: 0x20, count: 50) + edge(0x80)
  }()

  @Test func `MPEG audio in a WAV container is read`() throws {
    let bytes = try withoutXing(.sndfile(.mp3Constant), frames: 8000)
    let bare = try Heard(folder.file("bare.mp3", bytes))
    var layout = WAVLayout(encoding: .integer8, sampleRateHz: 44_100, channelCount: 2)
    layout.formatTag = 0x55
    layout.sizes = .dataBytes(UInt32(bytes.count))
    let coat = Array(layout.bytes(of: .silence(frames: 0, channelCount: 2)))
    let heard = try Heard(folder.file("coat.wav", coat + bytes))
    #expect(heard.samples == bare.samples)
  }

  @Test(arguments: [
    ("", []), ("with text before it", Array("HTTP/1.0 200 OK\r\n\r\n".utf8)),
    ("with a tag before it", tag),
  ])
  func `the free format is read`(_: String, before: [UInt8]) throws {
    let bytes = try withoutXing(.sndfile(.mp3Constant))
    let stated = try Heard(folder.file("stated.mp3", bytes))
    let heard = try Heard(folder.file("free.mp3", before + MP3.inFreeFormat(bytes)))
    #expect(heard.samples == stated.samples)
    #expect(heard.format.declaredFrames == stated.frames)
    #expect(heard.failure == nil)
  }

  @Test func `the free format is read with a header that counts frames`() throws {
    let kind = AudioFileKind.sndfile(.mp3Constant)
    let bytes = try kind.bytes(of: kind.clip(), in: folder)
    let stated = try Heard(folder.path(of: kind.fileName))
    let heard = try Heard(folder.file("free.mp3", MP3.inFreeFormat(bytes)))
    #expect(heard.samples == stated.samples)
    #expect(heard.failure == nil)
  }

  @Test func `damage within the free format ends it there`() throws {
    let bytes = try withoutXing(.sndfile(.mp3Constant))
    var free = MP3.inFreeFormat(bytes)
    let place = free.count / 2
    free.replaceSubrange(place..<(place + 3000), with: [UInt8](repeating: 0x55, count: 3000))
    let heard = try Heard(folder.file("damaged.mp3", free))
    let half = MP3.frameHeaders(in: bytes).map(\.sampleCount).reduce(0, +) / 2
    let cut = try #require(heard.cutFrame)
    #expect((half - 3 * 1152...half).contains(cut))
  }

  @Test func `UTF-16 text is not mistaken for MPEG audio`() throws {
    let text: [UInt8] = [0xFF, 0xFE] + "Music is not text.".utf16.flatMap { [UInt8($0), 0] }
    let path = try folder.file("text.mp3", text + text)
    #expect(
      refusal(of: path)
        == .unsupportedFormat(path: path, reason: .notRecognised("Format not recognised")))
  }
}
