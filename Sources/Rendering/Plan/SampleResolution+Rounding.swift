package import MasteringModel

extension SampleResolution {
  /// Rounds samples to the resolution, halves to even, and clips values beyond full scale.
  package func round(_ samples: inout [Float]) {
    let scale: Double
    switch self {
    case .integer16: scale = 0x1p15
    case .integer24: scale = 0x1p23
    case .float32: return
    }
    // Adding and subtracting a number whose last binary place is 1 rounds to an integer, halves to
    // even; not every processor of a family has an instruction for that.
    let rounder = 0x1.8p52
    samples.withUnsafeMutableBufferPointer { samples in
      for index in samples.indices {
        let clipped = Double(min(max(samples[index], -1), 1)) * scale
        let whole = (clipped + rounder) - rounder
        samples[index] = Float(min(whole, scale - 1) / scale)
      }
    }
  }
}
