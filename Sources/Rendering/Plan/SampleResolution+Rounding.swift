import MasteringModel

extension SampleResolution {
  /// Rounds samples to the resolution, halves to even, and clips values beyond full scale.
  func round(_ samples: inout [Float]) {
    let scale: Float
    switch self {
    case .integer16: scale = 0x1p15
    case .integer24: scale = 0x1p23
    case .float32: return
    }
    for index in samples.indices {
      // Both steps are exact apart from the intended rounding.
      let whole = (samples[index] * scale).rounded(.toNearestOrEven)
      samples[index] = min(max(whole, -scale), scale - 1) / scale
    }
  }
}
