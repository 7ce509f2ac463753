import AudioDecoding
public import Caching
import Fingerprinting
import Foundation
public import MasteringModel
public import ProfileCatalog
public import Recommending

extension RecommendationEngine {
  /// An engine for audio files, as the command `mastering` has it: libsndfile reads them, this
  /// machine's processors measure them.
  ///
  ///     let engine = RecommendationEngine()
  ///     let recommendation = try await engine.recommendation(for: AnalysisRequest(url))
  ///
  /// - Parameters:
  ///   - profiles: what tracks are compared with; the built-in ones unless given.
  ///   - cache: remembers what was measured; until the program ends unless given, and nil for never.
  ///   - workers: how many parts of a file are measured at a time, 1 or more; one for each processor
  ///     unless given.
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
