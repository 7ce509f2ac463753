public import MasteringModel
import Recommending

/// What profiles that are learned are called, and where they come from.
public struct LearningNames: Sendable, Hashable {
  /// The id of the only profile, and the beginning of the ids of several.
  public let id: String
  /// The name for people, alike.
  public let name: String
  /// What they were learned from, for people: folders, date, how much of each file.
  public let source: String
  /// The version they are given.
  public let version: ProfileVersion

  /// Names from their parts.
  public init(id: String, name: String, source: String, version: ProfileVersion) {
    self.id = id
    self.name = name
    self.source = source
    self.version = version
  }

  /// A text as an id: what an id cannot have becomes a hyphen.
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

/// Profiles that were learned from pairs: one for each group of a grouping.
public struct LearnedProfiles: Sendable, Hashable {
  /// The profiles, lowest group first; never empty.
  public let profiles: [Profile]
  /// How the pairs were divided.
  public let grouping: Grouping

  /// The smallest half width of a range, in the metric's unit: half of what the scoring takes any range
  /// to be at least (SIM-3).
  private static let floors: [FingerprintMetric: Double] = [
    .loudness: 0.1, .crest: 0.1, .zeroCrossingRate: 0.01, .spectralCentroid: 100,
  ]

  /// Learns the profiles of a grouping: each at home between the 10th and the 90th percentile of its
  /// originals, each changing what was changed in the median.
  ///
  /// - Parameters:
  ///   - pairs: at least one.
  ///   - confidence: of each profile, 0…1, by the names of its pairs.
  /// - Throws: ``InvalidProfile`` where the names are none, or a number is not finite.
  init(
    _ pairs: [TrackPair], _ grouping: Grouping, _ names: LearningNames,
    confidence: ([TrackPair]) -> Double = { _ in 0 }
  ) throws(InvalidProfile) {
    let groups = grouping.groups(of: pairs)
    var profiles: [Profile] = []
    for (index, group) in groups.enumerated() {
      let isAlone = groups.count == 1
      profiles.append(
        try Self.profile(
          of: group, names,
          id: isAlone ? names.id : "\(names.id)-\(index + 1)",
          name: isAlone ? names.name : "\(names.name) – \(grouping.words(for: group))",
          confidence: confidence(group)))
    }
    self.profiles = profiles
    self.grouping = grouping
  }

  private static func profile(
    of group: [TrackPair], _ names: LearningNames, id: String, name: String, confidence: Double
  ) throws(InvalidProfile) -> Profile {
    let changes = group.map(\.change)
    let median = PredictedChange { column in changes.map { column.value(of: $0) }.median ?? 0 }
    return try Profile(
      id: id, name: String(name.unicodeScalars.prefix(Profile.longestName).map(Character.init)),
      version: names.version, description: description(of: changes, median),
      detectionRules: try rules(of: group.map(\.before), id: id),
      processingTargets: ProcessingTargets(change: median),
      training: TrainingSource(source: names.source, tracks: group.count),
      confidence: confidence)
  }

  /// The change and its spread in words.
  private static func description(
    of changes: [PredictedChange], _ median: PredictedChange
  ) -> String {
    let parts = ChangeColumn.allCases.map { column in
      let spread = changes.map { column.value(of: $0) }.medianDeviation ?? 0
      return "\(column.name.lowercased()) "
        + "\(column.value(of: median).fixed(column.decimals, signed: true)) \(column.unit) "
        + "(spread \(spread.fixed(column.decimals)))"
    }
    let pairs = changes.count == 1 ? "1 pair" : "\(changes.count) pairs"
    return "Learned from \(pairs) of tracks before and after mastering: "
      + parts.joined(separator: ", ") + "."
  }

  /// Where fingerprints are at home.
  static func rules(
    of fingerprints: [Fingerprint], id: String
  ) throws(InvalidProfile) -> DetectionRules {
    let range = { (metric: FingerprintMetric) throws(InvalidProfile) -> MetricRange in
      let values = fingerprints.map { $0[metric] }
      let (low, high) = (values.quantile(0.1) ?? 0, values.quantile(0.9) ?? 0)
      let half = max((high - low) / 2, floors[metric] ?? 0)
      let centre = (low + high) / 2
      // Not centre ± half where the range is wide enough: its bounds are measured values.
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

  /// What they predict for a track, compared with each other alone.
  func change(for fingerprint: Fingerprint, _ settings: RecommendationSettings) -> PredictedChange {
    guard let catalogue = try? ProfileCatalogue(profiles) else { return .none }
    return catalogue.recommendation(for: fingerprint, settings: settings).recommendedChange
  }
}

extension Grouping {
  /// What a group is, beside the others: "loudness −22.1 to −18.0 dBFS".
  fileprivate func words(for group: [TrackPair]) -> String {
    guard let metric else { return "all" }
    let values = group.map { $0.before[metric] }
    let decimals = metric == .zeroCrossingRate ? 3 : metric == .spectralCentroid ? 0 : 1
    let unit = metric == .zeroCrossingRate ? "" : " \(metric.unit)"
    return "\(metric.name) \((values.min() ?? 0).fixed(decimals)) to "
      + "\((values.max() ?? 0).fixed(decimals))\(unit)"
  }
}
