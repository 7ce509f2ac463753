"""Blends that have names (PRO-40 to PRO-42): imported as YAML, and found again in recommendations."""

import json
from typing import Any

from .. import model
from ..cases import CENTRE, PAYLOAD_OPEN, File, error, step
from ..tracks import BY_HAND, by_score

PROFILES = by_score([0.5, 0.25, 0.25])
WEIGHTS = {"p1": 0.125, "p2": 0.5, "p3": 0.375}


def files() -> list[File]:
    return [_recommended(), _refused()]


def _file(name: str, overview: str, open: list[str]) -> File:
    return File(
        f"blends/{name}",
        overview,
        BY_HAND,
        requires=["core", "blends", "profiles-yaml"],
        since="2.0",
        open=open,
        fresh=True,
    )


def _yaml(members: dict[str, float] = WEIGHTS, weights: str = "scores", **more: str) -> str:
    """JSON is YAML too."""
    blend: dict[str, Any] = {
        "blend_id": "all-three",
        "name": "All three",
        "weights": weights,
        "members": [{"profile_id": id, "weight": weight} for id, weight in members.items()],
    }
    return json.dumps({"profiles": PROFILES, "blends": [blend | more]})


def _blend(weights: list[float], source: str = "blend_profile") -> dict[str, Any]:
    ranked = model.ranking(CENTRE, 3, PROFILES)
    changes = {
        change: sum(p["processing_targets"][target] * w for (_, p), w in zip(ranked, weights))
        for change, target in model.CHANGES
    }
    return {
        "source": source,
        "members": [
            model.name(profile)
            | {"weights": {"loudness": w, "crest": w, "spectral_centroid": w}}
            for (_, profile), w in zip(ranked, weights)
        ],
        **changes,
        "blend_id": "all-three",
        "blend_name": "All three",
    }


def _recommended() -> File:
    file = _file(
        "recommended",
        "A hybrid of exactly a blend's profiles is called by it.",
        PAYLOAD_OPEN + ["/blend", "/blend/members/*", "/blend/members/*/weights"],
    )
    # The normative profiles score for this track as well, and are taken out first.
    gone = [
        step("profiles.remove", {"profile_id": p["profile_id"]}, result={})
        for p in model.NORMATIVE
    ]

    def add(id: str, words: str, yaml: str, blend: Any, **params: Any) -> None:
        expected = model.payload(CENTRE, 1.0, params.get("top_k", 3), profiles=PROFILES)
        file.case(
            id,
            words,
            "PRO-40 PRO-42",
            steps=[
                step("profiles.import", {"yaml": yaml}, result={}),
                *gone,
                step(
                    "recommendation.weighted",
                    {"fingerprint": CENTRE, "confidence_threshold": 1.0, **params},
                    result=expected | {"blend": blend},
                ),
            ],
        )

    add("by-name", "its weights stay those of the scores", _yaml(), _blend([0.5, 0.25, 0.25]))
    add(
        "own-weights",
        "one that gives weights gives them",
        _yaml(weights="own"),
        _blend([0.125, 0.5, 0.375]),
    )
    add(
        "own-weights-under-dimension",
        "also where each change would be weighed by itself",
        _yaml(weights="own"),
        _blend([0.125, 0.5, 0.375]),
        weighting="dimension",
    )
    add(
        "fewer-members",
        "a hybrid of two of three is another one",
        _yaml(),
        {"$absent": True},
        top_k=2,
    )
    return file


def _refused() -> File:
    file = _file("refused", "What is wrong with a blend is named, and nothing is taken.", [""])
    halves = {"p1": 0.5, "p2": 0.5}
    for id, yaml, field, reason, words in (
        ("sum", _yaml({"p1": 0.37, "p2": 0.37}), "blends.members.weight", "not_whole", "weights that sum to 0.74 are refused"),
        ("unknown", _yaml({"p1": 0.5, "nobody": 0.5}), "blends.members.profile_id", "unknown_profile", "a blend has profiles of the catalogue"),
        ("one", _yaml({"p1": 1.0}), "blends.members", "too_few_profiles", "a blend has two profiles"),
        ("weight", _yaml({"p1": 1.5, "p2": -0.5}), "blends.members.weight", "outside", "a weight lies in (0, 1]"),
        ("id-of-a-profile", _yaml(halves, blend_id="p1"), "blends.blend_id", "duplicate_id", "a blend has an id of its own"),
        ("id", _yaml(halves, blend_id="a b"), "blends.blend_id", "not_an_identifier", "an id has no space"),
        ("name", _yaml(halves, name=" "), "blends.name", "empty", "a name has something to see"),
        ("member", _yaml(halves, mood="happy"), "blends.mood", "unknown_field", "a blend has no other member"),
        ("weights", _yaml(halves, weights="mine"), "blends.weights", "wrong_kind", "weights are those of the scores or its own"),
    ):
        file.case(
            id,
            words,
            "PRO-40 PRO-41",
            steps=[
                step(
                    "profiles.import",
                    {"yaml": yaml},
                    error=error(
                        "invalid_profile_text", problems=[{"field": field, "reason": reason}]
                    ),
                )
            ],
        )
    return file
