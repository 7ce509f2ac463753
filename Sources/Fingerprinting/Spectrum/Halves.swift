#if arch(x86_64) && canImport(_Builtin_intrinsics)
  import _Builtin_intrinsics.intel.sse2
#endif

/// The transform Z of a frame's even samples as real and odd ones as imaginary parts, from which
/// the transform X of the whole frame follows: with M = 1024 and the mirror Y = Z[M − k],
///
///     E = Z[k] + Y*    O = −i (Z[k] − Y*)    t = e^(−2πik / 2M)
///     X[k] = E + t O   X[M − k]* = E − t O
///
/// Borrows the memory of both; created by ``Twiddles/withHalves(of:_:)``.
struct Halves {
  fileprivate let transform: UnsafePointer<SIMD2<Double>>
  fileprivate let twiddlesReal: UnsafePointer<Double>
  fileprivate let twiddlesImaginary: UnsafePointer<Double>

  private static let count = FingerprintDefinition.frameLength / 2

  /// |X| of bins k and k + 1, and of bins M − k and M − k − 1.
  @inline(__always)
  func magnitudes(_ k: Int) -> (low: SIMD2<Double>, high: SIMD2<Double>) {
    let z0 = transform[k]
    let z1 = transform[k + 1]
    let y0 = transform[Self.count - k]
    let y1 = transform[Self.count - k - 1]
    let zReal = SIMD2(z0.x, z1.x)
    let zImaginary = SIMD2(z0.y, z1.y)
    let yReal = SIMD2(y0.x, y1.x)
    let yImaginary = SIMD2(y0.y, y1.y)
    let evenReal = zReal + yReal
    let evenImaginary = zImaginary - yImaginary
    let oddReal = zImaginary + yImaginary
    let oddImaginary = yReal - zReal
    let tReal = SIMD2(twiddlesReal[k], twiddlesReal[k + 1])
    let tImaginary = SIMD2(twiddlesImaginary[k], twiddlesImaginary[k + 1])
    let turnedReal = tReal * oddReal - tImaginary * oddImaginary
    let turnedImaginary = tReal * oddImaginary + tImaginary * oddReal
    return (
      magnitude(evenReal + turnedReal, evenImaginary + turnedImaginary),
      magnitude(evenReal - turnedReal, evenImaginary - turnedImaginary)
    )
  }

  /// |X| of bin 0 and of bin M, at half the sample rate.
  var outermostMagnitudes: (dc: Double, nyquist: Double) {
    let z = transform[0] + transform[0]
    return (abs(z.x + z.y), abs(z.x - z.y))
  }
}

@inline(__always)
private func magnitude(_ real: SIMD2<Double>, _ imaginary: SIMD2<Double>) -> SIMD2<Double> {
  squareRoots(of: real * real + imaginary * imaginary)
}

/// The square roots of two numbers that are not negative.
///
/// `squareRoot()` compiles to a test for negative numbers and one root at a time, even in SIMD
/// types; on x86 the compiler's own intrinsic takes both at once. Both round correctly, so both
/// give the same bits.
@inline(__always)
private func squareRoots(of numbers: SIMD2<Double>) -> SIMD2<Double> {
  #if arch(x86_64) && canImport(_Builtin_intrinsics)
    _mm_sqrt_pd(numbers)
  #else
    SIMD2(numbers.x.squareRoot(), numbers.y.squareRoot())
  #endif
}

extension Twiddles {
  /// Gives `body` the halves in a buffer, for as long as it runs.
  func withHalves<Result>(of transform: AlignedBuffer, _ body: (Halves) -> Result) -> Result {
    real.withUnsafeBufferPointer { real in
      imaginary.withUnsafeBufferPointer { imaginary in
        guard let real = real.baseAddress, let imaginary = imaginary.baseAddress else {
          preconditionFailure("There are no twiddles without a frame.")
        }
        return body(
          Halves(
            transform: UnsafeRawPointer(transform.start).assumingMemoryBound(
              to: SIMD2<Double>.self),
            twiddlesReal: real, twiddlesImaginary: imaginary))
      }
    }
  }
}
