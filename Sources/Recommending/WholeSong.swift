public import MasteringModel

/// The recommendation for a part of a song beside that for all of it.
public struct WholeSong: Sendable, Hashable {
  /// The recommendation for the analysed part.
  public let part: Recommendation
  /// The recommendation for the whole.
  public let whole: Recommendation

  /// The two side by side.
  public init(part: Recommendation, whole: Recommendation) {
    self.part = part
    self.whole = whole
  }

  /// Whether both have the same primary profile, alone or in a blend.
  public var isSame: Bool {
    whole.primaryProfile.id == part.primaryProfile.id && whole.isHybrid == part.isHybrid
      && whole.isFallback == part.isFallback
  }

  /// How the whole differs from the part, metric by metric.
  public var comparison: FingerprintComparison {
    FingerprintComparison(of: whole.fingerprint, with: part.fingerprint)
  }
}

extension RecommendationEngine {
  /// The recommendations for the requested part of a file and for all of it.
  ///
  /// A file known to end within that part is analysed once.
  public func wholeSong(
    for request: AnalysisRequest, settings: RecommendationSettings = .standard
  ) async throws(RecommendationFailure) -> WholeSong {
    let catalogue = try await catalogue()
    let part = try await analysis(for: request)
    var whole = part
    if part.durationSeconds.map({ part.analysedSeconds < $0 }) ?? true {
      whole = try await analysis(
        for: AnalysisRequest(
          path: request.path, window: .all, allowsPartialAudio: request.allowsPartialAudio))
    }
    return WholeSong(
      part: catalogue.recommendation(of: part, settings: settings),
      whole: catalogue.recommendation(of: whole, settings: settings))
  }
}
