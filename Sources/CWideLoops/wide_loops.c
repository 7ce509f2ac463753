// The loops that take most of a rendering's time. They are in C because Swift compiles a function for
// one processor, and these are compiled twice: for any x86-64, and for those with 256-bit
// registers, which takes half as long. Both do the same operations in the same order, except where a
// function's comment says that products are fused with their sums.

#include "CWideLoops.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__) && defined(__clang__)
#define HAS_WIDE 1
#define WIDE __attribute__((target("avx2")))
#define FUSED __attribute__((target("avx2,fma")))
#endif
#define INLINE static inline __attribute__((always_inline))

typedef double Doubles __attribute__((vector_size(32), aligned(8), may_alias));
typedef float Floats __attribute__((vector_size(32), aligned(4), may_alias));
typedef float FewFloats __attribute__((vector_size(16), aligned(4), may_alias));
typedef int Masks __attribute__((vector_size(32), aligned(4)));
typedef short Shorts __attribute__((vector_size(16), aligned(2), may_alias));
typedef int FewMasks __attribute__((vector_size(16), aligned(4)));
typedef long long LongMasks __attribute__((vector_size(32), aligned(8)));

// sum += one * other, rounded once if `is_fused`, a constant where it is inlined: without such an
// instruction, rounding once takes a call for each number.
#define ADD_PRODUCT(sum, one, other) \
  (sum) = is_fused ? __builtin_elementwise_fma((one), (other), (sum)) : (sum) + (one) * (other)

#define EIGHT(value) \
  ((Floats){(value), (value), (value), (value), (value), (value), (value), (value)})

// Filters `count` numbers of which each has its neighbours `stride` before and after it.
INLINE void filter(
    const double *taps, long half, const double *input, long stride, long count, double *output) {
  long index = 0;
  // Sixteen at a time: each sum waits for its last addition.
  for (; index + 16 <= count; index += 16) {
    const double *here = input + index;
    const double *before = here - half * stride, *after = here + half * stride;
    Doubles a = {0}, b = {0}, c = {0}, d = {0};
    for (long tap = half; tap > 0; tap--) {
      double weight = taps[tap];
      a += weight * (*(const Doubles *)before + *(const Doubles *)after);
      b += weight * (*(const Doubles *)(before + 4) + *(const Doubles *)(after + 4));
      c += weight * (*(const Doubles *)(before + 8) + *(const Doubles *)(after + 8));
      d += weight * (*(const Doubles *)(before + 12) + *(const Doubles *)(after + 12));
      before += stride;
      after -= stride;
    }
    *(Doubles *)(output + index) = a + taps[0] * *(const Doubles *)here;
    *(Doubles *)(output + index + 4) = b + taps[0] * *(const Doubles *)(here + 4);
    *(Doubles *)(output + index + 8) = c + taps[0] * *(const Doubles *)(here + 8);
    *(Doubles *)(output + index + 12) = d + taps[0] * *(const Doubles *)(here + 12);
  }
  for (; index < count; index++) {
    double sum = 0;
    for (long tap = half; tap > 0; tap--) {
      sum += taps[tap] * (input[index - tap * stride] + input[index + tap * stride]);
    }
    output[index] = sum + taps[0] * input[index];
  }
}

INLINE void widen(const float *input, long count, double *output) {
  long index = 0;
  for (; index + 4 <= count; index += 4) {
    *(Doubles *)(output + index) =
        __builtin_convertvector(*(const FewFloats *)(input + index), Doubles);
  }
  for (; index < count; index++) output[index] = input[index];
}

INLINE void narrow(const double *input, long count, float *output) {
  long index = 0;
  for (; index + 4 <= count; index += 4) {
    *(FewFloats *)(output + index) =
        __builtin_convertvector(*(const Doubles *)(input + index), FewFloats);
  }
  for (; index < count; index++) output[index] = (float)input[index];
}

