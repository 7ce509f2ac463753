import AudioDecoding
import AudioFixtures
import MasteringModel
import Testing

/// Files that programs write in violation of the format specifications.
@Suite struct OddityTests {
  private let folder: TemporaryFolder
  private let clip = AudioClip.noise(frames: 3000, channelCount: 2).quantized(toBits: 16)

  init() throws {
    folder = try TemporaryFolder()
  }

  private func expect(_ clip: AudioClip, at path: String) throws {
    let heard = try Heard(path)
    #expect(heard.samples == clip.interleaved)
    #expect(heard.failure == nil)
  }

  // MARK: WAV

  @Test func `BW64 is RF64 under another name`() throws {
    var bytes = try AudioFileKind.sndfile(.rf64).bytes(of: clip, in: folder)
    bytes.replaceSubrange(0..<4, with: Array("BW64".utf8))
    try expect(clip, at: folder.file("bw64.wav", bytes))
    #expect(try Heard(Repository.oddity("bw64.wav")).frames == 66_150)
  }

  @Test(arguments: [
    SndfileEncoding.rf64, .w64, .aiff16, .caf16, .flac16,
  ])
  func `a file behind text or zeros is read from its first byte`(kind: SndfileEncoding) throws {
    let bytes = try AudioFileKind.sndfile(kind).bytes(of: clip, in: folder)
    let head = "HTTP/1.1 200 OK\r\nContent-Type: audio/x-RIFF\r\n\r\n"
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    for before in [
      Array("\r\n".utf8), Array(head.utf8), [UInt8](repeating: 0, count: 4096), mark,
      mark + Array(head.utf8),
    ] {
      try expect(clip, at: folder.file("behind.audio", before + bytes))
    }
    // As in the head of a compressed format, which keeps that of the WAV file it was made from.
    for before in [[1, 0, 0], mark + [1], Array("OFR ".utf8) + [12, 0, 0, 0]] {
      let failure = #expect(throws: AudioFailure.self) {
        _ = try Heard(folder.file("kept.audio", before + bytes))
      }
      guard case .unsupportedFormat(_, .notRecognised) = failure else {
        Issue.record("\(String(describing: failure))")
        return
      }
    }
  }

  @Test(
    arguments: ["PEAK", "acid", "cue ", "smpl", "inst", "bext", "cart", "fact", "LIST"], [0, 4])
  func `a chunk that is too short is skipped`(id: String, byteCount: Int) throws {
    for chunksAreBefore in [true, false] {
      var layout = WAVLayout(for: clip, as: .float32)
      let peak = WAVLayout.Chunk(id: id, body: Array(repeating: 1, count: byteCount))
      if chunksAreBefore {
        layout.chunksBeforeData = [peak]
      } else {
        layout.chunksAfterData = [peak]
      }
      try expect(clip, at: folder.file("peak.wav", layout.bytes(of: clip)))
    }
  }

  @Test func `a chunk may follow an odd number of bytes of samples directly`() throws {
    let format: [UInt8] = [1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x40, 0x1f, 0, 0, 1, 0, 8, 0]
    let chunks =
      Array("WAVEfmt ".utf8) + [16, 0, 0, 0] + format + Array("data".utf8) + [3, 0, 0, 0]
      + [128, 192, 64] + Array("LIST".utf8) + [4, 0, 0, 0] + Array("INFO".utf8)
    let bytes = Array("RIFF".utf8) + [UInt8(chunks.count), 0, 0, 0] + chunks
    let heard = try Heard(folder.file("direct.wav", bytes))
    #expect(heard.samples == [0, 0.5, -0.5])
    #expect(heard.failure == nil)
  }

  @Test(arguments: ["LIST", "junk", "bext"])
  func `the byte of padding after an odd chunk may be missing`(id: String) throws {
    for pieces in [[0..<3000], [0..<1000, 1000..<3000]] {
      let first = clip.cut(to: pieces[0])
      var layout = WAVLayout(for: first, as: .integer16)
      layout.chunksBeforeData = [.init(id: id, body: Array("INFO".utf8) + [1, 2, 3, 4])]
      layout.chunksAfterData = pieces.dropFirst().map {
        .init(id: "data", body: WAVEncoding.integer16.bytes(of: clip.cut(to: $0).interleaved))
      }
      var bytes = layout.bytes(of: first)
      let chunk = try #require(
        bytes.indices.dropLast(12).first { bytes[$0...].starts(with: id.utf8) })
      bytes[chunk + 4] = 7
      bytes.remove(at: chunk + 15)
      try expect(clip, at: folder.file("odd.wav", bytes))
    }
  }

  @Test(arguments: ["basc", "MARK", "INST", "COMT", "PEAK"], [0, 2])
  func `an AIFF chunk that is too short is skipped`(id: String, byteCount: Int) throws {
    let bytes = try AudioFileKind.sndfile(.aiff16).bytes(of: clip, in: folder)
    let samples = try #require(bytes.indices.first { bytes[$0...].starts(with: "SSND".utf8) })
    let body = [UInt8](repeating: 1, count: byteCount)
    let chunk = Array(id.utf8) + [0, 0, 0, UInt8(byteCount)] + body
    try expect(
      clip, at: folder.file("short.aiff", Array(bytes[..<samples] + chunk + bytes[samples...])))
  }

  @Test(arguments: ["pakt", "info"], [0, 2])
  func `a CAF chunk that is too short is skipped`(id: String, byteCount: Int) throws {
    let bytes = try AudioFileKind.sndfile(.caf16).bytes(of: clip, in: folder)
    let samples = try #require(bytes.indices.first { bytes[$0...].starts(with: "data".utf8) })
    let body = [UInt8](repeating: 1, count: byteCount)
    let chunk = Array(id.utf8) + [0, 0, 0, 0, 0, 0, 0, UInt8(byteCount)] + body
    try expect(
      clip, at: folder.file("short.caf", Array(bytes[..<samples] + chunk + bytes[samples...])))
  }

  @Test func `a length of 0 in an otherwise consistent file was never filled in`() throws {
    var layout = WAVLayout(for: clip, as: .integer16)
    layout.chunksBeforeData = [.init(id: "JUNK", body: [UInt8](repeating: 0, count: 28))]
    var bytes = layout.bytes(of: clip)
    let field = bytes.count - 3000 * 4 - 4
    bytes.replaceSubrange(field..<(field + 4), with: [0, 0, 0, 0])
    try expect(clip, at: folder.file("crash.wav", bytes))
  }

  @Test func `an empty data chunk before another chunk is empty`() throws {
    let none = AudioClip.silence(frames: 0)
    var layout = WAVLayout(for: none, as: .integer16)
    layout.chunksAfterData = [.init(id: "LIST", body: Array("INFO".utf8))]
    try expect(none, at: folder.file("empty.wav", layout.bytes(of: none)))
  }

  @Test func `several data chunks are one stream`() throws {
    let (first, second) = (clip.cut(to: 0..<1000), clip.cut(to: 1000..<3000))
    var layout = WAVLayout(for: first, as: .integer16)
    layout.chunksAfterData = [
      .init(id: "LIST", body: Array("INFO".utf8)),
      .init(id: "data", body: WAVEncoding.integer16.bytes(of: second.interleaved)),
    ]
    try expect(clip, at: folder.file("two.wav", layout.bytes(of: first)))
  }

  @Test(arguments: [UInt32(0), .max])
  func `the last of several data chunks may lack its length`(byteCount: UInt32) throws {
    let (first, second) = (clip.cut(to: 0..<1000), clip.cut(to: 1000..<3000))
    var layout = WAVLayout(for: first, as: .integer16)
    let samples = WAVEncoding.integer16.bytes(of: second.interleaved)
    layout.chunksAfterData = [.init(id: "data", body: samples)]
    var bytes = layout.bytes(of: first)
    let field = bytes.count - samples.count - 4
    bytes.replaceSubrange(field..<(field + 4), with: withUnsafeBytes(of: byteCount, Array.init))
    try expect(clip, at: folder.file("two.wav", bytes))
  }

  @Test(arguments: [WAVEncoding.integer8, .integer16, .integer24])
  func `bytes per frame tell the bits that a format chunk says are 0`(encoding: WAVEncoding) throws
  {
    let clip = clip.quantized(toBits: 8)
    let bytes = WAVLayout(for: clip, as: encoding).bytes(of: clip)
    let format = try #require(bytes.indices.first { bytes[$0...].starts(with: "fmt ".utf8) })
    let bits = (format + 22)..<(format + 24)
    var zero = bytes
    zero.replaceSubrange(bits, with: [0, 0])
    try expect(clip, at: folder.file("zero.wav", zero))
  }

  @Test(arguments: [0, 1] as [Int64])
  func `a length field that wrapped at 4 GiB is corrected by the file's size`(blocks: Int64) throws
  {
    // 4 GiB of silence in a hole of the file, then audio.
    let hole: Int64 = 1 << 32
    var layout = WAVLayout(for: clip, as: .integer16)
    layout.sizes = .dataBytes(12_000)
    let bytes = layout.bytes(of: clip)
    let head = Array(bytes.prefix(bytes.count - 12_000))
    let path = try folder.file("long.wav", head)
    try folder.extend(path, to: Int64(head.count) + hole)
    try folder.append(Array(bytes.suffix(12_000)), to: path)
    if blocks == 1 {
      try folder.append(Array("LIST".utf8) + [4, 0, 0, 0] + Array("INFO".utf8), to: path)
    }
    let stream = try SndfileDecoder().open(path)
    let frames = Int(hole / 4) + 3000
    #expect(stream.format.declaredFrames == frames)
    #expect(stream.format.seeksExactly)
    try stream.seek(toFrame: frames - 3000)
    var block = [Float](repeating: 0, count: 8000)
    #expect(try stream.read(into: &block) == 3000)
    #expect(block.prefix(6000).elementsEqual(clip.interleaved))
  }

  @Test func `pieces of more than 4 GiB together are one stream`() throws {
    // Two pieces, each 2.5 GiB of silence in a hole of the file, then audio.
    let (hole, audio) = (Int64(5) << 29, WAVEncoding.integer16.bytes(of: clip.interleaved))
    let length = UInt32(hole + Int64(audio.count))
    let chunk = Array("data".utf8) + (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    let bytes = WAVLayout(for: clip, as: .integer16).bytes(of: clip)
    let head = Array(bytes.prefix(bytes.count - audio.count - 8))
    #expect(bytes[head.count...].starts(with: "data".utf8))
    let path = try folder.file("pieces.wav", head)
    var end = Int64(head.count)
    for _ in 0..<2 {
      try folder.append(chunk, to: path)
      end += 8 + hole
      try folder.extend(path, to: end)
      try folder.append(audio, to: path)
      end += Int64(audio.count)
    }
    let stream = try SndfileDecoder().open(path)
    let piece = Int(length) / 4
    #expect(stream.format.declaredFrames == 2 * piece)
    var block = [Float](repeating: 0, count: 8000)
    for last in [piece, 2 * piece] {
      try stream.seek(toFrame: last - 3000)
      #expect(try stream.read(into: &block) >= 3000)
      #expect(block.prefix(6000).elementsEqual(clip.interleaved))
    }
  }

  @Test func `MPEG layer II in WAV is read`() throws {
    #expect(try Heard(Repository.oddity("mp2_in.wav")).frames == 66_816)
  }

  @Test func `a data chunk a little longer than the file is known to be damaged`() throws {
    let heard = try Heard(Repository.oddity("wav_data_8_longer.wav"))
    #expect(heard.format.isKnownDamaged)
    #expect(heard.cutFrame == 66_150)
  }

  // MARK: AIFF-C

  @Test(arguments: [("in24", 3), ("in32", 4)])
  func `the name of a codec of AIFF-C tells its bits`(name: String, width: Int) throws {
    // 8000 Hz in 80 bits.
    let rate: [UInt8] = [0x40, 0x0B, 0xFA, 0, 0, 0, 0, 0, 0, 0]
    let common = [0, 1, 0, 0, 0, 2, 0, 16] + rate + Array(name.utf8) + [0, 0]
    let zeros = [UInt8](repeating: 0, count: width - 1)
    let samples = [UInt8](repeating: 0, count: 8) + [0x40] + zeros + [0xC0] + zeros
    var body = Array("AIFCCOMM".utf8) + [0, 0, 0, UInt8(common.count)] + common
    body += Array("SSND".utf8) + [0, 0, 0, UInt8(samples.count)] + samples
    let bytes = Array("FORM".utf8) + [0, 0, 0, UInt8(body.count)] + body
    let heard = try Heard(folder.file("bits.aiff", bytes))
    #expect(heard.samples == [0.5, -0.5])
    #expect(heard.failure == nil)
  }

  // MARK: FLAC

  @Test func `a picture whose lengths are wrong hides nothing`() throws {
    var bytes = try AudioFileKind.sndfile(.flac16).bytes(of: clip, in: folder)
    // After the name and the first block.
    bytes.insert(contentsOf: [6, 0, 0, 100] + [UInt8](repeating: 0, count: 100), at: 42)
    try expect(clip, at: folder.file("picture.flac", bytes))
  }

  @Test func `a FLAC file of 20 bits is read`() throws {
    let heard = try Heard(Repository.oddity("flac_20bit.flac"))
    #expect(heard.frames == 44_100)
    #expect(heard.failure == nil)
    #expect(heard.format.encoding == .integer)
    // Every sample is a multiple of 2^-19, but not all are multiples of 2^-15.
    #expect(heard.samples.allSatisfy { ($0 * 0x1p19).rounded() == $0 * 0x1p19 })
    #expect(!heard.samples.allSatisfy { ($0 * 0x1p15).rounded() == $0 * 0x1p15 })
  }

  @Test(arguments: [0, 1, 2999])
  func `a FLAC sample count that is too small hides nothing`(count: Int) throws {
    let kind = AudioFileKind.sndfile(.flac16)
    var bytes = try kind.bytes(of: clip, in: folder)
    bytes[21] &= 0xF0
    bytes.replaceSubrange(22..<26, with: ID3Bytes.big(count))
    let tag = ID3Bytes.v1(title: [65], artist: [66], album: [67])
    for tail in [[], tag] {
      let path = try folder.file("few.flac", bytes + tail)
      try expect(clip, at: path)
      #expect(try SndfileDecoder().open(path).format.declaredFrames == 3000)
    }
    #expect(try Heard(Repository.oddity("flac_total0_id3v1_end.flac")).failure == nil)
  }

  /// The data after the last frame of a FLAC file of 44,100 Hz, stereo, 16 bits.
  enum SecondStream: String, CaseIterable, CustomTestStringConvertible {
    case same, otherRate, mono, otherBits

    var testDescription: String { rawValue }

    var change: FormatChange {
      switch self {
      case .same: .stream
      case .otherRate: .sampleRate(fromHz: 44_100, toHz: 48_000)
      case .mono: .channels(from: 2, to: 1)
      case .otherBits: .codec
      }
    }

    func bytes(in folder: TemporaryFolder) throws -> [UInt8] {
      let clip = AudioClip.noise(
        seed: 7, frames: 30_000, sampleRateHz: self == .otherRate ? 48_000 : 44_100,
        channelCount: self == .mono ? 1 : 2)
      return try AudioFileKind.sndfile(self == .otherBits ? .flac24 : .flac16)
        .bytes(of: clip, in: folder)
    }
  }

  /// The position of the first frame of a FLAC file.
  private func firstFrame(_ bytes: [UInt8]) -> Int {
    var offset = 4
    while true {
      let isLast = bytes[offset] & 0x80 != 0
      offset += 4 + bytes[(offset + 1)...(offset + 3)].reduce(0) { $0 << 8 | Int($1) }
      if isLast { return offset }
    }
  }

  @Test(arguments: SecondStream.allCases, [false, true])
  func `a second stream in a FLAC file is reported`(second: SecondStream, isWholeFile: Bool) throws
  {
    let clip = AudioClip.noise(frames: 40_000, channelCount: 2)
    let bytes = try AudioFileKind.sndfile(.flac16).bytes(of: clip, in: folder)
    let other = try second.bytes(in: folder)
    let path = try folder.file(
      "two.flac", bytes + other.dropFirst(isWholeFile ? 0 : firstFrame(other)))
    let heard = try Heard(path)
    #expect(heard.frames == 40_000)
    #expect(
      heard.failure
        == .changingFormat(path: path, atSeconds: 40_000.0 / 44_100, change: second.change))
  }

  @Test func `a change of bits is reported where it occurs`() throws {
    let clip = AudioClip.noise(frames: 40_000, channelCount: 2)
    let bytes = try AudioFileKind.sndfile(.flac16).bytes(of: clip, in: folder)
    // The header states 24 bits, and every frame 16.
    var odd = bytes
    odd[21] = odd[21] & 0x0F | 0x70
    odd[20] |= 1
    let path = try folder.file("odd.flac", odd)
    #expect(
      try Heard(path).failure == .changingFormat(path: path, atSeconds: 0, change: .codec))
  }

  // MARK: MPEG

  @Test(arguments: ["mp3_junk_before.mp3", "mp3_crlf_before.mp3"])
  func `bytes before the first frame are skipped`(name: String) throws {
    let heard = try Heard(Repository.oddity(name))
    #expect(heard.failure == nil)
    #expect(heard.frames == 59 * 1152)
  }

  @Test(arguments: AudioFileKind.mp3)
  func `several frames identify MPEG audio, not the first byte`(kind: AudioFileKind) throws {
    let bytes = try kind.bytes(of: kind.clip(), in: folder)
    let whole = try Heard(folder.file("plain.mp3", bytes)).samples
    let answer = Array("HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\n\r\n".utf8)
    let ape = Array("APETAGEX".utf8) + [0xD0, 7, 0, 0, 40, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xA0]
    for before in [answer, [0xFF], [0xFF, 0xFB], ape + [UInt8](repeating: 7, count: 48)] {
      let heard = try Heard(folder.file("before.mp3", before + bytes))
      #expect(heard.samples == whole)
      #expect(heard.failure == nil)
    }
  }

  @Test func `zeros after all counted frames are not damage`() throws {
    let bytes = try folder.bytes(ofFileAt: Repository.oddity("mp3_plain.mp3"))
    let whole = try Heard(Repository.oddity("mp3_plain.mp3"))
    let padded = try Heard(
      folder.file("zeros.mp3", bytes + [UInt8](repeating: 0, count: 100_000)))
    #expect(padded.samples == whole.samples)
    #expect(padded.failure == nil)
  }

  @Test(arguments: [
    ("mp3_rate_change.mp3", FormatChange.sampleRate(fromHz: 44_100, toHz: 22_050)),
    ("mp3_mono_then_stereo.mp3", .channels(from: 1, to: 2)),
    ("ogg_chained.ogg", .channels(from: 2, to: 1)),
  ])
  func `a change of format is reported`(name: String, change: FormatChange) throws {
    let heard = try Heard(Repository.oddity(name))
    #expect(
      heard.failure
        == .changingFormat(
          path: Repository.oddity(name),
          atSeconds: Double(heard.frames) / Double(heard.format.sampleRateHz), change: change))
    #expect(heard.frames > 60_000)
  }

  // MARK: Ogg

  @Test func `a video stream before the audio is skipped`() throws {
    let heard = try Heard(Repository.oddity("ogg_theora_first.ogg"))
    #expect(heard.frames == 66_150)
    #expect(heard.failure == nil)
  }

  @Test func `a stream that starts before its own zero is complete`() throws {
    let heard = try Heard(Repository.oddity("ogg_first_granule_negative.ogg"))
    #expect(heard.frames >= 65_000)
    #expect(heard.failure == nil)
  }

  @Test(arguments: AudioFileKind.ogg)
  func `chained streams are one`(kind: AudioFileKind) throws {
    let bytes = try kind.bytes(of: kind.clip(), in: folder)
    let one = try Heard(folder.file("one.ogg", bytes))
    let path = try folder.file("chain.ogg", bytes + bytes + bytes)
    let heard = try Heard(path)
    #expect(heard.failure == nil)
    #expect(heard.samples == one.samples + one.samples + one.samples)
    let stream = try SndfileDecoder().open(path)
    var block = [Float](repeating: 0, count: 200)
    for frame in [70_000, 10, 35_000] {
      try stream.seek(toFrame: frame)
      #expect(try stream.read(into: &block) == 100)
      #expect(block.elementsEqual(heard.samples[(2 * frame)...].prefix(200)))
    }
  }

  @Test(arguments: AudioFileKind.ogg)
  func `a stream behind something else belongs to the chain`(kind: AudioFileKind) throws {
    let bytes = try kind.bytes(of: kind.clip(), in: folder)
    let one = try Heard(folder.file("one.ogg", bytes))
    let junk = Array("OggS is what follows".utf8) + [UInt8](repeating: 0, count: 40_000)
    let heard = try Heard(folder.file("chain.ogg", bytes + junk + bytes + junk))
    #expect(heard.failure == nil)
    #expect(heard.samples == one.samples + one.samples)
  }

  /// FFmpeg copies the packets of a loop, the last of which are shorter according to their page: libsndfile
  /// calls that malformed, and reads on.
  @Test(.enabled(if: FFmpegPrograms.installed() != nil))
  func `an Opus page in the middle that declares less than it has is no damage`() throws {
    let clip = AudioClip.noise(
      amplitude: 0.5, frames: 100_001, sampleRateHz: 48_000, channelCount: 2)
    let single = try FFmpegFiles(folder: folder).encode(clip, "single.opus", ["-c:a", "libopus"])
    let loop = folder.path(of: "loop.opus")
    _ = try FFmpegFiles.run(["-stream_loop", "2", "-i", single, "-c", "copy", "-y", loop])
    let heard = try Heard(loop)
    #expect(heard.failure == nil)
    // A packet has 960 frames.
    #expect(abs(heard.frames - 3 * 100_001) <= 3 * 960)
  }

  @Test(arguments: AudioFileKind.ogg)
  func `damage in a later stream ends the chain there`(kind: AudioFileKind) throws {
    let bytes = try kind.bytes(of: kind.clip(), in: folder)
    var chain = bytes + bytes
    chain[bytes.count + bytes.count * 2 / 3] ^= 1
    let heard = try Heard(folder.file("chain.ogg", chain))
    #expect(heard.cutFrame == heard.frames)
    #expect(heard.frames >= 30_000 && heard.frames < 60_000)
  }
}
