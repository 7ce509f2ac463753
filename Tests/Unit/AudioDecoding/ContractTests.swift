import AudioDecoding
import AudioFixtures
import ProviderTesting
import Testing

@Suite struct ContractTests {
  @Test(arguments: AudioFileKind.all)
  func `the decoder keeps the promises of its seam with`(kind: AudioFileKind) async throws {
    let folder = try TemporaryFolder()
    // Cut inside the second page; a page of Opus or Vorbis here holds one second.
    let isOgg = AudioFileKind.ogg.contains(kind)
    let bytes = try kind.bytes(of: kind.clip(frames: isOgg ? 70_000 : 3000), in: folder)
    let cut = try folder.file("cut", Array(bytes.prefix(bytes.count * 19 / 20)))
    let audio = try kind.write(kind.clip(frames: 3000), in: folder)
    let contract = AudioDecoderContract(
      audio: audio,
      text: try folder.file("notes.txt", text: "Not a sound.\n"),
      folder: try folder.folder("folder"),
      missing: folder.path(of: "missing.wav"),
      pipe: try folder.pipe("pipe.wav"),
      truncated: cut,
      change: { [folder] _ in try folder.file(kind.fileName, bytes) },
      make: { SndfileDecoder() })
    #expect(await contract.check().isEmpty)
  }
}
