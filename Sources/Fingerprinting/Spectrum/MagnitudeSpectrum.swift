/// The magnitude spectrum of one frame: Hann window, transform of 2048 real samples, |X|.
///
/// The frame is read as 1024 complex numbers, even samples real and odd ones imaginary, because a
/// transform of half the length and one pass to separate it are faster than a real transform of the
/// whole. The moments are summed in the same pass: the square roots keep the processor's divider
/// busy, and the rest runs alongside at no cost.
///
/// Reuse one value for all frames of a task; it is not `Sendable`.
struct MagnitudeSpectrum {
  /// |X| of bin k at index k.
  let magnitudes = AlignedBuffer(count: FingerprintDefinition.bins)

  private let transform = HalfLengthTransform.shared
  private let windowed = AlignedBuffer(count: length)
  private let transformed = AlignedBuffer(count: length)

  private static let length = FingerprintDefinition.frameLength
  // Halved, because separating the halves below doubles the values: a power of two, so nothing is
  // rounded.
  private static let window = HannWindow.samples(count: length, scaledBy: 0.5)
  private static let twiddles = Twiddles(through: length / 4, of: length)

  /// Measures the frame that starts at `frame`, and returns its moments.
  func measure(_ frame: UnsafePointer<Double>) -> SpectralMoments {
    applyWindow(to: frame)
    transform.execute(from: windowed, to: transformed)
    return Self.twiddles.withHalves(of: transformed) { takeApart($0) }
  }

  private func applyWindow(to frame: UnsafePointer<Double>) {
    let windowed = windowed.start
    Self.window.withUnsafeBufferPointer { window in
      for index in 0..<Self.length { windowed[index] = frame[index] * window[index] }
    }
  }

  /// Magnitudes of all bins, two from each end at a time, towards the middle.
  private func takeApart(_ halves: Halves) -> SpectralMoments {
    let half = Self.length / 2
    let magnitudes = magnitudes.start
    var pairs = PairedMoments()
    var lowBins = SIMD2<Double>(1, 2)
    for k in stride(from: 1, to: half / 2 - 1, by: 2) {
      let (low, high) = halves.magnitudes(k)
      magnitudes[k] = low.x
      magnitudes[k + 1] = low.y
      magnitudes[half - k] = high.x
      magnitudes[half - k - 1] = high.y
      pairs.add(low, bins: lowBins)
      pairs.add(high, bins: Double(half) - lowBins)
      lowBins += 2
    }
    // The ends, and the three bins in the middle, where both ways meet.
    let (dc, nyquist) = halves.outermostMagnitudes
    let (low, high) = halves.magnitudes(half / 2 - 1)
    var moments = pairs.folded
    for (bin, magnitude) in [
      (0, dc), (half / 2 - 1, low.x), (half / 2, low.y), (half / 2 + 1, high.x), (half, nyquist),
    ] {
      magnitudes[bin] = magnitude
      moments.add(magnitude, bin: bin)
    }
    return moments
  }
}
