import MasteringModel
import Recommending
import SystemCalls

/// A recommendation as text: the profile, the confidence, the blend as bars, the changes, and the
/// reasons.
struct RecommendationReport {
  let path: String
  let recommendation: Recommendation
  /// The track's loudness; nil if it was not requested.
  let loudness: TrackLoudness?
  let style: Style

  /// The lines to print.
  var lines: [String] {
    [style.bold(path.printable), ""] + headline + blend + dimensions + [""] + changes
      + loudnessLines + [""] + paragraph(recommendation.reasoning) + taste
  }

  private static let barWidth = 24

  private var headline: [String] {
    let level = ConfidenceLevel(of: recommendation)
    let name = style.bold(recommendation.primaryProfile.name.printable)
    switch recommendation.kind {
    case .fallback: return ["  \(style.bold("No profile resembles this track"))"]
    case .single: return ["  \(name)", confidence(level)]
    case .hybrid: return ["  Hybrid, led by \(name)", confidence(level)]
    }
  }

  private func confidence(_ level: ConfidenceLevel) -> String {
    let bar = Bar.text(recommendation.confidence, width: Self.barWidth)
    let percent = recommendation.confidencePercent.rightAligned(to: 5)
    return "  \(style.text("\(bar) \(percent)  \(level.rawValue) confidence", for: level))"
  }

  private var blend: [String] {
    let members = recommendation.weightedProfiles
    guard !members.isEmpty else { return [] }
    return [""]
      + zip(members, members.wholePercentages).map { member, percentage in
        let bar = Bar.text(member.weight, width: Self.barWidth)
        return "  \(bar) \("\(percentage) %".rightAligned(to: 5))  \(member.profile.name.printable)"
      }
  }

  /// The parts of each change, if they have separate weights: a bar for each.
  private var dimensions: [String] {
    recommendation.blend.map { DimensionBars(blend: $0, style: style).lines } ?? []
  }

  private var changes: [String] {
    let change = recommendation.recommendedChange
    // For the recommended change, which a blend can make different from the predicted one.
    let peak = recommendation.headroom.peakDBTP + change.loudnessDB + change.crestDB
    return [
      ("Loudness", change.loudnessDB.fixed(2, signed: true), "dB"),
      ("Crest factor", change.crestDB.fixed(2, signed: true), "dB"),
      ("Brightness", change.centroidHz.fixed(1, signed: true), "Hz"),
      ("Peak after", peak.fixed(2), "dBTP"),
    ].map { name, value, unit in
      "  \(name.fitted(to: 12))  \(value.rightAligned(to: 8)) \(unit)"
    }
  }

  private var loudnessLines: [String] {
    guard let loudness else { return [] }
    let rows = LoudnessColumn.all(of: loudness).map { column in
      "  \(column.name.fitted(to: 12))  \(column.text(loudness).rightAligned(to: 8)) \(column.unit)"
    }
    return [""] + rows + loudness.signal.findings.map { "  \(style.dim($0.sentence))" }
  }

  /// How the blend follows earlier choices, if it does.
  private var taste: [String] {
    recommendation.blend?.taste.map { [""] + paragraph($0.explanation) } ?? []
  }

  private func paragraph(_ text: String) -> [String] {
    text.printable.wrapped(to: Terminal.textColumns - 2).map { "  \(style.dim($0))" }
  }
}
