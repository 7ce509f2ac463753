"""The order of profiles: best first, ties in catalogue order, scores of 0 left out."""

import json
import math
from typing import Any

from .. import model
from ..cases import (
    CENTRE,
    RANKING_OPEN,
    File,
    error,
    fingerprint,
    profile,
    ranked,
    wrong_params,
)
from ..folders import REFERENCE

BY_HAND = "Derived by hand from RNK-1 to RNK-6; scores are exact in binary64."
ONES = {"loudness": 1.0, "crest": 1.0, "zero_crossing_rate": 1.0}


def files() -> list[File]:
    return [_order(), _ties(), _top_k(), _zero_scores(), _reference()]


def _file(name: str, overview: str, source: str = BY_HAND) -> File:
    return File(f"ranking/{name}", overview, source, method="ranking.rank", open=RANKING_OPEN)


def _louder(id: str, by: float) -> Any:
    """A profile whose loudness centre lies `by` above the fingerprint of `CENTRE`."""
    return profile(id, loudness=(-16 + by, -12 + by))


def _order() -> File:
    file = _file("order", "The best profile comes first, wherever it is in the catalogue.")
    file.notes = {"direction": "Sorted from the highest score to the lowest."}
    near, middle, far = _louder("near", 0.5), _louder("middle", 1), _louder("far", 2)
    for id, catalogue in (
        ("best-last-in-catalogue", [far, middle, near]),
        ("best-first-in-catalogue", [near, middle, far]),
        ("best-in-the-middle", [far, near, middle]),
    ):
        file.case(
            id,
            "the order of the scores decides, not the order of the catalogue",
            "RNK-2 RNK-6 PRO-14",
            {"fingerprint": CENTRE, "profiles": catalogue},
            result=ranked(CENTRE, profiles=[near, middle, far]),
            flags=["direction"],
        )
    one = model.NORMATIVE[0]
    inside = fingerprint(-13.5, 10.5, 0.08)
    file.case(
        "the-catalogue-of-the-spec",
        "without profiles in the call, those of Spec/profiles.json are ranked",
        "PRO-13 RNK-2 SIM-5",
        {"fingerprint": inside},
        result=ranked(inside),
    )
    file.case(
        "the-call-replaces-the-catalogue",
        "profiles of the call replace all of the host's, even for a fingerprint those would fit",
        "PRO-14",
        {"fingerprint": inside, "profiles": [near]},
        result=ranked(inside, profiles=[near]),
    )
    file.case(
        "one-normative-profile-alone",
        "a profile of the Spec given in the call scores as it does in the catalogue",
        "PRO-14 SIM-1",
        {"fingerprint": inside, "profiles": [one]},
        result=ranked(inside, profiles=[one]),
    )
    return file


