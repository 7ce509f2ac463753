import CEbur128
public import MasteringModel

/// Measures loudness through libebur128's filters of BS.1770-4.
///
/// True peaks are looked for by interpolation, four-fold below 192 kHz, where they can be
/// (``TruePeakSearch``), as in a fingerprint's pass, so that both say the same of a file; the library
/// interpolates everywhere, which takes twice as long as all the rest. From 192 kHz on samples lie close
/// enough.
///
/// Gating, loudness range and the sliding windows are made here, of the library's energies: the
/// library would keep all blocks, and its windows move in steps of 100 ms, in which a burst of
/// 400 ms can lose half a decibel.
public struct Ebur128Meter: LoudnessMeter {
  /// A meter.
  public init() {}

  /// Names the way of measuring.
  public var definition: String { "adaptive-mastering-loudness/1" }

  /// Begins to measure a signal.
  public func measurement(
    of signal: MeteredSignal, _ wishes: LoudnessWishes
  ) throws(LoudnessMeterFailure) -> any LoudnessMeasurement {
    try Ebur128Measurement(of: signal, wishes)
  }

  /// The integrated loudness and the loudness range of signals that count as one.
  public func together(
    _ distributions: [LoudnessDistribution]
  ) -> (integratedLUFS: Double?, rangeLU: Double?) {
    var all = LoudnessDistribution(blocks: [], shortTermBlocks: [])
    for distribution in distributions { all.add(distribution) }
    return (all.integratedLUFS, all.rangeLU)
  }
}
