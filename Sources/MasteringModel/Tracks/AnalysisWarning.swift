/// What is not quite right with a file that was analysed all the same.
public enum AnalysisWarning: Sendable, Hashable {
  /// The audio ends or breaks there, in seconds from the start, before the end of what should have
  /// been analysed.
  case endsEarly(atSeconds: Double)
  /// All that should have been analysed is there; of what comes after it, something is missing.
  case damagedBehind(analysedSeconds: Double)
}

extension TrackAnalysis {
  /// What is not quite right; empty for a whole file.
  ///
  /// They follow from the other values, so whatever remembers those remembers these.
  public var warnings: [AnalysisWarning] {
    guard isPartial else { return [] }
    // Where reading came to an end, that is the duration.
    let isBehind = durationSeconds.map { $0 > analysedSeconds } ?? false
    return [
      isBehind
        ? .damagedBehind(analysedSeconds: analysedSeconds)
        : .endsEarly(atSeconds: analysedSeconds)
    ]
  }
}
