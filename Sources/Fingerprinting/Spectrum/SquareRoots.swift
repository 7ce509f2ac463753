#if arch(x86_64) && canImport(_Builtin_intrinsics)
  import _Builtin_intrinsics.intel.sse2
#endif

/// The square roots of two numbers that are not negative.
///
/// `squareRoot()` compiles to a test for negative numbers and one root at a time, even in SIMD
/// types; on x86 the compiler's own intrinsic takes both at once. Both round correctly, so both
/// give the same bits.
@inline(__always)
func squareRoots(of numbers: SIMD2<Double>) -> SIMD2<Double> {
  #if arch(x86_64) && canImport(_Builtin_intrinsics)
    _mm_sqrt_pd(numbers)
  #else
    SIMD2(numbers.x.squareRoot(), numbers.y.squareRoot())
  #endif
}
