/// Where the first sample that is NaN or infinite stands among so many, or nil.
func firstNonFinite(in samples: [Float], count: Int) -> Int? {
  samples.withUnsafeBufferPointer { samples -> Int? in
    // Integers, and no early exit, so that the compiler uses vectors: all exponent bits set is
    // NaN or infinity.
    let exponent: UInt32 = 0x7f80_0000
    var found: UInt32 = 0
    for index in 0..<count {
      found |= samples[index].bitPattern & exponent == exponent ? 1 : 0
    }
    return found == 0 ? nil : samples[..<count].firstIndex { !$0.isFinite }
  }
}
