import SystemCalls

/// Operations on a value at each node, all with finite memory or a constant rate of fall.
enum NodeCurve {
  /// The higher of the blocks on both sides of each node.
  static func nodes(fromBlocks blocks: [Float]) -> [Float] {
    guard let first = blocks.first, let last = blocks.last else { return [0] }
    var nodes = [Float](repeating: first, count: blocks.count + 1)
    for node in 1..<max(blocks.count, 1) { nodes[node] = max(blocks[node - 1], blocks[node]) }
    nodes[blocks.count] = last
    return nodes
  }

  /// Rises at once and falls by at most `step` per node.
  static func released(_ nodes: [Float], step: Float) -> [Float] {
    var result = nodes
    for node in 1..<max(nodes.count, 1) { result[node] = max(nodes[node], result[node - 1] - step) }
    return result
  }

  /// The highest value from `back` nodes before to `ahead` nodes after each.
  static func held(_ nodes: [Float], back: Int, ahead: Int) -> [Float] {
    // Two running maxima over blocks of the window's length: the algorithm of van Herk, Gil and
    // Werman.
    let window = back + ahead + 1
    guard window > 1, !nodes.isEmpty else { return nodes }
    let padding = [Float](repeating: -.infinity, count: back)
    let padded =
      padding + nodes + [Float](repeating: -.infinity, count: ahead + window)
    var prefix = padded
    var suffix = padded
    for index in padded.indices.dropFirst() where !index.isMultiple(of: window) {
      prefix[index] = max(prefix[index - 1], padded[index])
    }
    for index in padded.indices.dropLast().reversed() where !(index + 1).isMultiple(of: window) {
      suffix[index] = max(suffix[index + 1], padded[index])
    }
    return nodes.indices.map { max(suffix[$0], prefix[$0 + window - 1]) }
  }

  /// The mean under a Hann window that reaches `half` nodes to each side. Beyond the ends, the
  /// values at the ends apply.
  static func smoothed(_ nodes: [Float], half: Int) -> [Float] {
    guard half > 0, !nodes.isEmpty else { return nodes }
    let weights = (-half...half).map { offset in
      Float(0.5 + 0.5 * cos(.pi * Double(offset) / Double(half + 1)))
    }
    let sum = weights.reduce(0, +)
    let last = nodes.count - 1
    return nodes.indices.map { node in
      var value: Float = 0
      if node >= half, node + half <= last {
        for (place, weight) in weights.enumerated() { value += weight * nodes[node - half + place] }
      } else {
        for (place, weight) in weights.enumerated() {
          value += weight * nodes[min(max(node - half + place, 0), last)]
        }
      }
      return value / sum
    }
  }

  /// The mean power of the blocks within `seconds` of each node under a Hann window, as a level in
  /// dB; only blocks within the track are averaged.
  static func meanLevelDB(ofPower blocks: [Float], grid: BlockGrid, seconds: Double) -> [Float] {
    let reach = max(seconds * grid.nodesPerSecond, 1)
    let step = Double.pi / reach
    // A raised cosine around any node is a combination of these three, so running sums give it in
    // constant time.
    var plain = [0.0]
    var byCosine = [0.0]
    var bySine = [0.0]
    for (block, power) in blocks.enumerated() {
      let angle = step * (Double(block) + 0.5)
      plain.append(plain[block] + Double(power))
      byCosine.append(byCosine[block] + Double(power) * cos(angle))
      bySine.append(bySine[block] + Double(power) * sin(angle))
    }
    func weight(upTo offset: Double) -> Double {
      // The integral of ½ + ½ cos(step · x) from 0.
      0.5 * offset + 0.5 * sin(step * offset) / step
    }
    return (0..<grid.nodes).map { node in
      let first = max(0, Int((Double(node) - reach).rounded(.up)))
      let end = min(blocks.count, Int((Double(node) + reach).rounded(.down)))
      guard first < end else { return -120 }
      let angle = step * Double(node)
      let sum =
        0.5 * (plain[end] - plain[first]) + 0.5
        * (cos(angle) * (byCosine[end] - byCosine[first])
          + sin(angle) * (bySine[end] - bySine[first]))
      let weight = weight(upTo: Double(end - node)) - weight(upTo: Double(first - node))
      return Float(decibels(ofPower: sum / weight))
    }
  }
}