INLINE void amplify(const double *gains, long channels, long frames, double *samples) {
  long frame = 0;
  if (channels == 1) {
    for (; frame + 4 <= frames; frame += 4) {
      *(Doubles *)(samples + frame) *= *(const Doubles *)(gains + frame);
    }
  } else if (channels == 2) {
    for (; frame + 4 <= frames; frame += 4) {
      Doubles four = *(const Doubles *)(gains + frame);
      *(Doubles *)(samples + 2 * frame) *= __builtin_shufflevector(four, four, 0, 0, 1, 1);
      *(Doubles *)(samples + 2 * frame + 4) *= __builtin_shufflevector(four, four, 2, 2, 3, 3);
    }
  }
  for (; frame < frames; frame++) {
    for (long channel = 0; channel < channels; channel++) {
      samples[frame * channels + channel] *= gains[frame];
    }
  }
}

// So few that a piece stays in the processor's nearest memory.
enum { PIECE = 1024 };

INLINE void render(
    const double *taps, long half, const double *gains, const float *input, long channels,
    long frames, double *room, float *output) {
  long reach = half * channels, most = PIECE / channels > 0 ? PIECE / channels : 1;
  double *wide = room + most * channels;
  for (long first = 0; first < frames; first += most) {
    long count = frames - first < most ? frames - first : most;
    long samples = count * channels;
    const float *start = input + first * channels;
    if (half > 0) {
      widen(start - reach, samples + 2 * reach, wide);
      filter(taps, half, wide + reach, channels, samples, room);
    } else {
      widen(start, samples, room);
    }
    amplify(gains + first, channels, count, room);
    narrow(room, samples, output + first * channels);
  }
}

enum { TAPS = 32, BEFORE = 15 };

// What is no number, as between samples that are beyond all numbers, is neither higher nor lower.
INLINE void stretch(Floats *lowest, Floats *highest, const Floats *other) {
  Masks above = *other > *highest, below = *other < *lowest;
  *highest = (Floats)(((Masks)*other & above) | ((Masks)*highest & ~above));
  *lowest = (Floats)(((Masks)*other & below) | ((Masks)*lowest & ~below));
}

#define MAGNITUDE(numbers) ((Floats)((Masks)(numbers) & 0x7fffffff))

// Of each pair, the higher number.
#define HIGHER(one, other) \
  ((Floats)(((Masks)(one) & (Masks)((one) > (other))) | ((Masks)(other) & ~(Masks)((one) > (other)))))

INLINE float furthest(const Floats *lowest, const Floats *highest) {
  Floats below = -*lowest, peak = HIGHER(*highest, below), other;
  other = __builtin_shufflevector(peak, peak, 4, 5, 6, 7, 0, 1, 2, 3);
  peak = HIGHER(peak, other);
  other = __builtin_shufflevector(peak, peak, 2, 3, 0, 1, 6, 7, 4, 5);
  peak = HIGHER(peak, other);
  other = __builtin_shufflevector(peak, peak, 1, 0, 3, 2, 5, 4, 7, 6);
  peak = HIGHER(peak, other);
  return peak[0];
}

INLINE float highest_of(const float *input, long count) {
  Floats highest = {0}, lowest = {0}, highest2 = {0}, lowest2 = {0};
  long index = 0;
  for (; index + 16 <= count; index += 16) {
    stretch(&lowest, &highest, (const Floats *)(input + index));
    stretch(&lowest2, &highest2, (const Floats *)(input + index + 8));
  }
  stretch(&lowest, &highest, &lowest2);
  stretch(&lowest, &highest, &highest2);
  float peak = furthest(&lowest, &highest);
  for (; index < count; index++) {
    if (input[index] > peak) peak = input[index];
    if (-input[index] > peak) peak = -input[index];
  }
  return peak;
}

// How many samples are searched together, in groups. A parabola counts for at most MOST of the value it goes
// through, since quarters of a sample are never farther than 0.7 dB from a crest, so that values below the
// inverse of it have no crest that is higher than the highest value.
enum { SEARCHED = 64, GROUP = 16, HALF = 8 };
#define MOST 1.09f

// The values at up to SEARCHED samples and after them: [0] at the sample, [1] to [3] at the quarters.
typedef struct {
  float values[4][SEARCHED];
} Quarters;

