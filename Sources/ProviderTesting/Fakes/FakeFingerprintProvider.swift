public import MasteringModel
import Synchronization

/// A provider with fixed analyses by path that counts requests, and can be made to fail or to wait.
///
/// It keeps the promises of ``FingerprintProvider``: an unknown path throws
/// ``AudioFailure/notFound(path:)``, and a cancelled task, even one that is held, gets
/// ``FingerprintFailure/cancelled``.
///
///     let provider = FakeFingerprintProvider(["/a.flac": .sample()])
///     provider.hold()
///     async let analysis = provider.analysis(for: AnalysisRequest(path: "/a.flac"))
///     await provider.analysisIsAsked(times: 1)
///     provider.release()
public final class FakeFingerprintProvider: FingerprintProvider {
  /// The name of this method of measuring.
  public let definition: String

  private struct State {
    var analyses: [String: TrackAnalysis]
    var identities: [String: TrackIdentity] = [:]
    var failure: FingerprintFailure?
    var asked: [AnalysisRequest] = []
    var keyCalls = 0
    var isHeld = false
    var nextTicket = 0
    /// The held callers, by ticket so that a cancelled one can be released alone.
    var held: [Int: CheckedContinuation<Void, Never>] = [:]
    var watchers: [(times: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state: Mutex<State>

  /// A provider of these analyses, by path.
  public init(_ analyses: [String: TrackAnalysis] = [:], definition: String = "fake-1") {
    self.definition = definition
    state = Mutex(State(analyses: analyses))
  }

  // MARK: What it is set to do

  /// Sets the analysis of a path from now on, under a new identity if one is given.
  public func set(
    _ analysis: TrackAnalysis, forPath path: String, identity: TrackIdentity? = nil
  ) {
    state.withLock {
      $0.analyses[path] = analysis
      if let identity { $0.identities[path] = identity }
    }
  }

  /// Fails with this from now on; nil makes it succeed again. Keys are still returned.
  public func fail(with failure: FingerprintFailure?) {
    state.withLock { $0.failure = failure }
  }

  /// Holds every analysis until ``release()``.
  public func hold() {
    state.withLock { $0.isHeld = true }
  }

  /// Releases all held callers, and stops holding.
  public func release() {
    let held = state.withLock { state in
      state.isHeld = false
      defer { state.held = [:] }
      return state.held.values.map { $0 }
    }
    held.forEach { $0.resume() }
  }

  // MARK: What it reports

  /// How many analyses were requested, including held and failed ones.
  public var analysisCount: Int { state.withLock { $0.asked.count } }

  /// The requests, oldest first.
  public var requests: [AnalysisRequest] { state.withLock { $0.asked } }

  /// How many keys were requested.
  public var keyCount: Int { state.withLock { $0.keyCalls } }

  /// Returns once that many analyses have been requested, counted from the start.
  public func analysisIsAsked(times: Int) async {
    await withCheckedContinuation { continuation in
      let isReached = state.withLock { state in
        if state.asked.count >= times { return true }
        state.watchers.append((times, continuation))
        return false
      }
      if isReached { continuation.resume() }
    }
  }

  // MARK: The seam

  /// The key of a known path: the path itself, or the identity it was set with.
  public func key(
    for request: AnalysisRequest
  ) async throws(FingerprintFailure) -> FingerprintKey {
    let identity: TrackIdentity? = state.withLock { state in
      state.keyCalls += 1
      guard state.analyses[request.path] != nil else { return nil }
      return state.identities[request.path] ?? .sample(path: request.path)
    }
    guard let identity else { throw .audio(.notFound(path: request.path)) }
    return FingerprintKey(
      identity: identity, window: request.window, allowsPartialAudio: request.allowsPartialAudio,
      definition: definition)
  }

  /// The known analysis; reports its start and its end as progress.
  public func analysis(
    for request: AnalysisRequest, progress: (@Sendable (AnalysisProgress) -> Void)?
  ) async throws(FingerprintFailure) -> TrackAnalysis {
    note(request)
    await waitUntilReleased()
    guard !Task.isCancelled else { throw .cancelled }
    let answer: Result<TrackAnalysis, FingerprintFailure> = state.withLock { state in
      if let failure = state.failure { return .failure(failure) }
      guard let analysis = state.analyses[request.path] else {
        return .failure(.audio(.notFound(path: request.path)))
      }
      return .success(analysis)
    }
    let analysis = try answer.get()
    let total = analysis.analysedSeconds
    progress?(AnalysisProgress(analysedSeconds: 0, totalSeconds: total))
    guard !Task.isCancelled else { throw .cancelled }
    progress?(AnalysisProgress(analysedSeconds: total, totalSeconds: total))
    return analysis
  }

  private func note(_ request: AnalysisRequest) {
    let reached = state.withLock { state in
      state.asked.append(request)
      let count = state.asked.count
      let reached = state.watchers.filter { $0.times <= count }.map(\.continuation)
      state.watchers.removeAll { $0.times <= count }
      return reached
    }
    reached.forEach { $0.resume() }
  }

  private func waitUntilReleased() async {
    let ticket = state.withLock { state in
      state.nextTicket += 1
      return state.nextTicket
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let goesOn = state.withLock { state in
          // Cancelled before it could be held: the handler below found no caller to release.
          guard state.isHeld, !Task.isCancelled else { return true }
          state.held[ticket] = continuation
          return false
        }
        if goesOn { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.held.removeValue(forKey: ticket) }?.resume()
    }
  }
}
