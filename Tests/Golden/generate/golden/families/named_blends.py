"""Blends that have names (PRO-40 to PRO-42): imported as YAML, and found again in recommendations."""

import json
from typing import Any

from .. import model
from ..cases import CENTRE, PAYLOAD_OPEN, File, error, step
from ..tracks import BY_HAND, by_score
from .dimension_weights import blend as dimension_blend

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


def _blend_object(
    members: dict[str, float] = WEIGHTS, weights: str = "scores", **more: Any
) -> dict[str, Any]:
    blend: dict[str, Any] = {
        "blend_id": "all-three",
        "name": "All three",
        "weights": weights,
        "members": [{"profile_id": id, "weight": weight} for id, weight in members.items()],
    }
    return blend | more


def _of(members: Any) -> dict[str, Any]:
    """A blend with these members, whatever they are."""
    return _blend_object() | {"members": members}


def _yaml(members: dict[str, float] = WEIGHTS, weights: str = "scores", **more: Any) -> str:
    """JSON is YAML too."""
    return _text([_blend_object(members, weights, **more)])


def _text(blends: list[Any], profiles: list[Any] = PROFILES) -> str:
    return json.dumps({"profiles": profiles, "blends": blends})


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
        "A hybrid of exactly a blend's profiles gets its name.",
        PAYLOAD_OPEN + ["/blend", "/blend/members/*", "/blend/members/*/weights"],
    )
    # The normative profiles score for this track as well, and are taken out first.
    gone = [
        step("profiles.remove", {"profile_id": p["profile_id"]}, result={})
        for p in model.NORMATIVE
    ]

    def add(
        id: str,
        words: str,
        yaml: str,
        blend: Any,
        spec: str = "PRO-40 PRO-42",
        between: list[Any] = [],
        requires: list[str] | None = None,
        **params: Any,
    ) -> None:
        expected = model.payload(CENTRE, 1.0, params.get("top_k", 3), profiles=PROFILES)
        file.case(
            id,
            words,
            spec,
            **({"requires": requires} if requires else {}),
            steps=[
                step("profiles.import", {"yaml": yaml}, result={}),
                *gone,
                *between,
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
        "a blend with weights applies them",
        _yaml(weights="own"),
        _blend([0.125, 0.5, 0.375]),
    )
    add(
        "own-weights-under-dimension",
        "even if each change would be weighted separately",
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
    thirds = _yaml({"p1": 0.3333333, "p2": 0.3333333, "p3": 0.3333333}, weights="own")
    near = lambda value: {"$near": {"value": value, "absolute": 1e-12}}
    blend = _blend([1 / 3] * 3)
    add(
        "weights-of-nearly-one",
        "weights that sum to nearly 1 are divided by their sum",
        thirds,
        {
            **blend,
            "members": [
                member | {"weights": {each: near(1 / 3) for each in member["weights"]}}
                for member in blend["members"]
            ],
            **{change: near(blend[change]) for change, _ in model.CHANGES},
        },
        spec="PRO-42 PRO-46",
    )
    backwards = dict(reversed(WEIGHTS.items()))
    add(
        "in-another-order",
        "its members are in the order of the ranking, regardless of their own",
        _yaml(backwards, weights="own"),
        _blend([0.125, 0.5, 0.375]),
    )
    twice = [_blend_object(weights="own"), _blend_object(blend_id="too", name="Too", weights="scores")]
    add(
        "the-first-of-two",
        "of two blends of the same profiles the first gives name and weights",
        _text(twice),
        _blend([0.125, 0.5, 0.375]),
        spec="PRO-48",
    )
    pair = _blend_object({"p1": 0.5, "p2": 0.5}, blend_id="two", name="Two")
    add(
        "not-of-two-of-them",
        "a blend of two of three is another one",
        _text([pair]),
        {"$absent": True},
    )
    add(
        "dimension-and-a-name",
        "if each change is weighted separately, the name stays",
        _yaml(),
        dimension_blend(CENTRE, 3, PROFILES) | {"blend_id": "all-three", "blend_name": "All three"},
        requires=["core", "blends", "profiles-yaml", "dimension-weights"],
        weighting="dimension",
    )
    without = {key: value for key, value in _blend_object().items() if key != "weights"}
    for id, given in (("absent", without), ("null", without | {"weights": None, "description": None})):
        add(
            f"weights-{id}",
            "without weights of its own, a blend has those of the scores",
            _text([given]),
            _blend([0.5, 0.25, 0.25]),
            spec="PRO-47",
        )
    add(
        "profiles-of-the-call",
        "blends apply to the host's profiles, not to those of a call",
        _yaml(),
        {"$absent": True},
        spec="PRO-48",
        profiles=PROFILES,
    )
    again = step("profiles.add", {"profile": PROFILES[2]}, result={})
    gone_third = step("profiles.remove", {"profile_id": "p3"}, result={})
    add(
        "with-a-profile-gone-and-back",
        "a blend is ignored until its profiles exist",
        _yaml(),
        _blend([0.5, 0.25, 0.25]),
        between=[gone_third, step("profiles.list", {}, result={"blends": {"$absent": True}}), again],
        spec="PRO-48",
    )
    single = model.payload(CENTRE, 0.5, 3, profiles=PROFILES) | {"blend": {"$absent": True}}
    file.case(
        "a-single",
        "a single has no blend, even if its profiles form one",
        "PRO-42",
        steps=[
            step("profiles.import", {"yaml": _yaml(weights="own")}, result={}),
            *gone,
            step(
                "recommendation.weighted",
                {"fingerprint": CENTRE, "confidence_threshold": 0.5},
                result=single,
            ),
        ],
    )
    file.case(
        "of-profiles-that-were-there",
        "a text with blends only may use the host's profiles; the blends are listed with all members",
        "PRO-40",
        steps=[
            step("profiles.import", {"yaml": _text([], PROFILES)}, result={}),
            step(
                "profiles.import",
                {"yaml": json.dumps({"blends": [_blend_object(description="Of three.")]})},
                result={"added": []},
            ),
            step(
                "profiles.list", {}, result={"blends": [_blend_object(description="Of three.")]}
            ),
        ],
    )
    added = [{"profile_id": p["profile_id"], "version": p["version"]} for p in PROFILES]
    file.case(
        "in-an-export",
        "an export has the blends too",
        "PRO-44",
        steps=[
            step("profiles.import", {"yaml": _yaml()}, result={"added": added}),
            step("profiles.export", {}, result={"yaml": {"$pattern": "[^\\x00]*blends[\"' ]*:[^\\x00]*all-three[^\\x00]*"}}),
        ],
    )
    three = [_blend_object(blend_id=id, name=id, description="") for id in ("c", "a", "b")]
    file.case(
        "in-their-order",
        "blends are listed in the order of their addition",
        "PRO-40 PRO-44",
        steps=[
            step("profiles.import", {"yaml": _text(three[:2])}, result={}),
            step("profiles.import", {"yaml": json.dumps({"blends": three[2:]})}, result={"added": []}),
            step("profiles.list", {}, result={"blends": three}),
        ],
    )
    return file


def _refused() -> File:
    file = _file("refused", "Problems of a blend are listed, and nothing is added.", [""])
    halves = {"p1": 0.5, "p2": 0.5}
    for id, yaml, field, reason, words in (
        ("sum", _yaml({"p1": 0.37, "p2": 0.37}), "blends.members.weight", "not_whole", "weights that sum to 0.74 are refused"),
        ("unknown", _yaml({"p1": 0.5, "nobody": 0.5}), "blends.members.profile_id", "unknown_profile", "a blend has profiles of the catalogue"),
        ("one", _yaml({"p1": 1.0}), "blends.members", "too_few_profiles", "a blend has two profiles"),
        ("weight", _yaml({"p1": 1.5, "p2": -0.5}), "blends.members.weight", "outside", "a weight must be in (0, 1]"),
        ("id-of-a-profile", _yaml(halves, blend_id="p1"), "blends.blend_id", "duplicate_id", "a blend's id must differ from those of the profiles"),
        ("id", _yaml(halves, blend_id="a b"), "blends.blend_id", "not_an_identifier", "an id has no space"),
        ("name", _yaml(halves, name=" "), "blends.name", "empty", "a name has a visible character"),
        ("member", _yaml(halves, mood="happy"), "blends.mood", "unknown_field", "a blend has no other member"),
        ("weights", _yaml(halves, weights="mine"), "blends.weights", "wrong_kind", "weights are those of the scores or its own"),
        ("sum-above", _yaml({"p1": 0.5, "p2": 0.500002}), "blends.members.weight", "not_whole", "weights do not sum to more than 1"),
        ("sum-below", _yaml({"p1": 0.5, "p2": 0.499998}), "blends.members.weight", "not_whole", "weights do not sum to less than 1"),
        ("weight-zero", _yaml({"p1": 1.0, "p2": 0.0}), "blends.members.weight", "outside", "a weight must be above 0"),
        ("weight-text", _yaml({"p1": 0.5, "p2": "half"}), "blends.members.weight", "wrong_kind", "a weight is a number"),
        ("weight-missing", _text([_of([{"profile_id": "p1", "weight": 1.0}, {"profile_id": "p2"}])]), "blends.members.weight", "missing", "a member has a weight"),
        ("profile-missing", _text([_of([{"weight": 1.0}, {"profile_id": "p2", "weight": 0.5}])]), "blends.members.profile_id", "missing", "a member has a profile"),
        ("profile-twice", _text([_of([{"profile_id": "p1", "weight": 0.5}] * 2)]), "blends.members", "repeated", "each profile occurs once"),
        ("member-of-a-member", _text([_of([{"profile_id": "p1", "weight": 0.5, "mood": 1}, {"profile_id": "p2", "weight": 0.5}])]), "blends.members.mood", "unknown_field", "a member has no other member"),
        ("members-missing", _text([{"blend_id": "b", "name": "B"}]), "blends.members", "missing", "a blend has members"),
        ("members-a-text", _text([_of("p1 and p2")]), "blends.members", "wrong_kind", "members are a list"),
        ("a-member-a-text", _text([_of(["p1", "p2"])]), "blends.members", "wrong_kind", "a member is a mapping"),
        ("a-member-twice", _yaml(halves).replace('"weights"', '"name": "Again", "weights"'), "blends.name", "repeated", "no key stands twice"),
        ("a-member-of-a-member-twice", _yaml(halves).replace('"weight": 0.5}]', '"weight": 0.5, "weight": 0.5}]'), "blends.members.weight", "repeated", "also within its members"),
        ("a-number", _text([5]), "blends", "wrong_kind", "a blend is a mapping"),
        ("id-missing", _text([{"name": "B", "members": []}]), "blends.blend_id", "missing", "a blend has an id"),
        ("name-missing", _text([{"blend_id": "b", "members": _blend_object(halves)["members"]}]), "blends.name", "missing", "a blend has a name"),
        ("name-too-long", _yaml(halves, name="n" * 129), "blends.name", "too_long", "a name has 128 characters at most"),
        ("name-a-number", _yaml(halves, name=1984), "blends.name", "wrong_kind", "a number is not a name"),
        ("id-a-number", _yaml(halves, blend_id=1984), "blends.blend_id", "wrong_kind", "a number is not an id"),
        ("description-a-list", _yaml(halves, description=["a"]), "blends.description", "wrong_kind", "a description is text"),
        ("id-of-a-blend", _text([_blend_object(), _blend_object(halves)]), "blends.blend_id", "duplicate_id", "two blends cannot have the same id"),
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
                        "invalid_profile_text",
                        problems=[
                            {"field": field, "reason": reason}
                            # The blend's id, where it can be read.
                            | ({"profile_id": "all-three"} if id in ("sum", "member", "name", "a-member-twice") else {})
                        ],
                    ),
                ),
                step(
                    "profiles.get", {"profile_id": "p1"}, error=error("unknown_profile", profile_id="p1")
                ),
            ],
        )
    allowed = _yaml({"p1": 0.5, "p2": 0.4999995}, name="n" * 128)
    file.case(
        "the-edges",
        "a name of 128 characters and a sum that is off by half a millionth are allowed",
        "PRO-40",
        steps=[step("profiles.import", {"yaml": allowed}, result={})],
    )
    taken = PROFILES[0] | {"profile_id": "all-three"}
    file.case(
        "a-profile-with-its-id",
        "no profile is added with a blend's id",
        "PRO-49",
        steps=[
            step("profiles.import", {"yaml": _yaml()}, result={}),
            step(
                "profiles.add",
                {"profile": taken},
                error=error(
                    "invalid_profile", profile_id="all-three", field="profile_id", reason="duplicate_id"
                ),
            ),
        ],
    )
    return file
