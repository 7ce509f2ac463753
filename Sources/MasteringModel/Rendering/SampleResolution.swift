/// How finely a rendering is written.
public enum SampleResolution: Sendable, Hashable {
  /// Whole numbers of 16 or 24 bits, rounded to the nearest, without dither: dither moves
  /// the centroid of near-silent passages by more than the rounding does.
  case integer16, integer24
  /// Binary32, which can exceed full scale.
  case float32
}
