"""How a track is cut into overlapping chunks, and the chunk of a position (Spec chapter 8)."""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .failures import Failure

INTERVAL_SECONDS = 10
LENGTH_SECONDS = 15
OVERLAP_SECONDS = 5
CONTEXT_SECONDS = 5
LEAST_REMAINING_SECONDS = 0.5
HIGHEST_RATE_HZ = 768_000
MOST_CHUNKS = 10_000
MOST_SAMPLES = 2**53


@dataclass(frozen=True)
class Geometry:
    """A track's chunks, in samples. Whole numbers throughout, so that nothing is lost or doubled."""

    rate: int
    samples: int
    total: int

    @property
    def seconds(self) -> float:
        return self.samples / self.rate

    def core(self, index: int) -> tuple[int, int]:
        start = INTERVAL_SECONDS * index * self.rate
        return start, min(start + LENGTH_SECONDS * self.rate, self.samples)

    def load(self, index: int) -> tuple[int, int]:
        start, end = self.core(index)
        context = CONTEXT_SECONDS * self.rate
        return max(0, start - context), min(self.samples, end + context)

    def emit(self, index: int) -> tuple[int, int]:
        """The new part of a chunk: all of the first, the others without the overlap."""
        start, end = self.core(index)
        return start + (OVERLAP_SECONDS * self.rate if index else 0), end


def geometry(duration: float, rate: int) -> Geometry:
    if not 1 <= rate <= HIGHEST_RATE_HZ:
        raise Failure("invalid_sample_rate", f"{rate} Hz is not within 1 to {HIGHEST_RATE_HZ}")
    product = duration * rate
    if not (duration > 0 and math.isfinite(product)):
        raise Failure("invalid_duration", f"{duration} s is no length")
    samples = math.floor(Fraction(product) + Fraction(1, 2))
    beyond_first = samples - OVERLAP_SECONDS * rate
    total = max(1, -(-beyond_first // (INTERVAL_SECONDS * rate)))
    if not 1 <= samples <= MOST_SAMPLES:
        raise Failure("invalid_duration", f"{duration} s is too short or too long")
    return Geometry(rate, samples, total)


def plan(duration: float, rate: int) -> dict[str, Any]:
    track = geometry(duration, rate)
    if track.total > MOST_CHUNKS:
        raise Failure("invalid_duration", f"a plan of {track.total} chunks is too long")
    return {
        "total_chunks": track.total,
        "chunks": [_described(track, index) for index in range(track.total)],
    }


def _described(track: Geometry, index: int) -> dict[str, Any]:
    parts = {"core": track.core(index), "load": track.load(index), "emit": track.emit(index)}
    edges = {
        f"{name}_{side}": sample
        for name, part in parts.items()
        for side, sample in zip(("start", "end"), part)
    }
    seconds = {key: sample / track.rate for key, sample in edges.items()}
    samples = {f"{key}_sample": sample for key, sample in edges.items()}
    return {"index": index, **seconds, **samples}


def seek(duration: float, rate: int, position: float) -> dict[str, Any]:
    track = geometry(duration, rate)
    if not (position >= 0 and math.isfinite(position)):
        raise Failure("invalid_position", f"{position} s is no position")
    last = track.total - 1
    effective = min(position, track.seconds) + 0.0
    index = (
        0 if effective < LENGTH_SECONDS else int((effective - OVERLAP_SECONDS) // INTERVAL_SECONDS)
    )
    if position >= track.seconds or index > last:
        index = last
    start, end = (sample / rate for sample in track.emit(index))
    if index < last and end - effective < LEAST_REMAINING_SECONDS:
        index += 1
        start = effective = end
    return {
        "index": index,
        "offset_seconds": effective - start,
        "effective_position_seconds": effective,
    }
