import CWideLoops

extension ShelfFilter {
  /// Filters `count` samples. `input` points at the first of them, and `halfLength` samples must be
  /// readable before the first and after the last.
  ///
  /// The sum runs from the outermost taps to the centre in binary64, without fused operations, so
  /// that the bits are the same on every machine and for every division of the track.
  func apply(
    to input: UnsafePointer<Double>, count: Int, into output: UnsafeMutablePointer<Double>
  ) {
    guard halfLength > 0 else {
      output.update(from: input, count: count)
      return
    }
    taps.withUnsafeBufferPointer { taps in
      mastering_filter_symmetrically(taps.baseAddress, halfLength, input, count, output)
    }
  }
}
