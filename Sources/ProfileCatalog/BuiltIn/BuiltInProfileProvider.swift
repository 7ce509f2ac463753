public import MasteringModel

/// The seven profiles that come with the engine; never fails.
public struct BuiltInProfileProvider: ProfileProvider {
  /// A provider of the built-in profiles.
  public init() {}

  /// The built-in catalogue.
  public func catalogue() async throws(ProfileProviderFailure) -> ProfileCatalogue {
    BuiltInProfiles.catalogue
  }
}
