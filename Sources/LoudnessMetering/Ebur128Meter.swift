public import MasteringModel

/// Measures loudness by EBU R 128, with the filters of BS.1770-4.
///
/// True peaks are found by four-fold interpolation below 192 kHz, only around likely places
/// (``TruePeakSearch``). The fingerprint does the same, so that both agree about a file. From 192
/// kHz up, samples are close enough.
///
/// Windows move in steps of 10 ms: in steps of 100 ms, a burst of 400 ms can read half a decibel too
/// low.
public struct Ebur128Meter: LoudnessMeter {
  /// A meter.
  public init() {}

  /// Identifies the method of measuring.
  public var definition: String { "adaptive-mastering-loudness/2" }

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
