import AudioDecoding
import Fingerprinting
import LoudnessMetering
import MasteringModel
import MasteringService
import ProfileCatalog
import Recommending
import Rendering

extension LiveEngine {
  /// The service behind a door of the command: real files, a catalogue that callers may change.
  ///
  /// - Parameters:
  ///   - registry: the profiles to begin with; never empty.
  ///   - access: which files callers may name.
  ///   - cache: where what is measured is remembered.
  ///   - defaults: how recommendations are wanted where a caller does not say.
  ///   - taste: where choices are kept, nil for nowhere, and whether they are followed where a caller does not say.
  ///   - warnings: receives what is wrong with the cache.
  static func service(
    _ registry: ProfileRegistry, access: AccessPolicy, cache: LiveCache?,
    defaults: RecommendationSettings, taste: TasteOptions? = nil, warnings: CacheWarnings
  ) throws -> RecommendationService {
    // What a caller may name had its links followed when it was allowed.
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
      renderer: TrackRenderer(decoder: decoder), resultMeter: Ebur128Meter(),
      cache: cache?.cache, defaults: defaults,
      cacheFailed: { warnings.say($0) })
  }
}
