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
    truePeakDB: LongRow, gainsDB: LongRow, ceilingDB: Float, grid: BlockGrid
  ) -> LongRow {
    let needed = LongRow(count: truePeakDB.count, over: [truePeakDB, gainsDB]) { block in
      let gain = max(gainsDB[block], gainsDB[block + 1])
      return max(0, truePeakDB[block] + gain - ceilingDB)
    }
    let half = grid.nodes(coveringSeconds: halfWidthSeconds)
    let released = NodeCurve.released(
      NodeCurve.nodes(fromBlocks: needed), step: Float(releaseDBPerSecond / grid.nodesPerSecond))
    return NodeCurve.smoothed(NodeCurve.held(released, back: half, ahead: half), half: half)
  }

  /// The gains less the reductions that hold the peaks under them at a ceiling.
  static func limitedDB(
    _ gainsDB: LongRow, truePeakDB: LongRow, ceilingDB: Float, grid: BlockGrid
  ) -> LongRow {
    let reductions = reductionsDB(
      truePeakDB: truePeakDB, gainsDB: gainsDB, ceilingDB: ceilingDB, grid: grid)
    return LongRow(count: gainsDB.count, over: [gainsDB, reductions]) { node in
      gainsDB[node] - reductions[node]
    }
  }

  /// The highest true peak that blocks can have under gains, in dBTP.
  static func boundDB(truePeakDB: LongRow, gainsDB: LongRow) -> Float {
    var highest: Float = -120
    LongRow.sweep(truePeakDB.count, over: [truePeakDB, gainsDB]) { blocks in
      for block in blocks {
        highest = max(highest, truePeakDB[block] + max(gainsDB[block], gainsDB[block + 1]))
      }
    }
    return highest
  }
}
