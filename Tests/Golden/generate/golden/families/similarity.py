"""How well a fingerprint matches one profile, seen through ranking.rank."""

import math
import random
from collections.abc import Iterator
from typing import Any

from .. import model
from ..cases import CENTRE, RANKING_OPEN, File, fingerprint, profile, ranked

BY_HAND = "Derived by hand from SIM-2 to SIM-5; every input and score is exact in binary64."
BY_CLAUSE = (
    "Derived from SIM-1 to SIM-4 in binary64, in the stated order; checked against rationals."
)

# Dimension, metric, range, half-range: all exact in binary.
RANGES = (
    ("loudness", "loudness_dbfs", (-16, -12), 2.0),
    ("crest", "crest_db", (10, 14), 2.0),
    ("zero-crossing-rate", "zero_crossing_rate", (0.0625, 0.1875), 0.0625),
    ("spectral-centroid", "spectral_centroid", (3000, 4000), 500.0),
)
# Distance from the centre in half-ranges, what that is called, the score.
PLACES = (
    (0.0, "at-the-centre", 1.0),
    (0.25, "a-quarter-above-the-centre", 0.875),
    (-0.5, "half-way-to-the-lower-edge", 0.75),
    (-1.0, "at-the-lower-edge", 0.5),
    (1.0, "at-the-upper-edge", 0.5),
    (1.5, "half-a-half-range-above", 0.25),
    (-1.5, "half-a-half-range-below", 0.25),
    (2.0, "one-half-range-above", 0.0),
    (-2.0, "one-half-range-below", 0.0),
    (16.0, "far-above", 0.0),
    (-16.0, "far-below", 0.0),
)


def files() -> list[File]:
    return [*map(_one_dimension, RANGES), _floors(), _dimensions(), _bits()]


def _file(name: str, overview: str, source: str) -> File:
    return File(f"similarity/{name}", overview, source, method="ranking.rank", open=RANKING_OPEN)


def _one_dimension(given: Any) -> File:
    name, metric, (low, high), half = given
    file = _file(
        name,
        f"The {name.replace('-', ' ')} moves through its range, all else at the centre.",
        BY_HAND,
    )
    file.notes = {
        "edge": "The edge of a range scores 0.5, not 0: only half a half-range counts per half-range.",
        "clamped": "Scores stop at 0; a negative one lowers the mean of the others.",
    }
    rules = profile("one", centroid=(3000, 4000))
    dimension = name.replace("-", "_")
    for distance, place, expected in PLACES:
        centre = (low + high) / 2
        metrics = CENTRE | {"spectral_centroid": 3500.0} | {metric: centre + distance * half}
        dimensions = dict.fromkeys((d for d, *_ in model.DIMENSIONS), 1.0) | {dimension: expected}
        entry = model.name(rules) | {"score": (3.0 + expected) / 4, "dimensions": dimensions}
        flags = ["edge"] if abs(distance) == 1 else ["clamped"] if abs(distance) > 2 else None
        file.case(
            place,
            f"{distance:+g} half-ranges from the centre score {expected:g}",
            "SIM-2 SIM-5 RNK-6 RPC-33",
            {"fingerprint": metrics, "profiles": [rules]},
            result={"ranking": [entry]},
            flags=flags,
        )
    return file


def _floors() -> File:
    file = _file(
        "floors",
        "A range narrower than the floor counts as if its half-range were the floor.",
        BY_CLAUSE,
    )
    file.notes = {
        "floor": "The floor applies to the half-range (0.1, 0.1, 0.01 and 100), not to the width."
    }
    ranges = {
        "loudness": ("loudness_dbfs", -14.0, 0.1, "SIM-3"),
        "crest": ("crest_db", 12.0, 0.1, "SIM-3"),
        "zero_crossing_rate": ("zero_crossing_rate", 0.125, 0.01, "SIM-3"),
        "spectral_centroid": ("spectral_centroid", 3500.0, 100.0, "SIM-3"),
    }
    for dimension, (metric, centre, floor, clause) in ranges.items():
        for width, half in (
            ("no-width", 0.0),
            ("half-the-floor", floor / 2),
            ("one-and-a-half-floors", floor * 1.5),
        ):
            for step, distance in (
                ("centre", 0.0),
                ("half-a-floor-off", floor / 2),
                ("a-floor-off", floor),
                ("two-floors-off", 2 * floor),
            ):
                bounds = (centre - half, centre + half)
                rules = {
                    "loudness": {"loudness": bounds},
                    "crest": {"crest": bounds},
                    "zero_crossing_rate": {"zero_crossing_rate": bounds},
                    "spectral_centroid": {},
                }[dimension]
                centroid = bounds if dimension == "spectral_centroid" else (3000, 4000)
                one = profile("narrow", centroid=centroid, **rules)
                metrics = CENTRE | {"spectral_centroid": 3500.0} | {metric: centre + distance}
                file.case(
                    f"{dimension.replace('_', '-')}-{width}-{step}",
                    f"a range of the half-range {half:g} is judged by {max(half, floor):g}",
                    f"{clause} PRO-5" if not half else clause,
                    {"fingerprint": metrics, "profiles": [one]},
                    result=ranked(metrics, profiles=[one]),
                    flags=["floor"],
                )
    return file


