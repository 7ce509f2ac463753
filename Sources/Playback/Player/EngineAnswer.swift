import MasteringModel
import Recommending

/// The engine's answer for a track, and the catalogue it used.
struct EngineAnswer: Sendable {
  let result: Result<Recommendation, RecommendationFailure>
  /// Nil if the catalogue was replaced in the meantime, so that it is unknown which was used.
  let catalogue: CatalogueVersion?

  /// Asks the engine.
  init(
    _ engine: RecommendationEngine, _ track: LoadedTrack,
    progress: @escaping @Sendable (AnalysisProgress) -> Void
  ) async {
    let before = try? await engine.catalogue().version
    do throws(RecommendationFailure) {
      result = .success(
        try await engine.recommendation(
          for: track.request, settings: track.settings, progress: progress))
    } catch {
      result = .failure(error)
    }
    let after = try? await engine.catalogue().version
    catalogue = before == after ? before : nil
  }
}
