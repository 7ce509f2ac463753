import MasteringModel
import Recommending
import SystemCalls

/// Recommendations for several files, one row each.
struct RecommendationTable {
  let fileWidth: Int
  let style: Style

  private let profileWidth: Int
  /// The width of the bar beside a confidence; 0 if the terminal has no room for it.
  private let barWidth: Int
  private let loudnessColumns: [LoudnessColumn]

  /// A table wide enough for these files, but no wider than the terminal.
  ///
  /// - Parameter wishes: which loudness values to show; nil for none.
  init(paths: [String], wishes: LoudnessWishes? = nil, style: Style) {
    loudnessColumns = wishes.map(LoudnessColumn.all) ?? []
    let longest = max(paths.map { $0.printable.count }.max() ?? 0, 4)
    if Terminal.isOutputATerminal {
      let columns = Terminal.columns(of: 1)
      barWidth = columns < 110 ? 0 : 10
      // The width of the columns after the first two, and the gaps before each.
      let room =
        columns - (2 + 2 + (barWidth + 6) + 2 + 9 + 2 + 9 + 2 + 11)
        - loudnessColumns.reduce(0) { $0 + 2 + $1.columnWidth }
      fileWidth = min(longest, max(room - 30, room / 2, 8))
      profileWidth = min(max(room - fileWidth, 12), 46)
    } else {
      (fileWidth, profileWidth, barWidth) = (longest, 46, 10)
    }
    self.style = style
  }

  var header: String {
    style.bold(
      "\("File".fitted(to: fileWidth))  \("Profile".fitted(to: profileWidth))  "
        + "\("Confidence".startFitted(to: barWidth + 6))  \("Loudness".rightAligned(to: 9))  "
        + "\("Crest".rightAligned(to: 9))  \("Brightness".rightAligned(to: 11))"
        + loudnessColumns.map { "  " + $0.name.rightAligned(to: $0.columnWidth) }.joined())
  }

  /// The row of one file.
  func row(
    _ path: String, _ recommendation: Recommendation, _ loudness: TrackLoudness? = nil
  ) -> String {
    let level = ConfidenceLevel(of: recommendation)
    let change = recommendation.recommendedChange
    let percent = recommendation.confidencePercent
    let confidence =
      recommendation.isFallback
      ? level.rawValue.startFitted(to: barWidth + 6)
      : Bar.text(recommendation.confidence, width: barWidth - max(0, percent.count - 6))
        + percent.rightAligned(to: 6)
    let values = loudnessColumns.map { column in
      (loudness.map { "\(column.text($0)) \(column.unit)" } ?? "").rightAligned(
        to: column.columnWidth)
    }
    return
      ([
        path.printable.fitted(to: fileWidth),
        name(of: recommendation),
        style.text(confidence, for: level),
        "\(change.loudnessDB.fixed(2, signed: true)) dB".rightAligned(to: 9),
        "\(change.crestDB.fixed(2, signed: true)) dB".rightAligned(to: 9),
        "\(change.centroidHz.fixed(1, signed: true)) Hz".rightAligned(to: 11),
      ] + values).joined(separator: "  ")
  }

  /// The profile, and how many others are blended with it.
  private func name(of recommendation: Recommendation) -> String {
    let others =
      switch recommendation.kind {
      case .fallback, .single: ""
      case .hybrid(let members): " +\(members.count - 1)"
      }
    let name = recommendation.isFallback ? "–" : recommendation.primaryProfile.name.printable
    let room = profileWidth - others.count
    return (name.count > room ? name.startFitted(to: room) : name) + others
      + String(repeating: " ", count: max(0, room - name.count))
  }
}
