import Concurrency
public import MasteringModel
import Synchronization

/// Measures each track once, even if several tasks request it at the same time.
///
/// Tasks with the same request for a file in the same state share one analysis of the underlying
/// provider: one flight. Each of them
/// - receives the current progress when it joins, and all progress after that;
/// - may be cancelled, and leaves at once without affecting the others; when the last has left, the
///   analysis is cancelled;
/// - gets the analysis, or the failure. Neither is kept: a later request starts again. Caching is
///   the task of ``RecommendationEngine``.
///
/// Analyses run on separate threads, so that they do not delay tasks that do not wait for one.
public final class SharedAnalyses: FingerprintProvider {
  private struct FlightKey: Hashable {
    // The path as it was given is part of the failures.
    let request: AnalysisRequest
    // A replaced file is a different track, even if the old one is still being measured.
    let key: FingerprintKey
  }

  private typealias Outcome = Result<TrackAnalysis, FingerprintFailure>

  private let provider: any FingerprintProvider
  private let executor: any TaskExecutor
  private let flights = Mutex<[FlightKey: Flight<Outcome>]>([:])

  /// Shares the analyses of a provider.
  ///
  /// - Parameter executor: runs the analyses; nil for threads of their own.
  public init(_ provider: any FingerprintProvider, executor: (any TaskExecutor)? = nil) {
    self.provider = provider
    self.executor = executor ?? BackgroundExecutor()
  }

  /// The definition of the underlying provider.
  public var definition: String { provider.definition }

  /// How many analyses are under way.
  public var flightCount: Int { flights.withLock { $0.count } }

  /// The key from the underlying provider.
  public func key(
    for request: AnalysisRequest
  ) async throws(FingerprintFailure) -> FingerprintKey {
    try await provider.key(for: request)
  }

  /// Measures a track, or joins an analysis that is already under way.
  ///
  /// `progress` is called at least once, at the start, even if the provider reports nothing; it is
  /// not called after this method returns.
  public func analysis(
    for request: AnalysisRequest, progress: (@Sendable (AnalysisProgress) -> Void)?
  ) async throws(FingerprintFailure) -> TrackAnalysis {
    guard !Task.isCancelled else { throw .cancelled }
    let key = FlightKey(request: request, key: try await provider.key(for: request))
    let listener = ProgressListener(progress)
    defer { listener?.close() }
    let (flight, ticket) = board(key, listener)
    listener?.hear(flight.progress)
    guard let outcome = await flight.outcome(for: ticket) else {
      remove(flight, key, ifOver: true)
      throw .cancelled
    }
    return try outcome.get()
  }

  private func board(
    _ key: FlightKey, _ listener: ProgressListener?
  ) -> (Flight<Outcome>, Flight<Outcome>.Ticket) {
    let (flight, ticket): (Flight<Outcome>, Flight<Outcome>.Ticket?) = flights.withLock { flights in
      if let flight = flights[key], let ticket = flight.board(listener) { return (flight, ticket) }
      let flight = Flight<Outcome>(first: listener)
      flights[key] = flight
      return (flight, nil)
    }
    if let ticket { return (flight, ticket) }
    begin(flight, key)
    return (flight, Flight<Outcome>.firstTicket)
  }

  private func begin(_ flight: Flight<Outcome>, _ key: FlightKey) {
    flight.begin(on: executor) { [provider] flight in
      let outcome: Outcome
      do throws(FingerprintFailure) {
        outcome = .success(
          try await provider.analysis(for: key.request) { flight.report($0) })
      } catch {
        outcome = .failure(error)
      }
      self.remove(flight, key, ifOver: false)
      return outcome
    }
  }

  /// Removes a flight, unless another has replaced it.
  private func remove(_ flight: Flight<Outcome>, _ key: FlightKey, ifOver: Bool) {
    flights.withLock { flights in
      guard flights[key] === flight, !ifOver || flight.isOver else { return }
      flights[key] = nil
    }
  }
}
