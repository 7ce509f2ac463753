/// The profile, or blend of several, to master a track with, and what that will change.
///
/// Made by the module `Recommending`, which guarantees: the weights of a hybrid sum to 1; a hybrid
/// has at least two profiles and a confidence below the threshold; the threshold never changes
/// ranking, confidence or weights; each predicted change of a hybrid lies within the range of its
/// members' targets.
public struct Recommendation: Sendable, Hashable {
  /// What was measured.
  public let fingerprint: Fingerprint
  /// The settings it was made with.
  public let settings: RecommendationSettings
  /// The best profiles, best first, at most `settings.topK`; each scores above 0. Empty if no
  /// profile does.
  public let ranking: [RankedProfile]
  /// The best profile; in a fallback, the catalogue's ``ProfileCatalogue/fallback``.
  public let primaryProfile: Profile
  /// What is recommended.
  public let kind: Kind
  /// What mastering this way will change.
  public let predictedChange: PredictedChange
  /// The largest true peak of all channels, in dBTP; nil if only a fingerprint is known.
  public let truePeakDBTP: Double?
  /// The blend with weights for each change; nil if it was not requested, and for anything but a
  /// hybrid.
  public let blend: Blend?

  /// The three ways a recommendation can come out.
  public enum Kind: Sendable, Hashable {
    /// One profile alone.
    case single
    /// A blend, heaviest first; at least two.
    case hybrid([WeightedProfile])
    /// No profile resembles the track; nothing should be changed.
    case fallback
  }

  package init(
    fingerprint: Fingerprint, settings: RecommendationSettings, ranking: [RankedProfile],
    primaryProfile: Profile, kind: Kind, predictedChange: PredictedChange,
    truePeakDBTP: Double? = nil, blend: Blend? = nil
  ) {
    self.fingerprint = fingerprint
    self.settings = settings
    self.ranking = ranking
    self.primaryProfile = primaryProfile
    self.kind = kind
    self.predictedChange = predictedChange
    self.truePeakDBTP = truePeakDBTP
    self.blend = blend
  }

  /// A copy for a track with this true peak.
  package func knowing(truePeakDBTP: Double?) -> Recommendation {
    Recommendation(
      fingerprint: fingerprint, settings: settings, ranking: ranking,
      primaryProfile: primaryProfile, kind: kind, predictedChange: predictedChange,
      truePeakDBTP: truePeakDBTP, blend: blend)
  }

  /// The change to apply: that of the blend if there is one, otherwise the predicted change.
  public var recommendedChange: PredictedChange { blend?.predictedChange ?? predictedChange }

  /// Whether the predicted change stays below the ceiling.
  public var headroom: Headroom {
    Headroom(
      for: predictedChange, truePeakDBTP: truePeakDBTP,
      fingerprintPeakDBFS: fingerprint.peakDBFS, ceilingDBTP: settings.ceilingDBTP)
  }

  /// The similarity of the best profile, 0…1; 0 in a fallback.
  public var confidence: Double { ranking.first?.similarity.score ?? 0 }

  /// The parts of the blend, heaviest first; empty unless it is a hybrid.
  public var weightedProfiles: [WeightedProfile] {
    if case .hybrid(let weighted) = kind { weighted } else { [] }
  }

  /// The ranked profiles after the first.
  public var alternatives: ArraySlice<RankedProfile> { ranking.dropFirst() }

  /// Whether several profiles are blended.
  public var isHybrid: Bool {
    if case .hybrid = kind { true } else { false }
  }

  /// Whether no profile resembles the track.
  public var isFallback: Bool { kind == .fallback }
}
