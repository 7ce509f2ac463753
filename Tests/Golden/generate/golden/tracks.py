"""Fingerprints and profiles that several families share, and cases of the whole payload."""

import random
from typing import Any

from . import model
from .cases import (
    CENTRE,
    NOT_HYBRID_WORDS,
    PAYLOAD_OPEN,
    File,
    fingerprint,
    profile,
)

BY_HAND = "Derived by hand from the clauses; every number is exact in binary64."
BY_CLAUSE = (
    "Derived from the clauses in binary64, in their order; checked against rational arithmetic."
)
# The fingerprint of the worked example in engine.md.
EXAMPLE = fingerprint(-9.58, 6.89, 0.12429, 4052.1)
# Within the live rock profile's ranges, and close to their centres.
INSIDE = fingerprint(-13.5, 10.5, 0.08, 2000.0)
# Three normative profiles have scores, all below 0.4.
BETWEEN = fingerprint(-15.5, 12.75, 0.0975, 2400.0)
SILENCE = fingerprint(-100.0, 0.0, 0.0, 0.0, peak=-100.0, rolloff=0.0, spread=0.0)


def recommendation_file(
    name: str, overview: str, source: str = BY_CLAUSE, method: str = "recommendation.weighted"
) -> File:
    return File(f"recommendation/{name}", overview, source, method=method, open=PAYLOAD_OPEN)


def add(
    file: File,
    id: str,
    description: str,
    spec: str,
    metrics: Any,
    flags: Any = None,
    **settings: Any,
) -> Any:
    """A case with what the model gives for these settings; returns the expected payload."""
    names = {"confidence_threshold": "threshold"}
    arguments = {names.get(key, key): value for key, value in settings.items()}
    if file.method == "recommendation.single":
        arguments["threshold"] = 0.0
    expected = model.payload(metrics, **arguments)
    file.case(
        id,
        description,
        spec,
        {"fingerprint": metrics, **settings},
        result=expected,
        flags=flags,
        **({} if expected["is_hybrid"] else {"forbid": NOT_HYBRID_WORDS}),
    )
    return expected


def by_score(scores: list[float], **more: Any) -> list[Any]:
    """Profiles with exactly these scores for `CENTRE`: all three dimensions have the same."""
    made = []
    for index, value in enumerate(scores):
        away = 2 - 2 * value  # half-ranges from the centre
        made.append(
            profile(
                f"p{index + 1}",
                loudness=(-16 + 2 * away, -12 + 2 * away),
                crest=(10 + 2 * away, 14 + 2 * away),
                zero_crossing_rate=(0.0625 + 0.0625 * away, 0.1875 + 0.0625 * away),
                changes=(-1.0 - index, 0.5 * index, 64.0 * index),
                **more,
            )
        )
    assert [model.score(p, CENTRE) for p in made] == scores, scores
    return made


def random_fingerprint(chance: random.Random) -> Any:
    return fingerprint(
        round(chance.uniform(-19, -10), 3),
        round(chance.uniform(8, 18), 3),
        round(chance.uniform(0.05, 0.13), 5),
        round(chance.uniform(2300, 4800), 2),
    )
