import MasteringModel
import Playback
import ProviderTesting
import Synchronization
import Testing

/// The outcome of an analysis.
typealias AnalysisOutcome = Result<TrackAnalysis, FingerprintFailure>

func outcome(
  of provider: any FingerprintProvider, _ request: AnalysisRequest,
  progress: (@Sendable (AnalysisProgress) -> Void)? = nil
) async -> AnalysisOutcome {
  do throws(FingerprintFailure) {
    return .success(try await provider.analysis(for: request, progress: progress))
  } catch {
    return .failure(error)
  }
}

@Suite(.timeLimit(.minutes(20))) struct SharedAnalysesTests {
  private let request = AnalysisRequest(path: "/a.flac")

  /// A task that waits for the analysis and has joined it when this returns.
  private func boarded(
    _ shared: SharedAnalyses, _ request: AnalysisRequest
  ) async -> (task: Task<AnalysisOutcome, Never>, heard: Heard<Double>) {
    let heard = Heard<Double>()
    let task = Task {
      await outcome(of: shared, request) { heard.hear($0.analysedSeconds) }
    }
    // Joining reports progress.
    await heard.until { !$0.isEmpty }
    return (task, heard)
  }

  @Test func `it keeps the promises of a fingerprint provider`() async {
    let contract = FingerprintProviderContract(
      track: "/a.flac", otherTrack: "/b.flac", missing: "/missing.flac"
    ) {
      SharedAnalyses(
        FakeFingerprintProvider(["/a.flac": .sample(), "/b.flac": .sample(channels: 1)]))
    }
    #expect(await contract.check() == [])
  }

  @Test func `a hundred simultaneous requests are one analysis`() async {
    let provider = FakeFingerprintProvider(["/a.flac": .sample(channels: 1)])
    provider.hold()
    let shared = SharedAnalyses(provider)
    let onBoard = Heard<Bool>()
    let outcomes = await withTaskGroup(of: AnalysisOutcome.self) { group in
      for _ in 0..<100 {
        group.addTask {
          let isFirst = Mutex(true)
          return await outcome(of: shared, request) { _ in
            let first = isFirst.withLock { first in
              defer { first = false }
              return first
            }
            if first { onBoard.hear(true) }
          }
        }
      }
      await onBoard.until { $0.count == 100 }
      #expect(shared.flightCount == 1)
      provider.release()
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes == Array(repeating: .success(.sample(channels: 1)), count: 100))
    #expect(provider.analysisCount == 1)
    #expect(shared.flightCount == 0)
  }

  @Test func `every task gets the current progress and all that follows`() async {
    let provider = ManualFingerprintProvider()
    let shared = SharedAnalyses(provider)
    let (first, firstHeard) = await boarded(shared, request)
    let call = await provider.call(0)
    call.report(10)
    call.report(20)
    let (second, secondHeard) = await boarded(shared, request)
    call.report(30)
    call.finish()
    #expect(await first.value == .success(.sample()))
    #expect(await second.value == .success(.sample()))
    #expect(firstHeard.words == [0, 10, 20, 30])
    #expect(secondHeard.words == [20, 30])
  }

  @Test func `decreasing progress is not passed on, and none after the end`() async {
    let provider = ManualFingerprintProvider()
    let shared = SharedAnalyses(provider)
    let (task, heard) = await boarded(shared, request)
    let call = await provider.call(0)
    for seconds in [10.0, 5, 20, 19.9, 20] { call.report(seconds) }
    call.finish()
    _ = await task.value
    call.report(50)
    #expect(heard.words == [0, 10, 20, 20])
  }

  @Test func `a cancelled task leaves at once and does not affect the others`() async {
    let provider = ManualFingerprintProvider()
    let shared = SharedAnalyses(provider)
    let (first, firstHeard) = await boarded(shared, request)
    let (second, _) = await boarded(shared, request)
    let call = await provider.call(0)
    first.cancel()
    #expect(await first.value == .failure(.cancelled))
    call.report(10)
    #expect(firstHeard.words == [0])
    #expect(provider.cancelled.words.isEmpty)
    call.finish()
    #expect(await second.value == .success(.sample()))
    #expect(provider.callCount == 1)
  }

  @Test func `when the last task has left, the analysis is cancelled`() async {
    let provider = ManualFingerprintProvider()
    let shared = SharedAnalyses(provider)
    let (first, _) = await boarded(shared, request)
    let (second, _) = await boarded(shared, request)
    _ = await provider.call(0)
    first.cancel()
    second.cancel()
    await provider.cancelled.until { $0.count == 1 }
    #expect(await first.value == .failure(.cancelled))
    #expect(await second.value == .failure(.cancelled))
    #expect(shared.flightCount == 0)
  }

  @Test func `a cancelled analysis that has not ended is not joined`() async {
    let provider = ManualFingerprintProvider(obeysCancellation: false)
    let shared = SharedAnalyses(provider)
    let (first, _) = await boarded(shared, request)
    let hanging = await provider.call(0)
    first.cancel()
    #expect(await first.value == .failure(.cancelled))
    let (second, _) = await boarded(shared, request)
    let call = await provider.call(1)
    // Late, and of no use.
    hanging.finish(.success(.sample(channels: 9)))
    call.finish()
    #expect(await second.value == .success(.sample()))
    #expect(shared.flightCount == 0)
  }

  @Test func `a task cancelled before its request starts nothing`() async {
    let provider = ManualFingerprintProvider()
    let shared = SharedAnalyses(provider)
    let task = Task { () -> AnalysisOutcome in
      while !Task.isCancelled { await Task.yield() }
      return await outcome(of: shared, request)
    }
    task.cancel()
    #expect(await task.value == .failure(.cancelled))
    #expect(provider.callCount == 0)
  }

  @Test func `a task that is cancelled by its own progress returns`() async {
    let provider = ManualFingerprintProvider()
    let shared = SharedAnalyses(provider)
    let itself = Mutex<Task<AnalysisOutcome, Never>?>(nil)
    let heard = Heard<Double>()
    let task = Task {
      await outcome(of: shared, request) { progress in
        heard.hear(progress.analysedSeconds)
        if progress.analysedSeconds > 0 { itself.withLock { $0 }?.cancel() }
      }
    }
    itself.withLock { $0 = task }
    await provider.call(0).report(10)
    #expect(await task.value == .failure(.cancelled))
    await provider.cancelled.until { $0.count == 1 }
  }

  @Test func `different requests are different analyses`() async {
    let provider = ManualFingerprintProvider()
    let shared = SharedAnalyses(provider)
    let requests = [
      request, AnalysisRequest(path: "/b.flac"), AnalysisRequest(path: "/a.flac", window: .all),
      AnalysisRequest(path: "/a.flac", allowsPartialAudio: true),
    ]
    var tasks: [Task<AnalysisOutcome, Never>] = []
    for request in requests { tasks.append(await boarded(shared, request).task) }
    #expect(shared.flightCount == 4)
    for number in 0..<4 { await provider.call(number).finish() }
    for task in tasks { #expect(await task.value == .success(.sample())) }
  }

  @Test func `a file that was replaced in the meantime is analysed again`() async {
    let provider = ManualFingerprintProvider()
    let shared = SharedAnalyses(provider)
    let (before, _) = await boarded(shared, request)
    _ = await provider.call(0)
    provider.change("/a.flac")
    let (after, _) = await boarded(shared, request)
    await provider.call(1).finish(.success(.sample(channels: 6)))
    await provider.call(0).finish(.success(.sample(channels: 1)))
    #expect(await before.value == .success(.sample(channels: 1)))
    #expect(await after.value == .success(.sample(channels: 6)))
  }

  @Test func `a failure reaches all waiting tasks and is not cached`() async {
    let provider = ManualFingerprintProvider()
    let shared = SharedAnalyses(provider)
    let (first, _) = await boarded(shared, request)
    let (second, _) = await boarded(shared, request)
    await provider.call(0).finish(.failure(.emptyAudio(path: "/a.flac")))
    #expect(await first.value == .failure(.emptyAudio(path: "/a.flac")))
    #expect(await second.value == .failure(.emptyAudio(path: "/a.flac")))
    let (third, _) = await boarded(shared, request)
    await provider.call(1).finish()
    #expect(await third.value == .success(.sample()))
  }

  /// Tasks that come and go in any order: those that stay get the analysis, those that leave do
  /// not.
  @Test func `this holds for thousands of tasks`() async {
    let provider = FakeFingerprintProvider(["/a.flac": .sample()])
    let shared = SharedAnalyses(provider)
    let odd = await withTaskGroup(of: AnalysisOutcome?.self) { group in
      for number in 0..<2000 {
        group.addTask {
          let task = Task { await outcome(of: shared, request) }
          if number.isMultiple(of: 3) { task.cancel() }
          let result = await task.value
          let isRight =
            result == .success(.sample())
            || (number.isMultiple(of: 3) && result == .failure(.cancelled))
          return isRight ? nil : result
        }
      }
      return await group.reduce(into: []) { $0 += $1.map { [$0] } ?? [] }
    }
    #expect(odd.isEmpty)
    #expect(shared.flightCount == 0)
  }
}
