public import MasteringModel
import StrictJSON

/// Counts of the profiles recommended for a library, and of their confidences.
public struct RecommendationTally: Sendable {
  /// Tracks with a single recommended profile.
  public private(set) var singles = 0
  /// Tracks with a recommended blend.
  public private(set) var hybrids = 0
  /// Tracks that no profile resembles.
  public private(set) var fallbacks = 0
  /// The confidences of all but the last.
  package private(set) var confidences = Histogram(bins: 10)
  private var profiles: [String: ProfileCount] = [:]

  /// How often one profile was recommended.
  public struct ProfileCount: Sendable, Hashable {
    /// The profile's id.
    public let id: String
    /// The profile's name.
    public let name: String
    /// Tracks with this profile alone.
    public fileprivate(set) var alone = 0
    /// Tracks with a blend led by it.
    public fileprivate(set) var leading = 0
    /// Tracks with a blend that contains it, leading or not.
    public fileprivate(set) var blended = 0

    /// Tracks for which it comes first.
    public var tracks: Int { alone + leading }
  }

  /// An empty tally.
  public init() {}

  /// Counts a recommendation.
  public mutating func add(_ recommendation: Recommendation) {
    switch recommendation.kind {
    case .single:
      singles += 1
      change(recommendation.primaryProfile) { $0.alone += 1 }
    case .hybrid(let members):
      hybrids += 1
      change(recommendation.primaryProfile) { $0.leading += 1 }
      for member in members { change(member.profile) { $0.blended += 1 } }
    case .fallback:
      fallbacks += 1
      return
    }
    confidences.add(recommendation.confidence)
  }

  private mutating func change(_ profile: Profile, _ body: (inout ProfileCount) -> Void) {
    body(&profiles[profile.id, default: ProfileCount(id: profile.id, name: profile.name)])
  }

  /// The recommended profiles, those with the most tracks first, then by id.
  public var byProfile: [ProfileCount] {
    profiles.values.sorted { left, right in
      (right.tracks, right.blended, left.id) < (left.tracks, left.blended, right.id)
    }
  }

  /// `single`, `hybrid`, `fallback`, `profiles` and `confidence_histogram`, which counts confidences
  /// of 0 up to 0.1, 0.1 up to 0.2 and so on.
  var members: [JSON.Member] {
    [
      .init("single", .integer(singles)), .init("hybrid", .integer(hybrids)),
      .init("fallback", .integer(fallbacks)),
      .init("profiles", .array(byProfile.map(\.payload))),
      .init("confidence_histogram", .array(confidences.counts.map { .integer($0) })),
    ]
  }
}

extension RecommendationTally.ProfileCount {
  fileprivate var payload: JSON {
    [
      "profile_id": .string(id), "profile_name": .string(name), "alone": .integer(alone),
      "leads_blend": .integer(leading), "in_blend": .integer(blended),
    ]
  }
}

/// How many numbers of 0…1 fall into each of several bins of equal width.
package struct Histogram: Sendable, Hashable {
  /// How many fell into each bin, the lowest first.
  package private(set) var counts: [Int]

  /// A histogram of no numbers.
  ///
  /// - Parameter bins: how many bins; 1 or more.
  package init(bins: Int) {
    precondition(bins >= 1, "A histogram has a bin")
    counts = Array(repeating: 0, count: bins)
  }

  /// Counts a number: bin i has those from i / bins up to but excluding (i + 1) / bins; the last
  /// also has 1. Numbers outside 0…1 count as the nearest end, and NaN as 0.
  package mutating func add(_ number: Double) {
    let place = min(max(number, 0), 1) * Double(counts.count)
    counts[place.isNaN ? 0 : min(Int(place), counts.count - 1)] += 1
  }

  /// The bounds of a bin.
  package func bounds(ofBin index: Int) -> (lower: Double, upper: Double) {
    (Double(index) / Double(counts.count), Double(index + 1) / Double(counts.count))
  }
}
