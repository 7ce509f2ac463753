"""When profiles are blended, by which weights, and what that predicts."""

import math
import random
from typing import Any

from .. import model
from ..cases import (
    CENTRE,
    NOT_HYBRID_WORDS,
    File,
    fingerprint,
    profile,
)
from ..text import Number
from ..tracks import (
    BETWEEN,
    BY_HAND,
    EXAMPLE,
    INSIDE,
    SILENCE,
    add,
    by_score,
    random_fingerprint,
    recommendation_file,
)


def files() -> list[File]:
    return [_weights(), _hybrid(), _threshold(), _blend_of_one(), _predicted()]


def _weights() -> File:
    file = recommendation_file(
        "weights-sum-to-one", "A blend's weights are its scores divided by their sum.", BY_HAND
    )
    file.notes = {
        "over-the-ranked": "The sum is over the ranked top_k, not over all profiles that score.",
        "normalised": "Weights are scores divided by their sum, so that they sum to 1.",
    }
    spec = "REC-6 REC-7"
    sure = {"confidence_threshold": 1.0}
    halves = by_score([0.5, 0.25, 0.25])
    add(
        file,
        "a-half-and-two-quarters",
        "scores 0.5, 0.25, 0.25 are weights already",
        spec,
        CENTRE,
        ["normalised"],
        profiles=halves,
        **sure,
    )
    add(
        file,
        "equal-scores",
        "two equal scores have a weight of a half each",
        spec,
        CENTRE,
        ["normalised"],
        profiles=by_score([0.375, 0.375]),
        **sure,
    )
    add(
        file,
        "three-equal-scores",
        "three equal scores have a weight of a third each",
        spec,
        CENTRE,
        ["normalised"],
        profiles=by_score([0.125, 0.125, 0.125]),
        **sure,
    )
    add(
        file,
        "three-to-one",
        "scores 0.75 and 0.25 sum to 1 already",
        spec,
        CENTRE,
        ["normalised"],
        profiles=by_score([0.75, 0.25]),
        **sure,
    )
    add(
        file,
        "small-scores",
        "small scores have the same weights as large ones in the same proportion",
        spec,
        CENTRE,
        ["normalised"],
        profiles=by_score([0.046875, 0.015625]),
        **sure,
    )
    add(
        file,
        "large-scores",
        "scores that sum to more than 1 are scaled down",
        spec,
        CENTRE,
        ["normalised"],
        profiles=by_score([0.875, 0.875, 0.75]),
        **sure,
    )
    six = by_score([0.5, 0.25, 0.25, 0.5, 0.125, 0.375])
    for top_k in (2, 3, 4, 6):
        add(
            file,
            f"the-{top_k}-best-of-six",
            f"the weights of {top_k} sum to 1 without the others",
            spec,
            CENTRE,
            ["over-the-ranked"],
            profiles=six,
            top_k=top_k,
            **sure,
        )
    tiny = by_score([0.5, 2.0**-40])
    add(
        file,
        "a-weight-next-to-nothing",
        "a tiny score has a tiny weight, not none",
        spec,
        CENTRE,
        profiles=tiny,
        **sure,
    )
    chance = random.Random(1122)
    number = 0
    while number < 24:
        metrics = random_fingerprint(chance)
        top_k = chance.choice((2, 3, 4, 5, 6, 7))
        if len(model.ranking(metrics, top_k)) < 2:
            continue
        number += 1
        expected = model.payload(metrics, 1.0, top_k)
        if not expected["is_hybrid"]:
            continue
        members = expected["weighted_profiles"]
        invariants = [{"$invariant": "weights_sum_to_one"}, {"$invariant": "weights_descend"}]
        file.case(
            f"random-{number:02}",
            f"the {len(members)} weights descend and sum to 1",
            spec + " REC-8",
            {"fingerprint": metrics, "top_k": top_k, **sure},
            result=expected | {"weighted_profiles": {"$all": [members, *invariants]}},
            flags=["over-the-ranked"],
        )
    return file


