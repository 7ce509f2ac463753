"""The summary of a table of tracks: the numbers of `mastering analyze`, to the last digit."""

import math
from collections.abc import Iterable
from typing import Any

from .tables import METRICS


class Running:
    """Mean and standard deviation by Welford's method, as in Sources/LibraryAnalysis/Statistics: the same
    operations in the same order give the same doubles."""

    def __init__(self) -> None:
        self.count = 0
        self.mean = 0.0
        self._squares = 0.0

    def add(self, number: float) -> None:
        self.count += 1
        before = number - self.mean
        self.mean += before / self.count
        self._squares += before * (number - self.mean)

    @property
    def deviation(self) -> float:
        # Correctly rounded; a power of 0.5 is not.
        return math.sqrt(self._squares / self.count) if self.count else 0.0


def summarize(tracks: Iterable[dict[str, Any]], failures: int) -> dict[str, Any]:
    """The summary of tracks in input order."""
    metrics = {name: Running() for name in METRICS}
    profiles: dict[str, dict[str, Any]] = {}
    kinds = {"single": 0, "hybrid": 0, "fallback": 0}
    histogram = [0] * 10
    answered = partial = 0

    def profile(identifier: str, name: str) -> dict[str, Any]:
        return profiles.setdefault(identifier, {
            "profile_id": identifier, "profile_name": name, "alone": 0, "leads_blend": 0, "in_blend": 0})

    for track in tracks:
        answered += 1
        partial += bool(track["is_partial"])
        for name, running in metrics.items():
            running.add(track[name])
        if track["is_fallback"]:
            kinds["fallback"] += 1
            continue
        first = profile(track["primary_profile_id"], track["primary_profile_name"])
        if track["is_hybrid"]:
            kinds["hybrid"] += 1
            first["leads_blend"] += 1
            for member in track["weighted_profiles"]:
                profile(member["profile_id"], member["profile_name"])["in_blend"] += 1
        else:
            kinds["single"] += 1
            first["alone"] += 1
        place = min(max(track["confidence_score"], 0.0), 1.0) * 10
        histogram[min(int(place), 9)] += 1
    ordered = sorted(profiles.values(), key=lambda entry: (
        -(entry["alone"] + entry["leads_blend"]), -entry["in_blend"], entry["profile_id"]))
    return {
        "files": answered + failures, "answered": answered, "failed": failures, "partial": partial,
        **kinds, "profiles": ordered, "confidence_histogram": histogram,
        "fingerprint": {name: {"mean": running.mean, "deviation": running.deviation}
                        for name, running in metrics.items()} if answered else None}
