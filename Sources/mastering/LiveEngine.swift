internal import AudioDecoding
internal import Fingerprinting
internal import MasteringModel
internal import ProfileCatalog
internal import Recommending

/// The engine of the command line: the only place that knows which implementation stands behind
/// each seam.
enum LiveEngine {
  /// An engine for files given on the command line.
  ///
  /// - Parameters:
  ///   - profiles: what is compared with.
  ///   - workers: how many tasks one file may keep busy.
  static func make(profiles: any ProfileProvider = BuiltInProfileProvider(), workers: Int)
    -> RecommendationEngine
  {
    RecommendationEngine(
      fingerprints: AudioFingerprintProvider(decoder: SndfileDecoder(), workers: workers),
      profiles: profiles)
  }
}
