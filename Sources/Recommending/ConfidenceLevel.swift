package import MasteringModel
import SystemCalls

/// A confidence as people read it: a word, and a percentage that never contradicts the word (REC-22,
/// REC-23).
package enum ConfidenceLevel: String, Sendable {
  case high, medium, low
  /// No profile resembles the track.
  case none = "no match"

  /// The level of a recommendation.
  package init(of recommendation: Recommendation) {
    self = recommendation.isFallback ? .none : ConfidenceLevel(ofScore: recommendation.confidence)
  }

  /// The level of a score: high from 0.7, medium from 0.4.
  package init(ofScore score: Double) {
    self =
      switch score {
      case 0.7...: .high
      case 0.4...: .medium
      default: .low
      }
  }

  /// A score as a whole percentage, or with the one or two decimals that keep it on its side of a
  /// bound: 0.6996 is "69.96 %", since "70 %" would be high.
  package static func percent(ofScore score: Double) -> String {
    guard let decimals = (0...2).first(where: { keepsLevel(ofScore: score, decimals: $0) }) else {
      return ((score * 10_000).rounded(.down) / 100).fixed(2) + " %"
    }
    return (score * 100).fixed(decimals) + " %"
  }

  /// Whether a score as a percentage with so few decimals is on the same side of a bound.
  static func keepsLevel(ofScore score: Double, decimals: Int) -> Bool {
    let scale = pow(10, Double(decimals))
    let shown = (score * 100 * scale).rounded() / scale
    return ConfidenceLevel(ofScore: shown / 100) == ConfidenceLevel(ofScore: score)
  }
}

extension Recommendation {
  /// The confidence as people read it: "33 %", "69.96 %".
  package var confidencePercent: String { ConfidenceLevel.percent(ofScore: confidence) }
}
