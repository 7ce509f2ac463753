package import MasteringModel

/// What a rendering is solved from, as numbers: what was measured of a track, and of its blocks under the
/// shelf. A port that measures by itself can be held against ours here, without audio.
package struct RenderingProblem: Sendable {
  /// What a block of the shelved track holds.
  package struct Block: Sendable, Hashable {
    /// The highest true peak of its channels, in dBTP.
    package var truePeakDB: Float
    /// The mean power of its channels.
    package var power: Float
    /// Σ m² of the mono signal at 44.1 kHz, Σ m²·f and Σ m²·f², f being the place in the block, 0…1.
    package var monoEnergy: Float
    package var monoEnergyByPlace: Float
    package var monoEnergyBySquare: Float
    /// max |m|, and its place, 0…1.
    package var monoPeak: Float
    package var monoPeakPlace: Float

    /// A block from its parts.
    package init(
      truePeakDB: Float, power: Float, monoEnergy: Float, monoEnergyByPlace: Float,
      monoEnergyBySquare: Float, monoPeak: Float, monoPeakPlace: Float
    ) {
      self.truePeakDB = truePeakDB
      self.power = power
      self.monoEnergy = monoEnergy
      self.monoEnergyByPlace = monoEnergyByPlace
      self.monoEnergyBySquare = monoEnergyBySquare
      self.monoPeak = monoPeak
      self.monoPeakPlace = monoPeakPlace
    }
  }

  /// What was measured of the track as it is.
  package struct Source: Sendable, Hashable {
    /// Its loudness, in dBFS.
    package let loudnessDBFS: Double
    /// Its crest factor, in dB.
    package let crestDB: Double
    /// Its mean spectral centroid, in Hz, under shelves of −6, −3, 0, 3 and 6 dB (REN-11).
    package let centroidsHz: [Double]

    /// A source from its parts.
    package init(loudnessDBFS: Double, crestDB: Double, centroidsHz: [Double]) {
      precondition(centroidsHz.count == CentroidCurve.gainsDB.count, "Five shelves are tried.")
      self.loudnessDBFS = loudnessDBFS
      self.crestDB = crestDB
      self.centroidsHz = centroidsHz
    }
  }

  /// What it comes to.
  package struct Answer: Sendable {
    /// τ, in dB.
    package let shelfGainDB: Double
    /// The gain of the whole track, in dB.
    package let levelDB: Double
    /// The gain at each node, in dB, without the level.
    package let nodeGainsDB: [Double]
    /// What kept dimensions from their asks.
    package let bounds: [RenderingDimension: RenderingBound]
  }

  private let source: Source
  private let statistics: BlockStatistics

  /// The number of blocks of a track, the last of them maybe short (REN-8).
  package static func blocks(inFrames frames: Int, sampleRateHz: Int) -> Int {
    BlockGrid(sampleRateHz: sampleRateHz, frames: frames).blocks
  }

  /// The frames in a block (REN-8).
  package static func blockLength(atSampleRateHz rate: Int) -> Int {
    BlockGrid(sampleRateHz: rate, frames: 0).blockLength
  }

  /// A problem from its parts; there are as many blocks as the track has.
  ///
  /// - Parameter monoSamples: of the mono signal at 44.1 kHz.
  package init(
    source: Source, sampleRateHz: Int, frames: Int, blocks: [Block], monoSamples: Int
  ) {
    let grid = BlockGrid(sampleRateHz: sampleRateHz, frames: frames)
    precondition(blocks.count == grid.blocks, "Every block has its numbers.")
    self.source = source
    var statistics = BlockStatistics(grid: grid)
    statistics.truePeakDB = blocks.map(\.truePeakDB)
    statistics.power = blocks.map(\.power)
    statistics.monoEnergy = blocks.map(\.monoEnergy)
    statistics.monoEnergyByPlace = blocks.map(\.monoEnergyByPlace)
    statistics.monoEnergyBySquare = blocks.map(\.monoEnergyBySquare)
    statistics.monoPeak = blocks.map(\.monoPeak)
    statistics.monoPeakPlace = blocks.map(\.monoPeakPlace)
    statistics.monoSamples = monoSamples
    self.statistics = statistics
  }

  /// The shelf, level and gains for asks.
  package func solved(
    for asks: RenderingAsks, policy: RenderingPolicy, ceiling: TruePeakCeiling
  ) -> Answer {
    let curve = CentroidCurve(centroidsHz: source.centroidsHz)
    let shelfGainDB =
      asks.centroidChangeHz == 0
      ? 0
      : ShelfFilter.quantised(
        curve.gainDB(forCentroidHz: curve.centroidHz(atGainDB: 0) + asks.centroidChangeHz))
    let nodes = statistics.grid.nodes
    guard !asks.isNothing, source.loudnessDBFS >= -99 else {
      let asked = RenderingDimension.allCases.filter { asks[$0] != 0 }
      return Answer(
        shelfGainDB: 0, levelDB: 0, nodeGainsDB: [Double](repeating: 0, count: nodes),
        bounds: Dictionary(uniqueKeysWithValues: asked.map { ($0, .nothingToMove) }))
    }
    let solution = RenderingSolution(
      for: RenderingAim(
        shelfGainDB: shelfGainDB, loudnessDB: source.loudnessDBFS + asks.loudnessChangeDB,
        crestDB: source.crestDB + asks.crestChangeDB),
      statistics, policy: policy, ceiling: ceiling)
    return Answer(
      shelfGainDB: shelfGainDB, levelDB: solution.levelDB,
      nodeGainsDB: solution.gainsDB.map(Double.init), bounds: solution.bounds)
  }
}
