import AudioDecoding
import AudioFixtures
import Fingerprinting
import Foundation
import MasteringModel
import ProviderTesting
import Testing

@Suite(.timeLimit(.minutes(20))) struct ProviderContractTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test(arguments: [1, 2])
  func `the provider keeps every promise of its protocol on real files`(workers: Int) async throws {
    let contract = FingerprintProviderContract(
      track: try folder.file("track.wav", .noise(frames: 4 * 44_100), as: .integer16),
      otherTrack: Repository.example("loop_mika.flac"),
      missing: folder.path(of: "nothing.wav"),
      refused: [
        try folder.file("text.flac", text: "Not a note."), try folder.folder("folder.wav"),
        try folder.file("empty.wav"),
        try folder.file("silent.wav", .silence(frames: 0), as: .integer16),
      ],
      change: { path in
        let clip = AudioClip.noise(seed: 2, frames: 44_100)
        let bytes = WAVLayout(for: clip, as: .integer16).bytes(of: clip)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
      },
      make: { AudioFingerprintProvider(decoder: SndfileDecoder(), workers: workers) })
    #expect(await contract.check() == [])
  }
}
