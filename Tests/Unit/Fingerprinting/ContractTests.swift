import AudioFixtures
import Fingerprinting
import MasteringModel
import ProviderTesting
import Testing

@Suite(.timeLimit(.minutes(20))) struct ContractTests {
  @Test(arguments: [1, 3])
  func `the provider keeps every promise of its protocol`(workers: Int) async {
    let decoder = MemoryDecoder([
      "track": MemoryTrack(.noise(seed: 71, frames: 141_120)),
      "other": MemoryTrack(.noise(seed: 72, frames: 141_120)),
      "empty": MemoryTrack(.silence(frames: 0)),
    ])
    let contract = FingerprintProviderContract(
      track: "track", otherTrack: "other", missing: "nothing", refused: ["empty"],
      change: { decoder.replace($0, by: MemoryTrack(.noise(seed: 73, frames: 44_100))) },
      make: { AudioFingerprintProvider(decoder: decoder, workers: workers) })
    #expect(await contract.check() == [])
  }
}
