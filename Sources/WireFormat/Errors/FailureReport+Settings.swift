public import MasteringModel
import StrictJSON

extension FailureReport {
  /// The report of a setting outside its range.
  public init(_ failure: InvalidSettings) {
    switch failure {
    case .confidenceThreshold(let value):
      self.init(
        .invalidThreshold, "the confidence threshold \(value) is not a number from 0 to 1",
        facts: .finite("confidence_threshold", value))
    case .ceiling(let value):
      self.init(
        .invalidCeiling, "the ceiling \(value) is not a number of dBTP from −60 to 0",
        facts: .finite("ceiling_dbtp", value))
    case .topK(let value):
      self.init(
        .invalidTopK, "top-k is \(value), but at least 1 profile must be ranked",
        facts: [.init("top_k", .integer(value))])
    }
  }

  /// The report of a window that has no length.
  public init(_ failure: InvalidAnalysisWindow) {
    self.init(
      .invalidWindow, "\(failure.seconds) seconds is not a finite length above 0",
      facts: .finite("max_duration_seconds", failure.seconds))
  }

  /// The report of a number of profiles that JSON can write but programs cannot represent exactly.
  static func topKOutOfRange(_ value: Double) -> FailureReport {
    FailureReport(
      .invalidTopK,
      value < 1
        ? "top-k is \(value), but at least 1 profile must be ranked"
        : "top-k is \(value), beyond 2^53 − 1",
      facts: .finite("top_k", value))
  }
}
