extension ShelfFilter {
  /// Filters `count` samples. `input` points at the first of them, and as many samples as the
  /// filter is long on each side must be readable before and after.
  ///
  /// The sum runs from the outermost taps to the centre in binary64, without fused operations, so
  /// that every machine and every way of cutting the track gives the same bits.
  func apply(
    to input: UnsafePointer<Double>, count: Int, into output: UnsafeMutablePointer<Double>
  ) {
    let half = halfLength
    guard half > 0 else {
      output.update(from: input, count: count)
      return
    }
    taps.withUnsafeBufferPointer { taps in
      var index = 0
      while index + 4 <= count {
        var sum = SIMD4<Double>()
        for tap in stride(from: half, to: 0, by: -1) {
          sum += taps[tap] * (four(input + index - tap) + four(input + index + tap))
        }
        sum += taps[0] * four(input + index)
        UnsafeMutableRawPointer(output + index).storeBytes(of: sum, as: SIMD4<Double>.self)
        index += 4
      }
      while index < count {
        var sum = 0.0
        for tap in stride(from: half, to: 0, by: -1) {
          sum += taps[tap] * (input[index - tap] + input[index + tap])
        }
        output[index] = sum + taps[0] * input[index]
        index += 1
      }
    }
  }
}

@inline(__always)
private func four(_ start: UnsafePointer<Double>) -> SIMD4<Double> {
  UnsafeRawPointer(start).loadUnaligned(as: SIMD4<Double>.self)
}
