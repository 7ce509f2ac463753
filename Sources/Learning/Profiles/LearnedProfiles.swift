public import MasteringModel
import Recommending

/// The names and the source of learned profiles.
public struct LearningNames: Sendable, Hashable {
  /// The id of a single profile, or the common beginning of several ids.
  public let id: String
  /// The name for people, used in the same way.
  public let name: String
  /// What they were learned from, for people: folders, date, and how much of each file was used.
  public let source: String
  /// The version of the profiles.
  public let version: ProfileVersion

  /// Creates names from their parts.
  ///
  /// - Throws: ``InvalidProfile`` for an id or a name that no profile can have (LRN-56).
  public init(
    id: String, name: String, source: String, version: ProfileVersion
  ) throws(InvalidProfile) {
    if let (field, reason) = Profile.problem(ofID: id, name: name) {
      throw InvalidProfile(profileID: id, field: field, reason: reason)
    }
    self.id = id
    self.name = name
    self.source = source
    self.version = version
  }

  /// A name followed by what tells it from others of that name. If both are too long for a profile,
  /// the name is cut.
  public static func name(_ name: String, followedBy end: String) -> String {
    let room = max(Profile.longestName - end.unicodeScalars.count, 1)
    return (name.excerpt(upTo: room) + end).excerpt(upTo: Profile.longestName)
  }

  /// A text as an id: characters that an id cannot have become hyphens.
  public static func identifier(from text: String) -> String {
    var id = ""
    for byte in text.lowercased().utf8.prefix(100) {
      let scalar = Character(UnicodeScalar(byte))
      let isPlain = scalar.isASCII && (scalar.isLetter || scalar.isNumber)
      if isPlain || scalar == "." || scalar == "_" {
        id.append(scalar)
      } else if id.last != "-", !id.isEmpty {
        id.append("-")
      }
    }
    while id.last == "-" { id.removeLast() }
    return id.isEmpty ? "learned" : id
  }
}

/// Profiles learned from pairs: one for each group of a grouping.
public struct LearnedProfiles: Sendable, Hashable {
  /// The profiles, lowest group first; never empty.
  public let profiles: [Profile]
  /// How the pairs were divided.
  public let grouping: Grouping

  /// The smallest half width of a range, in the metric's unit: half of the minimum half-width in
  /// scoring (SIM-3).
  private static let floors: [FingerprintMetric: Double] = [
    .loudness: 0.1, .crest: 0.1, .zeroCrossingRate: 0.01, .spectralCentroid: 100,
  ]

  /// Learns the profiles of a grouping. The ranges of each go from the 10th to the 90th percentile
  /// of its originals; its targets are the median changes.
  ///
  /// - Parameters:
  ///   - pairs: at least one.
  ///   - confidence: returns the confidence of a profile, 0…1, for the names of its pairs.
  /// - Throws: ``InvalidProfile`` if a name is not valid, or a number is not finite.
  init(
    _ pairs: [TrackPair], _ grouping: Grouping, _ names: LearningNames,
    confidence: ([TrackPair]) -> Double = { _ in 0 }
  ) throws(InvalidProfile) {
    let groups = grouping.groups(of: pairs)
    let line = groups.count > 1 ? ChangeLine(through: pairs) : nil
    let whole = try Self.rules(of: pairs.map(\.before), id: names.id)
    var profiles: [Profile] = []
    for (index, group) in groups.enumerated() {
      let isAlone = groups.count == 1
      profiles.append(
        try Self.profile(
          of: group, names, target: line?.change(of: group),
          rules: whole.divided(
            by: grouping.metric, try Self.rules(of: group.map(\.before), id: names.id)),
          id: isAlone ? names.id : "\(names.id)-\(index + 1)",
          name: isAlone
            ? names.name
            : LearningNames.name(names.name, followedBy: " – \(grouping.words(for: group))"),
          confidence: confidence(group)))
    }
    self.profiles = profiles
    self.grouping = grouping
  }

