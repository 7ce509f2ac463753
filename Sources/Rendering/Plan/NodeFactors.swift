/// The factors at the nodes of a plan, multiples of 2⁻²⁴, in as little memory as possible: one
/// number if all are equal, 4 bytes each if all are below 256 (48 dB), otherwise 8. Two hours at
/// 44.1 kHz take 20 MB.
struct NodeFactors: Sendable, Hashable {
  private enum Storage: Sendable, Hashable {
    case alike(Double)
    case units([UInt32])
    case wide([Double])
  }

  private let storage: Storage
  /// How many there are.
  let count: Int

  private static let unit = 0x1p-24

  /// The factors for gains in dB and a level.
  init(gainsDB: [Float], levelDB: Double) {
    self.init(count: gainsDB.count) { amplitude(ofDB: Double(gainsDB[$0]) + levelDB) }
  }

  /// Factors, rounded.
  init(_ factors: [Double]) {
    self.init(count: factors.count) { factors[$0] }
  }

  private init(count: Int, _ factor: (Int) -> Double) {
    self.count = count
    func units(_ node: Int) -> Double { (factor(node) / Self.unit).rounded() }
    guard count > 0 else {
      storage = .alike(1)
      return
    }
    let first = units(0)
    var areAlike = true
    var areNarrow = true
    for node in 0..<count {
      let units = units(node)
      if units != first { areAlike = false }
      if !(units >= 0 && units <= Double(UInt32.max)) { areNarrow = false }
    }
    if areAlike {
      storage = .alike(first * Self.unit)
    } else if areNarrow {
      storage = .units((0..<count).map { UInt32(units($0)) })
    } else {
      storage = .wide((0..<count).map { units($0) * Self.unit })
    }
  }

  /// The factor at a node.
  subscript(node: Int) -> Double {
    switch storage {
    case .alike(let factor): factor
    case .units(let units): Double(units[node]) * Self.unit
    case .wide(let factors): factors[node]
    }
  }

  /// Their size in memory, in bytes.
  var byteCount: Int {
    switch storage {
    case .alike: 8
    case .units(let units): 4 * units.count
    case .wide(let factors): 8 * factors.count
    }
  }
}
