import AudioDecoding
public import Caching
import Fingerprinting
import Foundation
public import MasteringModel
public import ProfileCatalog
public import Recommending

extension RecommendationEngine {
  /// The engine that the `mastering` command uses for audio files: libsndfile reads them, and this
  /// machine's processors measure them.
  ///
  ///     let engine = RecommendationEngine()
  ///     let recommendation = try await engine.recommendation(for: AnalysisRequest(url))
  ///
  /// - Parameters:
  ///   - profiles: the profiles that tracks are compared with; the built-in ones by default.
  ///   - cache: where measurements are kept; by default in memory until the program ends, and
  ///     nowhere if nil.
  ///   - workers: how many parts of a file are measured in parallel, 1 or more; by default one per
  ///     processor.
  public init(
    profiles: any ProfileProvider = BuiltInProfileProvider(),
    cache: (any AnalysisCache)? = MemoryCache(), workers: Int? = nil
  ) {
    self.init(
      fingerprints: AudioFingerprintProvider(
        decoder: CombinedDecoder(),
        workers: max(1, workers ?? ProcessInfo.processInfo.activeProcessorCount)),
      profiles: profiles, cache: cache)
  }
}