  /// - Parameter target: the change; nil for the median of the pairs.
  private static func profile(
    of group: [TrackPair], _ names: LearningNames, target: PredictedChange?, rules: DetectionRules,
    id: String, name: String, confidence: Double
  ) throws(InvalidProfile) -> Profile {
    let changes = group.map(\.change)
    let target =
      target ?? PredictedChange { column in changes.map { column.value(of: $0) }.median ?? 0 }
    return try Profile(
      id: id, name: name,
      version: names.version, description: description(of: changes, target),
      detectionRules: rules, processingTargets: ProcessingTargets(change: target),
      training: TrainingSource(source: names.source, tracks: group.count),
      confidence: confidence)
  }

  /// The change and its spread in words.
  private static func description(
    of changes: [PredictedChange], _ target: PredictedChange
  ) -> String {
    let parts = ChangeColumn.allCases.map { column in
      let spread = changes.map { column.value(of: $0) }.medianDeviation ?? 0
      return "\(column.name.lowercased()) "
        + "\(column.value(of: target).fixed(column.decimals, signed: true)) \(column.unit) "
        + "(spread \(spread.fixed(column.decimals)))"
    }
    let pairs = changes.count == 1 ? "1 pair" : "\(changes.count) pairs"
    return "Learned from \(pairs) of tracks before and after mastering: "
      + parts.joined(separator: ", ") + "."
  }

  /// The detection rules for fingerprints.
  static func rules(
    of fingerprints: [Fingerprint], id: String
  ) throws(InvalidProfile) -> DetectionRules {
    let range = { (metric: FingerprintMetric) throws(InvalidProfile) -> MetricRange in
      let values = fingerprints.map { $0[metric] }
      let (low, high) = (values.quantile(0.1) ?? 0, values.quantile(0.9) ?? 0)
      let half = max((high - low) / 2, floors[metric] ?? 0)
      let centre = (low + high) / 2
      // A range that is wide enough keeps its measured bounds; only a narrow one becomes centre ±
      // half.
      let isWide = (high - low) / 2 >= half
      do throws(InvalidMetricRange) {
        return try MetricRange(isWide ? low : centre - half, isWide ? high : centre + half)
      } catch {
        throw InvalidProfile(
          profileID: id, field: "detection_rules", reason: .notFinite(centre))
      }
    }
    return DetectionRules(
      loudnessDBFS: try range(.loudness), crestDB: try range(.crest),
      zeroCrossingRate: try range(.zeroCrossingRate),
      spectralCentroidHz: try range(.spectralCentroid))
  }

  /// The change they predict for a track when compared only with each other.
  func change(for fingerprint: Fingerprint, _ settings: RecommendationSettings) -> PredictedChange {
    guard let catalogue = try? ProfileCatalogue(profiles) else { return .none }
    return catalogue.recommendation(for: fingerprint, settings: settings).recommendedChange
  }
}

extension DetectionRules {
  /// The rules for a group: its own for the metric that divides, in all others those of all pairs, so
  /// that the profiles of a grouping differ by that metric alone.
  fileprivate func divided(
    by metric: FingerprintMetric?, _ own: DetectionRules
  ) -> DetectionRules {
    DetectionRules(
      loudnessDBFS: metric == .loudness ? own.loudnessDBFS : loudnessDBFS,
      crestDB: metric == .crest ? own.crestDB : crestDB,
      zeroCrossingRate: metric == .zeroCrossingRate ? own.zeroCrossingRate : zeroCrossingRate,
      spectralCentroidHz: metric == .spectralCentroid
        ? own.spectralCentroidHz : spectralCentroidHz)
  }
}

extension Grouping {
  /// The description of a group, to tell it from the others: "loudness −22.1 to −18.0 dBFS".
  fileprivate func words(for group: [TrackPair]) -> String {
    guard let metric else { return "all" }
    let values = group.map { $0.before[metric] }
    let decimals = metric == .zeroCrossingRate ? 3 : metric == .spectralCentroid ? 0 : 1
    let unit = metric == .zeroCrossingRate ? "" : " \(metric.unit)"
    return "\(metric.name) \((values.min() ?? 0).fixed(decimals)) to "
      + "\((values.max() ?? 0).fixed(decimals))\(unit)"
  }
}
