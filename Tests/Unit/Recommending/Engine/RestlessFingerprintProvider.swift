import MasteringModel
import ProviderTesting
import Synchronization

/// Always returns the same analysis, for a file to which something happens during the analysis.
final class RestlessFingerprintProvider: FingerprintProvider {
  /// What happens to the file.
  enum Event {
    /// It is modified.
    case changes
    /// It is deleted.
    case vanishes
  }

  let definition = "restless-1"
  private let event: Event
  private let analysed = Mutex(0)

  init(_ event: Event) {
    self.event = event
  }

  /// How often the file was analysed.
  var analysisCount: Int { analysed.withLock { $0 } }

  func key(for request: AnalysisRequest) throws(FingerprintFailure) -> FingerprintKey {
    let times = analysisCount
    if event == .vanishes, times > 0 { throw .audio(.notFound(path: request.path)) }
    return .sample(
      identity: .sample(path: request.path, modifiedAtNanoseconds: Int64(times)),
      definition: definition)
  }

  func analysis(
    for request: AnalysisRequest, progress: (@Sendable (AnalysisProgress) -> Void)?
  ) async throws(FingerprintFailure) -> TrackAnalysis {
    analysed.withLock { $0 += 1 }
    return .sample()
  }
}