INLINE float between(
    const float *taps, const float *input, long index, int quarter, int is_fused) {
  float sum = 0;
  for (long tap = 0; tap < TAPS; tap++) {
    ADD_PRODUCT(sum, taps[(quarter - 1) * TAPS + tap], input[index + tap - BEFORE]);
  }
  return sum;
}

// The height of the parabola through a value and its neighbours, if it is not lower than they; otherwise 0.
INLINE float crest(
    const float *taps, const float *input, const Quarters *there, long index, int quarter,
    int is_fused) {
  float middle = there->values[quarter][index], height = __builtin_fabsf(middle);
  float right = quarter < 3 ? there->values[quarter + 1][index] : input[index + 1];
  if (!(height >= __builtin_fabsf(right))) return 0;
  float left = quarter > 0 ? there->values[quarter - 1][index]
               : index > 0 ? there->values[3][index - 1]
                           : between(taps, input, -1, 3, is_fused);
  if (!(height >= __builtin_fabsf(left))) return 0;
  float slope = right - left;
  float rise = slope * (slope / ((middle - left) + (middle - right))) / 8;
  float sum = __builtin_fabsf(middle + rise), most = MOST * height;
  // A constant signal has no curvature, and differences of the largest numbers are infinite.
  return sum <= most ? sum : sum <= 3.4028234e38f ? most : 0;
}

INLINE int is_any(const Masks *masks) {
  Masks any = *masks;
  any |= __builtin_shufflevector(any, any, 4, 5, 6, 7, 0, 1, 2, 3);
  any |= __builtin_shufflevector(any, any, 2, 3, 0, 1, 6, 7, 4, 5);
  return any[0] | any[1];
}

// Which of eight values are at least as high as `least` and as both their neighbours.
INLINE void find_tops(
    const Floats *left, const Floats *middle, const Floats *right, float least, Masks *places) {
  Floats height = MAGNITUDE(*middle);
  *places = (height >= least) & (height >= MAGNITUDE(*left)) & (height >= MAGNITUDE(*right));
}

// The highest crest of up to SEARCHED samples.
INLINE float highest_of_few(const float *taps, const float *input, long count, int is_fused) {
  Quarters there;
  Floats highest[SEARCHED / GROUP], most = {0};
  long index = 0;
  for (; index + GROUP <= count; index += GROUP) {
    const float *start = input + index - BEFORE;
    Floats a = {0}, b = {0}, c = {0}, d = {0}, e = {0}, f = {0}, high = {0};
    for (long tap = 0; tap < TAPS; tap++) {
      Floats samples = *(const Floats *)(start + tap);
      Floats more = *(const Floats *)(start + tap + HALF);
      Floats quarter = EIGHT(taps[tap]), half = EIGHT(taps[TAPS + tap]);
      Floats third = EIGHT(taps[2 * TAPS + tap]);
      ADD_PRODUCT(a, quarter, samples);
      ADD_PRODUCT(b, half, samples);
      ADD_PRODUCT(c, third, samples);
      ADD_PRODUCT(d, quarter, more);
      ADD_PRODUCT(e, half, more);
      ADD_PRODUCT(f, third, more);
    }
    const Floats sums[] = {
        *(const Floats *)(input + index), a, b, c, *(const Floats *)(input + index + HALF), d, e, f};
    for (int sum = 0; sum < 8; sum++) {
      *(Floats *)(there.values[sum % 4] + index + sum / 4 * HALF) = sums[sum];
      Floats height = MAGNITUDE(sums[sum]);
      high = HIGHER(height, high);
    }
    highest[index / GROUP] = high;
    most = HIGHER(high, most);
  }
  long grouped = index;
  float peak = furthest(&most, &most);
  for (; index < count; index++) {
    for (int quarter = 0; quarter < 4; quarter++) {
      float value =
          quarter == 0 ? input[index] : between(taps, input, index, quarter, is_fused);
      there.values[quarter][index] = value;
      if (__builtin_fabsf(value) > peak) peak = __builtin_fabsf(value);
    }
  }
  if (!(peak > 0)) return peak;
  float least = peak * (1 / MOST), found = peak;
  for (long first = 0; first < grouped; first += HALF) {
    Masks high = highest[first / GROUP] >= least;
    if (!is_any(&high)) {
      first += HALF;
      continue;
    }
    Floats next = *(const Floats *)(input + first + 1), values[4];
    for (int quarter = 0; quarter < 4; quarter++) {
      values[quarter] = *(const Floats *)(there.values[quarter] + first);
    }
    // A sample's left neighbour is looked at below.
    Masks places[4];
    find_tops(&values[0], &values[0], &values[1], least, &places[0]);
    find_tops(&values[0], &values[1], &values[2], least, &places[1]);
    find_tops(&values[1], &values[2], &values[3], least, &places[2]);
    find_tops(&values[2], &values[3], &next, least, &places[3]);
    Masks any = places[0] | places[1] | places[2] | places[3];
    if (!is_any(&any)) continue;
    for (int lane = 0; lane < HALF; lane++) {
      if (!any[lane]) continue;
      for (int quarter = 0; quarter < 4; quarter++) {
        if (!places[quarter][lane]) continue;
        float height = crest(taps, input, &there, first + lane, quarter, is_fused);
        if (height > found) found = height;
      }
    }
  }
  for (index = grouped; index < count; index++) {
    for (int quarter = 0; quarter < 4; quarter++) {
      if (__builtin_fabsf(there.values[quarter][index]) < least) continue;
      float height = crest(taps, input, &there, index, quarter, is_fused);
      if (height > found) found = height;
    }
  }
  return found;
}

