/// The shape of a frame's spectrum, in bins. For silence, which has no spectrum, all three are 0.
struct SpectralShape {
  /// Σ k·p, p being a bin's part of the magnitude.
  let centroid: Double
  /// √Σ p·(k − centroid)².
  let spread: Double
  /// The lowest bin up to which 0.85 of the magnitude lies.
  let rolloff: Int

  static let silence = SpectralShape(centroid: 0, spread: 0, rolloff: 0)

  private init(centroid: Double, spread: Double, rolloff: Int) {
    self.centroid = centroid
    self.spread = spread
    self.rolloff = rolloff
  }

  /// The shape of the frame that starts at `frame`, measured with `spectrum`.
  init(ofFrame frame: UnsafePointer<Double>, measuredWith spectrum: MagnitudeSpectrum) {
    let moments = spectrum.measure(frame)
    guard moments.total >= FingerprintDefinition.silentMagnitude else {
      self = .silence
      return
    }
    self.init(
      centroid: moments.centroid, spread: moments.spread,
      rolloff: SpectralRolloff.bin(
        of: UnsafePointer(spectrum.magnitudes.start),
        reaching: FingerprintDefinition.rolloffFraction * moments.total))
  }
}

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
