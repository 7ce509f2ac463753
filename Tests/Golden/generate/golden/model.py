"""Expected values from the clauses of Spec chapters 4 and 8, independent of every implementation.

Each number is computed in binary64 in the order that its clause states, and checked against exact rational
arithmetic, so that a wrong order or a typing error does not reach the cases.
"""

import json
import math
from fractions import Fraction
from typing import Any

from .folders import REFERENCE, SPEC

METRICS = (
    "loudness_dbfs",
    "peak_dbfs",
    "crest_db",
    "spectral_centroid",
    "spectral_rolloff",
    "zero_crossing_rate",
    "spectral_spread",
)
# Dimension, metric, key of the range, floor of the half-range: in the order of the sum (SIM-3, SIM-4).
DIMENSIONS = (
    ("loudness", "loudness_dbfs", "loudness_dbfs", 0.1),
    ("crest", "crest_db", "crest_db", 0.1),
    ("zero_crossing_rate", "zero_crossing_rate", "zero_crossing_rate", 0.01),
    ("spectral_centroid", "spectral_centroid", "spectral_centroid_hz", 100.0),
)
CHANGES = (
    ("predicted_loudness_change", "loudness_change_db"),
    ("predicted_crest_change", "crest_change_db"),
    ("predicted_centroid_change", "centroid_change_hz"),
)
FALLBACK = "quiet-reference-modernization-v1"

_normative = SPEC / "profiles.json"
NORMATIVE = json.loads(
    (_normative if _normative.exists() else REFERENCE / "profiles.json").read_text()
)["profiles"]


def name(profile: Any) -> dict[str, str]:
    return {"profile_id": profile["profile_id"], "profile_name": profile["name"]}


# MARK: Similarity and ranking


def _score(x: float, low: float, high: float, floor: float) -> float:
    centre = (low + high) / 2
    half = (high - low) / 2
    distance = abs(x - centre) / max(half, floor)
    return max(0.0, 1.0 - min(distance / 2, 1.0))


def _exact_score(x: float, low: float, high: float, floor: float) -> Fraction:
    half = max((Fraction(high) - Fraction(low)) / 2, Fraction(floor))
    distance = abs(Fraction(x) - (Fraction(low) + Fraction(high)) / 2) / half
    return max(Fraction(0), 1 - distance / 2)


def dimensions(profile: Any, fingerprint: Any) -> dict[str, float]:
    scores = {}
    for dimension, metric, key, floor in DIMENSIONS:
        if key in profile["detection_rules"]:
            low, high = map(float, profile["detection_rules"][key])
            x = float(fingerprint[metric])
            scores[dimension] = _score(x, low, high, floor)
            # A metric beyond 1e17 has already lost its last digits.
            assert abs(Fraction(scores[dimension]) - _exact_score(x, low, high, floor)) < 1e-9
    return scores


def score(profile: Any, fingerprint: Any) -> float:
    scores = list(dimensions(profile, fingerprint).values())
    total = (scores[0] + scores[1]) + scores[2]
    if len(scores) == 4:
        total = total + scores[3]
    return total / len(scores)


def ranking(
    fingerprint: Any, top_k: int = 3, profiles: list[Any] = NORMATIVE
) -> list[tuple[float, Any]]:
    scored = [(score(profile, fingerprint), profile) for profile in profiles]
    above = [entry for entry in scored if entry[0] > 0]
    # Without a library's sort: repeatedly takes the best remaining one, the earliest among equals.
    ranked = []
    while above and len(ranked) < top_k:
        best = max(entry[0] for entry in above)
        first = next(index for index, entry in enumerate(above) if entry[0] == best)
        ranked.append(above.pop(first))
    return ranked


def ranking_result(fingerprint: Any, top_k: int = 3, profiles: list[Any] = NORMATIVE) -> Any:
    return {
        "ranking": [
            name(profile) | {"score": value, "dimensions": dimensions(profile, fingerprint)}
            for value, profile in ranking(fingerprint, top_k, profiles)
        ]
    }


# MARK: Recommendation