def _dimensions() -> File:
    file = _file(
        "dimensions",
        "Three dimensions count, or four if the profile has a centroid range.",
        BY_HAND,
    )
    file.notes = {
        "three-or-four": "The mean is over the dimensions that the profile has, three or four.",
        "takes-no-part": "Only loudness, crest, zero-crossing rate and centroid are compared.",
    }
    three, four = profile("three"), profile("four", centroid=(3000, 4000))
    edge = CENTRE | {"spectral_centroid": 4000.0}
    ones = {"loudness": 1.0, "crest": 1.0, "zero_crossing_rate": 1.0}
    file.case(
        "without-centroid-range",
        "a profile without a centroid range has three dimensions, whatever the centroid is",
        "SIM-4 SIM-7",
        {"fingerprint": CENTRE | {"spectral_centroid": 20000.0}, "profiles": [three]},
        result={
            "ranking": [
                model.name(three)
                | {"score": 1.0, "dimensions": ones | {"spectral_centroid": {"$absent": True}}}
            ]
        },
        flags=["three-or-four"],
    )
    file.case(
        "with-centroid-range",
        "a centroid on the edge costs a quarter of a half",
        "SIM-4",
        {"fingerprint": edge, "profiles": [four]},
        result={
            "ranking": [
                model.name(four) | {"score": 0.875, "dimensions": ones | {"spectral_centroid": 0.5}}
            ]
        },
        flags=["three-or-four"],
    )
    file.case(
        "both-kinds-together",
        "each profile is judged by its own dimensions",
        "SIM-4 SIM-7 RNK-2",
        {"fingerprint": edge, "profiles": [four, three]},
        result={
            "ranking": [
                model.name(three) | {"score": 1.0, "dimensions": ones},
                model.name(four)
                | {"score": 0.875, "dimensions": ones | {"spectral_centroid": 0.5}},
            ]
        },
        flags=["three-or-four"],
    )
    for metric, value in (
        ("peak_dbfs", 40.0),
        ("spectral_rolloff", 0.0),
        ("spectral_spread", 22050.0),
    ):
        file.case(
            f"{metric.replace('_', '-')}-takes-no-part",
            f"{metric} is not compared",
            "SIM-6",
            {"fingerprint": CENTRE | {metric: value}, "profiles": [three]},
            result={"ranking": [model.name(three) | {"score": 1.0, "dimensions": ones}]},
            flags=["takes-no-part"],
        )
    unsure = profile("unsure", confidence=0.0)
    unsure["processing_targets"]["target_loudness_dbfs"] = -60
    sure = profile("sure", confidence=1.0)
    file.case(
        "confidence-and-target-take-no-part",
        "a profile's own confidence and target loudness are not compared, so catalogue order decides",
        "SIM-6 RNK-3",
        {"fingerprint": CENTRE, "profiles": [unsure, sure]},
        result={
            "ranking": [model.name(p) | {"score": 1.0, "dimensions": ones} for p in (unsure, sure)]
        },
        flags=["takes-no-part"],
    )
    return file


