"""Blends that weigh each change by its dimension (REC-40 to REC-43), computed in the clauses' order."""

import random
from fractions import Fraction
from typing import Any

from .. import model
from ..cases import CENTRE, NOT_HYBRID_WORDS, PAYLOAD_OPEN, File, profile, wrong_params
from ..tracks import BETWEEN, BY_CLAUSE, BY_HAND, EXAMPLE, INSIDE, SILENCE, by_score, random_fingerprint

OPEN = PAYLOAD_OPEN + ["/blend", "/blend/members/*", "/blend/members/*/weights"]
OPEN += ["/data" + pointer for pointer in OPEN]
# Dimension of the weights, and the change and target that they are for.
COLUMNS = (
    ("loudness", "predicted_loudness_change", "loudness_change_db"),
    ("crest", "predicted_crest_change", "crest_change_db"),
    ("spectral_centroid", "predicted_centroid_change", "centroid_change_hz"),
)


def files() -> list[File]:
    return [_weights(), _when()]


def blend(metrics: Any, top_k: int = 3, profiles: list[Any] = model.NORMATIVE) -> dict[str, Any]:
    ranked = model.ranking(metrics, top_k, profiles)
    scores = [score for score, _ in ranked]
    similar = [model.dimensions(profile, metrics) for _, profile in ranked]
    columns: dict[str, list[float]] = {}
    changes: dict[str, float] = {}
    for dimension, change, target in COLUMNS:
        products = [score * by.get(dimension, score) for score, by in zip(scores, similar)]
        weights = _shares(products if any(products) else scores)
        columns[dimension] = weights
        targets = [float(profile["processing_targets"][target]) for _, profile in ranked]
        total = 0.0
        for value, weight in zip(targets, weights):
            total = total + value * weight
        changes[change] = min(max(total, min(targets)), max(targets))
    members = [
        model.name(profile)
        | {"weights": {dimension: columns[dimension][place] for dimension, _, _ in COLUMNS}}
        for place, (_, profile) in enumerate(ranked)
    ]
    return {"source": "dimension", "members": members, **changes}


def _shares(values: list[float]) -> list[float]:
    total = 0.0
    for value in values:
        total = total + value
    shares = [value / total for value in values]
    assert abs(sum(map(Fraction, shares)) - 1) <= Fraction(1, 10**12)
    return shares


def _file(name: str, overview: str, source: str = BY_CLAUSE) -> File:
    return File(
        f"dimension-weights/{name}",
        overview,
        source,
        requires=["core", "dimension-weights"],
        method="recommendation.weighted",
        since="2.0",
        open=OPEN,
    )


def _add(file: File, id: str, words: str, spec: str, metrics: Any, **settings: Any) -> None:
    names = {"confidence_threshold": "threshold"}
    arguments = {names.get(key, key): value for key, value in settings.items()}
    expected = model.payload(metrics, **arguments)
    arguments.pop("threshold", None)
    if expected["is_hybrid"]:
        expected["blend"] = blend(metrics, **arguments)
    else:
        expected["blend"] = {"$absent": True}
    params = {"fingerprint": metrics, **settings, "weighting": "dimension"}
    # What begins a hybrid's reasoning may not be a single's, which is not empty either (REC-17).
    single = {} if expected["is_hybrid"] else {"forbid": NOT_HYBRID_WORDS}
    file.case(id, words, spec, params, result=expected, **single)


def _weights() -> File:
    file = _file("each-change", "Each change has its own weights; the plain ones stay.")
    spec = "REC-40 REC-41 REC-42 REC-43"
    sure = {"confidence_threshold": 1.0}
    _add(file, "the-worked-example", "the track of the worked example", spec, EXAMPLE)
    _add(file, "between", "a track between three profiles", spec, BETWEEN)
    _add(file, "all-seven", "a blend of all that score", spec, INSIDE, top_k=7, **sure)
    _add(
        file,
        "equal-scores",
        "if all dimensions have equal scores, the weights are proportional to the squares",
        spec,
        CENTRE,
        profiles=by_score([0.5, 0.25, 0.25]),
        **sure,
    )
    one_sided = [
        profile("loud-alone", crest=(30, 34), changes=(-4.0, 2.0, 64.0)),
        profile("crest-alone", loudness=(-40, -36), changes=(1.0, -1.0, -32.0)),
    ]
    _add(
        file,
        "one-decides-each",
        "a profile similar in loudness alone decides the loudness, one similar in crest the crest",
        spec,
        CENTRE,
        profiles=one_sided,
        **sure,
    )
    nowhere = [
        profile("noise", loudness=(-60, -56), changes=(-4.0, 2.0, 64.0)),
        profile("noise-too", loudness=(-70, -66), crest=(13, 17), changes=(1.0, -1.0, -32.0)),
    ]
    _add(
        file,
        "alike-in-no-loudness",
        "if no member is similar in loudness, the plain weights are used",
        spec,
        CENTRE,
        profiles=nowhere,
        **sure,
    )
    with_centroid = [
        profile("with-a-rule", centroid=(2000.0, 3000.0), changes=(-1.0, 1.0, 128.0)),
        profile("without-one", loudness=(-13, -9), changes=(-2.0, 0.5, -64.0)),
    ]
    _add(
        file,
        "a-rule-for-the-centroid",
        "a profile without a rule for the centroid uses its score there",
        spec,
        CENTRE,
        profiles=with_centroid,
        **sure,
    )
    draw = random.Random(40)
    for number in range(24):
        metrics = random_fingerprint(draw)
        top_k = draw.choice((2, 3, 5, 7))
        if len(model.ranking(metrics, top_k)) < 2:
            continue
        _add(file, f"random-{number}", "a random track", spec, metrics, top_k=top_k, **sure)
    return file


def _when() -> File:
    file = _file("when-there-is-a-blend", "Only a hybrid has a blend, and only on request.", BY_HAND)
    _add(file, "a-single", "a single stays single", "REC-40 REC-43", INSIDE)
    _add(file, "a-fallback", "a fallback blends nothing", "REC-40 REC-43", SILENCE)
    _add(file, "one-profile", "one profile makes no blend", "REC-43", EXAMPLE, top_k=1)
    for id, settings, words in (
        ("plain", {"weighting": "plain"}, "the plain weighting adds no member"),
        ("absent", {}, "an absent weighting is plain"),
    ):
        expected = model.payload(EXAMPLE) | {"blend": {"$absent": True}}
        file.case(id, words, "REC-40", {"fingerprint": EXAMPLE, **settings}, result=expected)
    for id, value in (("unknown", "loudest"), ("empty", ""), ("a-number", 1), ("null", None)):
        file.case(
            f"weighting-{id}",
            "another weighting is refused",
            "REC-40",
            {"fingerprint": EXAMPLE, "weighting": value},
            error=wrong_params("/weighting", "wrong_type"),
        )
    file.case(
        "of-single",
        "the method that never blends has no weighting",
        "REC-40",
        {"fingerprint": EXAMPLE, "weighting": "plain"},
        method="recommendation.single",
        error=wrong_params("/weighting", "unknown"),
    )
    file.case(
        "message",
        "the message has it too",
        "REC-43",
        {"fingerprint": EXAMPLE, "track_id": 7, "weighting": "dimension"},
        method="recommendation.message",
        requires=["core", "dimension-weights", "messages"],
        result={
            "type": "mastering_recommendation",
            "data": model.payload(EXAMPLE, track_id=7) | {"blend": blend(EXAMPLE)},
        },
    )
    return file
