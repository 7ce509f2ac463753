/// What yields where loudness and crest factor together ask for more peak than the ceiling allows.
public enum RenderingPolicy: String, Sendable, Hashable, CaseIterable {
  /// Nothing: the result may exceed full scale. For measuring, in floating-point files.
  case free
  /// Loudness, by exactly what the true peak exceeds the ceiling; crest and centroid stay exact.
  case level
  /// Crest: a limiter holds the peaks, and loudness is kept.
  case crest
}
