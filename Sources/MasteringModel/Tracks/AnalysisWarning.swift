/// A problem in a file that was analysed nevertheless.
public enum AnalysisWarning: Sendable, Hashable {
  /// The audio ends or is damaged here, in seconds from the start, before the end of the part to be
  /// analysed.
  case endsEarly(atSeconds: Double)
  /// The part to be analysed is complete, but something is missing after it.
  case damagedBehind(analysedSeconds: Double)
}

extension TrackAnalysis {
  /// The problems found; empty for an undamaged file.
  ///
  /// They follow from the other values, so they survive a cache.
  public var warnings: [AnalysisWarning] {
    guard isPartial else { return [] }
    // If the file was read to its end, this is the duration.
    let isBehind = durationSeconds.map { $0 > analysedSeconds } ?? false
    return [
      isBehind
        ? .damagedBehind(analysedSeconds: analysedSeconds)
        : .endsEarly(atSeconds: analysedSeconds)
    ]
  }
}