def _ties() -> File:
    file = _file("ties", "Equal scores keep catalogue order, and no rounding makes scores equal.")
    file.notes = {
        "catalogue-order": "The sort is not stable, or uses id or name when scores are equal.",
        "nearly-equal": "Scores are compared as they are; rounding or an epsilon creates ties.",
    }
    b, a, c = profile("b"), profile("a"), profile("c")
    file.case(
        "three-alike",
        "three equal profiles keep the order of the catalogue, not of their ids",
        "RNK-3 PRO-12",
        {"fingerprint": CENTRE, "profiles": [b, a, c]},
        result={"ranking": [model.name(p) | {"score": 1.0, "dimensions": ONES} for p in (b, a, c)]},
        flags=["catalogue-order"],
    )
    file.case(
        "three-alike-in-another-order",
        "the same three in another order keep that order",
        "RNK-3 PRO-12",
        {"fingerprint": CENTRE, "profiles": [c, a, b]},
        result={"ranking": [model.name(p) | {"score": 1.0, "dimensions": ONES} for p in (c, a, b)]},
        flags=["catalogue-order"],
    )
    file.case(
        "the-first-of-equals-leads",
        "with top_k 1 the earlier of two equals is the only one",
        "RNK-3 RNK-4",
        {"fingerprint": CENTRE, "profiles": [c, b, a], "top_k": 1},
        result={"ranking": [model.name(c) | {"score": 1.0, "dimensions": ONES}]},
        flags=["catalogue-order"],
    )
    above, below = _louder("above", 1), _louder("below", -1)
    file.case(
        "equal-from-both-sides",
        "a range above and one below at the same distance are equal",
        "RNK-3 SIM-2",
        {"fingerprint": CENTRE, "profiles": [below, above]},
        result=ranked(CENTRE, profiles=[below, above]),
        flags=["catalogue-order"],
    )
    quiet = profile("quiet", loudness=(-18, -14))
    peaky = profile("peaky", crest=(12, 16))
    file.case(
        "equal-in-different-dimensions",
        "half a dimension lost is the same loss in each",
        "RNK-3 SIM-4",
        {"fingerprint": CENTRE, "profiles": [peaky, quiet, a]},
        result={
            "ranking": [
                model.name(a) | {"score": 1.0, "dimensions": ONES},
                model.name(peaky) | {"score": 2.5 / 3, "dimensions": ONES | {"crest": 0.5}},
                model.name(quiet) | {"score": 2.5 / 3, "dimensions": ONES | {"loudness": 0.5}},
            ]
        },
        flags=["catalogue-order"],
    )
    many = [profile(f"p{number * 7 % 24:02}") for number in range(24)]
    file.case(
        "many-alike",
        "two dozen equal profiles keep catalogue order, which an unstable sort does not",
        "RNK-3",
        {"fingerprint": CENTRE, "profiles": many, "top_k": 24},
        result={"ranking": [model.name(p) | {"score": 1.0, "dimensions": ONES} for p in many]},
        flags=["catalogue-order"],
    )
    mixed = [_louder(f"m{number:02}", number % 3) for number in range(18)]
    file.case(
        "many-in-three-groups",
        "within each group of equals the order of the catalogue stays",
        "RNK-2 RNK-3",
        {"fingerprint": CENTRE, "profiles": mixed, "top_k": 18},
        result=ranked(CENTRE, 18, mixed),
        flags=["catalogue-order"],
    )
    first, second, metrics = _nearly_equal()
    file.case(
        "nearly-equal",
        "of two scores that differ in the last bits only, the higher is first, though later in the catalogue",
        "RNK-2 SIM-1",
        {"fingerprint": metrics, "profiles": [first, second]},
        result=ranked(metrics, profiles=[first, second]),
        flags=["nearly-equal"],
    )
    return file


def _nearly_equal() -> tuple[Any, Any, Any]:
    """Two profiles, the later one better in the last bits of the score only."""
    metrics = CENTRE
    low = -15.0
    for _ in range(1000):
        low = math.nextafter(low, 0)
        first, second = (
            profile("first", loudness=(-15, -11)),
            profile("second", loudness=(low, -11)),
        )
        scores = model.score(first, metrics), model.score(second, metrics)
        if 0 < abs(scores[1] - scores[0]) <= 2 * math.ulp(scores[0]):
            better, worse = (second, first) if scores[1] > scores[0] else (first, second)
            return worse, better, metrics
    raise AssertionError("no such pair")


def _top_k() -> File:
    file = _file("top-k", "At most top_k profiles, 3 by default.")
    file.notes = {"top-k": "top_k cuts the ranking; it is not a count that has to be reached."}
    profiles = [_louder(f"louder-by-{number}", number / 2) for number in range(6)]
    params = {"fingerprint": CENTRE, "profiles": profiles}
    file.case(
        "three-by-default",
        "without top_k the three best are returned",
        "RNK-4 REC-3",
        params,
        result=ranked(CENTRE, 3, profiles),
        flags=["top-k"],
    )
    for top_k in (1, 2, 3, 5, 6, 7, 1000, 2**53 - 1):
        file.case(
            f"top-k-{top_k}",
            f"the {min(top_k, 6)} best of six",
            "RNK-4",
            params | {"top_k": top_k},
            result=ranked(CENTRE, top_k, profiles),
            flags=["top-k"],
        )
    file.case(
        "top-k-above-what-scores",
        "fewer are returned if fewer score",
        "RNK-1 RNK-4",
        {"fingerprint": CENTRE, "profiles": [*profiles[:2], _nowhere("nowhere")], "top_k": 3},
        result=ranked(CENTRE, 3, profiles[:2]),
        flags=["top-k"],
    )
    for id, value, wanted in (
        ("zero-is-refused", 0, error("invalid_top_k")),
        ("negative-is-refused", -1, error("invalid_top_k")),
        ("beyond-exact-integers-is-refused", 2**53, error("invalid_top_k")),
        ("a-fraction-is-refused", 2.5, wrong_params("/top_k", "wrong_type")),
        ("text-is-refused", "3", wrong_params("/top_k", "wrong_type")),
        ("null-is-refused", None, wrong_params("/top_k", "wrong_type")),
        ("true-is-refused", True, wrong_params("/top_k", "wrong_type")),
    ):
        spec = "REC-16" if wanted["code"] == -32002 else "RPC-15 RPC-16"
        file.case(
            id,
            f"top_k {json.dumps(value)} is not a count of profiles",
            spec,
            params | {"top_k": value},
            error=wanted,
        )
    return file


