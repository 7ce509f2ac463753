/// What kept a rendering from bringing about all that was asked.
public enum RenderingBound: String, Sendable, Hashable, CaseIterable {
  /// The true peak stands at the ceiling.
  case ceiling
  /// What stands out is raised by 4 dB, as much as may be.
  case largestExpansion
  /// Peaks come down by 6 dB and the limiter's 4, as much as may be.
  case largestReduction
  /// The shelf stands at 6 dB, as much as may be.
  case largestShelf
  /// The track has nothing that could be moved: silence, a steady tone, lone clicks.
  case nothingToMove
}
