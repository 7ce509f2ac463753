import GRDB
import MasteringModel

/// An analysis as columns and back, with a digest that shows whether a row is what was stored.
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

  /// The analysis that was stored as these columns under the key; nil where a bit of them changed, or
  /// where they say what cannot be.
  static func read(_ columns: [DatabaseValue], of key: FingerprintKey) -> TrackAnalysis? {
    guard columns.count == 14 else { return nil }
    let metrics = columns.prefix(7).compactMap(\.double)
    guard metrics.count == 7, let analysedSeconds = columns[7].double,
      let sampleRateHz = columns[8].integer.flatMap(Int.init(exactly:)),
      let channels = columns[9].integer.flatMap(Int.init(exactly:)),
      columns[10].isNull || columns[10].double != nil, let isPartial = columns[11].bool,
      columns[12].isNull || columns[12].double != nil,
      let fingerprint = try? Fingerprint(
        loudnessDBFS: metrics[0], peakDBFS: metrics[1], crestDB: metrics[2],
        spectralCentroidHz: metrics[3], spectralRolloffHz: metrics[4],
        zeroCrossingRate: metrics[5], spectralSpreadHz: metrics[6])
    else { return nil }
    let analysis = TrackAnalysis(
      fingerprint: fingerprint, analysedSeconds: analysedSeconds, sampleRateHz: sampleRateHz,
      channels: channels, durationSeconds: columns[10].double, isPartial: isPartial,
      truePeakDBTP: columns[12].double)
    // The digest shows damage, not malice: what cannot be is never believed.
    guard columns[13].integer == digest(of: analysis, for: key), analysis.isPossible else {
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
    // Rows from before it was measured keep their digest.
    if let truePeak = analysis.truePeakDBTP { digest.combine(truePeak.bitPattern) }
    return Int64(bitPattern: digest.value)
  }
}

/// What a column holds, if it is of that kind: a damaged one can hold anything.
extension DatabaseValue {
  var text: String? { String.fromDatabaseValue(self) }
  var integer: Int64? { Int64.fromDatabaseValue(self) }
  var double: Double? { Double.fromDatabaseValue(self) }
  var bool: Bool? { integer == 0 ? false : integer == 1 ? true : nil }
}
