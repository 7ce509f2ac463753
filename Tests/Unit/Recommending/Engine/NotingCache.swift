import MasteringModel
import Synchronization

/// A cache that stores everything, records the keys, and can be made to fail.
final class NotingCache: AnalysisCache {
  private struct State {
    var analyses: [FingerprintKey: TrackAnalysis] = [:]
    var failing: Set<CacheFailure.Operation> = []
  }

  private let state = Mutex(State())

  /// Creates a cache; every operation in `failing` fails with the reason "broken".
  init(failing: Set<CacheFailure.Operation> = []) {
    state.withLock { $0.failing = failing }
  }

  /// The keys under which analyses are stored.
  var analysisKeys: Set<FingerprintKey> { state.withLock { Set($0.analyses.keys) } }

  func analysis(for key: FingerprintKey) async throws(CacheFailure) -> TrackAnalysis? {
    try check(.read)
    return state.withLock { $0.analyses[key] }
  }

  func store(_ analysis: TrackAnalysis, for key: FingerprintKey) async throws(CacheFailure) {
    try check(.write)
    state.withLock { $0.analyses[key] = analysis }
  }

  func removeAll() async throws(CacheFailure) {
    try check(.clear)
    state.withLock { $0.analyses = [:] }
  }

  private func check(_ operation: CacheFailure.Operation) throws(CacheFailure) {
    guard state.withLock({ $0.failing.contains(operation) }) else { return }
    throw CacheFailure(operation: operation, reason: "broken")
  }
}
