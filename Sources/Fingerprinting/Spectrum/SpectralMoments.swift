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
