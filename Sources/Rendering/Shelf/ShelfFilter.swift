import MasteringModel
import SystemCalls

/// A linear-phase shelf that changes brightness: τ·f² / (f² + f₀²) dB, f₀ = 2 kHz, so 0 dB at the
/// low end and τ at the high end. Of the tilts and shelves tried, this corner needs the least τ.
public struct ShelfFilter: Sendable, Hashable {
  /// The gain far above 2 kHz, in dB, −6…6 and a multiple of 2⁻²⁰.
  public let highGainDB: Double
  /// The taps from the centre outwards, `taps[k]` for the samples k before and k after; `[1]` if
  /// the gain is 0. Multiples of 2⁻³⁰, and the whole filter sums to exactly 1.
  public let taps: [Double]

  /// The largest gain in either direction, in dB.
  public static let largestGainDB = RenderingReport.largestShelfGainDB
  /// Where half of the gain is reached, in Hz.
  static let cornerHz = 2000.0
  /// Half the length of the filter, in seconds. The truncated rest stays below 0.004 dB.
  static let halfLengthSeconds = 0.73e-3

  /// The filter for a gain, clamped to −6…6 dB, at a sample rate.
  public init(highGainDB: Double, sampleRateHz: Int) {
    let gain = Self.quantised(highGainDB)
    self.highGainDB = gain
    guard gain != 0 else {
      taps = [1]
      return
    }
    let half = Self.halfLength(atSampleRateHz: sampleRateHz)
    let length = Self.transformLength
    let response = (0...(length / 2)).map { bin in
      pow(10, Self.gainDB(gain, atHz: Double(bin * sampleRateHz) / Double(length)) / 20)
    }
    let unit = 0x1p-30
    var taps = (0...half).map { tap in
      // The inverse transform of an even response, at one point.
      var sum = response[0] + response[length / 2] * (tap.isMultiple(of: 2) ? 1 : -1)
      for bin in 1..<(length / 2) {
        sum += 2 * response[bin] * Self.cosines[bin * tap % length]
      }
      return (sum / Double(length) / unit).rounded() * unit
    }
    // The remainder from truncating and rounding goes to the centre tap, so that DC passes
    // unchanged.
    taps[0] = 1 - 2 * taps.dropFirst().reduce(0, +)
    self.taps = taps
  }

  /// Samples on each side of the centre.
  public var halfLength: Int { taps.count - 1 }

  /// Samples on each side that the filter of any gain has at a sample rate: 33 at 44.1 kHz.
  static func halfLength(atSampleRateHz rate: Int) -> Int {
    Int((halfLengthSeconds * Double(rate)).rounded(.up))
  }

  /// The gain at a frequency, in dB, of a shelf that reaches `highGainDB`.
  static func gainDB(_ highGainDB: Double, atHz frequency: Double) -> Double {
    let square = frequency * frequency
    return highGainDB * square / (square + cornerHz * cornerHz)
  }

  /// The gain that is used: within bounds, and rounded so that it is the same on every machine.
  static func quantised(_ gainDB: Double) -> Double {
    guard gainDB.isFinite else { return 0 }
    let clamped = min(max(gainDB, -largestGainDB), largestGainDB)
    return (clamped * 0x1p20).rounded() * 0x1p-20
  }

  // Long enough that the response between bins does not matter.
  private static let transformLength = 8192
  private static let cosines = (0..<transformLength).map {
    cos(2 * .pi * Double($0) / Double(transformLength))
  }
}
