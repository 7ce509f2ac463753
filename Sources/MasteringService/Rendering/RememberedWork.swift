import Concurrency
import MasteringModel
import Synchronization

/// Values that take long to compute: simultaneous requests share one computation, and the most
/// recently used values are kept within a budget of bytes.
///
/// A caller that is cancelled leaves at once; when the last has left, the work is cancelled.
final class RememberedWork<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  typealias Outcome = Result<Value, RenderingFailure>

  private struct State {
    // Eviction depends on their sizes, and on their number only if they are small.
    var known = LeastRecentlyUsed<Key, (value: Value, bytes: Int)>(capacity: 1_024)
    var bytes = 0
    var flights: [Key: Flight<Outcome>] = [:]
  }

  private let budgetBytes: Int
  private let keepsLatest: Bool
  private let size: @Sendable (Value) -> Int
  private let executor: BackgroundExecutor
  private let state = Mutex(State())

  /// Creates an empty store.
  ///
  /// - Parameter keepsLatest: whether the latest value is kept even if it alone exceeds the budget,
  ///   for later callers.
  init(
    budgetBytes: Int, keepsLatest: Bool = false, on executor: BackgroundExecutor,
    size: @escaping @Sendable (Value) -> Int
  ) {
    self.budgetBytes = budgetBytes
    self.keepsLatest = keepsLatest
    self.executor = executor
    self.size = size
  }

  /// The stored value of a key; counts as a use.
  func known(_ key: Key) -> Value? { state.withLock { $0.known.value(for: key)?.value } }

  /// The value of a key: from the store, from work that is under way, or from `work`.
  func outcome(
    of key: Key, _ work: @escaping @Sendable () async -> Outcome
  ) async -> Outcome {
    let (known, flight, ticket, isNew) = state.withLock { state in
      place(for: key, in: &state)
    }
    if let known { return .success(known) }
    guard let flight else { return .failure(.cancelled) }
    if isNew {
      flight.begin(on: executor) { flight in
        let outcome = await work()
        self.settle(key, flight, outcome)
        return outcome
      }
    }
    return await flight.outcome(for: ticket) ?? .failure(.cancelled)
  }

  /// Their size in bytes, and how many are under way.
  var statistics: (bytes: Int, underWay: Int) {
    state.withLock { ($0.bytes, $0.flights.values.count { !$0.isOver }) }
  }

  private func place(
    for key: Key, in state: inout State
  ) -> (known: Value?, flight: Flight<Outcome>?, ticket: Int, isNew: Bool) {
    if let known = state.known.value(for: key) { return (known.value, nil, 0, false) }
    if let flight = state.flights[key], let ticket = flight.board(nil) {
      return (nil, flight, ticket, false)
    }
    let flight = Flight<Outcome>(first: nil)
    state.flights[key] = flight
    return (nil, flight, Flight<Outcome>.firstTicket, true)
  }

  private func settle(_ key: Key, _ flight: Flight<Outcome>, _ outcome: Outcome) {
    state.withLock { state in
      if state.flights[key] === flight { state.flights[key] = nil }
      guard case .success(let value) = outcome else { return }
      let bytes = size(value)
      guard bytes <= budgetBytes || keepsLatest else { return }
      if let old = state.known.remove(key) { state.bytes -= old.bytes }
      if let driven = state.known.set((value, bytes), for: key) {
        state.bytes -= driven.value.bytes
      }
      state.bytes += bytes
      while state.bytes > budgetBytes, state.known.count > 1, let oldest = state.known.oldestKey() {
        state.bytes -= state.known.remove(oldest)?.bytes ?? 0
      }
    }
  }
}
