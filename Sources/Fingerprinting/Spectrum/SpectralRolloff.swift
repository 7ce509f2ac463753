/// The lowest bin up to which a given magnitude accumulates.
enum SpectralRolloff {
  /// Bins that are summed as one while the rolloff is still far.
  private static let stride = 32

  /// The lowest bin whose cumulative magnitude, itself included, reaches `goal`.
  static func bin(of magnitudes: UnsafePointer<Double>, reaching goal: Double) -> Int {
    var reached = 0.0
    var bin = 0
    while bin + stride < FingerprintDefinition.bins {
      let next = reached + sum(of: magnitudes + bin)
      if next >= goal { break }
      reached = next
      bin += stride
    }
    while bin < FingerprintDefinition.bins - 1 {
      reached += magnitudes[bin]
      if reached >= goal { break }
      bin += 1
    }
    return bin
  }

  private static func sum(of magnitudes: UnsafePointer<Double>) -> Double {
    let quads = UnsafeRawPointer(magnitudes).assumingMemoryBound(to: SIMD4<Double>.self)
    var sum = SIMD4<Double>()
    for four in 0..<(stride / 4) { sum += quads[four] }
    return sum.sum()
  }
}
