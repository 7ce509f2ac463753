import SystemCalls

/// Operations on a value at each node, all with finite memory or a constant rate of fall.
enum NodeCurve {
  /// The higher of the blocks on both sides of each node.
  static func nodes(fromBlocks blocks: LongRow) -> LongRow {
    guard !blocks.isEmpty else { return [0] }
    let last = blocks.count - 1
    return LongRow(count: blocks.count + 1, over: [blocks]) { node in
      if node == 0 { return blocks[0] }
      return node > last ? blocks[last] : max(blocks[node - 1], blocks[node])
    }
  }

  /// Rises at once and falls by at most `step` per node.
  static func released(_ nodes: LongRow, step: Float) -> LongRow {
    var level = -Float.infinity
    return LongRow(count: nodes.count, over: [nodes]) { node in
      level = max(nodes[node], level - step)
      return level
    }
  }

  /// The highest value from `back` nodes before to `ahead` nodes after each.
  static func held(_ nodes: LongRow, back: Int, ahead: Int) -> LongRow {
    // A window is 19 ms wide, some 15 nodes: looking at each is as fast as keeping running maxima.
    let last = nodes.count - 1
    return LongRow(count: nodes.count, over: [nodes]) { node in
      var highest = nodes[node]
      for near in max(0, node - back)...min(last, node + ahead) {
        highest = max(highest, nodes[near])
      }
      return highest
    }
  }

  /// The mean under a Hann window that reaches `half` nodes to each side. Beyond the ends, the
  /// values at the ends apply.
  static func smoothed(_ nodes: LongRow, half: Int) -> LongRow {
    guard half > 0, !nodes.isEmpty else { return nodes }
    let weights = (-half...half).map { offset in
      Float(0.5 + 0.5 * cos(.pi * Double(offset) / Double(half + 1)))
    }
    let sum = weights.reduce(0, +)
    let last = nodes.count - 1
    return weights.withUnsafeBufferPointer { weights in
      LongRow(count: nodes.count, over: [nodes]) { node in
        var value: Float = 0
        if node >= half, node + half <= last {
          for place in weights.indices { value += weights[place] * nodes[node - half + place] }
        } else {
          for place in weights.indices {
            value += weights[place] * nodes[min(max(node - half + place, 0), last)]
          }
        }
        return value / sum
      }
    }
  }

  /// The mean power of the blocks within `seconds` of each node under a Hann window, as a level in
  /// dB; only blocks within the track are averaged.
  static func meanLevelDB(ofPower blocks: LongRow, grid: BlockGrid, seconds: Double) -> LongRow {
    let reach = max(seconds * grid.nodesPerSecond, 1)
    let step = Double.pi / reach
    var sums = RunningPowers(of: blocks, step: step, reach: reach)
    func weight(upTo offset: Double) -> Double {
      // The integral of ½ + ½ cos(step · x) from 0.
      0.5 * offset + 0.5 * sin(step * offset) / step
    }
    return LongRow(count: grid.nodes, over: [blocks]) { node in
      let first = max(0, Int((Double(node) - reach).rounded(.up)))
      let end = min(blocks.count, Int((Double(node) + reach).rounded(.down)))
      guard first < end else { return -120 }
      let power = sums.power(of: first..<end, around: node)
      let weight = weight(upTo: Double(end - node)) - weight(upTo: Double(first - node))
      return Float(decibels(ofPower: power / weight))
    }
  }
}

/// Sums of the power of all blocks before each: plain, and times the cosine and the sine of the block's
/// place. A raised cosine around any node is a combination of the three, so a window costs the same
/// whatever its width. Only the sums that windows still reach are kept.
private struct RunningPowers {
  private struct Sums {
    var plain = 0.0
    var byCosine = 0.0
    var bySine = 0.0
  }

  private let blocks: LongRow
  private let step: Double
  private var known: [Sums]
  private var latest = Sums()
  /// The number of blocks in ``latest``.
  private var count = 0

  init(of blocks: LongRow, step: Double, reach: Double) {
    self.blocks = blocks
    self.step = step
    known = [Sums](repeating: Sums(), count: 2 * Int(reach.rounded(.up)) + 2)
  }

  /// The power of a range of blocks weighted by a raised cosine; ranges must move forwards.
  @inline(__always)
  mutating func power(of range: Range<Int>, around node: Int) -> Double {
    while count < range.upperBound {
      let angle = step * (Double(count) + 0.5)
      let power = Double(blocks[count])
      latest.plain += power
      latest.byCosine += power * cos(angle)
      latest.bySine += power * sin(angle)
      count += 1
      known[count % known.count] = latest
    }
    let before = known[range.lowerBound % known.count]
    let all = known[range.upperBound % known.count]
    let angle = step * Double(node)
    return 0.5 * (all.plain - before.plain) + 0.5
      * (cos(angle) * (all.byCosine - before.byCosine)
        + sin(angle) * (all.bySine - before.bySine))
  }
}
