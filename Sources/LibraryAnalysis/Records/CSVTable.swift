import MasteringModel
import WireFormat

/// The records of a library as comma-separated values (RFC 4180, but with only a line feed at the
/// end of a line): a line of headings, and one line per file.
///
/// Numbers are written so that they read back as the same value. A text that a spreadsheet would
/// interpret as a formula gets an apostrophe before it, and control characters except tabs and line
/// ends are replaced, because a file name may come from anywhere.
package struct CSVTable: Sendable {
  private let columns: [Column]

  /// A table.
  ///
  /// - Parameter hasLoudness: whether it has columns for the loudness, after all others.
  package init(hasLoudness: Bool = false) {
    columns =
      Self.analysis + Self.metrics + Self.recommendation + (hasLoudness ? Self.loudness : [])
  }

  /// The headings, as a line without its newline.
  package var header: String { Self.line(["file", "error"] + columns.map(\.heading)) }

  /// The line of a record, without its newline. A failed file has the failure's code in `error`,
  /// and its other fields are empty.
  package func row(_ record: TrackRecord) -> String {
    let (error, fields) =
      switch record.outcome {
      case .failed(let report): (report.code, columns.map { _ in "" })
      case .analysed(let track): ("", columns.map { $0.text(track) })
      }
    return Self.line([Self.safe(record.path), error] + fields)
  }

  private struct Column: Sendable {
    let heading: String
    let text: @Sendable (AnalysedTrack) -> String
  }

  private static let analysis = [
    Column(heading: "from_cache") { String($0.isFromCache) },
    Column(heading: "analysed_seconds") { $0.analysis.analysedSeconds.description },
    Column(heading: "duration_seconds") { $0.analysis.durationSeconds?.description ?? "" },
    Column(heading: "sample_rate_hz") { String($0.analysis.sampleRateHz) },
    Column(heading: "channels") { String($0.analysis.channels) },
    Column(heading: "is_partial") { String($0.analysis.isPartial) },
  ]

  private static let metrics = FingerprintMetric.allCases.map { metric in
    Column(heading: metric.rawValue) { $0.analysis.fingerprint[metric].description }
  }

  private static let recommendation = [
    Column(heading: "kind") { $0.recommendation.kindName },
    Column(heading: "profile_id") { safe($0.recommendation.primaryProfile.id) },
    Column(heading: "profile_name") { safe($0.recommendation.primaryProfile.name) },
    Column(heading: "confidence_score") { $0.recommendation.confidence.description },
    Column(heading: "predicted_loudness_change") {
      $0.recommendation.predictedChange.loudnessDB.description
    },
    Column(heading: "predicted_crest_change") {
      $0.recommendation.predictedChange.crestDB.description
    },
    Column(heading: "predicted_centroid_change") {
      $0.recommendation.predictedChange.centroidHz.description
    },
    Column(heading: "blend") { safe($0.recommendation.blendList) },
  ]

  /// Missing values are empty fields.
  private static let loudness = [
    column("integrated_lufs", \.integratedLUFS), column("loudness_range_lu", \.rangeLU),
    column("momentary_max_lufs", \.momentaryMaxLUFS),
    column("short_term_max_lufs", \.shortTermMaxLUFS),
    column("true_peak_dbtp", \.truePeakDBTP), column("sample_peak_dbfs", \.samplePeakDBFS),
    column("peak_to_loudness_lu", \.peakToLoudnessLU),
  ]

  private static func column(
    _ heading: String, _ value: @escaping @Sendable (SignalLoudness) -> Double?
  ) -> Column {
    Column(heading: heading) { track in
      track.loudness.flatMap { value($0.signal) }?.description ?? ""
    }
  }

  /// A text from outside, made safe for spreadsheets and terminals.
  ///
  /// Source: OWASP, CSV Injection, for the characters that begin a formula.
  package static func safe(_ text: String) -> String {
    let plain = String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          let isControl = scalar.properties.generalCategory == .control
          let isKept = ["\t", "\n", "\r"].contains(scalar) || !(isControl || scalar.setsDirection)
          return isKept ? scalar : "\u{FFFD}"
        }))
    guard let first = plain.unicodeScalars.first else { return plain }
    // The full-width forms begin formulas in East Asian versions of spreadsheets.
    let beginsFormula: [Unicode.Scalar] = [
      "=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n",
    ]
    return beginsFormula.contains(first) ? "'" + plain : plain
  }

  /// Fields as a line.
  package static func line(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: ",")
  }

  /// A field, in quotation marks if necessary.
  private static func quoted(_ field: String) -> String {
    let bytes = field.utf8
    let hasSpaceAround = bytes.first == UInt8(ascii: " ") || bytes.last == UInt8(ascii: " ")
    guard hasSpaceAround || bytes.contains(where: isSpecial) else { return field }
    // By code point: a quotation mark with a combining accent is a different character.
    let marks = field.unicodeScalars.flatMap { $0 == "\"" ? [$0, $0] : [$0] }
    return "\"\(String(String.UnicodeScalarView(marks)))\""
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    [UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(byte)
  }
}

extension Recommendation {
  fileprivate var kindName: String {
    switch kind {
    case .single: "single"
    case .hybrid: "hybrid"
    case .fallback: "fallback"
    }
  }

  /// A hybrid's profiles and weights: `live-rock-v1 0.75; damaged-v1 0.25`.
  fileprivate var blendList: String {
    weightedProfiles.map { "\($0.profile.id) \($0.weight)" }.joined(separator: "; ")
  }
}
