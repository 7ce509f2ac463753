extension ShelfFilter {
  /// Filters `count` samples. `input` points at the first of them, and `halfLength` samples must be
  /// readable before the first and after the last.
  ///
  /// The sum runs from the outermost taps to the centre in binary64, without fused operations, so
  /// that the bits are the same on every machine and for every division of the track.
  func apply(
    to input: UnsafePointer<Double>, count: Int, into output: UnsafeMutablePointer<Double>
  ) {
    let half = halfLength
    guard half > 0 else {
      output.update(from: input, count: count)
      return
    }
    taps.withUnsafeBufferPointer { taps in
      guard let taps = taps.baseAddress else { return }
      var index = 0
      while index + 8 <= count {
        var sum = SIMD8<Double>()
        var tap = half
        while tap > 0 {
          sum += taps[tap] * (eight(input + (index - tap)) + eight(input + (index + tap)))
          tap -= 1
        }
        sum += taps[0] * eight(input + index)
        UnsafeMutableRawPointer(output + index).storeBytes(of: sum, as: SIMD8<Double>.self)
        index += 8
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
private func eight(_ start: UnsafePointer<Double>) -> SIMD8<Double> {
  UnsafeRawPointer(start).loadUnaligned(as: SIMD8<Double>.self)
}
