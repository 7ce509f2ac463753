public import MasteringModel

/// A catalogue that is built step by step and keeps every version of its profiles.
///
/// The highest version of a profile is the current one. A profile keeps its place in the catalogue,
/// which breaks ties, when a newer version of it arrives; a new profile goes to the end.
public struct ProfileRegistry: Sendable {
  /// The ids in catalogue order.
  private var order: [String] = []
  /// The versions of each id, oldest first, never empty.
  private var versions: [String: [PlacedProfile]] = [:]
  /// The named blends, in the order they were added.
  public private(set) var blends: [NamedBlend] = []
  /// Profiles that blends may contain although they are not here.
  private var idsElsewhere: Set<String> = []

  /// A registry without profiles.
  public init() {}

  /// A registry of these profiles, added in this order.
  ///
  /// - Throws: ``InvalidProfile`` when a version of a profile occurs twice.
  public init(_ profiles: [Profile]) throws(InvalidProfile) {
    for profile in profiles {
      try add(profile)
    }
  }

  /// Creates a registry for checking files that will be used together with other profiles, which their
  /// blends may contain. Such blends make no catalogue by themselves.
  package init(besides ids: some Sequence<String>) {
    idsElsewhere = Set(ids)
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

  /// All the versions of a profile, oldest first; empty if there is none with that id.
  public func history(of id: String) -> [Profile] {
    (versions[id] ?? []).map(\.profile)
  }

  /// The current versions as a catalogue.
  ///
  /// - Throws: ``InvalidCatalogue/empty`` when there are no profiles.
  public func catalogue() throws(InvalidCatalogue) -> ProfileCatalogue {
    try ProfileCatalogue(profiles, blends: blends)
  }

  // MARK: Changes

  /// Adds a profile, or another version of one.
  ///
  /// An older version only joins the history.
  ///
  /// - Throws: ``InvalidProfile`` with the field `version` when that version already exists,
  ///   whether or not its content is the same, and with `profile_id` when a blend has that id.
  public mutating func add(_ profile: Profile) throws(InvalidProfile) {
    try add(PlacedProfile(profile: profile, place: nil))
  }

  /// Adds a blend.
  ///
  /// - Throws: ``InvalidProfile`` when its id is that of another blend or of a profile, or one of its
  ///   profiles is missing.
  public mutating func add(_ blend: NamedBlend) throws(InvalidProfile) {
    guard versions[blend.id] == nil, !blends.contains(where: { $0.id == blend.id }) else {
      throw InvalidProfile(profileID: blend.id, field: "blends.blend_id", reason: .duplicateID)
    }
    for member in blend.members
    where versions[member.profileID] == nil && !idsElsewhere.contains(member.profileID) {
      throw InvalidProfile(
        profileID: blend.id, field: "blends.members.profile_id",
        reason: .unknownProfile(member.profileID))
    }
    blends.append(blend)
  }

  /// Removes a profile with all its versions, and returns them, oldest first.
  @discardableResult
  public mutating func remove(id: String) -> [Profile] {
    order.removeAll { $0 == id }
    return (versions.removeValue(forKey: id) ?? []).map(\.profile)
  }

  /// Adds a profile with the place it was read at.
  package mutating func add(_ placed: PlacedProfile) throws(InvalidProfile) {
    let profile = placed.profile
    guard !blends.contains(where: { $0.id == profile.id }) else {
      throw InvalidProfile(profileID: profile.id, field: "profile_id", reason: .duplicateID)
    }
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

  /// Where a version was read; nil if it was not read from a file or text.
  package func place(of version: ProfileVersion, id: String) -> SourcePlace? {
    versions[id]?.first { $0.profile.version == version }?.place
  }
}
