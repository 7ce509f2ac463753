/// How a shelved track's level moves: the control signal for the dynamics, at each node.
struct Envelope: Sendable {
  /// The held peak envelope, in dBTP: falls by at most 150 dB/s, holds for 15 ms, and looks 4 ms
  /// ahead.
  let peakDB: LongRow
  /// The mean level within 0.4 s, in dB.
  let meanDB: LongRow
  /// The mean power of the blocks on both sides of each node.
  let power: LongRow
  /// The half width of the Hann window that smooths gains over ±4 ms, in nodes.
  let smoothing: Int

  static let releaseDBPerSecond = 150.0

  init(of statistics: BlockStatistics) {
    let grid = statistics.grid
    let step = Float(Self.releaseDBPerSecond / grid.nodesPerSecond)
    peakDB = NodeCurve.held(
      NodeCurve.released(NodeCurve.nodes(fromBlocks: statistics.scaledTruePeakDB), step: step),
      back: grid.nodes(coveringSeconds: 0.015), ahead: grid.nodes(coveringSeconds: 0.004))
    meanDB = NodeCurve.meanLevelDB(ofPower: statistics.power, grid: grid, seconds: 0.4)
    power = NodeCurve.nodes(fromBlocks: statistics.power)
    smoothing = Int((0.004 * grid.nodesPerSecond).rounded())
  }
}
