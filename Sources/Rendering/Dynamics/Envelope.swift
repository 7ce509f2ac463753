/// How a shelved track's level moves: what the dynamics listen to, at each node.
struct Envelope: Sendable {
  /// The held peak envelope, in dBTP: falls by 150 dB/s at most, holds for 15 ms, and knows of a
  /// peak 4 ms before it comes.
  let peakDB: [Float]
  /// The mean level within 0.4 s, in dB.
  let meanDB: [Float]
  /// The mean power of the blocks beside each node.
  let power: [Float]
  /// The half width of the Hann window that smooths gains over ±4 ms, in nodes.
  let smoothing: Int

  static let releaseDBPerSecond = 150.0

  init(of statistics: BlockStatistics) {
    let grid = statistics.grid
    let step = Float(Self.releaseDBPerSecond / grid.nodesPerSecond)
    peakDB = NodeCurve.held(
      NodeCurve.released(NodeCurve.nodes(fromBlocks: statistics.truePeakDB), step: step),
      back: grid.nodes(coveringSeconds: 0.015), ahead: grid.nodes(coveringSeconds: 0.004))
    meanDB = NodeCurve.meanLevelDB(ofPower: statistics.power, grid: grid, seconds: 0.4)
    power = NodeCurve.nodes(fromBlocks: statistics.power)
    smoothing = Int((0.004 * grid.nodesPerSecond).rounded())
  }
}
