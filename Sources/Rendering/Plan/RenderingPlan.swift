/// Everything needed to render any part of a track: a filter and gains, as numbers that are exact
/// on every machine.
///
/// The same plan gives the same samples, bit for bit, however the track is cut.
public struct RenderingPlan: Sendable, Hashable {
  /// The shelf that changes brightness.
  public let shelf: ShelfFilter
  /// Samples per second of one channel, in Hz.
  public let sampleRateHz: Int
  /// Frames of the track.
  public let frames: Int
  private let factors: NodeFactors

  private init(shelf: ShelfFilter, grid: BlockGrid, factors: NodeFactors) {
    self.shelf = shelf
    sampleRateHz = grid.sampleRateHz
    frames = grid.frames
    self.factors = factors
  }

  /// A plan from a shelf and gains in dB at the nodes.
  init(shelf: ShelfFilter, grid: BlockGrid, gainsDB: LongRow, levelDB: Double) {
    self.init(
      shelf: shelf, grid: grid, factors: NodeFactors(gainsDB: gainsDB, levelDB: levelDB))
  }

  /// A plan from its numbers (REN-21).
  ///
  /// - Parameter nodeFactors: one at each border of blocks; they are rounded to multiples of 2⁻²⁴.
  package init(shelf: ShelfFilter, grid: BlockGrid, nodeFactors: [Double]) {
    precondition(nodeFactors.count == grid.nodes, "Every node has a factor.")
    self.init(shelf: shelf, grid: grid, factors: NodeFactors(nodeFactors))
  }

  /// The factor at each border of blocks, a multiple of 2⁻²⁴; between borders it is linear.
  public var nodeGains: [Double] { (0..<factors.count).map { factors[$0] } }

  /// The plan's size in memory, in bytes: 2.8 kB per second at 44.1 kHz, and next to nothing if the
  /// dynamics are unchanged.
  public var byteCount: Int { factors.byteCount + 8 * shelf.taps.count }

  /// A plan with a shelf and no other gain.
  static func unlevelled(shelf: ShelfFilter, grid: BlockGrid) -> RenderingPlan {
    RenderingPlan(shelf: shelf, grid: grid, factors: NodeFactors(one: grid.nodes))
  }

  /// A plan that leaves every sample unchanged.
  static func unchanged(_ grid: BlockGrid) -> RenderingPlan {
    .unlevelled(shelf: ShelfFilter(highGainDB: 0, sampleRateHz: grid.sampleRateHz), grid: grid)
  }

  /// The number of frames needed before and after those to be rendered.
  public var contextFrames: Int { shelf.halfLength }

  /// Renders frames of the track.
  ///
  /// - Parameters:
  ///   - samples: interleaved, beginning ``contextFrames`` before `first` and ending equally far
  ///     after the last; zeros beyond the track's ends.
  ///   - first: the first frame of the track to render.
  ///   - count: how many frames to render.
  /// - Returns: interleaved samples.
  public func rendered(
    _ samples: [Float], from first: Int, count: Int, channels: Int
  ) -> [Float] {
    precondition(first >= 0 && count >= 0 && first <= frames - count, "These frames do not exist.")
    precondition(
      samples.count == (count + 2 * contextFrames) * channels, "Context is missing or too long.")
    guard count > 0 else { return [] }
    let context = contextFrames
    let length = count + 2 * context
    let gains = gains(from: first, count: count)
    return [Float](unsafeUninitializedCapacity: count * channels) { output, filled in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: length + count) { room in
        guard let channel = room.baseAddress, let result = output.baseAddress else { return }
        let shelved = channel + length
        for number in 0..<channels {
          samples.withUnsafeBufferPointer { samples in
            for frame in 0..<length {
              (channel + frame).initialize(to: Double(samples[frame * channels + number]))
            }
          }
          shelf.apply(to: channel + context, count: count, into: shelved)
          gains.withUnsafeBufferPointer { gains in
            for frame in 0..<count {
              (result + (frame * channels + number)).initialize(
                to: Float(gains[frame] * shelved[frame]))
            }
          }
        }
      }
      filled = count * channels
    }
  }

  /// The gain of each frame. Node factors are multiples of 2⁻²⁴ and less than 2¹¹ apart, and their
  /// difference is divided by a power of two, so no operation rounds.
  private func gains(from first: Int, count: Int) -> [Double] {
    let length = BlockGrid(sampleRateHz: sampleRateHz, frames: frames).blockLength
    let step = 1 / Double(length)
    return [Double](unsafeUninitializedCapacity: count) { gains, filled in
      while filled < count {
        let frame = first + filled
        let block = frame / length
        let start = factors[block]
        let change = factors[block + 1] - start
        let place = frame - block * length
        let there = min(length - place, count - filled)
        for index in 0..<there {
          gains[filled + index] = start + change * (Double(place + index) * step)
        }
        filled += there
      }
    }
  }
}
