"""Signals by formula: a recipe is a list of channels, a channel a list of terms to sum."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from fingerprint import SAMPLE_RATE_HZ
from mono import Samples

Floats = NDArray[np.float64]
Term: TypeAlias = dict[str, dict[str, float]]
Channel: TypeAlias = list[Term]


@dataclass(frozen=True)
class Recipe:
    channels: list[Channel]
    samples: int

    def rendered(self) -> Samples:
        """The samples, [channel][sample]. Each is rounded to float32 once, after its sum."""
        return np.stack([self._sum(channel) for channel in self.channels])

    def _sum(self, channel: Channel) -> Samples:
        total = np.zeros(self.samples)
        for term in channel:
            for kind, parameters in term.items():
                total += _GENERATORS[kind](self.samples, **parameters)
        return total.astype(np.float32)


def sine(hz: float, amplitude: float) -> Term:
    return {"sine": {"hz": hz, "amplitude": amplitude}}


def square(hz: float, amplitude: float) -> Term:
    return {"square": {"hz": hz, "amplitude": amplitude}}


def impulse(at: int, amplitude: float) -> Term:
    return {"impulse": {"at": at, "amplitude": amplitude}}


def dc(amplitude: float) -> Term:
    return {"dc": {"amplitude": amplitude}}


def noise(seed: int, amplitude: float) -> Term:
    return {"noise": {"seed": seed, "amplitude": amplitude}}


def _sines(samples: int, hz: float) -> Floats:
    # The C library's sine, one by one: NumPy's vectorised one rounds differently per machine.
    return np.array([math.sin(2 * math.pi * hz * i / SAMPLE_RATE_HZ) for i in range(samples)])


def _sine(samples: int, hz: float, amplitude: float) -> Floats:
    return amplitude * _sines(samples, hz)


def _square(samples: int, hz: float, amplitude: float) -> Floats:
    return amplitude * np.where(_sines(samples, hz) >= 0, 1.0, -1.0)


def _impulse(samples: int, at: int, amplitude: float) -> Floats:
    values = np.zeros(samples)
    values[at] = amplitude
    return values


def _dc(samples: int, amplitude: float) -> Floats:
    return np.full(samples, amplitude)


def _noise(samples: int, seed: int, amplitude: float) -> Floats:
    """Uniform noise from SplitMix64 (Steele, Lea and Flood 2014), one output per sample."""
    steps = np.arange(1, samples + 1, dtype=np.uint64)
    z = np.uint64(seed) + steps * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    uniform = (z >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return amplitude * (2 * uniform - 1)


_GENERATORS: dict[str, Callable[..., Floats]] = {
    "sine": _sine,
    "square": _square,
    "impulse": _impulse,
    "dc": _dc,
    "noise": _noise,
}
