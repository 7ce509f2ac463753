import MasteringModel
import Recommending
import SystemCalls

/// The parts of the profiles in each change: a stacked bar for each of the three.
struct DimensionBars {
  let blend: Blend
  let style: Style

  /// The lines to print, an empty one first.
  var lines: [String] {
    ["", "  \(style.bold(title))"] + legend + ["", header]
      + [
        row("Loudness", \.loudness), row("Crest factor", \.crest),
        row("Brightness", \.spectralCentroid),
      ]
  }

  private static let barWidth = 24
  /// The characters for members, used cyclically.
  private static let shades = ["█", "▓", "▒", "░"]

  private var title: String {
    switch blend.source {
    case .dimension: "Separate weights for each change"
    case .blendProfile: "A named blend"
    case .taste: "Following your earlier choices"
    case .manual: "Your own weights"
    }
  }

  private func shade(_ index: Int) -> String { Self.shades[index % Self.shades.count] }

  private var legend: [String] {
    blend.members.enumerated().map { "    \(shade($0)) \($1.profile.name.printable)" }
  }

  private var header: String {
    "  " + String(repeating: " ", count: 12 + 2 + Self.barWidth)
      + blend.members.indices.map { shade($0).rightAligned(to: 7) }.joined()
  }

  private func row(_ name: String, _ part: (DimensionWeights) -> Double) -> String {
    let weighted = blend.members.map {
      WeightedProfile(profile: $0.profile, weight: part($0.weights))
    }
    var bar = ""
    var (sum, drawn) = (0.0, 0)
    for (index, member) in weighted.enumerated() {
      sum += member.weight
      // Running sums are rounded, so that the pieces fill the bar.
      let end = Int((min(sum, 1) * Double(Self.barWidth)).rounded())
      bar += String(repeating: shade(index), count: max(0, end - drawn))
      drawn = max(drawn, end)
    }
    return "  \(name.fitted(to: 12))  \(bar)"
      + weighted.wholePercentages.map { "\($0) %".rightAligned(to: 7) }.joined()
  }
}
