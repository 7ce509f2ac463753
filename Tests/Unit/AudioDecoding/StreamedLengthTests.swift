import AudioDecoding
import AudioFixtures
import MasteringModel
import Testing

/// A program that writes to a pipe cannot fill in the length; such files are complete.
@Suite struct StreamedLengthTests {
  private let folder: TemporaryFolder
  private let clip = AudioClip.noise(frames: 3000, channelCount: 2).quantized(toBits: 16)

  init() throws {
    folder = try TemporaryFolder()
  }

  private func expectWhole(_ path: String, declaredFrames: Int? = nil) throws {
    let heard = try Heard(path)
    #expect(heard.samples == clip.interleaved)
    #expect(heard.failure == nil)
    #expect(heard.format.declaredFrames == declaredFrames)
  }

  @Test(
    arguments: [0, 0x7F00_0000, 0x7FFF_F000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF] as [UInt32])
  func `a WAV file without a length is read to its end`(length: UInt32) throws {
    var layout = WAVLayout(for: clip, as: .integer16)
    layout.sizes = .dataBytes(length)
    try expectWhole(folder.file("pipe.wav", layout.bytes(of: clip)))
  }

  @Test func `a WAV file streamed by ffmpeg is read to its end`() throws {
    var layout = WAVLayout(for: clip, as: .integer16)
    layout.sizes = .streamed
    try expectWhole(folder.file("pipe.wav", layout.bytes(of: clip)))
  }

  @Test func `an empty WAV file with a chunk behind it is empty`() throws {
    let none = AudioClip.silence(frames: 0)
    var layout = WAVLayout(for: none, as: .integer16)
    layout.chunksAfterData = [.init(id: "LIST", body: Array("INFO".utf8))]
    let heard = try Heard(folder.file("empty.wav", layout.bytes(of: none)))
    #expect(heard.frames == 0)
    #expect(heard.format.declaredFrames == 0)
  }

  @Test(
    arguments: [
      (SndfileEncoding.aiff16, "SSND", 4, [0, 0, 0, 0]),
      (.aiff16, "SSND", 4, [0x7F, 0, 0, 8]),
      (.au16, ".snd", 8, [0xFF, 0xFF, 0xFF, 0xFF]),
      (.au16, ".snd", 8, [0, 0, 0, 0]),
      (.au16, ".snd", 8, [0x7F, 0xFF, 0xFF, 0xFF]),
      (.caf16, "data", 4, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
      (.w64, "data", 16, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
      (.w64, "data", 16, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]),
      (.rf64, "ds64", 16, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
      (.rf64, "ds64", 16, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]),
    ] as [(SndfileEncoding, String, Int, [UInt8])])
  func `a file without a length is read to its end`(
    encoding: SndfileEncoding, name: String, offset: Int, length: [UInt8]
  ) throws {
    let kind = AudioFileKind.sndfile(encoding)
    var bytes = try kind.bytes(of: clip, in: folder)
    let place = try #require(
      bytes.indices.dropLast(4).first { bytes[$0...].starts(with: name.utf8) })
    bytes.replaceSubrange((place + offset)..<(place + offset + length.count), with: length)
    // Such programs leave the total length unset as well.
    if encoding == .aiff16 { bytes.replaceSubrange(4..<8, with: [0, 0, 0, 0]) }
    try expectWhole(folder.file("pipe", bytes))
  }

  @Test func `a FLAC file without a length is read to its end`() throws {
    let kind = AudioFileKind.sndfile(.flac16)
    var bytes = try kind.bytes(of: clip, in: folder)
    // The low 36 bits of the field at bytes 18…25.
    bytes[21] &= 0xF0
    bytes.replaceSubrange(22..<26, with: [0, 0, 0, 0])
    try expectWhole(folder.file("pipe.flac", bytes), declaredFrames: 3000)
  }

  @Test(arguments: [SndfileEncoding.flac16, .aiff16])
  func `a tag before a file is skipped`(encoding: SndfileEncoding) throws {
    let kind = AudioFileKind.sndfile(encoding)
    let bytes = try kind.bytes(of: clip, in: folder)
    let tag: [UInt8] =
      Array("ID3".utf8) + [3, 0, 0, 0, 0, 1, 1] + [UInt8](repeating: 0, count: 129)
    let heard = try Heard(folder.file("tagged", tag + bytes))
    #expect(heard.samples == clip.interleaved)
    #expect(heard.format.declaredFrames == 3000)
  }
}
