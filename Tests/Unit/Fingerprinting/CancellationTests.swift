import AudioFixtures
import Fingerprinting
import MasteringModel
import Synchronization
import TestArguments
import Testing

/// Analysis ends when its task is cancelled. All tracks here last five minutes, which take a debug
/// build ten seconds.
@Suite(.timeLimit(.minutes(20))) struct CancellationTests {
  private static let long = MemoryTrack(
    ImpulsesInSilence(frameCount: 5 * 60 * 44_100, impulses: [:]))

  /// Four kinds of analysis: one task, one that decodes ahead, several parts, a resampler.
  private static let ways: [Labelled<(track: MemoryTrack, workers: Int)>] = [
    Labelled("alone", (long, 1)),
    Labelled("decoding ahead", (long.with(\.seeksExactly, false), 2)),
    Labelled("in parts", (long, 3)),
    Labelled("resampling", (long.with(\.sampleRateHz, 48_000), 2)),
  ]

  @Test(arguments: ways)
  func `a cancelled analysis ends as cancelled within a block of each part`(
    way: Labelled<(track: MemoryTrack, workers: Int)>
  ) async {
    let decoder = MemoryDecoder(["track": way.value.track])
    let provider = AudioFingerprintProvider(decoder: decoder, workers: way.value.workers)
    let request = AnalysisRequest(path: "track", window: .all)
    let listening = Mutex<Task<FingerprintFailure?, Never>?>(nil)
    let readsBefore = Mutex(0)

    let (started, start) = AsyncStream<Void>.makeStream()
    let task = Task {
      for await _ in started {}
      return await failure { () async throws(FingerprintFailure) in
        try await provider.analysis(for: request) { _ in
          // Cancelled at the first report of progress.
          listening.withLock { task in
            guard let running = task else { return }
            task = nil
            running.cancel()
            readsBefore.withLock { $0 = decoder.counts.reads }
          }
        }
      }
    }
    listening.withLock { $0 = task }
    start.finish()

    #expect(await task.value == .cancelled)
    // Each part may have one block in progress and one decoded ahead.
    let readsAfter = decoder.counts.reads - readsBefore.withLock { $0 }
    #expect(readsAfter <= 2 * way.value.workers)
  }

  @Test(arguments: ways)
  func `an analysis in a cancelled task does not begin`(
    way: Labelled<(track: MemoryTrack, workers: Int)>
  ) async {
    let decoder = MemoryDecoder(["track": way.value.track])
    let provider = AudioFingerprintProvider(decoder: decoder, workers: way.value.workers)
    let task = Task {
      // It cancels itself, so there is no moment when it is not cancelled.
      withUnsafeCurrentTask { $0?.cancel() }
      return await failure { () async throws(FingerprintFailure) in
        try await provider.analysis(for: AnalysisRequest(path: "track", window: .all))
      }
    }
    #expect(await task.value == .cancelled)
    #expect(decoder.counts.reads == 0)
  }
}
