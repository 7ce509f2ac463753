import AudioDecoding
import AudioFixtures
import MasteringModel
import Testing

@Suite struct SeekTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// The kinds whose two halves can be read at the same time.
  private static let exact = AudioFileKind.lossless + AudioFileKind.mp3

  @Test(arguments: AudioFileKind.all)
  func `exact seeks are promised where they are known to be exact`(kind: AudioFileKind) throws {
    let stream = try SndfileDecoder().open(kind.write(kind.clip(), in: folder))
    #expect(stream.format.seeksExactly == Self.exact.contains(kind))
  }

  @Test(arguments: exact, [true, false])
  func `after a seek come the samples at that position`(kind: AudioFileKind, isFresh: Bool) throws {
    let path = try kind.write(kind.clip(frames: 60_000), in: folder)
    let whole = try Heard(path).samples
    var stream = try SndfileDecoder().open(path)
    var block = [Float](repeating: 0, count: 2 * 600)
    for frame in [29_999, 1, 1151, 1152, 44_100, 0, 12_345, 59_999, 59_400, 30_001, 17] {
      if isFresh { stream = try SndfileDecoder().open(path) }
      try stream.seek(toFrame: frame)
      let count = try stream.read(into: &block)
      #expect(count == min(600, 60_000 - frame))
      #expect(
        block.prefix(2 * count).elementsEqual(whole[(2 * frame)...].prefix(2 * count)),
        "at frame \(frame)")
    }
  }

  @Test(arguments: AudioFileKind.ogg)
  func `a seek in an Ogg file leads to the right position`(kind: AudioFileKind) throws {
    let path = try kind.write(kind.clip(frames: 150_000), in: folder)
    let whole = try Heard(path).samples
    let stream = try SndfileDecoder().open(path)
    var block = [Float](repeating: 0, count: 2 * 600)
    for frame in [100_000, 0, 149_500, 12_345] {
      try stream.seek(toFrame: frame)
      let count = try stream.read(into: &block)
      #expect(count == min(600, 150_000 - frame))
      let distance = zip(block, whole[(2 * frame)...]).prefix(2 * count).map { abs($0 - $1) }.max()
      // An error of one sample would differ by as much as noise does.
      #expect(try #require(distance) < 1e-3, "at frame \(frame)")
    }
  }

  @Test(arguments: [
    AudioFileKind.wav(.integer16), .sndfile(.flac16), .sndfile(.vorbis),
    .sndfile(.opus), .sndfile(.mp3Variable),
  ])
  func `a seek after the end leads to the end`(kind: AudioFileKind) throws {
    let stream = try SndfileDecoder().open(kind.write(kind.clip(frames: 9000), in: folder))
    var block = [Float](repeating: 0, count: 200)
    for frame in [9000, 9001, 1 << 40] {
      try stream.seek(toFrame: frame)
      #expect(try stream.read(into: &block) == 0)
    }
    try stream.seek(toFrame: 8950)
    #expect(try stream.read(into: &block) == 50)
  }

  @Test func `a seek in a file of unknown length reads its way there`() throws {
    let kind = AudioFileKind.sndfile(.flac16)
    let clip = kind.clip()
    var bytes = try kind.bytes(of: clip, in: folder)
    bytes[21] &= 0xF0
    bytes.replaceSubrange(22..<26, with: [0, 0, 0, 0])
    // The byte after the last frame hides the length of the stream.
    let stream = try SndfileDecoder().open(folder.file("unknown.flac", bytes + [1]))
    #expect(!stream.format.seeksExactly)
    let whole = kind.stored(clip).interleaved
    var block = [Float](repeating: 0, count: 200)
    for frame in [20_000, 50, 29_990] {
      try stream.seek(toFrame: frame)
      let count = try stream.read(into: &block)
      #expect(block.prefix(2 * count).elementsEqual(whole[(2 * frame)...].prefix(2 * count)))
      #expect(count == min(100, 30_000 - frame))
    }
  }

  @Test func `a seek before the start traps`() async {
    await #expect(processExitsWith: .failure) {
      let folder = try TemporaryFolder()
      let path = try folder.file("sound.wav", .sine(frames: 10), as: .integer16)
      try SndfileDecoder().open(path).seek(toFrame: -1)
    }
  }
}
