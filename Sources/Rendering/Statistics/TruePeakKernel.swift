import TruePeaks

/// Finds how high a signal rises between its samples, with the taps that the fingerprint's search
/// uses around maxima. Twelve taps, as in the annex of BS.1770, miss up to 4 dB between 0.40 and
/// 0.45 of the sample rate.
struct TruePeakKernel: Sendable {
  /// The number of samples needed before and after the current one.
  static let context = PeakInterpolator.halfTaps

  static let shared = TruePeakKernel()

  private let phases = PeakInterpolator.taps

  /// The highest amplitude at `count` samples and between each and the next. 15 samples before the
  /// first and 16 after the last must be readable.
  func peak(of input: UnsafePointer<Float>, count: Int) -> Float {
    var highest = SIMD4<Float>()
    var index = 0
    while index + 4 <= count {
      let samples = four(input + index)
      highest = pointwiseMax(highest, abs(samples))
      for phase in phases {
        phase.withUnsafeBufferPointer { taps in
          var sum = SIMD4<Float>()
          for tap in 0..<32 { sum += taps[tap] * four(input + index + tap - 15) }
          highest = pointwiseMax(highest, abs(sum))
        }
      }
      index += 4
    }
    var peak = highest.max()
    while index < count {
      peak = max(peak, Swift.abs(input[index]))
      for phase in phases {
        var sum: Float = 0
        for tap in 0..<32 { sum += phase[tap] * input[index + tap - 15] }
        peak = max(peak, Swift.abs(sum))
      }
      index += 1
    }
    return peak
  }
}

@inline(__always)
private func four(_ start: UnsafePointer<Float>) -> SIMD4<Float> {
  UnsafeRawPointer(start).loadUnaligned(as: SIMD4<Float>.self)
}

@inline(__always)
private func abs(_ values: SIMD4<Float>) -> SIMD4<Float> {
  values.replacing(with: -values, where: values .< 0)
}
