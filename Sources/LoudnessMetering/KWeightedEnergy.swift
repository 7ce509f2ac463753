import SystemCalls

/// Loudness and energy, by BS.1770-4: L = −0.691 + 10 · log10(Σ weight · mean square).
enum KWeightedEnergy {
  private static let offsetDB = -0.691

  /// The loudness of an energy, in LUFS; nil for none.
  static func lufs(_ energy: Double) -> Double? {
    energy > 0 ? offsetDB + 10 * log10(energy) : nil
  }

  /// The energy of a loudness in LUFS.
  static func energy(ofLUFS loudness: Double) -> Double { pow(10, (loudness - offsetDB) / 10) }

  /// An amplitude as a level in dB; nil for none.
  static func decibels(_ amplitude: Double) -> Double? {
    amplitude > 0 ? 20 * log10(amplitude) : nil
  }
}