INLINE float highest_between(
    const float *taps, const float *input, long count, int is_fused) {
  float peak = 0;
  for (long first = 0; first < count; first += SEARCHED) {
    long few = count - first < SEARCHED ? count - first : SEARCHED;
    float found = highest_of_few(taps, input + first, few, is_fused);
    if (found > peak) peak = found;
  }
  return peak;
}

INLINE void shelve(
    const float *taps, long half, const float *input, long stride, long count, float *output,
    int is_fused) {
  long index = 0;
  for (; index + 32 <= count; index += 32) {
    const float *here = input + index;
    const float *before = here - half * stride, *after = here + half * stride;
    Floats a = {0}, b = {0}, c = {0}, d = {0};
    for (long tap = half; tap > 0; tap--) {
      Floats weight = EIGHT(taps[tap]);
      ADD_PRODUCT(a, weight, *(const Floats *)before + *(const Floats *)after);
      ADD_PRODUCT(b, weight, *(const Floats *)(before + 8) + *(const Floats *)(after + 8));
      ADD_PRODUCT(c, weight, *(const Floats *)(before + 16) + *(const Floats *)(after + 16));
      ADD_PRODUCT(d, weight, *(const Floats *)(before + 24) + *(const Floats *)(after + 24));
      before += stride;
      after -= stride;
    }
    Floats weight = EIGHT(taps[0]);
    ADD_PRODUCT(a, weight, *(const Floats *)here);
    ADD_PRODUCT(b, weight, *(const Floats *)(here + 8));
    ADD_PRODUCT(c, weight, *(const Floats *)(here + 16));
    ADD_PRODUCT(d, weight, *(const Floats *)(here + 24));
    *(Floats *)(output + index) = a;
    *(Floats *)(output + index + 8) = b;
    *(Floats *)(output + index + 16) = c;
    *(Floats *)(output + index + 24) = d;
  }
  for (; index < count; index++) {
    float sum = 0;
    for (long tap = half; tap > 0; tap--) {
      ADD_PRODUCT(sum, taps[tap], input[index - tap * stride] + input[index + tap * stride]);
    }
    ADD_PRODUCT(sum, taps[0], input[index]);
    output[index] = sum;
  }
}

