/// Statistics of the blocks of a shelved track, which give loudness, crest factor and true peak
/// under any gains without rendering.
package struct BlockStatistics: Sendable {
  /// The blocks.
  package let grid: BlockGrid
  /// The highest true peak of the block's channels, in dBTP.
  package var truePeakDB: [Float]
  /// The mean power of the block's channels.
  package var power: [Float]

  /// Of the mono signal at 44.1 kHz, with f the position in the block from 0 to 1: Σ m².
  package var monoEnergy: [Float]
  /// Σ m²·f.
  package var monoEnergyByPlace: [Float]
  /// Σ m²·f².
  package var monoEnergyBySquare: [Float]
  /// max |m|, and where.
  package var monoPeak: [Float]
  package var monoPeakPlace: [Float]
  /// Samples of the mono signal.
  package var monoSamples = 0

  /// Statistics of silence.
  package init(grid: BlockGrid) {
    self.grid = grid
    let zeros = [Float](repeating: 0, count: grid.blocks)
    truePeakDB = [Float](repeating: -120, count: grid.blocks)
    power = zeros
    monoEnergy = zeros
    monoEnergyByPlace = zeros
    monoEnergyBySquare = zeros
    monoPeak = zeros
    monoPeakPlace = zeros
  }

  /// The mono signal's mean power and peak amplitude under gains at the nodes.
  func mono(under gains: [Float]) -> MonoLevel {
    precondition(gains.count == grid.nodes, "There is a gain for each node.")
    var energy = 0.0
    var peak: Float = 0
    for block in 0..<grid.blocks {
      let start = gains[block]
      let slope = gains[block + 1] - start
      energy += Double(
        start * start * monoEnergy[block] + 2 * start * slope * monoEnergyByPlace[block]
          + slope * slope * monoEnergyBySquare[block])
      peak = max(peak, monoPeak[block] * (start + slope * monoPeakPlace[block]))
    }
    return MonoLevel(power: energy / Double(max(monoSamples, 1)), peak: Double(peak))
  }

  /// The mono signal's level without any gain.
  func mono() -> MonoLevel {
    MonoLevel(
      power: monoEnergy.reduce(0) { $0 + Double($1) } / Double(max(monoSamples, 1)),
      peak: Double(monoPeak.max() ?? 0))
  }
}

/// The power and the peak of the mono signal.
struct MonoLevel: Sendable, Hashable {
  /// Its mean power.
  let power: Double
  /// Its highest amplitude.
  let peak: Double

  /// In dBFS.
  var loudnessDB: Double { decibels(ofPower: power) }
  /// In dB.
  var crestDB: Double { decibels(ofAmplitude: peak) - loudnessDB }
}
