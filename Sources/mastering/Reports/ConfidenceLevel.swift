internal import MasteringModel

/// A confidence in a word.
enum ConfidenceLevel: String {
  case high, medium, low
  /// No profile resembles the track.
  case none = "no match"

  /// High from 70 %, medium from 40 %.
  init(of recommendation: Recommendation) {
    self =
      switch recommendation.confidence {
      case _ where recommendation.isFallback: .none
      case 0.7...: .high
      case 0.4...: .medium
      default: .low
      }
  }
}
