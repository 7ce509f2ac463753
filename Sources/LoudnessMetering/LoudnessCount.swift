import MasteringModel

/// Counts blocks by their loudness, in bins of 0.01 LU from the absolute gate at −70 LUFS up.
struct LoudnessCount {
  private var counts = [Int](repeating: 0, count: bins)
  private var energies = [Double](repeating: 0, count: bins)

  /// Up to +30 LUFS: floats may exceed full scale. Anything louder counts in the last bin.
  private static let bins = 10_000
  static let binsPerLU = 100.0
  static let absoluteGateLUFS = -70.0
  private static let absoluteGate = KWeightedEnergy.energy(ofLUFS: absoluteGateLUFS)

  /// Counts a block that is above the absolute gate.
  mutating func add(_ energy: Double) {
    guard energy > Self.absoluteGate, let loudness = KWeightedEnergy.lufs(energy) else { return }
    let place = (loudness - Self.absoluteGateLUFS) * Self.binsPerLU
    let index = max(0, Int(min(place, Double(Self.bins - 1))))
    counts[index] += 1
    energies[index] += energy
  }

  /// The bins that are not empty.
  var filledBins: [LoudnessDistribution.Bin] {
    counts.indices.filter { counts[$0] > 0 }.map {
      LoudnessDistribution.Bin(index: $0, count: counts[$0], energy: energies[$0])
    }
  }
}

extension LoudnessDistribution {
  /// The mean of the blocks above the relative gate, 10 LU below the mean of all, in LUFS.
  var integratedLUFS: Double? {
    let counted = Self.gated(blocks, belowMeanLU: 10)
    let count = counted.reduce(0) { $0 + $1.count }
    guard count > 0 else { return nil }
    return KWeightedEnergy.lufs(counted.reduce(0) { $0 + $1.energy } / Double(count))
  }

  /// From the 10th to the 95th percentile of the short-term blocks above the relative gate, 20 LU
  /// below the mean of all, in LU.
  var rangeLU: Double? {
    let counted = Self.gated(shortTermBlocks, belowMeanLU: 20)
    guard let low = Self.loudness(atFraction: 0.1, of: counted),
      let high = Self.loudness(atFraction: 0.95, of: counted)
    else { return nil }
    return max(0, high - low)
  }

  private static func gated(_ bins: [Bin], belowMeanLU distance: Double) -> [Bin] {
    let count = bins.reduce(0) { $0 + $1.count }
    guard count > 0,
      let mean = KWeightedEnergy.lufs(bins.reduce(0) { $0 + $1.energy } / Double(count))
    else { return [] }
    let gate = KWeightedEnergy.energy(ofLUFS: mean - distance)
    return bins.filter { $0.energy > gate * Double($0.count) }
  }

  /// The loudness that this fraction of all blocks is below.
  private static func loudness(atFraction fraction: Double, of bins: [Bin]) -> Double? {
    let count = bins.reduce(0) { $0 + $1.count }
    guard count > 0 else { return nil }
    let rank = Int((Double(count - 1) * fraction).rounded())
    var passed = 0
    for bin in bins {
      passed += bin.count
      if rank < passed { return KWeightedEnergy.lufs(bin.energy / Double(bin.count)) }
    }
    return nil
  }
}
