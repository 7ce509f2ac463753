"""The definition restated in NumPy, in float64 from the float32 samples on."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fingerprint import (
    FRAME_SAMPLES,
    HOP_SAMPLES,
    POWER_FLOOR,
    ROLLOFF_FRACTION,
    SAMPLE_RATE_HZ,
    Fingerprint,
)
from mono import Samples

Floats = NDArray[np.float64]

# A frame with a smaller sum of magnitudes has no spectrum; librosa takes float32's limit.
SMALLEST_MAGNITUDE_SUM = float(np.finfo(np.float32).tiny)
# Samples this close to zero count as +0.
CROSSING_THRESHOLD = 1e-10
BIN_HZ = np.arange(FRAME_SAMPLES // 2 + 1) * SAMPLE_RATE_HZ / FRAME_SAMPLES
PERIODIC_HANN = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FRAME_SAMPLES) / FRAME_SAMPLES)


def restated_fingerprint(mono: Samples) -> Fingerprint:
    signal = mono.astype(np.float64)
    loudness = _decibels(float(np.mean(signal**2)))
    peak = _decibels(float(np.max(signal**2)))
    magnitudes = np.abs(np.fft.rfft(_frames(signal, "constant") * PERIODIC_HANN))
    centroids, spreads, rolloffs = _spectral_shape(magnitudes)
    return Fingerprint(
        loudness_dbfs=loudness,
        peak_dbfs=peak,
        crest_db=peak - loudness,
        spectral_centroid=float(np.mean(centroids)),
        spectral_rolloff=float(np.mean(rolloffs)),
        zero_crossing_rate=_zero_crossing_rate(signal),
        spectral_spread=float(np.mean(spreads)),
    )


def _decibels(power: float) -> float:
    return 10 * float(np.log10(max(POWER_FLOOR, power)))


def _frames(signal: Floats, ends: Literal["constant", "edge"]) -> Floats:
    """Every 512th window of 2048 samples, centred; `ends` is how `np.pad` fills the ends."""
    padded = np.pad(signal, FRAME_SAMPLES // 2, mode=ends)
    return np.lib.stride_tricks.sliding_window_view(padded, FRAME_SAMPLES)[::HOP_SAMPLES]


def _spectral_shape(magnitudes: Floats) -> tuple[Floats, Floats, Floats]:
    """Centroid, spread and rolloff of each frame. `magnitudes` is [frame][bin]."""
    totals = magnitudes.sum(axis=1)
    sounding = totals >= SMALLEST_MAGNITUDE_SUM
    weights = magnitudes / np.where(sounding, totals, np.inf)[:, np.newaxis]
    centroids = weights @ BIN_HZ
    deviations = BIN_HZ - centroids[:, np.newaxis]
    spreads = np.sqrt(np.sum(weights * deviations**2, axis=1))
    cumulative = np.cumsum(magnitudes, axis=1)
    reached = cumulative >= ROLLOFF_FRACTION * cumulative[:, -1:]
    rolloffs = np.where(sounding, BIN_HZ[np.argmax(reached, axis=1)], 0.0)
    return centroids, spreads, rolloffs


def _zero_crossing_rate(signal: Floats) -> float:
    audible = np.where(np.abs(signal) <= CROSSING_THRESHOLD, 0.0, signal)
    negative = np.signbit(_frames(audible, "edge"))
    crossings = np.count_nonzero(negative[:, 1:] != negative[:, :-1], axis=1)
    return float(np.mean(crossings / FRAME_SAMPLES))
