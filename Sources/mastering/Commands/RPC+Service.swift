import AudioDecoding
import Fingerprinting
import LoudnessMetering
import MasteringModel
import MasteringService
import ProfileCatalog
import Recommending
import Rendering

extension LiveEngine {
  /// The service behind the hosts of the command: real files, and a catalogue that callers may
  /// change.
  ///
  /// - Parameters:
  ///   - registry: the initial profiles; never empty.
  ///   - access: which files callers may name.
  ///   - cache: where measurements are kept.
  ///   - defaults: the settings that apply where a caller leaves them out.
  ///   - taste: where choices are stored, nil for nowhere, and whether they are followed if a
  ///     caller does not specify it.
  ///   - warnings: receives problems with the cache.
  static func service(
    _ registry: ProfileRegistry, access: AccessPolicy, cache: LiveCache?,
    defaults: RecommendationSettings, taste: TasteOptions? = nil, warnings: CacheWarnings
  ) throws -> RecommendationService {
    // Links in a caller's path were resolved when the path was allowed.
    let decoder = CombinedDecoder(followsLinks: !access.isRestricted)
    return RecommendationService(
      implementation: ImplementationIdentity(
        name: "adaptive-mastering", version: ImplementationVersion.text),
      fingerprints: AudioFingerprintProvider(decoder: decoder, workers: 2),
      profiles: try LiveProfiles(registry), access: access,
      loudness: LoudnessDesk(
        meter: TrackMeter(decoder: decoder, meter: Ebur128Meter()), cache: cache?.cache,
        cacheFailed: { warnings.say($0) }),
      tags: CombinedTagReader(), choices: taste?.place.file,
      followsTaste: taste?.isFollowed ?? false,
      renderer: TrackRenderer(decoder: decoder, meter: Ebur128Meter(), keepsHistory: true),
      cache: cache?.cache, defaults: defaults,
      cacheFailed: { warnings.say($0) })
  }
}
