import MasteringModel
import Synchronization

/// Adds up the progress of several tasks and reports it in order.
final class ProgressMeter: Sendable {
  private let expectedFrames: Int?
  private let report: (@Sendable (AnalysisProgress) -> Void)?
  private let sampleRateHz: Int
  private let heardSamples = Mutex(0)

  init(
    expectedFrames: Int?, sampleRateHz: Int, report: (@Sendable (AnalysisProgress) -> Void)?
  ) {
    self.expectedFrames = expectedFrames
    self.sampleRateHz = sampleRateHz
    self.report = report
  }

  /// Adds this many samples of the signal. Parts see a few samples twice, so the sum is capped at
  /// the expected total; it is kept in samples, because frames would be rounded at every block.
  func heard(samples: Int) {
    guard let report else { return }
    // Reported inside the lock, so that progress never decreases.
    heardSamples.withLock { total in
      total += samples
      let frames = min(
        total * sampleRateHz / FingerprintDefinition.sampleRateHz, expectedFrames ?? .max)
      report(
        AnalysisProgress(
          analysedSeconds: Double(frames) / Double(sampleRateHz),
          totalSeconds: expectedFrames.map { Double($0) / Double(sampleRateHz) }))
    }
  }
}
