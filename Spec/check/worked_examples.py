"""The worked examples of the chapters, recomputed from the clauses, independently of any port."""

import math
import struct
from collections.abc import Iterator
from typing import Any

from spec import Spec, read_json

Profile = dict[str, Any]
Metrics = dict[str, float]

# The metric, its rule, and its minimum width, in the order of summation (SIM-2 to SIM-4).
DIMENSIONS = (
    ("loudness_dbfs", "loudness_dbfs", 0.1),
    ("crest_db", "crest_db", 0.1),
    ("zero_crossing_rate", "zero_crossing_rate", 0.01),
    ("spectral_centroid", "spectral_centroid_hz", 100),
)
CHANGES = ("loudness_change_db", "crest_change_db", "centroid_change_hz")

CONVINCED = {
    "loudness_dbfs": -13.5,
    "crest_db": 10.5,
    "zero_crossing_rate": 0.08,
    "spectral_centroid": 3000,
}
BLENDED = {
    "loudness_dbfs": -9.58,
    "crest_db": 6.89,
    "zero_crossing_rate": 0.12429,
    "spectral_centroid": 4052.1,
}


def check_worked_examples(spec: Spec) -> Iterator[str]:
    """Every number in a worked example follows from the clauses."""
    profiles = read_json(spec.root / "profiles.json")["profiles"]
    for chapter, rows in (
        ("03-profiles.md", [digest(profiles), digest(profiles[:1])]),
        ("04-recommendation.md", [*_ranking_rows(profiles), *_blend_texts(profiles)]),
        ("08-streaming.md", [*_plan_rows(), *_seek_rows()]),
    ):
        text = " ".join(spec.chapters.get(chapter, "").replace("−", "-").split())
        for row in rows:
            if row not in text:
                yield f"{chapter}: has no {row!r}, which the clauses give"


def _ranking_rows(profiles: list[Profile]) -> Iterator[str]:
    for profile, score, scores in ranking(CONVINCED, profiles):
        cells = [_written(score) for score in scores] + [""] * (4 - len(scores)) + [_written(score)]
        yield " ".join(f"| {profile['profile_id']} | {' | '.join(cells)} |".split())


def _blend_texts(profiles: list[Profile]) -> Iterator[str]:
    ranked = ranking(BLENDED, profiles)[:3]
    total = 0.0
    for _, score, _ in ranked:
        total += score
    weights = [score / total for _, score, _ in ranked]
    for (profile, score, _), weight in zip(ranked, weights, strict=True):
        yield f"| {profile['profile_id']} | {_written(score)} | {_written(weight)} |"
    for change in CHANGES:
        targets = [float(profile["processing_targets"][change]) for profile, _, _ in ranked]
        blend = 0.0
        for target, weight in zip(targets, weights, strict=True):
            blend += target * weight
        yield _written(min(max(blend, min(targets)), max(targets)))


def _plan_rows() -> Iterator[str]:
    for seconds in (0.3, 15, 15.5, 25, 240):
        samples, chunks = plan(seconds, 44100)
        start, end = chunks[-1][2]
        yield f"| {seconds} | {samples:,} | {len(chunks)} | {start:,} to {end:,} |"
    for index, bounds in enumerate(plan(22.5, 8)[1]):
        yield f"| {index} | " + " | ".join(f"{start} to {end}" for start, end in bounds) + " |"


def _seek_rows() -> Iterator[str]:
    for position in (0, 14.5, 14.6, 24.5, 24.6, 100, 239.9):
        index, offset, effective = seek(240, 44100, position)
        yield f"| {position} | {index} | {_written(offset)} | {_written(effective)} |"


def ranking(metrics: Metrics, profiles: list[Profile]) -> list[tuple[Profile, float, list[float]]]:
    """The profiles that score, best first, each with its score and those of its dimensions."""
    rows = []
    for profile in profiles:
        rules = profile["detection_rules"]
        scores = []
        for metric, rule, floor in DIMENSIONS:
            if rule in rules:
                lowest, highest = rules[rule]
                scores.append(_score(metrics[metric], lowest, highest, floor))
        total = 0.0
        for score in scores:
            total += score
        if total > 0:
            rows.append((profile, total / len(scores), scores))
    return sorted(rows, key=lambda row: -row[1])


def _score(value: float, lowest: float, highest: float, floor: float) -> float:
    centre, half = (lowest + highest) / 2, (highest - lowest) / 2
    return max(0.0, 1 - min(abs(value - centre) / max(half, floor) / 2, 1))


def plan(seconds: float, rate: int) -> tuple[int, list[list[tuple[int, int]]]]:
    """CHK-1 to CHK-5: the samples of a track, and core, load and emit of each chunk."""
    product = seconds * rate
    samples = math.floor(product) + (product - math.floor(product) >= 0.5)
    chunks = []
    for index in range(max(1, -((5 * rate - samples) // (10 * rate)))):
        end = min((10 * index + 15) * rate, samples)
        load = (max(0, (10 * index - 5) * rate), min(samples, end + 5 * rate))
        start = 0 if index == 0 else (10 * index + 5) * rate
        chunks.append([(10 * index * rate, end), load, (start, end)])
    return samples, chunks


def seek(seconds: float, rate: int, position: float) -> tuple[int, float, float]:
    """CHK-10 and CHK-11, for a position within the track."""
    _, chunks = plan(seconds, rate)
    starts = [0 if index == 0 else 10 * index + 5 for index in range(len(chunks))]
    index = 0 if position < 15 else min(math.floor((position - 5) / 10), len(chunks) - 1)
    if index + 1 < len(chunks) and starts[index + 1] - position < 0.5:
        return index + 1, 0.0, starts[index + 1]
    return index, position - starts[index], position


def digest(profiles: list[Profile]) -> str:
    """PRO-16."""
    value = 0xCBF29CE484222325
    for byte in b"".join(_digested(profile) for profile in profiles):
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return f"{value:016x}"


def _digested(profile: Profile) -> bytes:
    rules, targets, training = (
        profile[part] for part in ("detection_rules", "processing_targets", "training")
    )
    bounds = [bound for _, rule, _ in DIMENSIONS for bound in rules.get(rule, (None, None))]
    numbers = [
        *bounds,
        *(targets[change] for change in CHANGES),
        targets.get("target_loudness_dbfs"),
    ]
    return b"".join(
        [
            *(_text(profile.get(key)) for key in ("profile_id", "name", "version")),
            _text(profile.get("description", "")),
            *(_number(number) for number in numbers),
            _text(training["source"]),
            _integer(training["tracks"]),
            _number(profile["confidence"]),
            _text(profile.get("release_type")),
            _text(profile.get("genre_hint")),
            _integer(profile.get("era_estimate")),
        ]
    )


def _text(text: str | None) -> bytes:
    if text is None:
        return b"\0"
    encoded = text.encode()
    return b"\1" + struct.pack("<Q", len(encoded)) + encoded


def _number(number: float | None) -> bytes:
    return b"\0" if number is None else b"\1" + struct.pack("<d", number or 0.0)


def _integer(integer: int | None) -> bytes:
    return b"\0" if integer is None else b"\1" + struct.pack("<q", integer)


def _written(number: float) -> str:
    return repr(int(number)) if number == int(number) else repr(number)