INLINE double weighted_place(const double *numbers, const double *weights, long count, double *sum) {
  Doubles total = {0}, more = {0}, first = {0}, second = {0}, places = {0, 1, 2, 3};
  long index = 0;
  for (; index + 8 <= count; index += 8) {
    Doubles one = *(const Doubles *)(numbers + index) * *(const Doubles *)(weights + index);
    Doubles other =
        *(const Doubles *)(numbers + index + 4) * *(const Doubles *)(weights + index + 4);
    total += one;
    more += other;
    first += one * places;
    second += other * (places + 4);
    places += 8;
  }
  total += more;
  first += second;
  double moment = (first[0] + first[1]) + (first[2] + first[3]);
  *sum = (total[0] + total[1]) + (total[2] + total[3]);
  for (; index < count; index++) {
    double weighted = numbers[index] * weights[index];
    *sum += weighted;
    moment += weighted * (double)index;
  }
  return moment;
}

INLINE void take_channel(
    const float *input, long channels, long channel, long frames, float *output) {
  long frame = 0;
  const float *samples = input + channel;
  if (channels == 2) {
    // The last frames have no whole vector after them.
    for (; frame + 8 < frames; frame += 8) {
      Floats first = *(const Floats *)(samples + 2 * frame);
      Floats second = *(const Floats *)(samples + 2 * frame + 8);
      *(Floats *)(output + frame) =
          __builtin_shufflevector(first, second, 0, 2, 4, 6, 8, 10, 12, 14);
    }
  }
  for (; frame < frames; frame++) output[frame] = samples[frame * channels];
}

INLINE float round_one(float sample, double scale) {
  float above = -1 >= sample ? -1 : sample;
  float clipped = 1 < above ? 1 : above;
  double whole = ((double)clipped * scale + 0x1.8p52) - 0x1.8p52;
  return (float)((scale - 1 < whole ? scale - 1 : whole) / scale);
}

INLINE void round_samples(
    float *samples, long count, double scale, float *largest_change, float *highest) {
  // The scale is a power of two, so its inverse is exact.
  double inverse = 1 / scale;
  double largest = (scale - 1) * inverse;
  Doubles most = {largest, largest, largest, largest};
  Floats changes = {0}, heights = {0}, nothing = {0};
  long index = 0;
  for (; index + 8 <= count; index += 8) {
    Floats eight = *(const Floats *)(samples + index), rounded;
    for (int half = 0; half < 2; half++) {
      FewFloats four = *(const FewFloats *)(samples + index + 4 * half);
      FewMasks below = -1.0f >= four;
      four = (FewFloats)((below & (FewMasks)(FewFloats){-1, -1, -1, -1}) | (~below & (FewMasks)four));
      FewMasks above = 1.0f < four;
      four = (FewFloats)((above & (FewMasks)(FewFloats){1, 1, 1, 1}) | (~above & (FewMasks)four));
      Doubles whole =
          (__builtin_convertvector(four, Doubles) * scale + 0x1.8p52) - 0x1.8p52;
      whole *= inverse;
      LongMasks over = most < whole;
      whole = (Doubles)((over & (LongMasks)most) | (~over & (LongMasks)whole));
      *(FewFloats *)(samples + index + 4 * half) = __builtin_convertvector(whole, FewFloats);
    }
    rounded = *(const Floats *)(samples + index);
    Floats change = (Floats)((Masks)(rounded - eight) & 0x7fffffff);
    Floats height = (Floats)((Masks)eight & 0x7fffffff);
    stretch(&nothing, &changes, &change);
    stretch(&nothing, &heights, &height);
  }
  float change = furthest(&nothing, &changes), height = furthest(&nothing, &heights);
  for (; index < count; index++) {
    float rounded = round_one(samples[index], scale);
    float moved = __builtin_fabsf(rounded - samples[index]);
    if (moved > change) change = moved;
    if (__builtin_fabsf(samples[index]) > height) height = __builtin_fabsf(samples[index]);
    samples[index] = rounded;
  }
  if (change > *largest_change) *largest_change = change;
  if (height > *highest) *highest = height;
}

