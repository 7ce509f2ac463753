import GRDB
import MasteringModel

/// Converts an analysis to columns and back, with a digest that detects damaged rows.
enum StoredAnalysis {
  /// The columns in the order of the table, the digest last.
  static func columns(of analysis: TrackAnalysis, for key: FingerprintKey) -> [DatabaseValue] {
    FingerprintMetric.allCases.map { analysis.fingerprint[$0].databaseValue } + [
      analysis.analysedSeconds.databaseValue, analysis.sampleRateHz.databaseValue,
      analysis.channels.databaseValue, analysis.durationSeconds.databaseValue,
      analysis.isPartial.databaseValue, analysis.truePeakDBTP.databaseValue,
      digest(of: analysis, for: key).databaseValue,
    ]
  }

  /// The analysis stored in these columns under the key; nil if any bit has changed, or if the
  /// values are impossible.
  static func read(_ columns: [DatabaseValue], of key: FingerprintKey) -> TrackAnalysis? {
    let count = FingerprintMetric.allCases.count
    guard columns.count == count + 7 else { return nil }
    let metrics = columns.prefix(count).compactMap(\.double)
    let columns = Array(columns.dropFirst(count))
    guard metrics.count == count, let analysedSeconds = columns[0].double,
      let sampleRateHz = columns[1].integer.flatMap(Int.init(exactly:)),
      let channels = columns[2].integer.flatMap(Int.init(exactly:)),
      columns[3].isNull || columns[3].double != nil, let isPartial = columns[4].bool,
      columns[5].isNull || columns[5].double != nil,
      let fingerprint = try? Fingerprint(metrics)
    else { return nil }
    let analysis = TrackAnalysis(
      fingerprint: fingerprint, analysedSeconds: analysedSeconds, sampleRateHz: sampleRateHz,
      channels: channels, durationSeconds: columns[3].double, isPartial: isPartial,
      truePeakDBTP: columns[5].double)
    // The digest detects damage, not manipulation, so impossible values are refused as well.
    guard columns[6].integer == digest(of: analysis, for: key), analysis.isPossible else {
      return nil
    }
    return analysis
  }

  private static func digest(of analysis: TrackAnalysis, for key: FingerprintKey) -> Int64 {
    var digest = RowDigest(of: key)
    for metric in FingerprintMetric.allCases {
      digest.combine(analysis.fingerprint[metric].bitPattern)
    }
    digest.combine(analysis.analysedSeconds.bitPattern)
    digest.combine(UInt64(bitPattern: Int64(analysis.sampleRateHz)))
    digest.combine(UInt64(bitPattern: Int64(analysis.channels)))
    digest.combine(analysis.durationSeconds == nil ? 0 : 1)
    digest.combine((analysis.durationSeconds ?? 0).bitPattern)
    digest.combine(analysis.isPartial ? 1 : 0)
    // Rows from before true peaks were measured keep their digest.
    if let truePeak = analysis.truePeakDBTP { digest.combine(truePeak.bitPattern) }
    return Int64(bitPattern: digest.value)
  }
}

/// The value of a column, if it has that type: a damaged one can contain anything.
extension DatabaseValue {
  var text: String? { String.fromDatabaseValue(self) }
  var integer: Int64? { Int64.fromDatabaseValue(self) }
  var double: Double? { Double.fromDatabaseValue(self) }
  var bool: Bool? { integer == 0 ? false : integer == 1 ? true : nil }
}
