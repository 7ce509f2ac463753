"""The analysed signal: at most 90 s, two channels, 44.1 kHz, mixed to mono."""

import numpy as np
import soxr
from numpy.typing import NDArray

from fingerprint import SAMPLE_RATE_HZ

Samples = NDArray[np.float32]

ANALYSED_SECONDS = 90


def mono(channels: Samples, rate_hz: int) -> Samples:
    """Mean of the first two channels at 44.1 kHz. `channels` is [channel][sample]."""
    analysed = channels[:2, : ANALYSED_SECONDS * rate_hz]
    resampled = np.stack([_resampled(channel, rate_hz) for channel in analysed])
    mixed: Samples = np.mean(resampled, axis=0)
    return mixed


def _resampled(channel: Samples, rate_hz: int) -> Samples:
    if rate_hz == SAMPLE_RATE_HZ:
        return channel
    # Whole-number ceiling: a quotient of floats could round up past an exact length.
    length = -(-channel.size * SAMPLE_RATE_HZ // rate_hz)
    output: Samples = soxr.resample(channel, rate_hz, SAMPLE_RATE_HZ, quality="HQ")
    output = output[:length]
    return np.pad(output, (0, length - output.size))
