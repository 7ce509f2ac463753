import MasteringModel
import ProviderTesting
import Testing

@Suite struct FakeFingerprintProviderTests {
  private let request = AnalysisRequest(path: "/a")

  @Test func `it returns what it was given, and counts`() async throws {
    let provider = FakeFingerprintProvider(["/a": .sample(channels: 1)])
    #expect(try await provider.analysis(for: request).channels == 1)
    _ = try await provider.key(for: request)
    #expect(provider.analysisCount == 1)
    #expect(provider.keyCount == 1)
    #expect(provider.requests == [request])
  }

  @Test func `it has nothing for other paths`() async {
    let provider = FakeFingerprintProvider()
    await #expect(throws: FingerprintFailure.audio(.notFound(path: "/a"))) {
      try await provider.analysis(for: request)
    }
    await #expect(throws: FingerprintFailure.audio(.notFound(path: "/a"))) {
      try await provider.key(for: request)
    }
  }

  @Test func `it fails until told otherwise`() async throws {
    let provider = FakeFingerprintProvider(["/a": .sample()])
    provider.fail(with: .emptyAudio(path: "/a"))
    await #expect(throws: FingerprintFailure.emptyAudio(path: "/a")) {
      try await provider.analysis(for: request)
    }
    provider.fail(with: nil)
    #expect(try await provider.analysis(for: request) == .sample())
  }

  @Test func `it holds all callers until it is released`() async throws {
    let provider = FakeFingerprintProvider(["/a": .sample()])
    provider.hold()
    async let first = provider.analysis(for: request)
    async let second = provider.analysis(for: request)
    await provider.analysisIsAsked(times: 2)
    provider.release()
    #expect(try await first == .sample())
    #expect(try await second == .sample())
    #expect(try await provider.analysis(for: request) == .sample())
  }

  @Test func `a held task that is cancelled returns, and the others stay`() async throws {
    let provider = FakeFingerprintProvider(["/a": .sample()])
    provider.hold()
    let request = request
    let cancelled = Task { try await provider.analysis(for: request) }
    let patient = Task { try await provider.analysis(for: request) }
    await provider.analysisIsAsked(times: 2)
    cancelled.cancel()
    await #expect(throws: FingerprintFailure.cancelled) { try await cancelled.value }
    provider.release()
    #expect(try await patient.value == .sample())
  }

  @Test func `a changed file has a different key`() async throws {
    let provider = FakeFingerprintProvider(["/a": .sample()])
    let before = try await provider.key(for: request)
    provider.set(.sample(), forPath: "/a", identity: .sample(path: "/a", sizeBytes: 1))
    #expect(try await provider.key(for: request) != before)
  }
}
