"""The payload's members, and how its numbers are written."""

import random
from typing import Any

from .. import model
from ..cases import (
    NOT_HYBRID_WORDS,
    PAYLOAD_OPEN,
    File,
    fingerprint,
    profile,
    step,
)
from ..text import Number
from ..tracks import EXAMPLE, INSIDE, SILENCE

BY_HAND = "Derived by hand from the clauses."
FLOATS = (
    "confidence_score",
    "predicted_loudness_change",
    "predicted_crest_change",
    "predicted_centroid_change",
    "confidence_threshold",
)
# In the order of MSG-1.
MEMBERS = (
    "track_id",
    "primary_profile_id",
    "primary_profile_name",
    "confidence_score",
    "predicted_loudness_change",
    "predicted_crest_change",
    "predicted_centroid_change",
    "weighted_profiles",
    "alternative_profiles",
    "reasoning",
    "is_hybrid",
    "is_fallback",
    "confidence_threshold",
    "top_k",
    "fingerprint",
    "headroom",
)


def files() -> list[File]:
    return [_members(), _number_form(), _round_trip(), _preferred_form()]


def _file(
    name: str, overview: str, method: str, requires: list[str], source: str = BY_HAND
) -> File:
    return File(f"messages/{name}", overview, source, requires=requires, method=method)


def _members() -> File:
    file = _file(
        "payload-members",
        "The payload has all of its members, always.",
        "recommendation.weighted",
        ["core"],
    )
    file.open = PAYLOAD_OPEN
    file.notes = {"always-there": "Some ports leave out members that are empty, false or null."}
    for id, metrics in (("hybrid", EXAMPLE), ("single", INSIDE), ("fallback", SILENCE)):
        expected = model.payload(metrics)
        words = {} if expected["is_hybrid"] else {"forbid": NOT_HYBRID_WORDS}
        file.case(
            f"of-a-{id}",
            f"a {id} has every member",
            "MSG-1 MSG-5 MSG-6 MSG-8 RPC-34",
            {"fingerprint": metrics},
            result={"track_id": {"$absent": True}} | expected,
            flags=["always-there"],
            **words,
        )
        with_id = model.payload(metrics, track_id=12)
        file.case(
            f"of-a-{id}-with-track-id",
            "a given track_id is a member too",
            "MSG-1 MSG-7",
            {"fingerprint": metrics, "track_id": 12},
            result=with_id,
            flags=["always-there"],
            **words,
        )
    odd = fingerprint(-13.5, 10.5, 0.08, 2000.0, peak=-5e-324, rolloff=1e-300, spread=1e300)
    file.case(
        "the-fingerprint-comes-back",
        "the seven metrics are returned as given, including those that are not compared",
        "MSG-8 MSG-3",
        {"fingerprint": odd},
        result=model.payload(odd),
    )
    return file


def _number_form() -> File:
    file = _file(
        "number-form",
        "Floats are written as floats, integers as integers.",
        "recommendation.weighted",
        ["core"],
    )
    file.open = PAYLOAD_OPEN
    file.notes = {
        "float-form": "A float is written 0.0, never 0; the original writes integers for whole numbers (MSG-2)."
    }
    whole = fingerprint(-13, 11, 0, 2000, peak=-2, rolloff=8000, spread=3500)
    for id, metrics, settings in (
        ("whole-numbers-of-a-single", INSIDE, {"confidence_threshold": 0}),
        ("whole-numbers-of-a-fallback", SILENCE, {"confidence_threshold": 1}),
        ("whole-metrics", whole, {}),
        ("hybrid", EXAMPLE, {}),
    ):
        threshold = float(settings.get("confidence_threshold", 0.4))
        expected = model.payload(metrics, threshold, track_id=3)
        formed = expected | {key: {"$float": expected[key]} for key in FLOATS}
        formed |= {"track_id": {"$integer": 3}, "top_k": {"$integer": 3}}
        formed["fingerprint"] = {key: {"$float": float(value)} for key, value in metrics.items()}
        formed["weighted_profiles"] = [
            member | {"weight": {"$float": member["weight"]}}
            for member in expected["weighted_profiles"]
        ]
        file.case(
            id,
            "every float has a fraction or exponent, every integer neither",
            "MSG-2 MSG-3",
            {"fingerprint": metrics, "track_id": 3, **settings},
            result=formed,
            flags=["float-form"],
        )
    file.case(
        "scores-as-given-back",
        "a confidence of 1 is written 1.0",
        "MSG-2",
        {"fingerprint": fingerprint(-14, 12, 0.125), "profiles": [profile("one")]},
        result=_formed_single(),
        flags=["float-form"],
    )
    one = {"$float": 1.0}
    dimensions = {"loudness": {"$float": 0.5}, "crest": one, "zero_crossing_rate": one}
    entry = {
        "profile_id": "one",
        "profile_name": "One",
        "score": {"$float": 2.5 / 3},
        "dimensions": dimensions,
    }
    call = {"fingerprint": fingerprint(-12.0, 12.0, 0.125), "profiles": [profile("one")]}
    file.case(
        "scores-of-a-ranking",
        "scores and dimensions of a ranking are floats",
        "MSG-2 RPC-33",
        flags=["float-form"],
        steps=[step("ranking.rank", call, result={"ranking": [entry]})],
    )
    return file


