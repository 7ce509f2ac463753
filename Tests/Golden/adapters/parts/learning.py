"""Profiles learned from tracks before and after mastering (Spec chapter 13)."""

import math
from typing import Any

from . import params, profile_yaml
from .failures import Failure
from .profiles import Profile, read_profile
from .ranking import Fingerprint, fingerprint_shape
from .recommendation import recommendation

SILENCE_DBFS = -99.0
FEW_PAIRS = 5
LARGEST_METRIC = 1e9
LOW_PART, HIGH_PART = 0.1, 0.9

# Rule of a profile, metric of a fingerprint, floor (the table of SIM-2).
_RANGES = (
    ("loudness_dbfs", "loudness_dbfs", 0.1),
    ("crest_db", "crest_db", 0.1),
    ("zero_crossing_rate", "zero_crossing_rate", 0.01),
    ("spectral_centroid_hz", "spectral_centroid", 100.0),
)
# The learned changes: the metric that changes, the target of a profile, the member of a payload that
# predicts it, and how much of it is just audible.
_COLUMNS = {
    "loudness_db": ("loudness_dbfs", "loudness_change_db", "predicted_loudness_change", 0.5),
    "crest_db": ("crest_db", "crest_change_db", "predicted_crest_change", 0.5),
    "centroid_hz": (
        "spectral_centroid",
        "centroid_change_hz",
        "predicted_centroid_change",
        100.0,
    ),
}
_NO_CHANGE = dict.fromkeys(_COLUMNS, 0.0)

Pair = dict[str, Any]
# By the names of `_COLUMNS`.
Change = dict[str, float]


def learn_call(given: dict[str, Any], normative: list[Profile]) -> dict[str, Any]:
    """The result of `profiles.learn` from pairs of fingerprints; this port reads no folders."""
    call = params.members(given, "", {}, _SHAPE)
    ways = [{*way} for way in (("pairs",), ("before", "after"), ("references", "own"))]
    sources = set.union(*ways) & call.keys()
    if sources not in ways:
        raise params.invalid("", "conflict", "pairs, before with after, or references with own")
    seconds = call.get("max_duration_seconds")
    if seconds is not None and not (seconds > 0 and math.isfinite(seconds)):
        raise Failure("invalid_window", f"{seconds} s is no length to listen to")
    if "pairs" not in call:
        raise Failure("file_unreadable", "this port learns from fingerprints alone")
    for pair in call["pairs"]:
        _check(pair["before"])
        _check(pair["after"])
    for number, pair in enumerate(call["pairs"], start=1):
        pair.setdefault("name", f"{number}")
    silent = [pair for pair in call["pairs"] if _is_silent(pair)]
    pairs = [pair for pair in call["pairs"] if not _is_silent(pair)]
    refused = [{"name": pair["name"], "reason": "there is silence in it"} for pair in silent]
    if not pairs:
        raise Failure("nothing_to_learn", "there is no pair to learn from", reason="no_pairs")
    if all(pair["before"] == pair["after"] for pair in pairs):
        sentence = "before and after are the same in all pairs"
        raise Failure("nothing_to_learn", sentence, reason="nothing_changed")
    names = {
        "profile_id": call.get("profile_id", "learned"),
        "name": call.get("name", "Learned"),
        "source": call.get("source", "Pairs of tracks before and after mastering"),
    }
    return _report(pairs, names, normative) | {
        "refused": refused,
        "mixtures": [],
        "unmatched_before": [],
        "unmatched_after": [],
    }


