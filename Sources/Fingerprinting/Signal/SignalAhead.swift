import MasteringModel
import TruePeaks

/// A signal that is decoded a block ahead of where it is analysed.
///
/// An actor, so that a child task can decode while its parent analyses.
actor SignalAhead {
  private let signal: MonoSignal

  /// Takes over a signal.
  init(_ signal: sending MonoSignal) {
    self.signal = signal
  }

  /// Blocks that are decoded at a time. One takes as long as waking the thread that analyses it;
  /// so many make that not matter.
  private static let blocks = 4

  /// The samples that follow, at least one, or nil at the end; a value, because a child task's
  /// failure loses its type.
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

  /// How the signal ended; nil before ``next()`` gave nil.
  func end() -> SignalEnd? { signal.end }

  /// What was found of the largest true peak so far.
  func peakFront() -> PeakFront { signal.peakFront }
}
