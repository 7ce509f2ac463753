import MasteringModel
import WireFormat

extension ProgressLine {
  /// Says on standard error, a line each, what is not quite right with a file that was analysed.
  func warn(of analysis: TrackAnalysis, _ path: String) {
    for warning in analysis.warnings {
      hidden { Terminal.writeFailure(warning.sentence, about: path) }
    }
  }
}
