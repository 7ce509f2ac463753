import CFFTW

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

/// The complex transform of half a frame's length, from which the spectrum of a real frame is
/// computed.
///
/// A plan is read-only once made, so all tasks share this one. FFTW's planner is not thread-safe; a
/// static constant is initialised once, so it needs no other guard.
struct HalfLengthTransform: @unchecked Sendable {
  static let shared = HalfLengthTransform(count: FingerprintDefinition.frameLength / 2)

  private let plan: fftw_plan

  private init(count: Int) {
    let input = AlignedBuffer(count: 2 * count)
    let output = AlignedBuffer(count: 2 * count)
    // ESTIMATE: planning takes 0.06 ms, and the plan is as fast as one measured for 70 ms.
    let plan = fftw_plan_dft_1d(
      Int32(count), input.asComplex, output.asComplex, FFTW_FORWARD, FFTW_ESTIMATE)
    guard let plan else {
      preconditionFailure("FFTW has no plan for a complex transform of \(count) numbers.")
    }
    self.plan = plan
  }

  /// Transforms the complex numbers of one buffer into another.
  func execute(from input: AlignedBuffer, to output: AlignedBuffer) {
    fftw_execute_dft(plan, input.asComplex, output.asComplex)
  }
}

extension AlignedBuffer {
  /// The same memory as pairs of a real and an imaginary part.
  fileprivate var asComplex: UnsafeMutablePointer<fftw_complex> {
    UnsafeMutableRawPointer(start).assumingMemoryBound(to: fftw_complex.self)
  }
}

/// The sums from which centroid and spread are computed, over the magnitudes S of all bins k.
///
/// One pass is enough: under a Hann window no spectrum is narrower than about half a bin, so
/// Σ k²·S − centroid²·Σ S loses at most seven of binary64's sixteen digits to cancellation.
struct SpectralMoments {
  /// Σ S
  var total = 0.0
  /// Σ k·S
  var first = 0.0
  /// Σ k²·S
  var second = 0.0

  /// Adds a bin.
  mutating func add(_ magnitude: Double, bin: Int) {
    let bin = Double(bin)
    total += magnitude
    first += magnitude * bin
    second += magnitude * bin * bin
  }

  /// The spectral centroid, in bins.
  var centroid: Double { first / total }

  /// The spectral spread, in bins: the standard deviation around the centroid.
  var spread: Double {
    max(0, second / total - centroid * centroid).squareRoot()
  }
}

/// The same sums for pairs of bins, to be folded at the end.
struct PairedMoments {
  private var total = SIMD2<Double>()
  private var first = SIMD2<Double>()
  private var second = SIMD2<Double>()

  /// Adds two bins.
  @inline(__always)
  mutating func add(_ magnitudes: SIMD2<Double>, bins: SIMD2<Double>) {
    let weighted = magnitudes * bins
    total += magnitudes
    first += weighted
    second += weighted * bins
  }

  /// The sums over all bins that were added.
  var folded: SpectralMoments {
    SpectralMoments(total: total.sum(), first: first.sum(), second: second.sum())
  }
}