def _bits() -> File:
    """Fingerprints whose scores differ in the last bit under another order of operations."""
    file = _file(
        "bits", "Scores are equal bit for bit; another order of operations shows here.", BY_CLAUSE
    )
    ways = _OTHER_WAYS | _OTHER_SCORES
    file.notes = {name: f"The port {what}." for name, (_, what) in ways.items()}
    chance = random.Random(20261122)
    for name, (other, what) in _OTHER_WAYS.items():
        for number in (1, 2, 3):
            one, metrics = next(pair for pair in _random_pairs(chance) if _differs(pair, other))
            file.case(
                f"{name}-{number}",
                f"differs in the last bit if a port {what}",
                "SIM-1 SIM-4",
                {"fingerprint": metrics, "profiles": [one]},
                result=ranked(metrics, profiles=[one]),
                flags=[name],
            )
    for name, (other, what) in _OTHER_SCORES.items():
        for number in (1, 2):
            one, metrics = next(
                pair for pair in _random_ranges(chance) if _scores_otherwise(pair, other)
            )
            file.case(
                f"{name}-{number}",
                f"differs in the last bit if a port {what}",
                "SIM-1 SIM-2",
                {"fingerprint": metrics, "profiles": [one]},
                result=ranked(metrics, profiles=[one]),
                flags=[name],
            )
    return file


def _random_ranges(chance: random.Random) -> Iterator[tuple[Any, Any]]:
    """Profiles with ranges of any digits, and fingerprints within them."""
    for _ in range(100_000):
        bounds = [
            sorted(round(chance.uniform(*edges), digits) for _ in range(2))
            for edges, digits in (((-20, -9), 2), ((7, 19), 2), ((0.04, 0.14), 4), ((2e3, 5e3), 1))
        ]
        one = profile("one", *bounds)
        inside = [round(chance.uniform(low, high), 5) for low, high in bounds]
        yield one, fingerprint(*inside)


def _scores_otherwise(pair: tuple[Any, Any], other: Any) -> bool:
    one, metrics = pair
    total = 0.0
    for _, metric, key, floor in model.DIMENSIONS:
        if key in one["detection_rules"]:
            low, high = one["detection_rules"][key]
            if high - low < 2 * floor:
                return False
            total += other(metrics[metric], low, high, floor)
    return total / len(_parts(one, metrics)) != model.score(one, metrics)


def _otherwise(centre: Any = None, half: Any = None, distance: Any = None) -> Any:
    """SIM-2 with one of its lines in another way."""

    def score(x: float, low: float, high: float, floor: float) -> float:
        c = centre(low, high) if centre else (low + high) / 2
        h = half(low, high, c) if half else (high - low) / 2
        d = distance(x, c, max(h, floor)) if distance else abs(x - c) / max(h, floor)
        return max(0.0, 1 - min(d / 2, 1.0))

    return score


_OTHER_SCORES = {
    "centre-from-the-width": (
        _otherwise(centre=lambda low, high: low + (high - low) / 2),
        "uses lo + (hi − lo) / 2 as the centre",
    ),
    "half-from-the-centre": (
        _otherwise(half=lambda low, high, centre: high - centre),
        "uses hi − centre as half of the range",
    ),
    "half-from-below": (
        _otherwise(half=lambda low, high, centre: centre - low),
        "uses centre − lo as half of the range",
    ),
    "reciprocal-of-the-half": (
        _otherwise(distance=lambda x, centre, half: abs(x - centre) * (1 / half)),
        "multiplies by 1 / half in place of dividing by it",
    ),
}


def _random_pairs(chance: random.Random) -> Iterator[tuple[Any, Any]]:
    for _ in range(100_000):
        one = chance.choice(model.NORMATIVE)
        metrics = fingerprint(
            round(chance.uniform(-20, -9), 3),
            round(chance.uniform(7, 19), 3),
            round(chance.uniform(0.04, 0.14), 5),
            round(chance.uniform(2200, 5000), 2),
        )
        yield one, metrics


def _differs(pair: tuple[Any, Any], other: Any) -> bool:
    one, metrics = pair
    expected = model.score(one, metrics)
    return 0 < expected and other(one, metrics) != expected


def _parts(one: Any, metrics: Any) -> list[float]:
    return list(model.dimensions(one, metrics).values())


_OTHER_WAYS = {
    "sum-from-the-right": (
        lambda one, metrics: sum(reversed(_parts(one, metrics))) / len(_parts(one, metrics)),
        "adds the dimensions from the last to the first",
    ),
    "sum-without-rounding": (
        lambda one, metrics: math.fsum(_parts(one, metrics)) / len(_parts(one, metrics)),
        "adds the dimensions with more precision than binary64",
    ),
    "reciprocal": (
        lambda one, metrics: sum(_parts(one, metrics)) * (1 / len(_parts(one, metrics))),
        "multiplies by 1/3 in place of dividing by 3",
    ),
}
