import CWideLoops
package import MasteringModel

extension SampleResolution {
  /// Rounds samples to the resolution, halves to even, and clips values beyond full scale.
  @discardableResult
  package func round(_ samples: inout [Float]) -> RoundingEffect {
    var effect = RoundingEffect()
    samples.withUnsafeMutableBufferPointer { round($0, &effect) }
    return effect
  }

  /// Rounds samples in the same way, and adds what that did to `effect`.
  func round(_ samples: UnsafeMutableBufferPointer<Float>, _ effect: inout RoundingEffect) {
    let scale: Double
    switch self {
    case .integer16: scale = 0x1p15
    case .integer24: scale = 0x1p23
    case .float32: return
    }
    mastering_round(
      samples.baseAddress, samples.count, scale, &effect.largestChange, &effect.highest)
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
}
