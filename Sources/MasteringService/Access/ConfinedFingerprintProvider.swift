import MasteringModel
import SystemFiles

/// Measures only files that lie where they lay when they were allowed.
///
/// Between the check of a path and its opening, another user may put a link in place of a folder on
/// the way. A decoder that follows no link does not open what is behind it. For those that do, the
/// path is followed again, before and after the file is read: where it then leads elsewhere, there is
/// no answer. Two exchanges at the right moments are not seen so.
struct ConfinedFingerprintProvider: FingerprintProvider {
  private let provider: any FingerprintProvider
  private let access: AccessPolicy

  init(_ provider: any FingerprintProvider, to access: AccessPolicy) {
    self.provider = provider
    self.access = access
  }

  var definition: String { provider.definition }

  func key(for request: AnalysisRequest) async throws(FingerprintFailure) -> FingerprintKey {
    let key = try await provider.key(for: request)
    guard !access.isRestricted || key.identity.path.isSamePath(as: request.path) else {
      throw .audio(.notFound(path: request.path))
    }
    return key
  }

  func analysis(
    for request: AnalysisRequest, progress: (@Sendable (AnalysisProgress) -> Void)?
  ) async throws(FingerprintFailure) -> TrackAnalysis {
    guard access.isRestricted else {
      return try await provider.analysis(for: request, progress: progress)
    }
    _ = try await key(for: request)
    let analysis = try await provider.analysis(for: request, progress: progress)
    _ = try await key(for: request)
    return analysis
  }
}
