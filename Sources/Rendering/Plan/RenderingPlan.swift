import CWideLoops

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
  /// Whether binary32 is enough, and there are no gains.
  private let isRough: Bool

  private init(
    shelf: ShelfFilter, grid: BlockGrid, factors: NodeFactors, isRough: Bool = false
  ) {
    self.shelf = shelf
    self.isRough = isRough
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

  /// A plan for statistics: a shelf and no other gain, computed in binary32, so that samples differ from
  /// those of a rendering by millionths.
  static func rough(shelf: ShelfFilter, grid: BlockGrid) -> RenderingPlan {
    RenderingPlan(
      shelf: shelf, grid: grid, factors: NodeFactors(one: grid.nodes), isRough: true)
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
    return [Float](unsafeUninitializedCapacity: count * channels) { output, filled in
      samples.withUnsafeBufferPointer { samples in
        guard let start = samples.baseAddress, let output = output.baseAddress else { return }
        render(
          start + contextFrames * channels, from: first, count: count, channels: channels,
          into: output)
      }
      filled = count * channels
    }
  }

  /// Renders frames of the track into memory.
  ///
  /// The sum of the filter runs from the outermost taps to the centre in binary64, without fused
  /// operations, so that the bits are the same on every machine and for every division of the track.
  ///
  /// - Parameter input: the first of the frames; ``contextFrames`` must be readable before it and after
  ///   the last.
  func render(
    _ input: UnsafePointer<Float>, from first: Int, count: Int, channels: Int,
    into output: UnsafeMutablePointer<Float>
  ) {
    let half = shelf.halfLength
    if isRough {
      mastering_shelve(shelf.taps.map(Float.init), half, input, channels, count * channels, output)
      return
    }
    withUnsafeTemporaryAllocation(
      of: Double.self, capacity: count + mastering_render_room(half, channels)
    ) { room in
      guard let gains = room.baseAddress else { return }
      fillGains(UnsafeMutableBufferPointer(rebasing: room[..<count]), from: first)
      shelf.taps.withUnsafeBufferPointer { taps in
        mastering_render(
          taps.baseAddress, half, gains, input, channels, count, gains + count, output)
      }
    }
  }

  /// The gain of each frame. Node factors are multiples of 2⁻²⁴ and less than 2¹¹ apart, and their
  /// difference is divided by a power of two, so no operation rounds.
  private func fillGains(_ gains: UnsafeMutableBufferPointer<Double>, from first: Int) {
    let count = gains.count
    let length = BlockGrid(sampleRateHz: sampleRateHz, frames: frames).blockLength
    let step = 1 / Double(length)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: length) { places in
      guard let places = places.baseAddress, let gains = gains.baseAddress else { return }
      for place in 0..<length { (places + place).initialize(to: Double(place) * step) }
      var filled = 0
      while filled < count {
        let frame = first + filled
        let block = frame / length
        let start = factors[block]
        let change = factors[block + 1] - start
        let place = frame - block * length
        let there = min(length - place, count - filled)
        let (target, source) = (gains + filled, places + place)
        for index in 0..<there { target[index] = start + change * source[index] }
        filled += there
      }
    }
  }
}
