import MasteringModel
import TruePeaks

/// A signal that is decoded one block ahead of its analysis.
///
/// An actor, so that a child task can decode while its parent analyses.
actor SignalAhead {
  private let signal: MonoSignal

  /// Takes over a signal.
  init(_ signal: sending MonoSignal) {
    self.signal = signal
  }

  /// Blocks that are decoded at a time. One takes as long as waking the thread that analyses it;
  /// four make that cost negligible.
  private static let blocks = 4

  /// The next samples, at least one, or nil at the end; a value, because a child task's failure
  /// loses its type.
  func next() -> Result<[Double]?, FingerprintFailure> {
    var samples: [Double] = []
    var block: [Double] = []
    do {
      for _ in 0..<Self.blocks where try signal.next(into: &block) { samples += block }
      return .success(samples.isEmpty ? nil : samples)
    } catch {
      return .failure(error)
    }
  }

  /// How the signal ended; nil until ``next()`` returns nil.
  func end() -> SignalEnd? { signal.end }

  /// The candidates so far for the largest true peak.
  func peakFront() -> PeakFront { signal.peakFront }
}
