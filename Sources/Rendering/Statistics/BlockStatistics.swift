import CWideLoops

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
  /// What ``power`` and the amplitudes of the mono signal are to be multiplied by, squared or not.
  var scale = 1.0

  /// The true peaks on the scale of ``power``.
  var scaledTruePeakDB: LongRow {
    guard scale != 1 else { return truePeakDB }
    let (peaks, offset) = (truePeakDB, Float(decibels(ofAmplitude: scale)))
    return LongRow(count: peaks.count, over: [peaks]) { peaks[$0] - offset }
  }

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
    var sum = mastering_mono_level(energy: 0, peak: 0, factor: factor(ofDB: gainsDB[0] * scale))
    let rows = [
      gainsDB, monoEnergy, monoEnergyByPlace, monoEnergyBySquare, monoPeak, monoPeakPlace,
    ]
    LongRow.sweep(grid.blocks, over: rows) { blocks in
      let first = blocks.lowerBound
      gainsDB.withNumbers(from: first + 1) { gains in
        monoEnergy.withNumbers(from: first) { energy in
          monoEnergyByPlace.withNumbers(from: first) { byPlace in
            monoEnergyBySquare.withNumbers(from: first) { bySquare in
              monoPeak.withNumbers(from: first) { peak in
                monoPeakPlace.withNumbers(from: first) { place in
                  var rows = mastering_mono_rows(
                    energy: energy, by_place: byPlace, by_square: bySquare, peak: peak,
                    peak_place: place)
                  mastering_add_levels(gains, scale, &rows, blocks.count, &sum)
                }
              }
            }
          }
        }
      }
    }
    return level(energy: sum.energy, peak: sum.peak)
  }

  /// The mono signal's level without any gain.
  func mono() -> MonoLevel {
    var energy = 0.0
    let energies = monoEnergy
    LongRow.sweep(energies.count, over: [energies]) { blocks in
      for block in blocks { energy += Double(energies[block]) }
    }
    return level(energy: energy, peak: monoPeak.highest ?? 0)
  }

  private func level(energy: Double, peak: Float) -> MonoLevel {
    MonoLevel(
      power: energy / Double(max(monoSamples, 1)) * scale * scale,
      peak: Double(peak) * scale)
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