INLINE int pack(const float *input, long count, short *output) {
  long index = 0;
  FewMasks wrong = {0};
  for (; index + 4 <= count; index += 4) {
    FewFloats scaled = *(const FewFloats *)(input + index) * 32768.0f;
    // Only numbers of that range can be converted.
    FewMasks fits = (scaled >= -32768.0f) & (scaled <= 32767.0f);
    FewMasks whole = __builtin_convertvector((FewFloats)((FewMasks)scaled & fits), FewMasks);
    wrong |= ~fits | (__builtin_convertvector(whole, FewFloats) != scaled);
    for (int lane = 0; lane < 4; lane++) output[index + lane] = (short)whole[lane];
  }
  int is_wrong = wrong[0] | wrong[1] | wrong[2] | wrong[3];
  for (; index < count; index++) {
    float scaled = input[index] * 32768.0f;
    if (!(scaled >= -32768 && scaled <= 32767) || (float)(int)scaled != scaled) {
      is_wrong = 1;
      output[index] = 0;
    } else {
      output[index] = (short)scaled;
    }
  }
  return !is_wrong;
}

INLINE void unpack(const short *input, long count, float *output) {
  long index = 0;
  for (; index + 8 <= count; index += 8) {
    *(Floats *)(output + index) =
        __builtin_convertvector(*(const Shorts *)(input + index), Floats) * 0x1p-15f;
  }
  for (; index < count; index++) output[index] = input[index] * 0x1p-15f;
}

enum { BLOCK = 64 };

INLINE void add_mono(
    const float *samples, long channels, long first, long count, mastering_mono_block *block) {
  float energy[BLOCK], by_place[BLOCK], by_square[BLOCK], amplitude[BLOCK];
  long second = channels > 1 ? 1 : 0, index = 0;
  Floats nothing = {0}, highest = {0};
  if (channels == 2) {
    Doubles places = {first, first + 1, first + 2, first + 3};
    for (; index + 4 <= count; index += 4) {
      Doubles four = __builtin_convertvector(*(const FewFloats *)(samples + 2 * index), Doubles);
      Doubles more = __builtin_convertvector(*(const FewFloats *)(samples + 2 * index + 4), Doubles);
      Doubles mono = (__builtin_shufflevector(four, more, 0, 2, 4, 6)
                      + __builtin_shufflevector(four, more, 1, 3, 5, 7)) * 0.5;
      FewFloats energies = __builtin_convertvector(mono * mono, FewFloats);
      FewFloats fractions = __builtin_convertvector(places * (1.0 / BLOCK), FewFloats);
      *(FewFloats *)(energy + index) = energies;
      *(FewFloats *)(by_place + index) = energies * fractions;
      *(FewFloats *)(by_square + index) = energies * fractions * fractions;
      FewFloats level = __builtin_convertvector(mono, FewFloats);
      *(FewFloats *)(amplitude + index) = (FewFloats)((FewMasks)level & 0x7fffffff);
      places += 4;
    }
  }
  for (; index < count; index++) {
    double mono = ((double)samples[index * channels] + (double)samples[index * channels + second]) / 2;
    float fraction = (float)(first + index) / BLOCK;
    energy[index] = (float)(mono * mono);
    by_place[index] = energy[index] * fraction;
    by_square[index] = energy[index] * fraction * fraction;
    amplitude[index] = (float)__builtin_fabs(mono);
  }
  for (index = 0; index < count; index++) {
    block->energy += energy[index];
    block->energy_by_place += by_place[index];
    block->energy_by_square += by_square[index];
  }
  for (index = 0; index + 8 <= count; index += 8) {
    stretch(&nothing, &highest, (const Floats *)(amplitude + index));
  }
  float peak = furthest(&nothing, &highest);
  for (; index < count; index++) {
    if (amplitude[index] > peak) peak = amplitude[index];
  }
  if (!(peak > block->peak)) return;
  block->peak = peak;
  for (index = 0; amplitude[index] != peak;) index++;
  block->peak_place = (float)(first + index) / BLOCK;
}

enum { SOME = 256 };