def _nowhere(id: str) -> Any:
    return profile(id, loudness=(20, 21), crest=(60, 61), zero_crossing_rate=(0.9, 0.95))


def _zero_scores() -> File:
    file = _file("zero-scores", "A profile that scores 0 is not ranked; a tiny score is enough.")
    file.notes = {"above-zero": "Only scores above 0 are kept."}
    nowhere = _nowhere("nowhere")
    file.case(
        "nothing-scores",
        "if nothing scores, the ranking is empty, and that is not an error",
        "RNK-1 RNK-5",
        {"fingerprint": CENTRE, "profiles": [nowhere]},
        result={"ranking": []},
        flags=["above-zero"],
    )
    file.case(
        "zeros-are-left-out",
        "a score of 0 is left out even if top_k has room",
        "RNK-1",
        {"fingerprint": CENTRE, "profiles": [nowhere, profile("there")], "top_k": 5},
        result={"ranking": [model.name(profile("there")) | {"score": 1.0, "dimensions": ONES}]},
        flags=["above-zero"],
    )
    on_the_brink = _nowhere("on-the-brink") | {}
    on_the_brink["detection_rules"]["loudness_dbfs"] = [-11.5, -10.25]
    just_outside = _nowhere("just-outside")
    just_outside["detection_rules"]["loudness_dbfs"] = [-13, -12.5]
    metrics = fingerprint(-12.125, 12.0, 0.125)
    file.case(
        "a-tiny-score-counts",
        "one dimension just above 0 is enough to be ranked",
        "RNK-1 SIM-5",
        {"fingerprint": metrics, "profiles": [nowhere, just_outside, on_the_brink]},
        result=ranked(metrics, profiles=[nowhere, just_outside, on_the_brink]),
        flags=["above-zero"],
    )
    silence = fingerprint(-100.0, 0.0, 0.0, 0.0, peak=-100.0, rolloff=0.0, spread=0.0)
    file.case(
        "silence-resembles-nothing",
        "the fingerprint of silence resembles no profile of the Spec",
        "RNK-5 PRO-13",
        {"fingerprint": silence},
        result={"ranking": []},
    )
    large = dict.fromkeys(model.METRICS, 1e308)
    file.case(
        "enormous-metrics-score-nothing",
        "metrics near the end of binary64 are numbers like others",
        "SIM-2 RNK-5 FPR-15",
        {"fingerprint": large},
        result={"ranking": []},
    )
    return file


def _reference() -> File:
    """The scores of the 240 fingerprints that an independent implementation has computed."""
    file = _file(
        "reference",
        "240 fingerprints, half uniform, half on and around edges, centres and ties.",
        "Tests/Golden/reference/fingerprints.ndjson: scores by an independent implementation; "
        "dimensions derived from SIM-2.",
    )
    names = {p["profile_id"]: p for p in model.NORMATIVE}
    for line in (REFERENCE / "fingerprints.ndjson").read_text().splitlines():
        given = json.loads(line)
        best = sorted((s for s in given["scores"] if s[1] > 0), key=lambda s: -s[1])
        metrics = given["fingerprint"]
        expected = [
            model.name(names[id])
            | {"score": score, "dimensions": model.dimensions(names[id], metrics)}
            for id, score in best[: given["top_k"]]
        ]
        assert expected == ranked(metrics, given["top_k"])["ranking"], given["id"]
        file.case(
            f"fingerprint-{given['id']:03}",
            "the ranking agrees with an independent implementation bit for bit",
            "SIM-1 RNK-2 RNK-3",
            {"fingerprint": metrics, "top_k": given["top_k"]},
            result={"ranking": expected},
        )
    return file