def _round_trip() -> File:
    file = _file(
        "numbers-round-trip",
        "Every number reads back as the same binary64 number.",
        "recommendation.weighted",
        ["core"],
        "Hard cases of binary64 to text; the metrics that are not compared carry them.",
    )
    file.open = PAYLOAD_OPEN
    file.notes = {"shortest": "Seventeen digits are enough for any binary64; fifteen are not."}
    chance = random.Random(53)
    texts = [
        "5e-324",
        "2.2250738585072014e-308",
        "1.7976931348623157e308",
        "0.1",
        "0.30000000000000004",
        "9007199254740993.0",
        "1e23",
        "123456789012345680000.0",
        "1e21",
        "1e-7",
        "-0.000001",
        "4.35",
        "2.675",
        "1.005",
        "6.02214076e23",
        "0.010000000000000002",
    ]
    texts += [repr(chance.uniform(-1, 1) * 10 ** chance.randrange(-20, 20)) for _ in range(8)]
    for index in range(0, len(texts), 3):
        peak, rolloff, spread = (Number(text) for text in texts[index : index + 3])
        metrics = INSIDE | {
            "peak_dbfs": peak,
            "spectral_rolloff": rolloff,
            "spectral_spread": spread,
        }
        file.case(
            f"set-{index // 3 + 1}",
            "three hard numbers come back bit for bit",
            "MSG-3 MSG-8",
            {"fingerprint": metrics},
            result=model.payload(metrics),
            flags=["shortest"],
        )
    return file


def _preferred_form() -> File:
    file = _file(
        "preferred-form",
        "How a payload should be written, although other ways are harmless.",
        "recommendation.weighted",
        ["core"],
    )
    file.since = "2.0"
    file.open = PAYLOAD_OPEN
    file.notes = {
        "seventeen-digits": "Seventeen digits for every number read back correctly, but are twice as long.",
        "sorted": "A JSON library sorts the members, or keeps them in an unordered table.",
    }
    # None is shorter with an exponent.
    texts = ["-14.3", "-2.1", "12.2", "3000.7", "8000.1", "0.125", "0.30000000000000004"]
    given = dict(zip(INSIDE, map(Number, texts)))
    file.case(
        "given-numbers",
        "a given number is written as short as possible",
        "MSG-3",
        {"fingerprint": given},
        result=model.payload(given),
        should={"fingerprint": {key: {"$text": text} for key, text in zip(given, texts)}},
        flags=["seventeen-digits"],
    )
    blend = model.payload(EXAMPLE)
    computed = {key: {"$text": repr(float(blend[key]))} for key in FLOATS}
    weights = [
        {"weight": {"$text": repr(float(part["weight"]))}} for part in blend["weighted_profiles"]
    ]
    file.case(
        "computed-numbers",
        "a computed number is written as short as possible",
        "MSG-3",
        {"fingerprint": EXAMPLE},
        result=blend,
        should=computed | {"weighted_profiles": weights},
        flags=["seventeen-digits"],
    )
    for id, metrics in (("hybrid", EXAMPLE), ("single", INSIDE), ("fallback", SILENCE)):
        file.case(
            f"order-of-a-{id}",
            f"the members of a {id} are in the order of the clause",
            "MSG-1",
            {"fingerprint": metrics, "track_id": 12},
            result=model.payload(metrics, track_id=12),
            should={"$order": list(MEMBERS)},
            flags=["sorted"],
        )
    return file


def _formed_single() -> Any:
    expected = model.payload(fingerprint(-14, 12, 0.125), profiles=[profile("one")])
    return expected | {key: {"$float": expected[key]} for key in FLOATS}
