import CProfiles
public import MasteringModel
import StrictJSON

/// The profiles that come with the engine.
///
/// Each was learned from one body of recordings. They come from `Spec/profiles.json`, which is
/// compiled in; their order there breaks ties.
public enum BuiltInProfiles {
  /// The profiles in catalogue order.
  public static let all: [Profile] = catalogue.profiles

  /// The catalogue of all of them.
  public static let catalogue: ProfileCatalogue = {
    do {
      let document = UnsafeBufferPointer(
        start: mastering_profiles(), count: mastering_profiles_size())
      let profiles = try JSON.parse(Array(document))["profiles"]?.elements ?? []
      return try ProfileCatalogue(profiles.map { try Profile(json: $0) })
    } catch {
      preconditionFailure("Spec/profiles.json, which was compiled in, is not in order: \(error)")
    }
  }()

  /// All of them as the start of a catalogue that grows.
  public static let registry: ProfileRegistry = {
    do {
      return try ProfileRegistry(all)
    } catch {
      preconditionFailure("A built-in profile occurs twice in the catalogue: \(error)")
    }
  }()
}

/// The profiles that come with the engine; never fails.
public struct BuiltInProfileProvider: ProfileProvider {
  /// A provider of the built-in profiles.
  public init() {}

  /// The built-in catalogue.
  public func catalogue() async throws(ProfileProviderFailure) -> ProfileCatalogue {
    BuiltInProfiles.catalogue
  }
}
