import CEbur128
public import MasteringModel

/// Measures loudness with libebur128's BS.1770-4 filters.
///
/// True peaks are found by four-fold interpolation below 192 kHz, only around likely places
/// (``TruePeakSearch``). The fingerprint does the same, so that both agree about a file; the
/// library interpolates everywhere, which takes twice as long as all the rest. From 192 kHz up,
/// samples are close enough.
///
/// Gating, loudness range and the sliding windows are computed here from the library's energies:
/// the library would keep all blocks, and its windows move in steps of 100 ms, which can cost a
/// burst of 400 ms half a decibel.
public struct Ebur128Meter: LoudnessMeter {
  /// A meter.
  public init() {}

  /// Identifies the method of measuring.
  public var definition: String { "adaptive-mastering-loudness/1" }

  /// Starts measuring a signal.
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
