"""Single profile, blend or fallback, by example and by an independent implementation."""

import json
from typing import Any

from .. import model
from ..cases import (
    CENTRE,
    NOT_HYBRID_WORDS,
    PAYLOAD_OPEN,
    File,
    fingerprint,
    profile,
    wrong_params,
)
from ..folders import REFERENCE
from ..tracks import (
    BETWEEN,
    BY_HAND,
    EXAMPLE,
    INSIDE,
    SILENCE,
    add,
    by_score,
    recommendation_file,
)


def files() -> list[File]:
    return [_single(), _weighted(), _fallback(), _worked_example(), _inline(), _reference()]


def _single() -> File:
    file = recommendation_file(
        "single",
        "recommendation.single returns the best profile, and nothing is blended.",
        method="recommendation.single",
    )
    file.notes = {
        "never-blends": "recommendation.single does not use a threshold; its payload says 0.0.",
        "alternatives": "alternative_profiles are the ranked ones after the first, not the rest of the catalogue.",
    }
    spec = "REC-1 REC-2 RPC-34 MSG-1"
    add(file, "inside-one-profile", "the profile whose ranges contain the track is returned", spec, INSIDE)
    add(
        file,
        "low-confidence",
        "a low confidence is not blended here",
        spec + " REC-10",
        EXAMPLE,
        ["never-blends"],
    )
    add(
        file,
        "alternatives-in-order",
        "the alternatives are the other ranked profiles, best first",
        "REC-18 MSG-6",
        EXAMPLE,
        ["alternatives"],
    )
    add(
        file,
        "top-k-one-has-no-alternatives",
        "with top_k 1 there are no alternatives",
        "REC-18 RNK-4",
        EXAMPLE,
        ["alternatives"],
        top_k=1,
    )
    add(
        file,
        "top-k-seven",
        "with top_k 7 all that score are alternatives",
        "REC-18 RNK-1",
        EXAMPLE,
        ["alternatives"],
        top_k=7,
    )
    add(
        file,
        "nothing-resembles",
        "the fallback is the same as that of recommendation.weighted",
        "REC-13 REC-14",
        SILENCE,
    )
    add(
        file,
        "with-track-id",
        "a given track_id is in the payload",
        "MSG-7",
        INSIDE,
        track_id=41,
    )
    file.case(
        "a-threshold-is-no-parameter",
        "confidence_threshold is a parameter of recommendation.weighted only",
        "RPC-15 REC-2",
        {"fingerprint": INSIDE, "confidence_threshold": 0.4},
        error=wrong_params("/confidence_threshold", "unknown"),
        flags=["never-blends"],
    )
    return file


def _weighted() -> File:
    file = recommendation_file(
        "weighted", "recommendation.weighted blends when no profile fits well enough."
    )
    file.notes = {"defaults": "Without parameters the threshold is 0.4 and top_k is 3."}
    add(
        file,
        "convincing-profile-stands-alone",
        "a confidence above 0.4 is a single profile",
        "REC-3 REC-4 REC-1",
        INSIDE,
        ["defaults"],
    )
    add(
        file,
        "unconvincing-profiles-are-blended",
        "a confidence below 0.4 is a blend of three",
        "REC-3 REC-5 REC-6 REC-8",
        EXAMPLE,
        ["defaults"],
    )
    add(
        file,
        "primary-stays-the-first",
        "a blend keeps the first profile's id, name and confidence",
        "REC-9 REC-18 MSG-5",
        BETWEEN,
        confidence_threshold=1.0,
    )
    for top_k in (2, 3, 4, 5, 7):
        add(
            file,
            f"blend-of-{top_k}",
            f"at most {top_k} profiles are blended, and their weights are shared among them",
            "REC-5 REC-6 REC-8",
            BETWEEN,
            confidence_threshold=1.0,
            top_k=top_k,
        )
    add(
        file,
        "with-track-id-zero",
        "track_id 0 is a track like others",
        "MSG-7 RPC-39",
        EXAMPLE,
        track_id=0,
    )
    add(
        file,
        "with-the-largest-track-id",
        "the largest track_id keeps all its digits",
        "MSG-7 RPC-39",
        EXAMPLE,
        track_id=2**53 - 1,
    )
    expected = model.payload(EXAMPLE)
    file.case(
        "without-track-id",
        "without a track_id there is none in the payload",
        "MSG-7",
        {"fingerprint": EXAMPLE},
        result={"track_id": {"$absent": True}} | expected,
    )
    return file