def _hybrid() -> File:
    file = recommendation_file(
        "hybrid-detection", "is_hybrid says whether there is a blend, and nothing else does."
    )
    file.notes = {
        "is-hybrid": "is_hybrid is true exactly when weighted_profiles has members.",
        "weighted-profiles": "weighted_profiles is always present, and empty unless it is a hybrid.",
    }
    spec = "REC-5 REC-10 MSG-5"
    two = by_score([0.375, 0.25])
    add(
        file,
        "two-below-the-threshold",
        "two profiles below the threshold are a hybrid",
        spec,
        CENTRE,
        ["is-hybrid"],
        profiles=two,
    )
    add(
        file,
        "two-one-of-them-convincing",
        "a second profile makes no hybrid if the first fits well enough",
        "REC-4 REC-10 MSG-5",
        CENTRE,
        ["is-hybrid", "weighted-profiles"],
        profiles=by_score([0.5, 0.4375]),
    )
    add(
        file,
        "one-below-the-threshold",
        "one profile alone is not a hybrid, however low its score",
        "REC-11 REC-10 MSG-5",
        CENTRE,
        ["is-hybrid", "weighted-profiles"],
        profiles=by_score([0.25]),
    )
    add(
        file,
        "two-of-which-one-scores",
        "a profile that scores 0 does not make a hybrid",
        "REC-11 RNK-1",
        CENTRE,
        ["is-hybrid", "weighted-profiles"],
        profiles=[*by_score([0.25]), profile("nowhere", (0, 1), (30, 31), (0.5, 0.6))],
    )
    add(
        file,
        "top-k-one-below-the-threshold",
        "with top_k 1 there is nothing to blend with",
        "REC-11 RNK-4",
        CENTRE,
        ["is-hybrid", "weighted-profiles"],
        profiles=two,
        top_k=1,
    )
    add(
        file,
        "nothing-scores",
        "the fallback is not a hybrid",
        "REC-13 REC-10",
        SILENCE,
        ["is-hybrid", "weighted-profiles"],
        confidence_threshold=1.0,
    )
    add(
        file,
        "perfect-match-at-threshold-one",
        "a confidence of 1 convinces even at threshold 1",
        "REC-4 REC-10",
        CENTRE,
        ["is-hybrid"],
        profiles=by_score([1.0, 0.5]),
        confidence_threshold=1.0,
    )
    add(
        file,
        "tie-below-the-threshold",
        "two that score the same are a hybrid of halves, led by the first in the catalogue",
        "REC-5 REC-9 RNK-3",
        CENTRE,
        ["is-hybrid"],
        profiles=by_score([0.25, 0.25]),
    )
    add(
        file,
        "tie-above-the-threshold",
        "two that score the same and fit well enough are not a hybrid",
        "REC-4 RNK-3",
        CENTRE,
        ["is-hybrid"],
        profiles=by_score([0.5, 0.5]),
    )
    add(
        file,
        "seven-members",
        "a hybrid has as many members as top_k allows and score",
        "REC-5 RNK-4",
        CENTRE,
        ["is-hybrid"],
        profiles=by_score([0.375, 0.3125, 0.25, 0.1875, 0.125, 0.0625, 0.03125]),
        top_k=10,
    )
    add(
        file,
        "with-the-catalogue-of-the-spec",
        "a track between the profiles of the Spec is a hybrid",
        spec,
        BETWEEN,
        ["is-hybrid"],
        confidence_threshold=0.9,
    )
    add(
        file,
        "inside-a-profile-of-the-spec",
        "a track inside a profile of the Spec is not a hybrid",
        "REC-4 MSG-5",
        INSIDE,
        ["is-hybrid", "weighted-profiles"],
    )
    for metrics, id, hybrid in (
        (EXAMPLE, "reasoning-of-a-hybrid", True),
        (INSIDE, "reasoning-of-a-single", False),
        (SILENCE, "reasoning-of-a-fallback", False),
    ):
        words = "begins" if hybrid else "does not begin"
        add(
            file,
            id,
            f"its reasoning is not empty and {words} with the words of a hybrid",
            "REC-17",
            metrics,
            ["is-hybrid"],
        )
    return file


