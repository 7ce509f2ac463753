extension Profile: Identifiable {}

extension RankedProfile: Identifiable {
  /// The profile's id, which a ranking has once.
  public var id: String { profile.id }
}

extension WeightedProfile: Identifiable {
  /// The profile's id, which a blend has once.
  public var id: String { profile.id }
}