def _fallback() -> File:
    file = recommendation_file(
        "fallback",
        "If the track resembles no profile, nothing is changed, and the answer says so.",
        BY_HAND,
    )
    file.notes = {
        "no-confidence": "The original's fallback claims a confidence of 0.5; here it is 0 (REC-13).",
        "which-profile": f"{model.FALLBACK} where the catalogue has it, else the first profile.",
    }
    zeros = {
        key: {"$float": 0.0} for key in ("confidence_score", *(key for key, _ in model.CHANGES))
    }

    def fallback(
        id: str, description: str, spec: str, metrics: Any, flags: list[str], **settings: Any
    ) -> None:
        names = {"confidence_threshold": "threshold"}
        expected = model.payload(metrics, **{names.get(k, k): v for k, v in settings.items()})
        assert expected["is_fallback"]
        file.case(
            id,
            description,
            spec,
            {"fingerprint": metrics, **settings},
            result=expected | zeros,
            flags=flags,
            forbid=NOT_HYBRID_WORDS,
        )

    nowhere = [
        profile(id, (20, 21), (60, 61), (0.9, 0.95), changes=(-3.0, 2.0, 50.0))
        for id in ("first", "second")
    ]
    named = profile(model.FALLBACK, (20, 21), (60, 61), (0.9, 0.95), changes=(-3.0, 2.0, 50.0))
    fallback(
        "silence",
        "silence resembles no profile of the Spec",
        "REC-13 REC-14",
        SILENCE,
        ["no-confidence"],
    )
    fallback(
        "far-too-loud",
        "nor does a full-scale square wave",
        "REC-13 REC-14",
        fingerprint(0.0, 0.0, 0.5, 9000.0),
        ["no-confidence"],
    )
    fallback(
        "threshold-zero",
        "a threshold of 0 makes it no match",
        "REC-13",
        SILENCE,
        ["no-confidence"],
        confidence_threshold=0.0,
    )
    fallback(
        "threshold-one",
        "a threshold of 1 makes it no hybrid",
        "REC-13",
        SILENCE,
        ["no-confidence"],
        confidence_threshold=1.0,
    )
    fallback("top-k-one", "nor does top_k matter", "REC-13", SILENCE, ["no-confidence"], top_k=1)
    fallback(
        "catalogue-without-the-named-profile",
        "the first profile is returned if the catalogue lacks the usual one",
        "REC-14",
        CENTRE,
        ["which-profile"],
        profiles=nowhere,
    )
    fallback(
        "catalogue-with-it-at-the-end",
        "the usual one is returned regardless of its position",
        "REC-14",
        CENTRE,
        ["which-profile"],
        profiles=[*nowhere, named],
    )
    fallback(
        "its-targets-are-not-predicted",
        "the changes of the returned profile are not predicted",
        "REC-13",
        CENTRE,
        ["no-confidence"],
        profiles=[named],
    )
    return file


def _worked_example() -> File:
    file = File(
        "recommendation/worked-example",
        "The original's worked example: 0.43 Bright, 0.31 Hi-Res, 0.26 Damaged.",
        "The original's documentation, to the digits it states; design/engine.md for the longer ones.",
        method="recommendation.weighted",
        open=PAYLOAD_OPEN,
    )
    digits = "the example is stated to this many digits"
    file.tolerances = [
        {"at": "/confidence_score", "absolute": 5e-6, "unit": "1", "because": digits},
        {"at": "/weighted_profiles/*/weight", "absolute": 5e-6, "unit": "1", "because": digits},
        {"at": "/predicted_loudness_change", "absolute": 5e-6, "unit": "dB", "because": digits},
        {"at": "/predicted_crest_change", "absolute": 5e-6, "unit": "dB", "because": digits},
        {"at": "/predicted_centroid_change", "absolute": 5e-4, "unit": "Hz", "because": digits},
    ]
    names = {p["profile_id"]: model.name(p) for p in model.NORMATIVE}
    members = (
        ("bright-masters-spectral-v1", 0.42917),
        ("hires-masters-modernization-v1", 0.30945),
        ("damaged-studio-restoration-v1", 0.26138),
    )
    bright = names[members[0][0]]
    expected = {
        "primary_profile_id": bright["profile_id"],
        "primary_profile_name": bright["profile_name"],
        "confidence_score": 0.20998,
        "predicted_loudness_change": -1.05675,
        "predicted_crest_change": 1.47099,
        "predicted_centroid_change": 22.699,
        "weighted_profiles": [names[id] | {"weight": weight} for id, weight in members],
        "alternative_profiles": [names[id] for id, _ in members[1:]],
        "reasoning": {"$prefix": "Hybrid mastering detected"},
        "is_hybrid": True,
        "is_fallback": False,
        "confidence_threshold": 0.4,
        "top_k": 3,
        "fingerprint": EXAMPLE,
    }
    file.case(
        "the-blend-of-three",
        "three profiles share the example in the stated weights",
        "REC-5 REC-6 REC-8 REC-9",
        {"fingerprint": EXAMPLE},
        result=expected,
    )
    file.case(
        "the-same-as-single",
        "at threshold 0.2 its confidence of 0.21 convinces",
        "REC-4",
        {"fingerprint": EXAMPLE, "confidence_threshold": 0.2},
        result=expected
        | {
            "predicted_loudness_change": -1.0,
            "predicted_crest_change": 1.2,
            "predicted_centroid_change": 130.0,
            "weighted_profiles": [],
            "reasoning": {"$any": "string"},
            "is_hybrid": False,
            "confidence_threshold": 0.2,
        },
        forbid=NOT_HYBRID_WORDS,
    )
    return file


