import GRDB
import MasteringModel
import StrictJSON

/// Converts an analysis to columns and back, with a digest that detects damaged rows.
enum StoredAnalysis {
  /// What a row contains.
  enum Content: Equatable {
    case analysis(TrackAnalysis)
    /// An intact row of a version with other metrics.
    case otherMetrics
    /// A bit has changed, or the values are impossible.
    case damaged
  }

  /// The columns in the order of the table, the digest last.
  static func columns(of analysis: TrackAnalysis, for key: FingerprintKey) -> [DatabaseValue] {
    let columns = [
      StoredFingerprint.json(of: analysis.fingerprint).text().databaseValue,
      analysis.analysedSeconds.databaseValue, analysis.sampleRateHz.databaseValue,
      analysis.channels.databaseValue, analysis.durationSeconds.databaseValue,
      analysis.isPartial.databaseValue, analysis.truePeakDBTP.databaseValue,
    ]
    return columns + [digest(of: columns, for: key).databaseValue]
  }

  /// What these columns contain, stored under the key.
  static func content(of columns: [DatabaseValue], under key: FingerprintKey) -> Content {
    guard columns.count == 8, let text = columns[0].text,
      let json = try? JSON.parse(Array(text.utf8)), let members = json.members,
      let analysedSeconds = columns[1].double,
      let sampleRateHz = columns[2].integer.flatMap(Int.init(exactly:)),
      let channels = columns[3].integer.flatMap(Int.init(exactly:)),
      columns[4].isNull || columns[4].double != nil, let isPartial = columns[5].bool,
      columns[6].isNull || columns[6].double != nil
    else { return .damaged }
    guard columns[7].integer == digest(of: columns, for: key) else { return .damaged }
    guard members.map(\.key) == FingerprintMetric.allCases.map(\.rawValue) else {
      return .otherMetrics
    }
    guard let fingerprint = StoredFingerprint.fingerprint(of: json) else { return .damaged }
    let analysis = TrackAnalysis(
      fingerprint: fingerprint, analysedSeconds: analysedSeconds, sampleRateHz: sampleRateHz,
      channels: channels, durationSeconds: columns[4].double, isPartial: isPartial,
      truePeakDBTP: columns[6].double)
    // The digest detects damage, not manipulation, so impossible values are refused as well.
    return analysis.isPossible ? .analysis(analysis) : .damaged
  }

  private static func digest(of columns: [DatabaseValue], for key: FingerprintKey) -> Int64 {
    var digest = RowDigest(of: key)
    digest.combine(columns[0].text ?? "")
    digest.combine(columns.dropFirst())
    return Int64(bitPattern: digest.value)
  }

  /// The columns for a row of the table with a column for each metric; nil if the row is damaged.
  ///
  /// - Parameters:
  ///   - names: the metrics of that version.
  ///   - earlier: their columns, then the others with the digest.
  static func columns(
    ofEarlier earlier: [DatabaseValue], metrics names: [String], for key: FingerprintKey
  ) -> [DatabaseValue]? {
    let metrics = earlier.prefix(names.count).compactMap(\.double).filter(\.isFinite)
    let others = earlier.dropFirst(names.count)
    var digest = RowDigest(of: key)
    for metric in metrics { digest.combine(metric.bitPattern) }
    digest.combine(others)
    guard metrics.count == names.count, others.count == 7,
      others.last?.integer == Int64(bitPattern: digest.value)
    else { return nil }
    let fingerprint = JSON.object(
      zip(names, metrics).map { JSON.Member($0, .number($1)) })
    let columns = [fingerprint.text().databaseValue] + others.dropLast()
    return columns + [self.digest(of: columns, for: key).databaseValue]
  }
}

extension RowDigest {
  /// The columns after the fingerprint. Those of another type are refused elsewhere.
  fileprivate mutating func combine(_ columns: ArraySlice<DatabaseValue>) {
    let columns = Array(columns)
    combine((columns[0].double ?? 0).bitPattern)
    combine(UInt64(bitPattern: columns[1].integer ?? 0))
    combine(UInt64(bitPattern: columns[2].integer ?? 0))
    combine(columns[3].isNull ? 0 : 1)
    combine((columns[3].double ?? 0).bitPattern)
    combine(columns[4].bool == true ? 1 : 0)
    // Rows from before true peaks were measured keep their digest.
    if let truePeak = columns[5].double { combine(truePeak.bitPattern) }
  }
}

/// The value of a column, if it has that type: a damaged one can contain anything.
extension DatabaseValue {
  var text: String? { String.fromDatabaseValue(self) }
  var integer: Int64? { Int64.fromDatabaseValue(self) }
  var double: Double? { Double.fromDatabaseValue(self) }
  var bool: Bool? { integer == 0 ? false : integer == 1 ? true : nil }
}
