import CWideLoops
import TruePeaks

/// Measures how high a signal rises between its samples (REN-60), with the taps and the parabolas that the
/// fingerprint's search uses around maxima. Twelve taps, as in the annex of BS.1770, miss up to 4 dB between 0.40
/// and 0.45 of the sample rate.
struct TruePeakKernel: Sendable {
  /// The number of samples needed before and after the current one.
  static let context = PeakInterpolator.halfTaps

  static let shared = TruePeakKernel()

  /// The taps of the three phases, one after the other.
  private let taps = PeakInterpolator.taps.flatMap { $0 }
  /// The upper bound of the signal between samples, relative to the largest of them: a sum is at most 2.4325
  /// of it, and the top of a parabola counts for 1.09 of a sum; with a margin for rounding.
  static let largestGain =
    1.09 * 1.0001
    * (PeakInterpolator.taps.map { taps in taps.reduce(0) { $0 + abs($1) } }.max() ?? 1)

  /// The highest amplitude at `count` samples and between each and the next. 16 samples before the
  /// first and after the last must be readable.
  func peak(of input: UnsafePointer<Float>, count: Int) -> Float {
    taps.withUnsafeBufferPointer { mastering_highest_between($0.baseAddress, input, count) }
  }
}
