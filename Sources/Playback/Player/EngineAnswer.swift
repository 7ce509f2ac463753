import MasteringModel
import Recommending

/// What the engine said of a track, and the catalogue it looked into.
struct EngineAnswer: Sendable {
  let result: Result<Recommendation, RecommendationFailure>
  /// Nil where the catalogue was exchanged meanwhile, so that it is unknown which it was.
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
