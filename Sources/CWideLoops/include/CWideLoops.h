#ifndef MASTERING_WIDE_LOOPS_H
#define MASTERING_WIDE_LOOPS_H

/// Filters `count` numbers: for each, the sum of taps[k] * (input[-k] + input[k]) from k = half down to
/// 1, and then of taps[0] * input[0]. No operation is fused, so that the bits are the same on every
/// processor. `half` numbers must be readable before the first and after the last.
void mastering_filter_symmetrically(
    const double *taps, long half, const double *input, long count, double *output);

/// The highest magnitude of `count` samples and of three sums after each: of the 32 samples from 15
/// before it to 16 after it, under 32 taps of each third of `taps`. Sums that are no number do not
/// count.
float mastering_highest_between(const float *taps, const float *input, long count);

#endif
