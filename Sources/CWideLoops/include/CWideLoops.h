#ifndef MASTERING_WIDE_LOOPS_H
#define MASTERING_WIDE_LOOPS_H

/// Filters and amplifies `frames` interleaved frames: for each channel the sum of
/// taps[k] * (input[-k] + input[k]) from k = half down to 1, and then of taps[0] * input[0], times the
/// frame's gain. No operation is fused, so that the bits are the same on every processor.
///
/// `half` frames must be readable before the first and after the last; `room` has the numbers that
/// `mastering_render_room` says.
void mastering_render(
    const double *taps, long half, const double *gains, const float *input, long channels,
    long frames, double *room, float *output);
long mastering_render_room(long half, long channels);

/// The highest magnitude of `count` samples; those that are no number do not count.
float mastering_highest(const float *input, long count);

/// The highest magnitude of `count` samples and between each and the next: of three sums after each, of the
/// 32 samples from 15 before it to 16 after it under 32 taps of each third of `taps`, and of the parabolas
/// through each of these values that is higher than both its neighbours. 16 samples before the first and
/// 16 after the last must be readable. Sums that are no number do not count. Where the processor can,
/// products are fused with their sums, so the last bits differ between processors.
float mastering_highest_between(const float *taps, const float *input, long count);

/// Filters `count` interleaved samples of `stride` channels as `mastering_render` does, but in binary32, with
/// fused products where the processor can, and without a gain: close enough for statistics, in a third of the
/// time. `half` frames must be readable before the first and after the last.
void mastering_shelve(
    const float *taps, long half, const float *input, long stride, long count, float *output);

/// The sum of numbers[i] * weights[i] * i; sets `sum` to that of numbers[i] * weights[i].
double mastering_weighted_place(
    const double *numbers, const double *weights, long count, double *sum);

/// Copies one channel of interleaved frames.
void mastering_take_channel(
    const float *input, long channels, long channel, long frames, float *output);

/// Rounds samples to integers from -scale to scale - 1, a power of two, halves to even, and divides
/// them by it. Raises `largest_change` to the largest change and `highest` to the largest magnitude
/// before it.
void mastering_round(
    float *samples, long count, double scale, float *largest_change, float *highest);

/// Samples as 16-bit integers, full scale being 32,768; 0 if one of them is no such number.
int mastering_pack(const float *input, long count, short *output);

/// The opposite of `mastering_pack`.
void mastering_unpack(const short *input, long count, float *output);

/// The sums of the powers m * m of a block's samples, of m * m * f and m * m * f * f with f the place in
/// the block from 0 to 1, the largest |m|, and the place of the first such m.
typedef struct {
  float energy, energy_by_place, energy_by_square, peak, peak_place;
} mastering_mono_block;

/// Adds frames to a block of 64, of which `first` went before: m is the mean of the first two channels.
void mastering_add_mono(
    const float *samples, long channels, long first, long count, mastering_mono_block *block);

/// The sums of blocks, as `mastering_mono_block` has them, one after the other.
typedef struct {
  const float *energy, *by_place, *by_square, *peak, *peak_place;
} mastering_mono_rows;

/// What blocks have under gains: the sum of their energies, the highest peak, and the factor at the last
/// node.
typedef struct {
  double energy;
  float peak, factor;
} mastering_mono_level;

/// Adds `count` blocks, with the gains in dB at the node after each, times `scale`.
void mastering_add_levels(
    const float *gains, float scale, const mastering_mono_rows *rows, long count,
    mastering_mono_level *level);

#endif