INLINE void add_levels(
    const float *gains, float scale, const mastering_mono_rows *rows, long count,
    mastering_mono_level *level) {
  float factors[SOME + 1], energies[SOME];
  factors[0] = level->factor;
  for (long first = 0; first < count; first += SOME) {
    long here = count - first < SOME ? count - first : SOME, index;
    for (index = 0; index < here; index++) {
      float gain = gains[first + index] * scale;
      factors[index + 1] = gain == 0 ? 1 : (float)exp2((double)gain * 0.16609640474436812);
    }
    const float *energy = rows->energy + first, *by_place = rows->by_place + first;
    const float *by_square = rows->by_square + first;
    const float *peak = rows->peak + first, *place = rows->peak_place + first;
    Floats nothing = {0}, highest = {0};
    for (index = 0; index + 8 <= here; index += 8) {
      Floats start = *(const Floats *)(factors + index);
      Floats slope = *(const Floats *)(factors + index + 1) - start;
      *(Floats *)(energies + index) = start * start * *(const Floats *)(energy + index)
          + 2 * start * slope * *(const Floats *)(by_place + index)
          + slope * slope * *(const Floats *)(by_square + index);
      Floats height = *(const Floats *)(peak + index) * (start + slope * *(const Floats *)(place + index));
      stretch(&nothing, &highest, &height);
    }
    float most = furthest(&nothing, &highest);
    for (; index < here; index++) {
      float start = factors[index], slope = factors[index + 1] - start;
      energies[index] = start * start * energy[index] + 2 * start * slope * by_place[index]
          + slope * slope * by_square[index];
      float height = peak[index] * (start + slope * place[index]);
      if (height > most) most = height;
    }
    if (most > level->peak) level->peak = most;
    for (index = 0; index < here; index++) level->energy += (double)energies[index];
    factors[0] = factors[here];
  }
  level->factor = factors[0];
}

// Every function twice, and the choice between both.
#ifdef HAS_WIDE
#define BOTH(result, name, parameters, inner, arguments)                  \
  WIDE static result name##_wide parameters { return inner arguments; }   \
  result mastering_##name parameters {                                    \
    if (__builtin_cpu_supports("avx2")) return name##_wide arguments;     \
    return inner arguments;                                               \
  }
#define BOTH_FUSED(result, name, parameters, inner, ...)                          \
  FUSED static result name##_fused parameters { return inner(__VA_ARGS__, 1); }   \
  result mastering_##name parameters {                                            \
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))          \
      return name##_fused(__VA_ARGS__);                                           \
    return inner(__VA_ARGS__, 0);                                                 \
  }
#else
#define BOTH(result, name, parameters, inner, arguments) \
  result mastering_##name parameters { return inner arguments; }
#define BOTH_FUSED(result, name, parameters, inner, ...) \
  result mastering_##name parameters { return inner(__VA_ARGS__, 0); }
#endif

BOTH(void, render,
     (const double *taps, long half, const double *gains, const float *input, long channels,
      long frames, double *room, float *output),
     render, (taps, half, gains, input, channels, frames, room, output))
BOTH_FUSED(float, highest_between, (const float *taps, const float *input, long count),
           highest_between, taps, input, count)
BOTH_FUSED(void, shelve,
           (const float *taps, long half, const float *input, long stride, long count,
            float *output),
           shelve, taps, half, input, stride, count, output)
BOTH(double, weighted_place,
     (const double *numbers, const double *weights, long count, double *sum), weighted_place,
     (numbers, weights, count, sum))
BOTH(float, highest, (const float *input, long count), highest_of, (input, count))
BOTH(void, take_channel,
     (const float *input, long channels, long channel, long frames, float *output), take_channel,
     (input, channels, channel, frames, output))
BOTH(void, round,
     (float *samples, long count, double scale, float *largest_change, float *highest),
     round_samples, (samples, count, scale, largest_change, highest))
BOTH(int, pack, (const float *input, long count, short *output), pack, (input, count, output))
BOTH(void, unpack, (const short *input, long count, float *output), unpack, (input, count, output))
BOTH(void, add_mono,
     (const float *samples, long channels, long first, long count, mastering_mono_block *block),
     add_mono, (samples, channels, first, count, block))

BOTH(void, add_levels,
     (const float *gains, float scale, const mastering_mono_rows *rows, long count,
      mastering_mono_level *level),
     add_levels, (gains, scale, rows, count, level))

long mastering_render_room(long half, long channels) {
  long most = PIECE / channels > 0 ? PIECE / channels : 1;
  return 2 * (most + half) * channels;
}
