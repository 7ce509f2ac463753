package import MasteringModel

extension SampleResolution {
  /// Rounds samples to the resolution, halves to even, and clips values beyond full scale.
  @discardableResult
  package func round(_ samples: inout [Float]) -> RoundingEffect {
    let scale: Double
    switch self {
    case .integer16: scale = 0x1p15
    case .integer24: scale = 0x1p23
    case .float32: return RoundingEffect()
    }
    // Adding and subtracting a number whose last binary place is 1 rounds to an integer, halves to
    // even; not every processor of a family has an instruction for that.
    let rounder = 0x1.8p52
    var effect = RoundingEffect()
    samples.withUnsafeMutableBufferPointer { samples in
      for index in samples.indices {
        let clipped = Double(min(max(samples[index], -1), 1)) * scale
        let whole = (clipped + rounder) - rounder
        let rounded = Float(min(whole, scale - 1) / scale)
        effect.largestChange = max(effect.largestChange, abs(rounded - samples[index]))
        effect.highest = max(effect.highest, abs(samples[index]))
        samples[index] = rounded
      }
    }
    return effect
  }
}

/// What rounding did to samples.
package struct RoundingEffect: Sendable, Hashable {
  /// The largest change of a sample.
  fileprivate var largestChange: Float = 0
  /// The largest magnitude before.
  fileprivate var highest: Float = 0

  /// Whether any sample was changed.
  package var isChange: Bool { largestChange > 0 }
  /// Whether any sample was beyond full scale, and was cut there.
  package var isClipping: Bool { highest > 1 }

  /// The effect on two parts of a track together.
  package func combined(with other: RoundingEffect) -> RoundingEffect {
    RoundingEffect(
      largestChange: max(largestChange, other.largestChange), highest: max(highest, other.highest))
  }
}
