/// What decides the gain of a whole track.
public enum RenderingLevel: Sendable, Hashable {
  /// The change in loudness that was asked for.
  case asked
  /// The integrated loudness that the result shall have by ITU-R BS.1770, in LUFS. The change in
  /// loudness is that of the integrated loudness then.
  case integrated(lufs: Double)
  /// This gain in dB, the one that all tracks of an album get. It does not yield at the ceiling: who
  /// gives it has measured that no track passes.
  case fixed(gainDB: Double)
}
