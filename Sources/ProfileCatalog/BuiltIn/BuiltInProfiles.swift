public import MasteringModel

/// The seven profiles that come with the engine.
///
/// Each was learned from one body of recordings. Their numbers are those of the original; the
/// order is too, and decides ties.
public enum BuiltInProfiles {
  /// The profiles in catalogue order.
  public static let all: [Profile] = catalogue.profiles

  /// The catalogue of the seven.
  public static let catalogue: ProfileCatalogue = {
    do {
      return try ProfileCatalogue(madeProfiles())
    } catch {
      preconditionFailure("A built-in profile breaks the rules of its own catalogue: \(error)")
    }
  }()

  /// The seven as the start of a catalogue that grows.
  public static let registry: ProfileRegistry = {
    do {
      return try ProfileRegistry(all)
    } catch {
      preconditionFailure("A built-in profile stands in its own catalogue twice: \(error)")
    }
  }()
}
