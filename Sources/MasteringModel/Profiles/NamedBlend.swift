/// A combination of profiles that has a name of its own.
///
/// A hybrid of exactly these profiles has this name, and uses its weights if ``givesWeights`` is
/// set.
public struct NamedBlend: Sendable, Hashable {
  /// The name for programs, in the same form as a profile's id.
  public let id: String
  /// The name for people.
  public let name: String
  /// What it is for; may be empty.
  public let description: String
  /// The profiles and their parts, at least two, each once; the parts sum to 1.
  public let members: [Member]
  /// Whether a hybrid of these profiles takes these weights in place of those of the scores.
  public let givesWeights: Bool

  /// A profile's part.
  public struct Member: Sendable, Hashable {
    /// The profile's id.
    public let profileID: String
    /// Its part, in (0, 1].
    public let weight: Double

    /// A part.
    public init(profileID: String, weight: Double) {
      self.profileID = profileID
      self.weight = weight
    }
  }

  /// Creates a blend from its parts.
  ///
  /// - Throws: ``InvalidProfile``, whose fields begin with `blends`, for an invalid id, a name
  ///   without a visible character, fewer than two profiles, a repeated profile, a weight outside
  ///   (0, 1], and weights that do not sum to 1 within 1e-6.
  public init(
    id: String, name: String, description: String = "", members: [Member],
    givesWeights: Bool = false
  ) throws(InvalidProfile) {
    let refusal = { (field: String, reason: InvalidProfile.Reason) in
      InvalidProfile(profileID: id, field: "blends.\(field)", reason: reason)
    }
    guard Profile.isIdentifier(id) else { throw refusal("blend_id", .notAnIdentifier(id)) }
    guard name.contains(where: { !$0.isWhitespace }) else { throw refusal("name", .empty) }
    let length = name.unicodeScalars.count
    guard length <= Profile.longestName else {
      throw refusal("name", .tooLong(count: length, limit: Profile.longestName))
    }
    guard members.count >= 2 else { throw refusal("members", .tooFewProfiles(members.count)) }
    var ids: Set<String> = []
    var sum = 0.0
    for member in members {
      guard ids.insert(member.profileID).inserted else { throw refusal("members", .repeated) }
      guard member.weight > 0, member.weight <= 1 else {
        throw refusal("members.weight", .outside(member.weight, 0, 1))
      }
      sum += member.weight
    }
    guard abs(sum - 1) <= 1e-6 else { throw refusal("members.weight", .notWhole(sum)) }
    self.id = id
    self.name = name
    self.description = description
    self.members = members
    self.givesWeights = givesWeights
  }

  /// Whether these are its profiles, in whatever order.
  public func hasMembers(_ ids: some Sequence<String>) -> Bool {
    Set(members.map(\.profileID)) == Set(ids)
  }
}
