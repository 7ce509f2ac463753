/// What decides the gain of a whole track.
public enum RenderingLevel: Sendable, Hashable {
  /// The change in loudness that was asked for.
  case asked
  /// The integrated loudness of the result (ITU-R BS.1770), in LUFS. The change in loudness is
  /// then the change in integrated loudness.
  case integrated(lufs: Double)
  /// This gain in dB, the same for all tracks of an album. It does not yield at the ceiling: the
  /// caller has checked that no track exceeds it.
  case fixed(gainDB: Double)
}
