package import MasteringModel

/// A profile, and where it was read.
package struct PlacedProfile: Sendable {
  /// The profile.
  package let profile: Profile
  /// Where it was read; nil where it was made in a program.
  package let place: SourcePlace?

  /// A profile with its place.
  package init(profile: Profile, place: SourcePlace?) {
    self.profile = profile
    self.place = place
  }
}
