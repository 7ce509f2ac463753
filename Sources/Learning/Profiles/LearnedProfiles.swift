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

/// Profiles learned from pairs: one for each cell of a grouping.
public struct LearnedProfiles: Sendable, Hashable {
  /// The profiles, lowest cell first; never empty.
  public let profiles: [Profile]
  /// How the pairs were divided.
  public let grouping: PairGrouping

  /// The smallest half width of a range, in the metric's unit: that of scoring (SIM-3).
  private static let floors: [FingerprintMetric: Double] = [
    .loudness: 0.1, .crest: 0.1, .zeroCrossingRate: 0.01, .spectralCentroid: 100,
  ]

  /// Learns the profiles of a grouping (LRN-2, LRN-40).
  ///
  /// - Parameters:
  ///   - pairs: at least one.
  ///   - confidence: the confidence of each profile, 0…1.
  /// - Throws: ``InvalidProfile`` if a name is not valid, or a number is not finite.
  init(
    _ pairs: [TrackPair], _ grouping: PairGrouping, _ names: LearningNames, confidence: Double = 0
  ) throws(InvalidProfile) {
    let whole = try Self.rules(of: pairs.map(\.before), id: names.id)
    // Parts that are narrower than scoring tells apart divide nothing.
    let grouping = PairGrouping(
      axes: grouping.axes.filter { axis in
        whole[axis.metric].halfWidth > Double(axis.count) * (Self.floors[axis.metric] ?? 0)
      })
    self.grouping = grouping
    guard !grouping.axes.isEmpty else {
      let changes = pairs.map(\.change)
      profiles = [
        try Self.profile(
          of: pairs, names, id: names.id, name: names.name, rules: whole,
          target: PredictedChange { column in changes.map { column.value(of: $0) }.median ?? 0 },
          spread: PredictedChange { column in
            changes.map { column.value(of: $0) }.medianDeviation ?? 0
          }, confidence: confidence)
      ]
      return
    }
    let line = ChangeLine(through: pairs)
    let grid = PairGrid(pairs, grouping) {
      whole[$0]
    } floors: {
      Self.floors[$0] ?? 0
    }
    var profiles: [Profile] = []
    for (index, cell) in grid.cells.enumerated() {
      var rules = whole
      for part in cell {
        do throws(InvalidMetricRange) {
          rules = rules.with(
            part.metric, try MetricRange(part.range.lowerBound, part.range.upperBound))
        } catch {
          throw InvalidProfile(
            profileID: names.id, field: "detection_rules", reason: .notFinite(part.mean))
        }
      }
      profiles.append(
        try Self.profile(
          of: pairs, names, id: "\(names.id)-\(index + 1)",
          name: LearningNames.name(
            names.name, followedBy: " – \(cell.map(\.words).joined(separator: ", "))"),
          rules: rules, target: line.change(at: Self.middle(of: cell, pairs)),
          spread: line.spread, confidence: confidence))
    }
    self.profiles = profiles
  }

  /// Where a cell lies: along the metrics that divide, at the means of its parts, in all others at
  /// the mean of its pairs, or of all if it has none.
  private static func middle(
    of cell: PairGrid.Cell, _ pairs: [TrackPair]
  ) -> (FingerprintMetric) -> Double {
    let own = pairs.indices.filter { place in cell.allSatisfy { $0.pairs.contains(place) } }
    let fingerprints = (own.isEmpty ? Array(pairs.indices) : own).map { pairs[$0].before }
    return { metric in
      cell.first { $0.metric == metric }?.mean
        ?? fingerprints.reduce(0) { $0 + $1[metric] } / Double(max(fingerprints.count, 1))
    }
  }

  private static func profile(
    of pairs: [TrackPair], _ names: LearningNames, id: String, name: String,
    rules: DetectionRules, target: PredictedChange, spread: PredictedChange, confidence: Double
  ) throws(InvalidProfile) -> Profile {
    try Profile(
      id: id, name: name, version: names.version,
      description: description(of: pairs.count, target, spread),
      detectionRules: rules, processingTargets: ProcessingTargets(change: target),
      training: TrainingSource(source: names.source, tracks: pairs.count),
      confidence: confidence)
  }

  /// The change and its spread in words.
  private static func description(
    of pairs: Int, _ target: PredictedChange, _ spread: PredictedChange
  ) -> String {
    let parts = ChangeColumn.allCases.map { column in
      "\(column.name.lowercased()) "
        + "\(column.value(of: target).fixed(column.decimals, signed: true)) \(column.unit) "
        + "(spread \(column.value(of: spread).fixed(column.decimals)))"
    }
    return "Learned from \(pairs == 1 ? "1 pair" : "\(pairs) pairs") of tracks before and after "
      + "mastering: " + parts.joined(separator: ", ") + "."
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
  /// The range of a metric; for a metric without one, that of the loudness, which no grouping asks for.
  fileprivate subscript(metric: FingerprintMetric) -> MetricRange {
    switch metric {
    case .crest: crestDB
    case .zeroCrossingRate: zeroCrossingRate
    case .spectralCentroid: spectralCentroidHz ?? loudnessDBFS
    default: loudnessDBFS
    }
  }

  /// These rules with another range for a metric.
  fileprivate func with(_ metric: FingerprintMetric, _ range: MetricRange) -> DetectionRules {
    DetectionRules(
      loudnessDBFS: metric == .loudness ? range : loudnessDBFS,
      crestDB: metric == .crest ? range : crestDB,
      zeroCrossingRate: metric == .zeroCrossingRate ? range : zeroCrossingRate,
      spectralCentroidHz: metric == .spectralCentroid ? range : spectralCentroidHz)
  }
}
