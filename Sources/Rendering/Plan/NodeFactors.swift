/// The factors at the nodes of a plan, multiples of 2⁻²⁴, in as little memory as possible: one
/// number if all are equal, 4 bytes each if all are below 256 (48 dB), otherwise 8. Two hours at
/// 44.1 kHz take 20 MB.
///
/// If all are below 2⁻⁸, they are multiples of a smaller power of two (REN-59): a track of floats can be
/// so far above full scale that its factors would otherwise be 0.
struct NodeFactors: Sendable, Hashable {
  private enum Storage: Sendable, Hashable {
    case alike(Double)
    case units([UInt32])
    case wide([Double])
  }

  private let storage: Storage
  /// How many there are.
  let count: Int

  /// The power of two of which all are multiples.
  private let unit: Double

  private static func unit(forHighest factor: Double) -> Double {
    guard factor > 0, factor < 0x1p-8 else { return 0x1p-24 }
    return Double(sign: .plus, exponent: factor.exponent - 16, significand: 1)
  }

  /// The factors for gains in dB and a level.
  init(gainsDB: LongRow, levelDB: Double) {
    // Most nodes of most tracks have no gain of their own.
    let level = amplitude(ofDB: levelDB)
    let highest = amplitude(ofDB: Double(gainsDB.highest ?? 0) + levelDB)
    self.init(count: gainsDB.count, over: [gainsDB], highest: highest) { node in
      let gain = gainsDB[node]
      return gain == 0 ? level : amplitude(ofDB: Double(gain) + levelDB)
    }
  }

  /// Factors, rounded.
  init(_ factors: [Double]) {
    self.init(count: factors.count, over: [], highest: factors.max() ?? 0) { factors[$0] }
  }

  /// Factors of 1.
  init(one count: Int) {
    self.count = count
    unit = 0x1p-24
    storage = .alike(1)
  }

  @inline(__always)
  private init(
    count: Int, over rows: [LongRow], highest: Double, _ factor: (Int) -> Double
  ) {
    self.count = count
    let unit = Self.unit(forHighest: highest)
    self.unit = unit
    func units(_ node: Int) -> Double { (factor(node) / unit).rounded() }
    guard count > 0 else {
      storage = .alike(1)
      return
    }
    let first = units(0)
    var areAlike = true
    var areNarrow = true
    let narrow = [UInt32](unsafeUninitializedCapacity: count) { narrow, filled in
      LongRow.sweep(count, over: rows) { nodes in
        for node in nodes {
          let units = units(node)
          if units != first { areAlike = false }
          let fits = units >= 0 && units <= Double(UInt32.max)
          if !fits { areNarrow = false }
          narrow[node] = fits ? UInt32(units) : 0
        }
      }
      filled = count
    }
    if areAlike {
      storage = .alike(first * unit)
    } else if areNarrow {
      storage = .units(narrow)
    } else {
      storage = .wide((0..<count).map { units($0) * unit })
    }
  }

  /// The factor at a node.
  subscript(node: Int) -> Double {
    switch storage {
    case .alike(let factor): factor
    case .units(let units): Double(units[node]) * unit
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
