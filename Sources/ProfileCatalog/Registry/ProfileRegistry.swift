public import MasteringModel

/// A catalogue that is built over time, and remembers every version of its profiles.
///
/// The highest version of a profile is the current one. A profile keeps its place in the catalogue,
/// which decides ties, when a newer version of it arrives; a new profile goes to the end.
public struct ProfileRegistry: Sendable {
  /// The ids in catalogue order.
  private var order: [String] = []
  /// The versions of each id, oldest first, never empty.
  private var versions: [String: [PlacedProfile]] = [:]

  /// A registry without profiles.
  public init() {}

  /// A registry of these profiles, added in this order.
  ///
  /// - Throws: ``InvalidProfile`` when one version of a profile stands there twice.
  public init(_ profiles: [Profile]) throws(InvalidProfile) {
    for profile in profiles {
      try add(profile)
    }
  }

  // MARK: The catalogue

  /// The current version of every profile, in catalogue order.
  public var profiles: [Profile] {
    order.compactMap { self[$0] }
  }

  /// The current version of the profile of that id, or nil.
  public subscript(id: String) -> Profile? {
    versions[id]?.last?.profile
  }

  /// All the versions of a profile, oldest first; empty when there is none of that id.
  public func history(of id: String) -> [Profile] {
    (versions[id] ?? []).map(\.profile)
  }

  /// The current versions as a catalogue.
  ///
  /// - Throws: ``InvalidCatalogue/empty`` when there are no profiles.
  public func catalogue() throws(InvalidCatalogue) -> ProfileCatalogue {
    try ProfileCatalogue(profiles)
  }

  // MARK: Changes

  /// Adds a profile, or another version of one.
  ///
  /// An older version only joins the history.
  ///
  /// - Throws: ``InvalidProfile`` with the field `version` when the same version is there already,
  ///   whether its content is the same or not.
  public mutating func add(_ profile: Profile) throws(InvalidProfile) {
    try add(PlacedProfile(profile: profile, place: nil))
  }

  /// Takes a profile out with all its versions, and returns them, oldest first.
  @discardableResult
  public mutating func remove(id: String) -> [Profile] {
    order.removeAll { $0 == id }
    return (versions.removeValue(forKey: id) ?? []).map(\.profile)
  }

  /// Adds a profile with the place it was read at.
  package mutating func add(_ placed: PlacedProfile) throws(InvalidProfile) {
    let profile = placed.profile
    var known = versions[profile.id] ?? []
    let index = known.firstIndex { $0.profile.version >= profile.version } ?? known.endIndex
    if index < known.endIndex, known[index].profile.version == profile.version {
      throw InvalidProfile(
        profileID: profile.id, field: "version", reason: .duplicateVersion(profile.version))
    }
    if known.isEmpty { order.append(profile.id) }
    known.insert(placed, at: index)
    versions[profile.id] = known
  }

  /// Where a version was read, when it was read from somewhere.
  package func place(of version: ProfileVersion, id: String) -> SourcePlace? {
    versions[id]?.first { $0.profile.version == version }?.place
  }
}
