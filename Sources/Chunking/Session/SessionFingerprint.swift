import Concurrency
import MasteringModel
import Recommending
import Synchronization

/// A session's fingerprint: measured once, when it is first wanted, and kept.
///
/// It is not the session itself, so that a session without owners can go, and take
/// the analysis with it.
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

  /// What is known of it.
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

  /// Begins to measure, unless that is under way or done. A failure is a reason to begin again only
  /// for the caller that says so.
  func begin(afterFailure: Bool = false) {
    let flight: Flight<Outcome>? = state.withLock { state in
      switch state {
      case .notAsked: break
      case .over(.failure) where afterFailure: break
      case .underWay, .over, .closed: return nil
      }
      // The first on board is the session, which stays until it closes: so those who wait may leave.
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

  /// Ends it all: waiting callers fail, and the analysis is cancelled.
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
      // It settles before it lands, so it has a place as long as it is under way.
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