def _threshold() -> File:
    file = recommendation_file(
        "threshold-switching",
        "The threshold decides between one profile and a blend, and nothing else.",
        BY_HAND,
    )
    file.notes = {
        "strict-threshold": "The port compares with > where the clause says ≥ (REC-4).",
        "only-switches": "The threshold changes neither confidence nor ranking nor weights.",
    }
    quarter = by_score([0.25, 0.125, 0.0625])
    below, above = math.nextafter(0.25, 0), math.nextafter(0.25, 1)
    for id, threshold, description in (
        (
            "confidence-equal-to-threshold-stays-single",
            0.25,
            "a confidence equal to the threshold is enough",
        ),
        (
            "threshold-one-bit-above-confidence-blends",
            above,
            "a threshold one bit above the confidence makes a blend",
        ),
        (
            "threshold-one-bit-below-confidence-stays-single",
            below,
            "a threshold one bit below the confidence does not",
        ),
        ("threshold-zero-stays-single", 0.0, "no confidence is below 0"),
        ("threshold-one-blends", 1.0, "a confidence below 1 is below threshold 1"),
    ):
        add(
            file,
            id,
            description,
            "REC-4 REC-5",
            CENTRE,
            ["strict-threshold"],
            profiles=quarter,
            confidence_threshold=threshold,
        )
    add(
        file,
        "confidence-one-at-threshold-one-stays-single",
        "a perfect match is enough at threshold 1",
        "REC-4",
        CENTRE,
        ["strict-threshold"],
        profiles=by_score([1.0, 0.5]),
        confidence_threshold=1.0,
    )
    exactly, twice = _four_tenths()
    just_below = exactly | {"spectral_centroid": 600.0000000000005}
    assert 0.4 - 1e-15 < model.score(twice[0], just_below) < 0.4
    add(
        file,
        "confidence-equal-to-the-default-stays-single",
        "a confidence of 0.4 reaches the default threshold",
        "REC-3 REC-4",
        exactly,
        ["strict-threshold"],
        profiles=twice,
    )
    add(
        file,
        "confidence-just-below-the-default-blends",
        "a confidence below 0.4 in its last bits does not",
        "REC-3 REC-5",
        just_below,
        ["strict-threshold"],
        profiles=twice,
    )
    add(
        file,
        "the-default-written-out",
        "a threshold of 0.4 is the same as none",
        "REC-3 REC-4",
        exactly,
        ["strict-threshold"],
        profiles=twice,
        confidence_threshold=0.4,
    )
    for threshold in (0.0, 0.1, 0.2, 0.21, 0.3, 0.4, 0.5, 0.75, 1.0):
        add(
            file,
            f"worked-example-at-{round(threshold * 100):03}-percent",
            "confidence, order and weights are the same at every threshold",
            "REC-12 REC-4 REC-5",
            EXAMPLE,
            ["only-switches"],
            confidence_threshold=threshold,
        )
    confidence = model.payload(BETWEEN)["confidence_score"]
    for id, threshold in (
        ("the-confidence-itself-as-threshold", confidence),
        ("one-bit-above-the-confidence", math.nextafter(confidence, 1)),
    ):
        add(
            file,
            id,
            "the confidence of an answer, used as the threshold, is reached",
            "REC-4 MSG-3",
            BETWEEN,
            ["strict-threshold"],
            confidence_threshold=threshold,
        )
    expected = model.payload(EXAMPLE, 0.0) | {"confidence_threshold": {"$float": 0.0}}
    file.case(
        "threshold-of-minus-zero",
        "a threshold of −0 is 0 and is written so",
        "REC-20",
        {"fingerprint": EXAMPLE, "confidence_threshold": Number("-0.0")},
        result=expected,
        forbid=["-0.0", "-0,", *NOT_HYBRID_WORDS],
    )
    return file


def _blend_of_one() -> File:
    file = recommendation_file(
        "blend-of-one",
        "A blend needs two: one ranked profile stays a single, even with low confidence.",
        BY_HAND,
    )
    file.notes = {
        "blend-of-one": "The original calls one profile with weight 1 a hybrid; here it is single (REC-11)."
    }
    spec = "REC-11 REC-10"
    for value, id in ((0.25, "a-quarter"), (0.0625, "a-sixteenth"), (2.0**-30, "next-to-nothing")):
        add(
            file,
            f"only-one-scores-{id}",
            "the only profile that scores stands alone below the threshold",
            spec,
            CENTRE,
            ["blend-of-one"],
            profiles=by_score([value]),
        )
    add(
        file,
        "top-k-one",
        "top_k 1 leaves one profile, which stands alone",
        spec,
        EXAMPLE,
        ["blend-of-one"],
        top_k=1,
    )
    add(
        file,
        "top-k-one-at-threshold-one",
        "even if the threshold is as high as possible",
        spec,
        EXAMPLE,
        ["blend-of-one"],
        top_k=1,
        confidence_threshold=1.0,
    )
    only = by_score([0.25]) + [
        profile(f"nowhere-{n}", (20, 21), (60, 61), (0.9, 0.95)) for n in (1, 2, 3)
    ]
    add(
        file,
        "others-score-nothing",
        "profiles that score 0 are not members",
        spec,
        CENTRE,
        ["blend-of-one"],
        profiles=only,
        confidence_threshold=1.0,
    )
    return file


