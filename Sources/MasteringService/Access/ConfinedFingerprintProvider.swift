import MasteringModel
import SystemFiles

/// Measures only files whose paths still lead where they led when they were allowed.
///
/// Between the check of a path and its opening, another user may replace a folder on the way with a
/// link. A decoder that follows no links does not open its target. For decoders that do, the path
/// is resolved again before and after the file is read; if it then leads elsewhere, the call fails.
/// Two exchanges at the right moments go undetected.
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
