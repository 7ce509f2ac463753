import CWideLoops

/// The mean spectral centroid that a signal would have if each bin were weighted, for several
/// weightings at once.
struct WeightedCentroids: Sendable {
  private let weightings: [[Double]]
  private var sums: [Double]
  private var frames = 0

  /// - Parameter weightings: each a factor for every bin, from 0 Hz on.
  init(weightings: [[Double]]) {
    precondition(
      weightings.allSatisfy { $0.count == FingerprintDefinition.bins }, "A bin has no weight.")
    self.weightings = weightings
    sums = weightings.map { _ in 0 }
  }

  /// Adds a frame. One without a spectrum counts as 0 Hz, as in the fingerprint.
  mutating func add(_ magnitudes: UnsafePointer<Double>) {
    frames += 1
    for (place, weighting) in weightings.enumerated() {
      weighting.withUnsafeBufferPointer { weights in
        var sum = 0.0
        let moment = mastering_weighted_place(magnitudes, weights.baseAddress, weights.count, &sum)
        guard sum >= FingerprintDefinition.silentMagnitude else { return }
        sums[place] += moment / sum
      }
    }
  }

  /// The mean centroid under each weighting, in Hz.
  var centroidsHz: [Double] {
    sums.map { $0 / Double(max(frames, 1)) * FingerprintDefinition.binWidthHz }
  }
}
