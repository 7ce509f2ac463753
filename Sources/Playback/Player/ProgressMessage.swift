import MasteringModel
import Recommending

/// The words of a progress event, for people. Programs read the status.
enum ProgressMessage {
  /// While the track is being analysed.
  static func analyzing(_ progress: AnalysisProgress) -> String {
    guard progress.analysedSeconds > 0 else { return "Analysing the track" }
    let heard = progress.analysedSeconds.fixed(0)
    guard let total = progress.totalSeconds else { return "Analysing the track: \(heard) s" }
    return "Analysing the track: \(heard) of \(total.fixed(0)) s"
  }

  /// When the recommendation is ready.
  static func done(isRemembered: Bool) -> String {
    isRemembered ? "The track was already analysed" : "The track has been analysed"
  }

  /// When there will be none; the failure itself tells why.
  static func failed(_ failure: RecommendationFailure) -> String {
    switch failure {
    case .fingerprint(.cancelled): "The analysis was cancelled"
    case .fingerprint: "The track could not be analysed"
    case .loudness(.cancelled): "The analysis was cancelled"
    case .loudness: "The loudness of the track could not be measured"
    case .profiles: "There are no profiles to compare the track with"
    }
  }
}
