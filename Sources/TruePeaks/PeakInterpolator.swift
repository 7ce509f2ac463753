import SystemCalls

/// The signal between its samples, at a quarter, a half and three quarters of the way: a sinc under a
/// Kaiser window (β = 7) of 32 samples. Fewer samples lose decibels near half the rate.
package enum PeakInterpolator {
  /// Samples on either side.
  package static let halfTaps = 16

  /// The largest magnitude within a sample's distance on either side of a sample.
  ///
  /// Quarters of a sample's distance miss up to 0.7 dB of a tone near half the rate. A parabola
  /// through the highest of them and its two neighbours misses a tenth of that.
  ///
  /// - Parameters:
  ///   - index: the sample; there are `halfTaps` samples of its channel before and after it.
  ///   - stride: the distance from a sample of the channel to the next.
  static func peak(
    around index: Int, of samples: UnsafeBufferPointer<Float>, stride: Int
  ) -> Float {
    weights.withUnsafeBufferPointer { weights in
      // The interval that ends with the sample, and the one that begins with it.
      let first = index - halfTaps * stride
      var (before, behind) = (SIMD4<Float>(), SIMD4<Float>())
      for tap in 0..<(2 * halfTaps) {
        before += weights[tap] * samples[first + tap * stride]
        behind += weights[tap] * samples[first + (tap + 1) * stride]
      }
      // From the sample before to the sample after, in quarters.
      var values = SIMD16<Float>()
      values[0] = samples[index - stride]
      values[4] = samples[index]
      values[8] = samples[index + stride]
      for quarter in 0..<3 {
        values[1 + quarter] = before[quarter]
        values[5 + quarter] = behind[quarter]
      }
      return height(of: values)
    }
  }

  /// The largest magnitude of nine values at equal distances, those at both ends excepted.
  private static func height(of values: SIMD16<Float>) -> Float {
    var highest = 1
    for place in 2...7 where abs(values[place]) > abs(values[highest]) { highest = place }
    let (left, middle, right) = (values[highest - 1], values[highest], values[highest + 1])
    // A larger value at an end belongs to another maximum.
    guard abs(middle) >= abs(left), abs(middle) >= abs(right) else { return abs(middle) }
    let slope = right - left
    let rise = slope * (slope / ((middle - left) + (middle - right))) / 8
    // A constant signal has no curvature, and differences of the largest numbers are infinite.
    return rise.isFinite ? abs(middle + rise) : abs(middle)
  }

  /// The weights of each tap at a quarter, a half and three quarters of the way.
  private static let weights = (0..<(2 * halfTaps)).map { tap in
    SIMD4<Float>(taps[0][tap], taps[1][tap], taps[2][tap], 0)
  }

  /// For a quarter, a half and three quarters: the weights of the samples from 15 before to 16
  /// after.
  package static let taps: [[Float]] = [0.25, 0.5, 0.75].map { fraction in
    let weights = (0..<(2 * halfTaps)).map { tap in
      let distance = Double(tap - (halfTaps - 1)) - fraction
      let window = bessel(7 * max(0, 1 - distance * distance / 256).squareRoot()) / bessel(7)
      return window * sin(.pi * distance) / (.pi * distance)
    }
    // A constant signal stays unchanged.
    let sum = weights.reduce(0, +)
    return weights.map { Float($0 / sum) }
  }

  /// The modified Bessel function of the first kind and order zero, by its series.
  private static func bessel(_ x: Double) -> Double {
    var (sum, term) = (1.0, 1.0)
    for index in 1...40 {
      term *= (x / 2 / Double(index)) * (x / 2 / Double(index))
      sum += term
    }
    return sum
  }
}