def payload(
    fingerprint: Any,
    threshold: float = 0.4,
    top_k: int = 3,
    track_id: int | None = None,
    profiles: list[Any] = NORMATIVE,
) -> dict[str, Any]:
    """The whole payload except its reasoning, which is a pattern."""
    ranked = ranking(fingerprint, top_k, profiles)
    by_id = {profile["profile_id"]: profile for profile in profiles}
    primary = ranked[0][1] if ranked else by_id.get(FALLBACK, profiles[0])
    confidence = ranked[0][0] if ranked else 0.0
    is_hybrid = len(ranked) >= 2 and confidence < threshold
    weights = _weights([value for value, _ in ranked]) if is_hybrid else []
    result: dict[str, Any] = {} if track_id is None else {"track_id": track_id}
    result |= {
        "primary_profile_id": primary["profile_id"],
        "primary_profile_name": primary["name"],
        "confidence_score": confidence,
    }
    for key, target in CHANGES:
        targets = [float(profile["processing_targets"][target]) for _, profile in ranked]
        if not ranked:
            result[key] = 0.0
        elif is_hybrid:
            result[key] = _blend(targets, weights)
        else:
            result[key] = targets[0]
    return result | {
        "weighted_profiles": [
            name(profile) | {"weight": weight} for weight, (_, profile) in zip(weights, ranked)
        ],
        "alternative_profiles": [name(profile) for _, profile in ranked[1:]],
        "reasoning": {"$prefix": "Hybrid mastering detected"} if is_hybrid else {"$any": "string"},
        "is_hybrid": is_hybrid,
        "is_fallback": not ranked,
        "confidence_threshold": threshold,
        "top_k": top_k,
        "fingerprint": {metric: fingerprint[metric] for metric in METRICS},
    }


def _weights(scores: list[float]) -> list[float]:
    total = 0.0
    for value in scores:
        total = total + value
    weights = [value / total for value in scores]
    assert abs(sum(map(Fraction, weights)) - 1) <= Fraction(1, 10**12)
    assert all(0 < weight <= 1 for weight in weights)
    assert weights == sorted(weights, reverse=True)
    return weights


def _blend(targets: list[float], weights: list[float]) -> float:
    total = 0.0
    for target, weight in zip(targets, weights):
        total = total + target * weight
    exact = sum(Fraction(target) * Fraction(weight) for target, weight in zip(targets, weights))
    assert abs(Fraction(total) - exact) < 1e-9
    return min(max(total, min(targets)), max(targets))


# MARK: Chunks


def samples(duration: float, rate: int) -> int:
    product = Fraction(duration * rate)
    whole = product.numerator // product.denominator
    return whole + (1 if product - whole >= Fraction(1, 2) else 0)


def total_chunks(n: int, rate: int) -> int:
    return max(1, math.ceil(Fraction(n - 5 * rate, 10 * rate)))


def chunk(index: int, n: int, rate: int) -> dict[str, int]:
    core = (10 * index * rate, min((10 * index + 15) * rate, n))
    load = (max(0, (10 * index - 5) * rate), min(n, core[1] + 5 * rate))
    emit = (0, min(15 * rate, n)) if index == 0 else ((10 * index + 5) * rate, core[1])
    return {
        f"{part}_{side}": edge
        for part, edges in (("core", core), ("load", load), ("emit", emit))
        for side, edge in zip(("start", "end"), edges)
    }


def plan(duration: float, rate: int) -> dict[str, Any]:
    n = samples(duration, rate)
    total = total_chunks(n, rate)
    chunks = []
    end = 0
    for index in range(total):
        edges = chunk(index, n, rate)
        assert edges["emit_start"] == end < edges["emit_end"]
        end = edges["emit_end"]
        seconds = {key: edge / rate for key, edge in edges.items()}
        chunks.append(
            {"index": index, **seconds, **{f"{key}_sample": e for key, e in edges.items()}}
        )
    assert end == n
    return {"total_chunks": total, "chunks": chunks}


def seek(duration: float, rate: int, position: float) -> dict[str, Any]:
    n = samples(duration, rate)
    last = total_chunks(n, rate) - 1
    d = n / rate
    emitted = [chunk(index, n, rate) for index in range(last + 1)]
    starts = [edges["emit_start"] / rate for edges in emitted]
    ends = [edges["emit_end"] / rate for edges in emitted]
    if position >= d:
        return _sought(last, d - starts[last], d)
    index = 0 if position < 15 else min(math.floor((position - 5) / 10), last)
    if index < last and ends[index] - position < 0.5:
        return _sought(index + 1, 0.0, starts[index + 1])
    return _sought(index, position - starts[index], position)


def _sought(index: int, offset: float, effective: float) -> dict[str, Any]:
    return {"index": index, "offset_seconds": offset, "effective_position_seconds": effective}
