/// The blocks that gains are computed for, on a grid that begins with the track: gains are set at
/// the nodes between blocks and are linear from node to node.
package struct BlockGrid: Sendable, Hashable {
  /// Frames in a block, a power of two: 64 at 44.1 and 48 kHz, about 1.45 ms at any rate.
  package let blockLength: Int
  /// Samples per second of one channel, in Hz.
  package let sampleRateHz: Int
  /// Frames of the track.
  package let frames: Int

  /// The grid of a track: blocks of 2^round(log₂(64 · rate / 44,100)) frames.
  package init(sampleRateHz: Int, frames: Int) {
    self.sampleRateHz = sampleRateHz
    self.frames = frames
    let ideal = 64 * Double(sampleRateHz) / 44_100
    // Rounds the logarithm without computing it: within a factor of √2 above or below.
    var length = 1
    while 2 * Double(length) * Double(length) <= ideal * ideal { length *= 2 }
    blockLength = length
  }

  /// The number of blocks; the last may be short.
  package var blocks: Int { (frames + blockLength - 1) / blockLength }
  /// The number of block borders, including the first and last.
  package var nodes: Int { blocks + 1 }
  /// Nodes in a second.
  var nodesPerSecond: Double { Double(sampleRateHz) / Double(blockLength) }

  /// The number of whole nodes that cover a time.
  func nodes(coveringSeconds seconds: Double) -> Int {
    Int((seconds * nodesPerSecond).rounded(.up))
  }
}
