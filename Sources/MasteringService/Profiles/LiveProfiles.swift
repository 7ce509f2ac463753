public import MasteringModel
public import ProfileCatalog
import Synchronization
public import YAMLCatalog

/// The profiles of a running service, which its callers may change.
///
/// There is always at least one. Every change is whole: who asks for the catalogue gets it as it was
/// before or after, never in between.
public final class LiveProfiles: ProfileProvider {
  fileprivate struct State {
    var registry: ProfileRegistry
    var catalogue: ProfileCatalogue
  }

  private let state: Mutex<State>

  /// The profiles of a registry, to begin with.
  ///
  /// - Throws: ``InvalidCatalogue/empty`` when there are none.
  public init(_ registry: ProfileRegistry) throws(InvalidCatalogue) {
    state = Mutex(State(registry: registry, catalogue: try registry.catalogue()))
  }

  /// The catalogue as it is now.
  public var current: ProfileCatalogue { state.withLock { $0.catalogue } }

  /// The profiles with all their versions as they are now.
  public var registry: ProfileRegistry { state.withLock { $0.registry } }

  /// The catalogue as it is now.
  public func catalogue() async throws(ProfileProviderFailure) -> ProfileCatalogue { current }

  /// Adds a profile, or another version of one.
  ///
  /// - Throws: ``InvalidProfile`` when the same version is there already.
  public func add(_ profile: Profile) throws(InvalidProfile) {
    try state.withLock { state throws(InvalidProfile) in
      var registry = state.registry
      try registry.add(profile)
      state.take(registry)
    }
  }

  /// Takes a profile out with all its versions, and returns them, oldest first; none when there is
  /// no such profile.
  ///
  /// - Throws: ``InvalidCatalogue/empty`` when it is the last one, which stays.
  public func remove(id: String) throws(InvalidCatalogue) -> [Profile] {
    try state.withLock { state throws(InvalidCatalogue) in
      var registry = state.registry
      let removed = registry.remove(id: id)
      guard !removed.isEmpty else { return [] }
      state.catalogue = try registry.catalogue()
      state.registry = registry
      return removed
    }
  }

  /// Adds the profiles of a text, all of them or, when something is wrong, none.
  public func importing(yaml: String) -> ProfileImport {
    state.withLock { state in
      let result = state.registry.importing(yaml: yaml)
      if result.problems.isEmpty { state.take(result.registry) }
      return result
    }
  }
}

extension LiveProfiles.State {
  /// Goes on with a registry that has at least the profiles of the one before.
  fileprivate mutating func take(_ registry: ProfileRegistry) {
    // A registry has no id twice and this one is not empty, so that it always is a catalogue.
    guard let catalogue = try? registry.catalogue() else { return }
    self.registry = registry
    self.catalogue = catalogue
  }
}
