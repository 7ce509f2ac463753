import AudioFixtures
import Fingerprinting
import MasteringModel
import ProviderTesting
import TestArguments
import Testing

@Suite struct FingerprintKeyTests {
  private let decoder = MemoryDecoder([
    "track": MemoryTrack(.silence(frames: 10)), "other": MemoryTrack(.silence(frames: 10)),
  ])

  private func key(for request: AnalysisRequest) throws -> FingerprintKey {
    try AudioFingerprintProvider(decoder: decoder, workers: 1).key(for: request)
  }

  @Test func `a key is the file's state, the request and the definition`() throws {
    let request = AnalysisRequest(
      path: "track", window: .sample(seconds: 30), allowsPartialAudio: true)
    let expected = FingerprintKey(
      identity: try decoder.identity(ofFileAt: "track"), window: .sample(seconds: 30),
      allowsPartialAudio: true, definition: "adaptive-mastering-fingerprint/2")
    #expect(try key(for: request) == expected)
  }

  @Test func `the number of workers is not in the key`() throws {
    let request = AnalysisRequest(path: "track")
    let other = try AudioFingerprintProvider(decoder: decoder, workers: 7).key(for: request)
    #expect(try key(for: request) == other)
  }

  private static let neighbours: [Labelled<AnalysisRequest>] = [
    Labelled("another file", AnalysisRequest(path: "other")),
    Labelled("another window", AnalysisRequest(path: "track", window: .sample(seconds: 89))),
    Labelled("the whole track", AnalysisRequest(path: "track", window: .all)),
    Labelled("partial audio allowed", AnalysisRequest(path: "track", allowsPartialAudio: true)),
  ]

  @Test(arguments: neighbours)
  func `a different request has a different key`(neighbour: Labelled<AnalysisRequest>) throws {
    let standard = try key(for: AnalysisRequest(path: "track"))
    #expect(try key(for: neighbour.value) != standard)
  }

  @Test func `a changed file has a different key`() throws {
    let before = try key(for: AnalysisRequest(path: "track"))
    decoder.replace("track", by: MemoryTrack(.silence(frames: 10)))
    #expect(try key(for: AnalysisRequest(path: "track")) != before)
  }

  @Test func `a key is made without opening the file`() throws {
    _ = try key(for: AnalysisRequest(path: "track"))
    #expect(decoder.counts.opened == 0)
  }

  @Test func `a missing file has no key`() {
    #expect(throws: FingerprintFailure.audio(.notFound(path: "nothing"))) {
      try key(for: AnalysisRequest(path: "nothing"))
    }
  }
}
