internal import MasteringModel

/// Recommendations for several files, a row each.
struct RecommendationTable {
  let fileWidth: Int
  let style: Style

  private static let profileWidth = 30
  private static let barWidth = 10

  /// A table wide enough for these files.
  init(paths: [String], style: Style) {
    fileWidth = min(max(paths.map { $0.printable.count }.max() ?? 0, 4), 36)
    self.style = style
  }

  var header: String {
    style.bold(
      "\("File".fitted(to: fileWidth))  \("Profile".fitted(to: Self.profileWidth))  "
        + "\("Confidence".fitted(to: Self.barWidth + 6))  \("Loudness".rightAligned(to: 9))  "
        + "\("Crest".rightAligned(to: 9))  \("Brightness".rightAligned(to: 11))")
  }

  /// The row of one file.
  func row(_ path: String, _ recommendation: Recommendation) -> String {
    let level = ConfidenceLevel(of: recommendation)
    let change = recommendation.predictedChange
    let confidence =
      recommendation.isFallback
      ? level.rawValue.fitted(to: Self.barWidth + 6)
      : "\(Bar.text(recommendation.confidence, width: Self.barWidth)) "
        + recommendation.confidence.percent.rightAligned(to: 5)
    return [
      path.printable.fitted(to: fileWidth),
      name(of: recommendation),
      style.text(confidence, for: level),
      "\(change.loudnessDB.fixed(2, signed: true)) dB".rightAligned(to: 9),
      "\(change.crestDB.fixed(2, signed: true)) dB".rightAligned(to: 9),
      "\(change.centroidHz.fixed(1, signed: true)) Hz".rightAligned(to: 11),
    ].joined(separator: "  ")
  }

  /// The profile, and how many others are blended with it.
  private func name(of recommendation: Recommendation) -> String {
    let others =
      switch recommendation.kind {
      case .fallback, .single: ""
      case .hybrid(let members): " +\(members.count - 1)"
      }
    let name = recommendation.isFallback ? "–" : recommendation.primaryProfile.name.printable
    let room = Self.profileWidth - others.count
    return (name.count > room ? name.startFitted(to: room) : name) + others
      + String(repeating: " ", count: max(0, room - name.count))
  }
}
