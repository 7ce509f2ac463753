import AudioDecoding
import AudioFixtures
import MasteringModel
import Testing

@Suite struct TruncationTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func cut(_ kind: AudioFileKind, toPercent percent: Int) throws -> (Heard, whole: Heard) {
    // A page of Opus holds one second.
    let frames = AudioFileKind.ogg.contains(kind) ? 180_000 : 20_000
    let bytes = try kind.bytes(of: kind.clip(frames: frames), in: folder)
    let whole = try Heard(folder.path(of: kind.fileName))
    let part = bytes.prefix(bytes.count * percent / 100)
    return (try Heard(folder.file("cut", Array(part))), whole)
  }

  @Test(arguments: AudioFileKind.all, [30, 60, 99])
  func `a truncated file returns what it has and reports where it ends`(
    kind: AudioFileKind, percent: Int
  ) throws {
    let (heard, whole) = try cut(kind, toPercent: percent)
    #expect(heard.frames < whole.frames)
    #expect(heard.samples.elementsEqual(whole.samples.prefix(heard.samples.count)))
    #expect(heard.cutFrame == heard.frames)
    #expect(heard.frames > 0)
  }

  @Test(arguments: AudioFileKind.uncompressed, [30, 60, 99])
  func `a file cut at a fraction of its bytes ends at that fraction of its time`(
    kind: AudioFileKind, percent: Int
  ) throws {
    let (heard, whole) = try cut(kind, toPercent: percent)
    // The header, 4 KB long in CAF, adds bytes but no time.
    let tolerance = 1100
    #expect(abs(heard.frames - whole.frames * percent / 100) < tolerance)
  }

  @Test(arguments: AudioFileKind.lossless, [60])
  func `a truncated file still declares its full length`(kind: AudioFileKind, percent: Int) throws {
    let (heard, whole) = try cut(kind, toPercent: percent)
    #expect(heard.format.declaredFrames == whole.frames)
    guard case .truncatedAudio(_, _, let seconds?) = heard.failure else {
      Issue.record("\(String(describing: heard.failure))")
      return
    }
    #expect(seconds == Double(whole.frames) / Double(whole.format.sampleRateHz))
  }

  @Test(arguments: AudioFileKind.ogg)
  func `a page of Ogg that is cut off announces where it would end`(kind: AudioFileKind) throws {
    let bytes = try kind.bytes(of: kind.clip(frames: 180_000), in: folder)
    let whole = try Heard(folder.path(of: kind.fileName))
    let heard = try Heard(folder.file("cut", Array(bytes.dropLast(10))))
    guard case .truncatedAudio(_, let end, let announced?) = heard.failure else {
      Issue.record("\(String(describing: heard.failure))")
      return
    }
    let rate = Double(whole.format.sampleRateHz)
    #expect(end == Double(heard.frames) / rate)
    #expect(abs(announced - Double(whole.frames) / rate) < 0.001)
  }

  @Test(arguments: AudioFileKind.mp3, [30, 60, 99])
  func `a cut MP3 file without a count ends with its last whole frame`(
    kind: AudioFileKind, percent: Int
  ) throws {
    let file = try kind.bytes(of: kind.clip(), in: folder)
    let bytes = try #require(MP3.withoutXingHeader(file))
    let whole = try Heard(folder.file("whole.mp3", bytes))
    // One byte past the end of a frame, so that the next frame has begun.
    let frames = MP3.frameHeaders(in: bytes)
    let kept = frames.prefix(frames.count * percent / 100)
    let tag = bytes.count - frames.map(\.byteCount).reduce(0, +)
    let end = tag + kept.map(\.byteCount).reduce(0, +) + 5
    let heard = try Heard(folder.file("cut.mp3", Array(bytes.prefix(end))))
    #expect(heard.frames == kept.count * 1152)
    #expect(heard.samples.elementsEqual(whole.samples.prefix(heard.samples.count)))
    #expect(heard.cutFrame == heard.frames)
    #expect(heard.format.declaredFrames == nil)
  }

  @Test(arguments: AudioFileKind.all)
  func `a cut file does not promise exact seeks`(kind: AudioFileKind) throws {
    // FLAC and Ogg show a gap only when they are read.
    let (heard, _) = try cut(kind, toPercent: 60)
    let showsLate = [AudioFileKind.sndfile(.flac16), .sndfile(.flac24)].contains(kind)
    #expect(showsLate || !heard.format.seeksExactly)
  }

  @Test func `the failure repeats until the stream is moved`() throws {
    let clip = AudioClip.sine(frames: 1000)
    let bytes = WAVLayout(for: clip, as: .integer16).bytes(of: clip)
    let stream = try SndfileDecoder().open(folder.file("cut.wav", Array(bytes.prefix(1044))))
    var samples = [Float](repeating: 0, count: 2000)
    #expect(try stream.read(into: &samples) == 500)
    for _ in 0..<2 {
      #expect(throws: AudioFailure.self) { try stream.read(into: &samples) }
    }
    try stream.seek(toFrame: 400)
    #expect(try stream.read(into: &samples) == 100)
    #expect(throws: AudioFailure.self) { try stream.read(into: &samples) }
    try stream.seek(toFrame: 900)
    #expect(throws: AudioFailure.self) { try stream.read(into: &samples) }
  }

  @Test func `a header alone is cut at the start`() throws {
    let clip = AudioClip.sine(frames: 1000)
    let bytes = WAVLayout(for: clip, as: .integer16).bytes(of: clip)
    let heard = try Heard(folder.file("header.wav", Array(bytes.prefix(44))))
    #expect(heard.cutFrame == 0)
    #expect(heard.format.declaredFrames == 1000)
  }

  @Test func `a partial frame at the end is not a loss`() throws {
    let clip = AudioClip.sine(frames: 1000, channelCount: 2)
    var layout = WAVLayout(for: clip, as: .integer16)
    layout.sizes = .dataBytes(4002)
    let heard = try Heard(folder.file("half.wav", layout.bytes(of: clip) + [1, 2]))
    #expect(heard.frames == 1000)
    #expect(heard.failure == nil)
  }
}
