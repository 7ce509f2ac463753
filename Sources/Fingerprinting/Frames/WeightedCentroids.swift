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
        guard let start = weights.baseAddress else { return }
        // The last bin is handled separately, so that the others go four at a time.
        let last = weights.count - 1
        var total = SIMD4<Double>()
        var first = SIMD4<Double>()
        var bins = SIMD4<Double>(0, 1, 2, 3)
        for four in 0..<(last / 4) {
          let weighted =
            UnsafeRawPointer(magnitudes + 4 * four).loadUnaligned(as: SIMD4<Double>.self)
            * UnsafeRawPointer(start + 4 * four).loadUnaligned(as: SIMD4<Double>.self)
          total += weighted
          first += weighted * bins
          bins += 4
        }
        let rest = magnitudes[last] * weights[last]
        let sum = total.sum() + rest
        guard sum >= FingerprintDefinition.silentMagnitude else { return }
        sums[place] += (first.sum() + rest * Double(last)) / sum
      }
    }
  }

  /// The mean centroid under each weighting, in Hz.
  var centroidsHz: [Double] {
    sums.map { $0 / Double(max(frames, 1)) * FingerprintDefinition.binWidthHz }
  }
}
