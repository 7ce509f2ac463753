/// A profile and how well a fingerprint matches it.
public struct RankedProfile: Sendable, Hashable, Codable {
  /// The profile.
  public let profile: Profile
  /// Its similarity to the fingerprint.
  public let similarity: Similarity

  /// A profile with its similarity.
  public init(profile: Profile, similarity: Similarity) {
    self.profile = profile
    self.similarity = similarity
  }
}

/// How well a fingerprint matches a profile: 1 at the centre of every range, 0.5 at the edges, 0
/// one half-width beyond them.
public struct Similarity: Sendable, Hashable, BitwiseCopyable {
  /// Score of the loudness, 0…1.
  public let loudness: Double
  /// Score of the crest factor, 0…1.
  public let crest: Double
  /// Score of the zero-crossing rate, 0…1.
  public let zeroCrossingRate: Double
  /// Score of the spectral centroid, 0…1; nil when the profile has no range for it.
  public let spectralCentroid: Double?
  /// The mean of the scores above, summed in their order.
  public let score: Double

  /// A similarity from the score of each dimension.
  public init(
    loudness: Double, crest: Double, zeroCrossingRate: Double, spectralCentroid: Double?
  ) {
    self.loudness = loudness
    self.crest = crest
    self.zeroCrossingRate = zeroCrossingRate
    self.spectralCentroid = spectralCentroid
    let three = loudness + crest + zeroCrossingRate
    self.score =
      if let spectralCentroid { (three + spectralCentroid) / 4 } else { three / 3 }
  }
}

/// A profile's part in a blend.
public struct WeightedProfile: Sendable, Hashable, Codable {
  /// The profile.
  public let profile: Profile
  /// Its part, in (0, 1]; the parts of a blend sum to 1.
  public let weight: Double

  /// A profile with its part.
  public init(profile: Profile, weight: Double) {
    self.profile = profile
    self.weight = weight
  }
}
