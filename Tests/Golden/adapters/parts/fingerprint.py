"""Samples to the seven metrics (Spec chapter 2)."""

import cmath
import hashlib
import math
from array import array
from itertools import accumulate
from operator import add, mul, sub
from typing import Any

from . import wav

RATE_HZ = 44_100
FRAME = 2048
HOP = 512
ROLLOFF = 0.85
POWER_FLOOR = 1e-10
SMALLEST_MAGNITUDE_SUM = 1.1754944e-38
CROSSING_THRESHOLD = 1e-10
MOST_REMEMBERED = 64
# The shape of a frame of zeros, which needs no transform.
SILENT = (0.0, 0.0, 0.0)

_HANN = [0.5 - 0.5 * math.cos(2 * math.pi * n / FRAME) for n in range(FRAME)]
_BIN_HZ = [k * RATE_HZ / FRAME for k in range(FRAME // 2 + 1)]
_ROOTS = {
    size: [cmath.exp(-2j * math.pi * k / size) for k in range(size // 2)]
    for size in (2**power for power in range(1, 12))
}


def extract(path: str, max_seconds: float | None, allow_partial: bool) -> dict[str, Any]:
    """The answer of fingerprint.extract."""
    sound = wav.read(path, max_seconds, allow_partial)
    seconds = sound.frames / sound.rate
    ends = {"code": "ends_early", "at_seconds": seconds, "message": "The audio ends early."}
    behind = {"code": "damaged_behind", "message": "Something is missing further on."}
    warnings = {"warnings": [ends if sound.ends_early else behind]} if sound.is_partial else {}
    return warnings | {
        "fingerprint": _measured(_mono(sound)),
        "analysed_seconds": sound.frames / sound.rate,
        "sample_rate_hz": sound.rate,
        "channels": sound.channels,
        "duration_seconds": (sound.frames if sound.ends_early else sound.declared_frames)
        / sound.rate,
        "is_partial": sound.is_partial,
    }


# By digests of samples: measuring takes a second for a second of sound.
_remembered: dict[bytes, dict[str, float]] = {}


def _measured(signal: list[float]) -> dict[str, float]:
    """The fingerprint of samples, which may have been measured before."""
    digest = hashlib.sha256(array("d", signal).tobytes()).digest()
    metrics = _remembered.get(digest)
    if metrics is None:
        metrics = fingerprint(signal)
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        _remembered[digest] = metrics
    return dict(metrics)


def fingerprint(signal: list[float]) -> dict[str, float]:
    powers = [sample * sample for sample in signal]
    loudness = _decibels(math.fsum(powers) / len(signal))
    peak = _decibels(max(powers))
    shapes = _spectral_shapes(signal)
    return {
        "loudness_dbfs": loudness,
        "peak_dbfs": peak,
        "crest_db": peak - loudness,
        "spectral_centroid": _mean([shape[0] for shape in shapes]),
        "spectral_rolloff": _mean([shape[1] for shape in shapes]),
        "zero_crossing_rate": _zero_crossing_rate(signal),
        "spectral_spread": _mean([shape[2] for shape in shapes]),
    }


def _mono(sound: wav.Wav) -> list[float]:
    """The mean of the first two channels; the others are not heard."""
    left = sound.samples[:: sound.channels]
    if sound.channels == 1:
        return left
    right = sound.samples[1 :: sound.channels]
    return [(first + second) / 2 for first, second in zip(left, right)]


def _decibels(power: float) -> float:
    return 10 * math.log10(max(POWER_FLOOR, power))


def _mean(values: list[float]) -> float:
    return math.fsum(values) / len(values)


def _spectral_shapes(signal: list[float]) -> list[tuple[float, float, float]]:
    """Centroid, rolloff and spread of each frame."""
    ends = [0.0] * (FRAME // 2)
    padded = ends + signal + ends
    frames = (padded[at : at + FRAME] for at in range(0, len(signal) + 1, HOP))
    return [
        _spectral_shape(_magnitudes(list(map(mul, frame, _HANN)))) if any(frame) else SILENT
        for frame in frames
    ]


def _magnitudes(frame: list[float]) -> list[float]:
    """|X| of a real frame, by a complex transform of half its length."""
    half = FRAME // 2
    packed = _transformed(list(map(complex, frame[::2], frame[1::2])))
    packed.append(packed[0])
    magnitudes = []
    for k, root in enumerate([*_ROOTS[FRAME], -1]):
        value, mirrored = packed[k], packed[half - k].conjugate()
        magnitudes.append(abs(value + mirrored - 1j * root * (value - mirrored)) / 2)
    return magnitudes


def _transformed(values: list[complex]) -> list[complex]:
    """The discrete Fourier transform of 4, 8, 16 … values (Cooley and Tukey 1965)."""
    size = len(values)
    if size == 4:
        a, b, c, d = values
        turned = -1j * (b - d)
        return [a + c + (b + d), a - c + turned, a + c - (b + d), a - c - turned]
    even = _transformed(values[::2])
    odd = list(map(mul, _transformed(values[1::2]), _ROOTS[size]))
    return [*map(add, even, odd), *map(sub, even, odd)]


def _spectral_shape(magnitudes: list[float]) -> tuple[float, float, float]:
    total = math.fsum(magnitudes)
    if total < SMALLEST_MAGNITUDE_SUM:
        return 0.0, 0.0, 0.0
    centroid = sum(map(mul, _BIN_HZ, magnitudes)) / total
    wanted = ROLLOFF * total
    reached = next(k for k, sum_ in enumerate(accumulate(magnitudes)) if sum_ >= wanted)
    variance = sum(p * (hz - centroid) ** 2 for hz, p in zip(_BIN_HZ, magnitudes)) / total
    return centroid, _BIN_HZ[reached], math.sqrt(variance)


def _zero_crossing_rate(signal: list[float]) -> float:
    """Changes of sign within each frame; the ends repeat the first and last sample."""
    half = FRAME // 2
    padded = [signal[0]] * half + signal + [signal[-1]] * half
    negative = [sample < -CROSSING_THRESHOLD for sample in padded]
    # crossings[i]: the number of crossings before sample i.
    crossings = [0, 0, *accumulate(a != b for a, b in zip(negative, negative[1:]))]
    rates = [
        (crossings[at + FRAME] - crossings[at + 1]) / FRAME for at in range(0, len(signal) + 1, HOP)
    ]
    return _mean(rates)
