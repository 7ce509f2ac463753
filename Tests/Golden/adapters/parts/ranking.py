"""Which profiles a fingerprint resembles, best first (Spec chapter 4)."""

import math
from dataclasses import dataclass
from typing import Any

from .failures import Failure
from .params import LARGEST_INTEGER, members, number
from .profiles import Profile

METRICS = (
    "loudness_dbfs",
    "peak_dbfs",
    "crest_db",
    "spectral_centroid",
    "spectral_rolloff",
    "zero_crossing_rate",
    "spectral_spread",
)
DEFAULT_TOP_K = 3

Fingerprint = dict[str, float]


def fingerprint_shape(value: Any, path: str) -> Fingerprint:
    """Exactly the seven metrics, in the order of the wire; they may still be infinite."""
    metrics = members(value, path, dict.fromkeys(METRICS, number))
    return {metric: metrics[metric] for metric in METRICS}


def check_fingerprint(fingerprint: Fingerprint) -> None:
    for metric, value in fingerprint.items():
        if not math.isfinite(value):
            raise Failure("invalid_fingerprint", f"{metric} is not finite", metric=metric)


def check_top_k(top_k: float) -> None:
    if not 1 <= top_k <= LARGEST_INTEGER:
        raise Failure("invalid_top_k", f"top_k is {top_k}, but must be 1 or more")


@dataclass(frozen=True)
class Ranked:
    """A profile with the score of each dimension its rules state."""

    profile: Profile
    dimensions: dict[str, float]

    @property
    def score(self) -> float:
        # From left to right: another order gives other last bits, and bits decide ties.
        total = 0.0
        for score in self.dimensions.values():
            total += score
        return total / len(self.dimensions)


def ranked(profiles: list[Profile], fingerprint: Fingerprint, top_k: int) -> list[Ranked]:
    """The profiles that score above 0, best first, at most `top_k`; ties in catalogue order."""
    compared = [Ranked(profile, _dimensions(profile, fingerprint)) for profile in profiles]
    scoring = [ranked for ranked in compared if ranked.score > 0]
    scoring.sort(key=lambda ranked: -ranked.score)  # Python's sort keeps the order of equals.
    return scoring[:top_k]


def _dimensions(profile: Profile, fingerprint: Fingerprint) -> dict[str, float]:
    rules = profile.detection_rules
    dimensions = {
        "loudness": _score(fingerprint["loudness_dbfs"], rules["loudness_dbfs"], floor=0.1),
        "crest": _score(fingerprint["crest_db"], rules["crest_db"], floor=0.1),
        "zero_crossing_rate": _score(
            fingerprint["zero_crossing_rate"], rules["zero_crossing_rate"], floor=0.01
        ),
    }
    if "spectral_centroid_hz" in rules:
        dimensions["spectral_centroid"] = _score(
            fingerprint["spectral_centroid"], rules["spectral_centroid_hz"], floor=100.0
        )
    return dimensions


def _score(value: float, bounds: tuple[float, float], floor: float) -> float:
    low, high = bounds
    centre = (low + high) / 2
    half = (high - low) / 2
    distance = abs(value - centre) / max(half, floor)
    return max(0.0, 1 - min(distance / 2, 1.0))
