/// Statistics of the blocks of a shelved track, which give loudness, crest factor and true peak
/// under any gains without rendering.
package struct BlockStatistics: Sendable {
  /// The blocks.
  package let grid: BlockGrid
  /// The highest true peak of the block's channels, in dBTP.
  package var truePeakDB: LongRow
  /// The mean power of the block's channels.
  package var power: LongRow

  /// Of the mono signal at 44.1 kHz, with f the position in the block from 0 to 1: Σ m².
  package var monoEnergy: LongRow
  /// Σ m²·f.
  package var monoEnergyByPlace: LongRow
  /// Σ m²·f².
  package var monoEnergyBySquare: LongRow
  /// max |m|, and where.
  package var monoPeak: LongRow
  package var monoPeakPlace: LongRow
  /// Samples of the mono signal.
  package var monoSamples = 0

  /// Statistics of silence.
  package init(grid: BlockGrid) {
    self.grid = grid
    let zeros = LongRow(repeating: 0, count: grid.blocks)
    truePeakDB = LongRow(repeating: -120, count: grid.blocks)
    power = zeros
    monoEnergy = zeros
    monoEnergyByPlace = zeros
    monoEnergyBySquare = zeros
    monoPeak = zeros
    monoPeakPlace = zeros
  }

  /// The rows of the mono signal.
  struct Mono {
    let energy, energyByPlace, energyBySquare, peak, peakPlace: LongRow
  }

  /// Statistics from their rows.
  init(
    grid: BlockGrid, truePeakDB: LongRow, power: LongRow, monoSamples: Int, _ mono: Mono
  ) {
    self.grid = grid
    self.truePeakDB = truePeakDB
    self.power = power
    self.monoSamples = monoSamples
    monoEnergy = mono.energy
    monoEnergyByPlace = mono.energyByPlace
    monoEnergyBySquare = mono.energyBySquare
    monoPeak = mono.peak
    monoPeakPlace = mono.peakPlace
  }

  /// The mono signal's mean power and peak amplitude under gains at the nodes, in dB, each times
  /// `scale`.
  func mono(under gainsDB: LongRow, scaledBy scale: Float = 1) -> MonoLevel {
    precondition(gainsDB.count == grid.nodes, "There is a gain for each node.")
    var energy = 0.0
    var peak: Float = 0
    var end = factor(ofDB: gainsDB[0] * scale)
    let (energies, byPlace, bySquare) = (monoEnergy, monoEnergyByPlace, monoEnergyBySquare)
    let (peaks, places) = (monoPeak, monoPeakPlace)
    let rows = [gainsDB, energies, byPlace, bySquare, peaks, places]
    LongRow.sweep(grid.blocks, over: rows) { blocks in
      for block in blocks {
        let start = end
        end = factor(ofDB: gainsDB[block + 1] * scale)
        let slope = end - start
        energy += Double(
          start * start * energies[block] + 2 * start * slope * byPlace[block]
            + slope * slope * bySquare[block])
        peak = max(peak, peaks[block] * (start + slope * places[block]))
      }
    }
    return MonoLevel(power: energy / Double(max(monoSamples, 1)), peak: Double(peak))
  }

  /// The mono signal's level without any gain.
  func mono() -> MonoLevel {
    var energy = 0.0
    let energies = monoEnergy
    LongRow.sweep(energies.count, over: [energies]) { blocks in
      for block in blocks { energy += Double(energies[block]) }
    }
    return MonoLevel(
      power: energy / Double(max(monoSamples, 1)), peak: Double(monoPeak.highest ?? 0))
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
