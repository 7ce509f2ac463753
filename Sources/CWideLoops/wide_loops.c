// Two loops that take half of a rendering's time. They are in C because Swift compiles a function for
// one processor, and these are compiled twice: for the oldest x86 there is, and for one with 256-bit
// registers, which takes half as long. Both do the same operations in the same order.

#include "CWideLoops.h"

#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__) && defined(__clang__)
#define HAS_WIDE 1
#define WIDE __attribute__((target("avx2")))
#endif
#define INLINE static inline __attribute__((always_inline))

typedef double Doubles __attribute__((vector_size(32), aligned(8), may_alias));
typedef float Floats __attribute__((vector_size(32), aligned(4), may_alias));
typedef int Masks __attribute__((vector_size(32), aligned(4)));

INLINE void filter(
    const double *taps, long half, const double *input, long count, double *output) {
  long index = 0;
  // Sixteen at a time: each sum waits for its last addition.
  for (; index + 16 <= count; index += 16) {
    const double *here = input + index;
    Doubles a = {0}, b = {0}, c = {0}, d = {0};
    for (long tap = half; tap > 0; tap--) {
      const double *before = here - tap, *after = here + tap;
      double weight = taps[tap];
      a += weight * (*(const Doubles *)before + *(const Doubles *)after);
      b += weight * (*(const Doubles *)(before + 4) + *(const Doubles *)(after + 4));
      c += weight * (*(const Doubles *)(before + 8) + *(const Doubles *)(after + 8));
      d += weight * (*(const Doubles *)(before + 12) + *(const Doubles *)(after + 12));
    }
    *(Doubles *)(output + index) = a + taps[0] * *(const Doubles *)here;
    *(Doubles *)(output + index + 4) = b + taps[0] * *(const Doubles *)(here + 4);
    *(Doubles *)(output + index + 8) = c + taps[0] * *(const Doubles *)(here + 8);
    *(Doubles *)(output + index + 12) = d + taps[0] * *(const Doubles *)(here + 12);
  }
  for (; index < count; index++) {
    double sum = 0;
    for (long tap = half; tap > 0; tap--) {
      sum += taps[tap] * (input[index - tap] + input[index + tap]);
    }
    output[index] = sum + taps[0] * input[index];
  }
}

enum { TAPS = 32, BEFORE = 15 };

// What is no number, as between samples that are beyond all numbers, is neither higher nor lower.
INLINE void stretch(Floats *lowest, Floats *highest, const Floats *other) {
  Masks above = *other > *highest, below = *other < *lowest;
  *highest = (Floats)(((Masks)*other & above) | ((Masks)*highest & ~above));
  *lowest = (Floats)(((Masks)*other & below) | ((Masks)*lowest & ~below));
}

INLINE float highest_between(const float *taps, const float *input, long count) {
  Floats highest = {0}, lowest = {0};
  long index = 0;
  for (; index + 16 <= count; index += 16) {
    const float *start = input + index - BEFORE;
    Floats a = {0}, b = {0}, c = {0}, d = {0}, e = {0}, f = {0};
    for (long tap = 0; tap < TAPS; tap++) {
      Floats samples = *(const Floats *)(start + tap);
      Floats more = *(const Floats *)(start + tap + 8);
      a += taps[tap] * samples;
      b += taps[TAPS + tap] * samples;
      c += taps[2 * TAPS + tap] * samples;
      d += taps[tap] * more;
      e += taps[TAPS + tap] * more;
      f += taps[2 * TAPS + tap] * more;
    }
    const Floats *sums[] = {
        (const Floats *)(input + index), (const Floats *)(input + index + 8), &a, &b, &c, &d, &e, &f};
    for (int sum = 0; sum < 8; sum++) stretch(&lowest, &highest, sums[sum]);
  }
  float peak = 0;
  for (int lane = 0; lane < 8; lane++) {
    if (highest[lane] > peak) peak = highest[lane];
    if (-lowest[lane] > peak) peak = -lowest[lane];
  }
  for (; index < count; index++) {
    for (int phase = -1; phase < 3; phase++) {
      float sum = 0;
      if (phase < 0) {
        sum = input[index];
      } else {
        for (long tap = 0; tap < TAPS; tap++) {
          sum += taps[phase * TAPS + tap] * input[index + tap - BEFORE];
        }
      }
      if (sum > peak) peak = sum;
      if (-sum > peak) peak = -sum;
    }
  }
  return peak;
}

#ifdef HAS_WIDE
WIDE static void filter_wide(
    const double *taps, long half, const double *input, long count, double *output) {
  filter(taps, half, input, count, output);
}

WIDE static float highest_between_wide(const float *taps, const float *input, long count) {
  return highest_between(taps, input, count);
}
#endif

void mastering_filter_symmetrically(
    const double *taps, long half, const double *input, long count, double *output) {
#ifdef HAS_WIDE
  if (__builtin_cpu_supports("avx2")) {
    filter_wide(taps, half, input, count, output);
    return;
  }
#endif
  filter(taps, half, input, count, output);
}

float mastering_highest_between(const float *taps, const float *input, long count) {
#ifdef HAS_WIDE
  if (__builtin_cpu_supports("avx2")) return highest_between_wide(taps, input, count);
#endif
  return highest_between(taps, input, count);
}
