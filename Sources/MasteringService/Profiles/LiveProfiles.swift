public import MasteringModel
public import ProfileCatalog
import Synchronization
public import WireFormat
public import YAMLCatalog

/// The profiles of a running service, which its callers may change.
///
/// There is always at least one. Every change is atomic: the catalogue is as it was before or
/// after, never in between.
public final class LiveProfiles: ProfileProvider {
  fileprivate struct State {
    var registry: ProfileRegistry
    var catalogue: ProfileCatalogue
  }

  private let state: Mutex<State>

  /// Starts with the profiles of a registry.
  ///
  /// - Throws: ``InvalidCatalogue/empty`` when there are none.
  public init(_ registry: ProfileRegistry) throws(InvalidCatalogue) {
    state = Mutex(State(registry: registry, catalogue: try registry.catalogue()))
  }

  /// The catalogue as it is now.
  public var current: ProfileCatalogue { state.withLock { $0.catalogue } }

  /// The current profiles with all their versions.
  public var registry: ProfileRegistry { state.withLock { $0.registry } }

  /// The catalogue as it is now.
  public func catalogue() async throws(ProfileProviderFailure) -> ProfileCatalogue { current }

  /// Adds a profile, or another version of one.
  ///
  /// - Throws: ``InvalidProfile`` when that version already exists.
  public func add(_ profile: Profile) throws(InvalidProfile) {
    try state.withLock { state throws(InvalidProfile) in
      var registry = state.registry
      try registry.add(profile)
      state.take(registry)
    }
  }

  /// Removes a profile with all its versions, and returns them, oldest first; empty if there is no
  /// such profile.
  ///
  /// - Throws: ``InvalidCatalogue/empty`` when it is the last one, which is kept.
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

  /// Adds the profiles of a text; if anything is wrong, none of them.
  public func importing(yaml: String) -> ProfileImport {
    state.withLock { state in
      let result = state.registry.importing(yaml: yaml)
      if result.problems.isEmpty { state.take(result.registry) }
      return result
    }
  }

  /// What the catalogue would be with the profiles of a text, which are not kept.
  ///
  /// - Throws: ``FailureCode/invalidProfileText`` where ``importing(yaml:)`` would have problems.
  public func preview(yaml: String) throws(FailureReport) -> ProfilePreview {
    let state = state.withLock { $0 }
    // The text is read outside the lock: nothing else waits for it.
    let result = state.registry.importing(yaml: yaml)
    guard result.problems.isEmpty else { throw .invalidProfileText(result) }
    do throws(InvalidCatalogue) {
      return ProfilePreview(
        added: result.added, now: state.catalogue, then: try result.registry.catalogue())
    } catch {
      throw FailureReport(error)
    }
  }
}

/// A catalogue as it is, and as it would be with more profiles.
public struct ProfilePreview: Sendable {
  /// The further profiles, in the order of their text.
  public let added: [Profile]
  /// The catalogue without them.
  public let now: ProfileCatalogue
  /// The catalogue with them.
  public let then: ProfileCatalogue
}

extension LiveProfiles.State {
  /// Switches to a registry that has at least the profiles of the previous one.
  fileprivate mutating func take(_ registry: ProfileRegistry) {
    // A registry has no duplicate ids, and this one is not empty, so it is always a valid
    // catalogue.
    guard let catalogue = try? registry.catalogue() else { return }
    self.registry = registry
    self.catalogue = catalogue
  }
}
