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
    count = gainsDB.count
    func units(_ gain: Float) -> Double {
      (amplitude(ofDB: Double(gain) + levelDB) / Self.unit).rounded()
    }
    guard let first = gainsDB.first else {
      storage = .alike(1)
      return
    }
    if gainsDB.allSatisfy({ $0 == first }) {
      storage = .alike(units(first) * Self.unit)
    } else if gainsDB.allSatisfy({ units($0) <= Double(UInt32.max) }) {
      storage = .units(gainsDB.map { UInt32(units($0)) })
    } else {
      storage = .wide(gainsDB.map { units($0) * Self.unit })
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