def _predicted() -> File:
    file = recommendation_file(
        "predicted-changes",
        "A blend predicts the weighted mean of its members' targets, never beyond them.",
    )
    file.notes = {
        "weighted-mean": "Σ target · weight from left to right, starting at 0.",
        "within-the-targets": "Rounding may push the sum beyond the targets; it is clamped to them (REC-8).",
        "other-order": "The sum runs from the best profile to the last; another order changes the last bits.",
    }
    sure = {"confidence_threshold": 1.0}
    spec = "REC-8"
    add(
        file,
        "halves",
        "of two equals the mean of the targets is predicted",
        spec,
        CENTRE,
        ["weighted-mean"],
        profiles=by_score([0.25, 0.25]),
        **sure,
    )
    add(
        file,
        "three-quarters-and-one",
        "of 0.75 and 0.25 the weighted mean",
        spec,
        CENTRE,
        ["weighted-mean"],
        profiles=by_score([0.375, 0.125]),
        **sure,
    )
    opposite = by_score([0.25, 0.25])
    opposite[0]["processing_targets"].update(
        loudness_change_db=2.0, crest_change_db=-1.0, centroid_change_hz=80.0
    )
    opposite[1]["processing_targets"].update(
        loudness_change_db=-2.0, crest_change_db=1.0, centroid_change_hz=-80.0
    )
    add(
        file,
        "opposite-targets-cancel",
        "opposite targets of equal weight cancel to 0.0",
        spec,
        CENTRE,
        ["weighted-mean"],
        profiles=opposite,
        **sure,
    )
    for number, catalogue in enumerate(_sums_beyond_targets(), 1):
        add(
            file,
            f"equal-targets-{number}",
            "members of the same target predict exactly it, though the sum misses it by a bit",
            "REC-8",
            CENTRE,
            ["within-the-targets"],
            profiles=catalogue,
            **sure,
        )
    # Four and eight of the smallest numbers there are: half of each makes six, unless the sum began at one.
    smallest = by_score([0.25, 0.25])
    for one, units in zip(smallest, (4, 8)):
        one["processing_targets"]["loudness_change_db"] = units * math.ulp(0.0)
    add(
        file,
        "smallest-numbers",
        "the sum begins at exactly 0, as the smallest numbers show",
        spec,
        CENTRE,
        ["weighted-mean"],
        profiles=smallest,
        **sure,
    )
    chance = random.Random(88)
    number = 0
    while number < 6:
        metrics = random_fingerprint(chance)
        expected = model.payload(metrics, 1.0, 5)
        weights = [member["weight"] for member in expected["weighted_profiles"]]
        ranked = [p for _, p in model.ranking(metrics, 5)]
        if len(weights) < 3:
            continue
        backwards = 0.0
        for member, weight in reversed(list(zip(ranked, weights))):
            backwards += float(member["processing_targets"]["centroid_change_hz"]) * weight
        if backwards != expected["predicted_centroid_change"]:
            number += 1
            add(
                file,
                f"left-to-right-{number}",
                "the sum runs from the best profile to the last",
                "REC-8 REC-6",
                metrics,
                ["other-order"],
                top_k=5,
                **sure,
            )
    single = by_score([0.5, 0.25])
    add(
        file,
        "single-predicts-its-own-targets",
        "a single profile predicts its targets as they are",
        "REC-1",
        CENTRE,
        profiles=single,
    )
    return file


def _four_tenths() -> tuple[Any, list[Any]]:
    """A fingerprint that scores 0.4 exactly: 1.2 half-ranges from the centre in all four dimensions."""
    metrics = fingerprint(1.2, 1.2, 1.2, 600.0)
    ranges = {
        "loudness": (-1, 1),
        "crest": (-1, 1),
        "zero_crossing_rate": (-1, 1),
        "centroid": (-500, 500),
    }
    twins = [profile(id, **ranges) for id in ("one", "its-twin")]
    assert [model.score(twin, metrics) for twin in twins] == [0.4, 0.4]
    return metrics, twins


def _sums_beyond_targets() -> list[list[Any]]:
    """Profiles of one target whose weighted sum is not that target."""
    found = []
    chance = random.Random(5)
    for _ in range(100_000):
        if len(found) == 4:
            break
        scores = sorted((chance.randrange(1, 60) / 64 for _ in range(3)), reverse=True)
        total = (scores[0] + scores[1]) + scores[2]
        target = round(chance.uniform(-5, 5), 1)
        sum_ = 0.0
        for value in scores:
            sum_ += target * (value / total)
        outside_low = sum_ < target and len(found) % 2 == 0
        outside_high = sum_ > target and len(found) % 2 == 1
        if outside_low or outside_high:
            catalogue = by_score(scores)
            for member in catalogue:
                member["processing_targets"]["loudness_change_db"] = target
            found.append(catalogue)
    return found
