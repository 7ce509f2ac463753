/// Holds true peaks at a ceiling.
///
/// The reduction that a block needs applies at both its nodes, held and smoothed such that no
/// average falls below it: the bound holds by construction.
enum Limiter {
  static let releaseDBPerSecond = 100.0
  /// Half the width of the smoothing, in seconds.
  static let halfWidthSeconds = 0.0044

  /// The reduction at each node, in dB, 0 or more.
  static func reductionsDB(
    truePeakDB: [Float], gainsDB: [Float], ceilingDB: Float, grid: BlockGrid
  ) -> [Float] {
    var needed = truePeakDB
    for block in needed.indices {
      let gain = max(gainsDB[block], gainsDB[block + 1])
      needed[block] = max(0, truePeakDB[block] + gain - ceilingDB)
    }
    let half = grid.nodes(coveringSeconds: halfWidthSeconds)
    let released = NodeCurve.released(
      NodeCurve.nodes(fromBlocks: needed), step: Float(releaseDBPerSecond / grid.nodesPerSecond))
    return NodeCurve.smoothed(NodeCurve.held(released, back: half, ahead: half), half: half)
  }

  /// The highest true peak that blocks can have under gains, in dBTP.
  static func boundDB(truePeakDB: [Float], gainsDB: [Float]) -> Float {
    truePeakDB.indices.reduce(-120) { highest, block in
      max(highest, truePeakDB[block] + max(gainsDB[block], gainsDB[block + 1]))
    }
  }
}
