import MasteringModel
import Synchronization

/// The files that were analysed because they were not in the cache.
final class ListenedFiles: Sendable {
  private let paths = Mutex<Set<String>>([])

  /// Notes a file.
  func insert(_ path: String) { paths.withLock { _ = $0.insert(path) } }

  /// Whether a file was analysed since the last call for it.
  func remove(_ path: String) -> Bool { paths.withLock { $0.remove(path) != nil } }
}

/// Records which files a provider is asked to analyse.
struct NotingFingerprintProvider: FingerprintProvider {
  private let provider: any FingerprintProvider
  private let listened: ListenedFiles

  init(_ provider: any FingerprintProvider, in listened: ListenedFiles) {
    self.provider = provider
    self.listened = listened
  }

  var definition: String { provider.definition }

  func key(for request: AnalysisRequest) async throws(FingerprintFailure) -> FingerprintKey {
    try await provider.key(for: request)
  }

  func analysis(
    for request: AnalysisRequest, progress: (@Sendable (AnalysisProgress) -> Void)?
  ) async throws(FingerprintFailure) -> TrackAnalysis {
    listened.insert(request.path)
    return try await provider.analysis(for: request, progress: progress)
  }

  func analysis(
    for request: AnalysisRequest, progress: (@Sendable (AnalysisProgress) -> Void)?,
    through tap: @escaping @Sendable (any AudioStream) -> any AudioStream
  ) async throws(FingerprintFailure) -> TrackAnalysis {
    listened.insert(request.path)
    return try await provider.analysis(for: request, progress: progress, through: tap)
  }
}
