package import MasteringModel

/// The input of a rendering's solution, as numbers: the measurements of a track, and of its blocks
/// under the shelf. A port that does its own measuring can be compared with this implementation
/// here, without audio.
package struct RenderingProblem: Sendable {
  /// The measurements of the unprocessed track.
  package struct Source: Sendable, Hashable {
    /// Its loudness, in dBFS.
    package let loudnessDBFS: Double
    /// Its crest factor, in dB.
    package let crestDB: Double
    /// Its mean spectral centroid, in Hz, under shelves of −6, −3, 0, 3 and 6 dB (REN-11).
    package let centroidsHz: [Double]

    /// The number of shelves tried.
    package static let shelves = CentroidCurve.gainsDB.count

    /// Creates a source from its parts.
    package init(loudnessDBFS: Double, crestDB: Double, centroidsHz: [Double]) {
      precondition(centroidsHz.count == Self.shelves, "Five shelves are tried.")
      self.loudnessDBFS = loudnessDBFS
      self.crestDB = crestDB
      self.centroidsHz = centroidsHz
    }
  }

  /// The solution.
  package struct Answer: Sendable {
    /// τ, in dB.
    package let shelfGainDB: Double
    /// The gain of the whole track, in dB.
    package let levelDB: Double
    /// The gain at each node, in dB, without the level.
    package let nodeGainsDB: [Double]
    /// The limits that kept dimensions from their asks.
    package let bounds: [RenderingDimension: RenderingBound]
  }

  private let source: Source
  private let statistics: BlockStatistics

  /// A problem from the measurements of a track, and of its blocks under the shelf.
  package init(source: Source, statistics: BlockStatistics) {
    self.source = source
    self.statistics = statistics
  }

  /// Solves for the shelf, level and gains of the asks.
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
    guard !asks.isNothing, source.loudnessDBFS >= MeasuredSource.silenceDBFS else {
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
