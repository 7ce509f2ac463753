public import MasteringModel

/// The most common combinations of profiles in a library's recommendations, as candidates for named
/// blends.
public struct BlendSuggestions: Sendable {
  private var weights: [[String]: [[Double]]] = [:]
  private var names: [String: String] = [:]
  /// How many recommendations were added.
  public private(set) var tracks = 0

  /// A combination, and how common it is.
  public struct Suggestion: Sendable, Hashable {
    /// The blend.
    public let blend: NamedBlend
    /// How many tracks got a blend of these profiles.
    public let tracks: Int
  }

  /// No recommendations yet.
  public init() {}

  /// Counts a recommendation; one that is not a hybrid counts only as a track.
  public mutating func add(_ recommendation: Recommendation) {
    tracks += 1
    guard recommendation.isHybrid else { return }
    let members = recommendation.weightedProfiles.sorted { $0.profile.id < $1.profile.id }
    for member in members { names[member.profile.id] = member.profile.name }
    weights[members.map(\.profile.id), default: []].append(members.map(\.weight))
  }

  /// The most common combinations, at most `most`, each with its median weights.
  ///
  /// - Parameter fewest: how many tracks make a combination common.
  public func suggestions(atMost most: Int = 8, fewest: Int = 2) -> [Suggestion] {
    let common = weights.filter { $0.value.count >= fewest }.sorted { one, other in
      one.value.count == other.value.count
        ? one.key.lexicographicallyPrecedes(other.key) : one.value.count > other.value.count
    }
    return common.prefix(most).enumerated().compactMap { index, entry in
      let medians = entry.key.indices.map { column in entry.value.map { $0[column] }.median ?? 0 }
      let total = medians.reduce(0, +)
      let members = zip(entry.key, medians)
        .map { NamedBlend.Member(profileID: $0, weight: $1 / total) }
        .sorted { $0.weight > $1.weight }
      let title = members.map { Self.short(names[$0.profileID] ?? $0.profileID) }
        .joined(separator: " + ")
      let blend = try? NamedBlend(
        id: "blend-\(index + 1)",
        name: title.excerpt(upTo: Profile.longestName),
        description: "Recommended for \(entry.value.count) of \(tracks) tracks.", members: members)
      return blend.map { Suggestion(blend: $0, tracks: entry.value.count) }
    }
  }

  /// The part before the dash, as in "Live Rock - Preservation Mastering".
  private static func short(_ name: String) -> String {
    guard let dash = name.firstRange(of: " - ") else { return name }
    return String(name[..<dash.lowerBound])
  }
}
