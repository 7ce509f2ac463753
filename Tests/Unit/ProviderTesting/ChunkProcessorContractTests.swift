import Chunking
import ProviderTesting
import Synchronization
import Testing

/// The contract itself: a processor that keeps the promises passes, and each faulty one is caught.
@Suite struct ChunkProcessorContractTests {
  private func broken(_ make: @escaping @Sendable () -> any ChunkProcessor) async throws -> [Int] {
    let geometry = try ChunkGeometry(sampleRateHz: 100, samples: 4_321)
    let broken = await ChunkProcessorContract(of: geometry, channels: 2, make: make).check()
    return Set(broken.map(\.number)).sorted()
  }

  @Test func `a processor that returns its input passes`() async throws {
    #expect(try await broken { TrialProcessor { $1 } }.isEmpty)
  }

  @Test func `a processor that drops a sample is caught`() async throws {
    #expect(try await broken { TrialProcessor { $1.dropLast() } } == [1])
  }

  @Test func `a processor that depends on earlier calls is caught`() async throws {
    #expect(
      try await broken { TrialProcessor { calls, samples in samples.map { $0 + Float(calls) } } }
        .contains(2))
  }

  @Test func `a processor that fails is caught`() async throws {
    #expect(try await broken { FailingProcessor() } == [1])
  }
}

/// Applies a function to the samples and the number of earlier calls.
private final class TrialProcessor: ChunkProcessor {
  private let calls = Mutex(0)
  private let change: @Sendable (Int, [Float]) -> [Float]

  init(_ change: @escaping @Sendable (Int, [Float]) -> [Float]) {
    self.change = change
  }

  func processed(_ input: ChunkInput) async throws(ChunkProcessingFailure) -> [Float] {
    let before = calls.withLock { calls in
      defer { calls += 1 }
      return calls
    }
    return change(before, input.samples)
  }
}

private struct FailingProcessor: ChunkProcessor {
  func processed(_ input: ChunkInput) async throws(ChunkProcessingFailure) -> [Float] {
    throw ChunkProcessingFailure(reason: "it is a Monday")
  }
}
