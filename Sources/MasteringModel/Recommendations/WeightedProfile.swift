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
