import Concurrency
import MasteringModel
import Recommending
import Synchronization

/// A session's fingerprint: measured once, on first use, and kept.
///
/// A separate object, so that a session without owners is freed and cancels the analysis.
final class SessionFingerprint: Sendable {
  typealias Outcome = Result<TrackAnalysis, RecommendationFailure>

  private enum State {
    case notAsked
    case underWay(Flight<Outcome>)
    case over(Outcome)
    case closed
  }

  private let request: AnalysisRequest
  private let engine: RecommendationEngine
  private let executor: any TaskExecutor
  private let state = Mutex(State.notAsked)

  init(request: AnalysisRequest, engine: RecommendationEngine, executor: any TaskExecutor) {
    self.request = request
    self.engine = engine
    self.executor = executor
  }

  /// Its current state.
  var status: TrackSession.FingerprintState {
    state.withLock { state in
      switch state {
      case .notAsked: .notAsked
      case .underWay: .underWay
      case .over(.success(let analysis)): .measured(analysis)
      case .over(.failure(let failure)): .failed(failure)
      case .closed: .failed(.fingerprint(.cancelled))
      }
    }
  }

  /// Starts measuring unless that is under way or done. After a failure it starts again only if
  /// `afterFailure` is set.
  func begin(afterFailure: Bool = false) {
    let flight: Flight<Outcome>? = state.withLock { state in
      switch state {
      case .notAsked: break
      case .over(.failure) where afterFailure: break
      case .underWay, .over, .closed: return nil
      }
      // The first waiter is the session, which stays until it closes, so that other waiters may
      // leave.
      let flight = Flight<Outcome>(first: nil)
      state = .underWay(flight)
      return flight
    }
    flight?.begin(on: executor) { flight in
      let outcome: Outcome
      do throws(RecommendationFailure) {
        outcome = .success(
          try await self.engine.analysis(for: self.request) { flight.report($0) })
      } catch {
        outcome = .failure(error)
      }
      self.settle(flight, outcome)
      return outcome
    }
  }

  /// The outcome, waited for.
  func outcome(progress: (@Sendable (AnalysisProgress) -> Void)?) async -> Outcome {
    let listener = ProgressListener(progress)
    defer { listener?.close() }
    begin()
    let (known, flight, ticket) = board(listener)
    if let known { return known }
    guard let flight, let ticket else { return .failure(.fingerprint(.cancelled)) }
    listener?.hear(flight.progress)
    return await flight.outcome(for: ticket) ?? .failure(.fingerprint(.cancelled))
  }

  /// Cancels the analysis; waiting callers fail.
  func close() {
    let flight: Flight<Outcome>? = state.withLock { state in
      defer { state = .closed }
      if case .underWay(let flight) = state { return flight }
      return nil
    }
    flight?.cancel()
  }

  private func board(
    _ listener: ProgressListener?
  ) -> (known: Outcome?, flight: Flight<Outcome>?, ticket: Flight<Outcome>.Ticket?) {
    state.withLock { state in
      switch state {
      case .over(let outcome): (outcome, nil, nil)
      // It settles before it lands, so it is present as long as it is under way.
      case .underWay(let flight): (nil, flight, flight.board(listener))
      case .notAsked, .closed: (nil, nil, nil)
      }
    }
  }

  private func settle(_ flight: Flight<Outcome>, _ outcome: Outcome) {
    state.withLock { state in
      if case .underWay(let current) = state, current === flight { state = .over(outcome) }
    }
  }
}
