import AudioDecoding
import AudioFixtures
import MasteringModel
import Testing

@Suite struct DecodingTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test(arguments: AudioFileKind.lossless)
  func `a lossless file returns the samples that were written`(kind: AudioFileKind) throws {
    let clip = kind.clip()
    let heard = try Heard(kind.write(clip, in: folder))
    #expect(heard.samples == kind.stored(clip).interleaved)
    #expect(heard.failure == nil)
  }

  /// AUD-30: a 64-bit float is rounded to binary32.
  @Test
  func
    `a 64-bit float beyond the range of binary32 becomes infinite, the largest one within it does not`()
    throws
  {
    let samples: [Double] = [1e300, -1e300, Double(Float.greatestFiniteMagnitude), 1e-300, 0.1]
    func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
      withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
    let body = samples.flatMap { little($0.bitPattern) }
    let parts: [[UInt8]] = [
      Array("WAVEfmt ".utf8), little(UInt32(16)), little(UInt16(3)), little(UInt16(1)),
      little(UInt32(44_100)), little(UInt32(352_800)), little(UInt16(8)), little(UInt16(64)),
      Array("data".utf8), little(UInt32(body.count)), body,
    ]
    let chunks = Array(parts.joined())
    let head: [UInt8] = Array("RIFF".utf8) + little(UInt32(chunks.count))
    let path = try folder.file("wide.wav", head + chunks)
    #expect(
      try Heard(path).samples == [.infinity, -.infinity, .greatestFiniteMagnitude, 0, Float(0.1)])
  }

  @Test(arguments: AudioFileKind.lossy)
  func `a lossy file returns as many frames as were written`(kind: AudioFileKind) throws {
    let clip = kind.clip()
    let heard = try Heard(kind.write(clip, in: folder))
    #expect(heard.frames == clip.frameCount)
    #expect(heard.failure == nil)
  }

  @Test(arguments: AudioFileKind.lossy)
  func `a lossy file sounds like what was written`(kind: AudioFileKind) throws {
    // Not noise, which no lossy codec preserves.
    let rate = kind.clip(frames: 2).sampleRateHz
    let clip = AudioClip.sine(frames: 30_000, sampleRateHz: rate, channelCount: 2)
    let heard = try Heard(kind.write(clip, in: folder))
    let difference = zip(heard.samples, clip.interleaved).map { abs($0 - $1) }.sorted()
    // The median, because the signal rings at its start and end.
    #expect(difference[difference.count / 2] < 0.02)
  }

  @Test(arguments: AudioFileKind.all)
  func `a file declares its format`(kind: AudioFileKind) throws {
    let clip = kind.clip(frames: 5000)
    let format = try SndfileDecoder().open(kind.write(clip, in: folder)).format
    #expect(format.sampleRateHz == clip.sampleRateHz)
    #expect(format.channels == 2)
    #expect(format.declaredFrames == 5000)
    #expect(!format.name.isEmpty)
  }

  @Test(arguments: [
    (AudioFileKind.wav(.integer8), SampleEncoding.integer16),
    (.wav(.integer16), .integer16), (.wav(.integer24), .integer), (.wav(.integer32), .integer),
    (.wav(.float32), .floatingPoint), (.wav(.float64), .floatingPoint),
    (.sndfile(.flac16), .integer16), (.sndfile(.flac24), .integer),
    (.sndfile(.vorbis), .floatingPoint), (.sndfile(.mp3Constant), .floatingPoint),
  ])
  func `a file declares its sample encoding`(kind: AudioFileKind, encoding: SampleEncoding)
    throws
  {
    let format = try SndfileDecoder().open(kind.write(kind.clip(frames: 100), in: folder)).format
    #expect(format.encoding == encoding)
  }

  @Test func `the name of a format gives container and codec`() throws {
    let clip = AudioClip.sine(frames: 2000)
    let names = try [AudioFileKind.sndfile(.flac16), .wav(.integer16)].map { kind in
      try SndfileDecoder().open(kind.write(clip, in: folder)).format.name
    }
    #expect(names == ["FLAC (Free Lossless Audio Codec)", "WAV (Microsoft), Signed 16 bit PCM"])
  }

  @Test(arguments: AudioFileKind.all)
  func `16-bit numbers are the floats, rounded and clamped`(kind: AudioFileKind) throws {
    // Four times as loud, so that floats exceed full scale.
    let path = try kind.write(kind.clip(frames: 6000).amplified(by: 4), in: folder)
    let floats = try Heard(path).samples
    let stream = try SndfileDecoder().open(path)
    var integers = [Int16](repeating: 0, count: floats.count + 2)
    #expect(try stream.read(into: &integers) * 2 == floats.count)
    let expected = floats.map { Int16(min(max(($0 * 32768).rounded(), -32768), 32767)) }
    #expect(integers.dropLast(2).elementsEqual(expected))
  }

  @Test(arguments: AudioFileKind.sixteenBit)
  func `floats of a 16-bit file are exactly its integers`(kind: AudioFileKind) throws {
    let path = try kind.write(kind.clip(frames: 6000), in: folder)
    let floats = try Heard(path).samples
    let stream = try SndfileDecoder().open(path)
    var integers = [Int16](repeating: 0, count: floats.count)
    _ = try stream.read(into: &integers)
    #expect(integers.map { Float($0) / 32768 } == floats)
  }

  @Test(arguments: [1, 6, 64])
  func `files of up to 64 channels are read`(channels: Int) throws {
    let clip = AudioClip.noise(frames: 300, channelCount: channels).quantized(toBits: 16)
    let heard = try Heard(folder.file("many.wav", clip, as: .integer16))
    #expect(heard.samples == clip.interleaved)
  }

  @Test(arguments: [1000, 8000, 192_000, 768_000])
  func `files of any sensible rate are read`(rate: Int) throws {
    let clip = AudioClip.sine(frames: 300, sampleRateHz: rate)
    let heard = try Heard(folder.file("rate.wav", clip, as: .float32))
    #expect(heard.format.sampleRateHz == rate)
    #expect(heard.samples == clip.interleaved)
  }

  @Test func `a file without a sample ends at once`() throws {
    let heard = try Heard(folder.file("none.wav", .silence(frames: 0), as: .integer16))
    #expect(heard.frames == 0)
    #expect(heard.failure == nil)
    #expect(heard.format.declaredFrames == 0)
  }

  @Test func `chunks around the samples of a WAV file are not decoded`() throws {
    let clip = AudioClip.noise(frames: 999).quantized(toBits: 8)
    var layout = WAVLayout(for: clip, as: .integer8)
    layout.chunksBeforeData = [.init(id: "JUNK", body: [1, 2, 3])]
    layout.chunksAfterData = [.init(id: "LIST", body: Array("INFO".utf8))]
    layout.trailingBytes = [1, 2, 3, 4, 5]
    let heard = try Heard(folder.file("chunks.wav", layout.bytes(of: clip)))
    #expect(heard.samples == clip.interleaved)
    #expect(heard.failure == nil)
  }

  @Test func `a recording is read to its end`() throws {
    let heard = try Heard(Repository.example("drum_roll.flac"))
    #expect(heard.frames == heard.format.declaredFrames)
    #expect(heard.failure == nil)
  }
}
