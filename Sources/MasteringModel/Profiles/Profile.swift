/// A way of mastering, learned from a body of recordings: which tracks it suits, and what it does
/// to them.
///
/// Copying a profile copies a single reference, so a ranking costs no more than its numbers.
public struct Profile: Sendable, Hashable {
  private let storage: Storage

  /// The name the profile is known by to programs: ASCII letters, digits, `.`, `_` and `-`.
  public var id: String { storage.fields.id }
  /// The name the profile is known by to people.
  public var name: String { storage.fields.name }
  /// Which edition of the profile this is.
  public var version: ProfileVersion { storage.fields.version }
  /// What the profile does and when to use it, in a sentence or two.
  public var description: String { storage.fields.description }
  /// What a track measures when the profile fits it.
  public var detectionRules: DetectionRules { storage.fields.detectionRules }
  /// What mastering by the profile does.
  public var processingTargets: ProcessingTargets { storage.fields.processingTargets }
  /// What the profile was learned from.
  public var training: TrainingSource { storage.fields.training }
  /// How confident its author is in the profile, 0…1. Not used for scoring.
  public var confidence: Double { storage.fields.confidence }
  /// The kind of release it was learned from, as in `live` or `remaster`.
  public var releaseType: String? { storage.fields.releaseType }
  /// The genre it was learned from.
  public var genreHint: String? { storage.fields.genreHint }
  /// The year its sound belongs to.
  public var eraEstimate: Int? { storage.fields.eraEstimate }

  /// Creates a profile from its parts.
  ///
  /// - Throws: ``InvalidProfile`` with the field and the reason: an id with other characters or of
  ///   more than 128, a name that is empty or longer than ``longestName``, a number that is not
  ///   finite, a confidence outside 0…1, a negative count of tracks, an integer beyond
  ///   ``largestInteger``.
  public init(
    id: String, name: String, version: ProfileVersion, description: String,
    detectionRules: DetectionRules, processingTargets: ProcessingTargets,
    training: TrainingSource, confidence: Double, releaseType: String? = nil,
    genreHint: String? = nil, eraEstimate: Int? = nil
  ) throws(InvalidProfile) {
    storage = Storage(
      Fields(
        id: id, name: name, version: version, description: description,
        detectionRules: detectionRules, processingTargets: processingTargets, training: training,
        confidence: confidence, releaseType: releaseType, genreHint: genreHint,
        eraEstimate: eraEstimate))
    if let (field, reason) = firstProblem {
      throw InvalidProfile(profileID: id, field: field, reason: reason)
    }
  }

  private var firstProblem: (field: String, reason: InvalidProfile.Reason)? {
    if let problem = Self.problem(ofID: id, name: name) { return problem }
    let change = processingTargets.change
    let numbers: [(String, Double?)] = [
      ("processing_targets.loudness_change_db", change.loudnessDB),
      ("processing_targets.crest_change_db", change.crestDB),
      ("processing_targets.centroid_change_hz", change.centroidHz),
      ("processing_targets.target_loudness_dbfs", processingTargets.targetLoudnessDBFS),
      ("confidence", confidence),
    ]
    for case (let field, let number?) in numbers where !number.isFinite {
      return (field, .notFinite(number))
    }
    guard (0...1).contains(confidence) else {
      return ("confidence", .outside(confidence, 0, 1))
    }
    guard training.tracks >= 0 else {
      return ("training.tracks", .negative(training.tracks))
    }
    for case (let field, let number?) in [
      ("training.tracks", training.tracks), ("era_estimate", eraEstimate),
    ] where !(-Self.largestInteger...Self.largestInteger).contains(number) {
      return (field, .beyondIntegers(Double(number)))
    }
    return nil
  }

  /// What is wrong with an id or a name; nil if both are right (PRO-2, PRO-30).
  package static func problem(
    ofID id: String, name: String
  ) -> (field: String, reason: InvalidProfile.Reason)? {
    guard isIdentifier(id) else { return ("profile_id", .notAnIdentifier(id)) }
    guard name.contains(where: { !$0.isWhitespace }) else { return ("name", .empty) }
    let length = name.unicodeScalars.count
    guard length <= longestName else {
      return ("name", .tooLong(count: length, limit: longestName))
    }
    return nil
  }

  /// How many characters (code points) a name may have (PRO-30).
  public static let longestName = 128

  /// The largest integer in a profile, 2^53 − 1: up to this bound every language can tell
  /// neighbouring integers apart.
  public static let largestInteger = 9_007_199_254_740_991

  static func isIdentifier(_ text: String) -> Bool {
    (1...128).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
          UInt8(ascii: "."):
          true
        default: false
        }
      }
  }
}

extension Profile {
  private struct Fields: Sendable, Hashable {
    let id: String
    let name: String
    let version: ProfileVersion
    let description: String
    let detectionRules: DetectionRules
    let processingTargets: ProcessingTargets
    let training: TrainingSource
    let confidence: Double
    let releaseType: String?
    let genreHint: String?
    let eraEstimate: Int?
  }

  private final class Storage: Sendable {
    let fields: Fields

    init(_ fields: Fields) {
      self.fields = fields
    }
  }

  /// Whether both are equal in every field.
  public static func == (left: Self, right: Self) -> Bool {
    left.storage === right.storage || left.storage.fields == right.storage.fields
  }

  /// Hashes every field.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(storage.fields)
  }
}

/// The recordings that a profile was learned from.
public struct TrainingSource: Sendable, Hashable {
  /// Artist, album, year.
  public let source: String
  /// How many tracks of it were used.
  public let tracks: Int

  /// A source and its count of tracks.
  public init(source: String, tracks: Int) {
    self.source = source
    self.tracks = tracks
  }
}

extension Profile: Identifiable {}

extension RankedProfile: Identifiable {
  /// The profile's id, unique within a ranking.
  public var id: String { profile.id }
}

extension WeightedProfile: Identifiable {
  /// The profile's id, unique within a blend.
  public var id: String { profile.id }
}