def percentile(values: list[float], part: float) -> float:
    """The percentile at a fraction of the values, interpolated linearly between neighbours."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * part
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _report(pairs: list[Pair], names: dict[str, str], normative: list[Profile]) -> dict[str, Any]:
    changes = [_change(pair) for pair in pairs]
    learned, mean = _predicted_without_each(pairs, names)
    better = sum(
        _distance(prediction, change) < _distance(_NO_CHANGE, change)
        for prediction, change in zip(learned, changes)
    )
    share = better / len(pairs)
    profile = _profile(pairs, names, share)
    built_in = [_predicted(normative, pair["before"]) for pair in pairs]
    middle = _of_each_column(changes, _median)
    return {
        "profiles": [profile.fields],
        "yaml": profile_yaml.text([profile], []),
        "pairs": len(pairs),
        "is_few": len(pairs) < FEW_PAIRS,
        "grouping": {"metric": None, "count": 1},
        "change": middle,
        "spread": {
            column: _median([abs(change[column] - middle[column]) for change in changes])
            for column in _COLUMNS
        },
        "leave_one_out_errors": {
            "learned": _errors(learned, changes),
            "no_change": _errors([_NO_CHANGE] * len(pairs), changes),
            "built_in": _errors(built_in, changes),
            "mean_of_pairs": _errors(mean, changes),
        },
        "better_than_no_change": share,
    }


def _profile(pairs: list[Pair], names: dict[str, str], confidence: float) -> Profile:
    """A profile with the ranges of its originals, whose targets are the median changes."""
    middle = _of_each_column([_change(pair) for pair in pairs], _median)
    return read_profile(
        {
            "profile_id": names["profile_id"],
            "name": names["name"],
            "version": "1.0",
            "description": f"Learned from {len(pairs)} tracks before and after mastering.",
            "detection_rules": {
                rule: _range([pair["before"][metric] for pair in pairs], floor)
                for rule, metric, floor in _RANGES
            },
            "processing_targets": {
                target: middle[column] for column, (_, target, _, _) in _COLUMNS.items()
            },
            "training": {"source": names["source"], "tracks": len(pairs)},
            "confidence": confidence,
        }
    )


def _range(values: list[float], floor: float) -> list[float]:
    low, high = percentile(values, LOW_PART), percentile(values, HIGH_PART)
    if high - low >= 2 * floor:
        return [low, high]
    middle = (low + high) / 2
    return [middle - floor, middle + floor]


# MARK: How well it predicts


def _predicted_without_each(
    pairs: list[Pair], names: dict[str, str]
) -> tuple[list[Change], list[Change]]:
    """The prediction of the others for each pair: by a profile learned from them, and by their mean."""
    if len(pairs) == 1:
        return [], []
    learned, means = [], []
    for place, pair in enumerate(pairs):
        others = pairs[:place] + pairs[place + 1 :]
        learned.append(_predicted([_profile(others, names, 0.0)], pair["before"]))
        means.append(_of_each_column([_change(other) for other in others], _mean))
    return learned, means


def _predicted(profiles: list[Profile], original: Fingerprint) -> Change:
    payload = recommendation(profiles, original)
    return {column: payload[member] for column, (_, _, member, _) in _COLUMNS.items()}


def _errors(predictions: list[Change], changes: list[Change]) -> Change | None:
    """The mean absolute error of each column; None without predictions."""
    if not predictions:
        return None
    differences = [
        {column: abs(prediction[column] - change[column]) for column in _COLUMNS}
        for prediction, change in zip(predictions, changes)
    ]
    return _of_each_column(differences, _mean)


def _distance(prediction: Change, change: Change) -> float:
    return sum(
        abs(prediction[column] - change[column]) / audible
        for column, (_, _, _, audible) in _COLUMNS.items()
    )


# MARK: Parts


def _check(fingerprint: Fingerprint) -> None:
    """Refuses values that no track has: their means and differences could be infinite."""
    for metric, value in fingerprint.items():
        if abs(value) > LARGEST_METRIC:
            raise Failure("invalid_fingerprint", f"no track has {metric} {value}", metric=metric)


def _change(pair: Pair) -> Change:
    return {
        column: pair["after"][metric] - pair["before"][metric]
        for column, (metric, _, _, _) in _COLUMNS.items()
    }


def _is_silent(pair: Pair) -> bool:
    return any(pair[side]["loudness_dbfs"] <= SILENCE_DBFS for side in ("before", "after"))


def _of_each_column(changes: list[Change], summary: Any) -> Change:
    return {column: summary([change[column] for change in changes]) for column in _COLUMNS}


def _median(values: list[float]) -> float:
    return percentile(values, 0.5)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


# MARK: Shapes


def _pairs(value: Any, path: str) -> list[Pair]:
    sides = {"before": fingerprint_shape, "after": fingerprint_shape}
    return [
        params.members(pair, f"{path}/{index}", sides, {"name": params.text})
        for index, pair in enumerate(params.array(value, path))
    ]


_SHAPE: dict[str, params.Check] = {
    "pairs": _pairs,
    **dict.fromkeys(("before", "after", "references", "own"), params.text),
    **dict.fromkeys(("profile_id", "name", "source", "progress_token"), params.text),
    "max_duration_seconds": params.or_null(params.number),
}