def _inline() -> File:
    file = recommendation_file(
        "inline-profiles", "Profiles given in the call replace the host's for that call.", BY_HAND
    )
    file.notes = {"this-call-only": "The profiles of a call are dropped after it."}
    one = by_score([0.5])
    add(
        file,
        "one-profile",
        "a catalogue of one is a catalogue",
        "PRO-14 REC-1",
        CENTRE,
        ["this-call-only"],
        profiles=one,
    )
    add(
        file,
        "the-next-call-has-the-hosts-own",
        "the next call is answered from the host's catalogue again",
        "PRO-14 PRO-13",
        INSIDE,
        ["this-call-only"],
    )
    changed = json.loads(json.dumps(model.NORMATIVE))
    changed[0]["processing_targets"]["loudness_change_db"] = 7.5
    add(
        file,
        "a-changed-profile-of-the-spec",
        "a profile of the Spec with another target predicts that",
        "PRO-14",
        INSIDE,
        ["this-call-only"],
        profiles=changed,
    )
    full = profile(
        "full",
        description="All that can be said.",
        release_type="live",
        genre_hint="rock",
        era_estimate=1987,
    )
    full["processing_targets"]["target_loudness_dbfs"] = -14.0
    add(
        file,
        "all-optional-members",
        "optional members are accepted",
        "PRO-1 SIM-6",
        CENTRE,
        profiles=[full],
    )
    nulls = profile(
        "nulls", description=None, release_type=None, genre_hint=None, era_estimate=None
    )
    nulls["processing_targets"]["target_loudness_dbfs"] = None
    nulls["detection_rules"]["spectral_centroid_hz"] = None
    add_nulls = {key: value for key, value in nulls.items() if value is not None}
    add_nulls["detection_rules"] = {
        k: v for k, v in nulls["detection_rules"].items() if v is not None
    }
    file.case(
        "null-is-as-good-as-absent",
        "an optional member that is null counts as absent",
        "PRO-1",
        {"fingerprint": CENTRE, "profiles": [nulls]},
        result=model.payload(CENTRE, profiles=[add_nulls]),
    )
    return file


def _reference() -> File:
    file = recommendation_file(
        "reference",
        "240 fingerprints and the recordings' fingerprints, recommended by an independent implementation.",
        "Tests/Golden/reference/fingerprints.ndjson and audio.ndjson, by an independent implementation; "
        "fallbacks and blends of one follow REC-13 and REC-11, where it differs.",
    )
    for line in (REFERENCE / "fingerprints.ndjson").read_text().splitlines():
        given = json.loads(line)
        expected = model.payload(given["fingerprint"], given["threshold"], given["top_k"])
        _agrees(given["weighted"], expected)
        spec = (
            "REC-5 REC-6 REC-8"
            if expected["is_hybrid"]
            else "REC-13"
            if expected["is_fallback"]
            else "REC-4 REC-11"
        )
        file.case(
            f"fingerprint-{given['id']:03}",
            "the recommendation agrees with an independent implementation bit for bit",
            spec,
            {
                "fingerprint": given["fingerprint"],
                "confidence_threshold": given["threshold"],
                "top_k": given["top_k"],
            },
            result=expected,
        )
    for line in (REFERENCE / "audio.ndjson").read_text().splitlines():
        given = json.loads(line)
        expected = model.payload(given["fingerprint"])
        _agrees(given["weighted_threshold_0.4_top_k_3"], expected)
        id = given["file"].removeprefix("Examples/").removesuffix(".flac").replace("_", "-")
        file.case(
            f"recording-{id}",
            "the recommendation for a real recording agrees with the other implementation",
            "REC-3 REC-5 REC-8",
            {"fingerprint": given["fingerprint"]},
            result=expected,
        )
    return file


def _agrees(theirs: Any, ours: Any) -> None:
    """Whether the model agrees with the other implementation, except where the Spec decides otherwise."""
    assert theirs["primary_profile_id"] == ours["primary_profile_id"]
    if ours["is_fallback"]:
        assert theirs["confidence_score"] == 0.5
        return
    if theirs["is_hybrid"] and not ours["is_hybrid"]:
        assert len(theirs["weighted_profiles"]) == 1
        theirs = theirs | {"is_hybrid": False, "weighted_profiles": []}
    for key, value in theirs.items():
        assert ours[key] == value, (key, ours[key], value)
