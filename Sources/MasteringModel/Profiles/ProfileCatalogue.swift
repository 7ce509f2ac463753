/// An ordered list of profiles, never empty, each id once.
///
/// The order breaks ties: of two profiles with the same score, the earlier one ranks first.
public struct ProfileCatalogue: Sendable, Hashable {
  /// The profiles in catalogue order; at least one.
  public let profiles: [Profile]
  /// Their detection rules in the same order: plain numbers side by side, for the scoring loop.
  package let detectionRules: [DetectionRules]
  /// Identifies the content: catalogues that could lead to different answers have different
  /// versions.
  public let version: CatalogueVersion
  /// The profile that is named when none fits: `quiet-reference-modernization-v1` if the catalogue
  /// has it, otherwise its first.
  public let fallback: Profile

  /// The named blends, in order; their profiles are all in the catalogue.
  public let blends: [NamedBlend]

  /// The id of the profile that is named when none fits.
  public static let fallbackID = "quiet-reference-modernization-v1"

  /// A catalogue of these profiles, in this order.
  ///
  /// - Parameter blends: named blends; one with a profile that is not in the catalogue is left out.
  /// - Throws: ``InvalidCatalogue`` when there is no profile or an id occurs twice.
  public init(_ profiles: [Profile], blends: [NamedBlend] = []) throws(InvalidCatalogue) {
    guard let first = profiles.first else { throw .empty }
    var ids = Set<String>(minimumCapacity: profiles.count)
    for profile in profiles where !ids.insert(profile.id).inserted {
      throw .duplicateID(profile.id)
    }
    self.profiles = profiles
    self.detectionRules = profiles.map(\.detectionRules)
    self.fallback = profiles.first { $0.id == Self.fallbackID } ?? first
    self.blends = blends.filter { $0.members.allSatisfy { ids.contains($0.profileID) } }
    self.version = CatalogueVersion(of: profiles, blends: self.blends)
  }

  /// The blend of exactly these profiles, in whatever order; the first where there are several.
  package func blend(of ids: [String]) -> NamedBlend? {
    blends.first { $0.hasMembers(ids) }
  }

  /// The profile of that id, or nil.
  public subscript(id: String) -> Profile? {
    profiles.first { $0.id == id }
  }
}

/// Why a list of profiles is not a catalogue.
public enum InvalidCatalogue: Error, Hashable {
  /// There is no profile in it.
  case empty
  /// Two profiles have this id.
  case duplicateID(String)
}
