"""Profiles from pairs and tastes from events (chapter 13), by independent formulas in plain Python."""

import math
import random
from typing import Any

from .. import model
from ..cases import CENTRE, ENVELOPE_OPEN, ERRORS, PAYLOAD_OPEN, File, error, step, wrong_params
from ..tracks import EXAMPLE

SOURCE = "The formulas of chapter 13 in plain Python: percentiles, medians and a fold, independent of the implementation."
COLUMNS = (
    ("loudness_db", "loudness_dbfs", 0.5),
    ("crest_db", "crest_db", 0.5),
    ("centroid_hz", "spectral_centroid", 100.0),
)
TARGETS = dict(zip((key for key, _, _ in COLUMNS), (target for _, target in model.CHANGES)))
PREDICTED = dict(zip((key for key, _, _ in COLUMNS), (change for change, _ in model.CHANGES)))
RANGES = (
    ("loudness_dbfs", "loudness_dbfs", 0.1),
    ("crest_db", "crest_db", 0.1),
    ("zero_crossing_rate", "zero_crossing_rate", 0.01),
    ("spectral_centroid_hz", "spectral_centroid", 100.0),
)

ERRORS.setdefault("nothing_to_learn", -32060)


def files() -> list[File]:
    return [_pairs(), _nothing(), _folds(), _events_refused(), _not_followed()]


# MARK: Profiles from pairs


def _quantile(values: list[float], part: float) -> float:
    ordered = sorted(values)
    place = part * (len(ordered) - 1)
    below = math.floor(place)
    if below >= len(ordered) - 1:
        return ordered[-1]
    return ordered[below] + (place - below) * (ordered[below + 1] - ordered[below])


def _changes(pair: Any) -> dict[str, float]:
    return {key: pair["after"][metric] - pair["before"][metric] for key, metric, _ in COLUMNS}


def _learned(pairs: list[Any], id: str = "mine") -> dict[str, Any]:
    changes = [_changes(pair) for pair in pairs]
    rules = {}
    for rule, metric, floor in RANGES:
        values = [pair["before"][metric] for pair in pairs]
        low, high = _quantile(values, 0.1), _quantile(values, 0.9)
        if (high - low) / 2 < floor:
            middle = (low + high) / 2
            low, high = middle - floor, middle + floor
        rules[rule] = [low, high]
    return {
        "profile_id": id,
        "name": id,
        "detection_rules": rules,
        "processing_targets": {
            TARGETS[key]: _quantile([change[key] for change in changes], 0.5)
            for key, _, _ in COLUMNS
        },
    }


def _errors(predictions: list[dict[str, float]], pairs: list[Any]) -> dict[str, float]:
    return {
        key: sum(abs(p[key] - _changes(pair)[key]) for p, pair in zip(predictions, pairs))
        / len(pairs)
        for key, _, _ in COLUMNS
    }


def _predicted(profiles: list[Any], metrics: Any) -> dict[str, float]:
    payload = model.payload(metrics, profiles=profiles)
    return {key: payload[PREDICTED[key]] for key, _, _ in COLUMNS}


def _distance(prediction: dict[str, float], change: dict[str, float]) -> float:
    return sum(abs(prediction[key] - change[key]) / audible for key, _, audible in COLUMNS)


def _report(pairs: list[Any]) -> dict[str, Any]:
    assert len(pairs) < 8
    none = {key: 0.0 for key, _, _ in COLUMNS}
    learned, mean = [], []
    for index, pair in enumerate(pairs):
        others = pairs[:index] + pairs[index + 1 :]
        if others:
            learned.append(_predicted([_learned(others)], pair["before"]))
            mean.append(
                {
                    key: sum(_changes(other)[key] for other in others) / len(others)
                    for key, _, _ in COLUMNS
                }
            )
    better = [
        _distance(p, _changes(pair)) < _distance(none, _changes(pair))
        for p, pair in zip(learned, pairs)
    ]
    share = sum(better) / len(pairs)
    profile = _learned(pairs)
    changes = [_changes(pair) for pair in pairs]
    middle = {key: _quantile([c[key] for c in changes], 0.5) for key, _, _ in COLUMNS}
    return {
        "profiles": [
            {
                "profile_id": "mine",
                "detection_rules": profile["detection_rules"],
                "processing_targets": profile["processing_targets"],
                "confidence": share,
                "training": {"tracks": len(pairs)},
            }
        ],
        "pairs": len(pairs),
        "is_few": len(pairs) < 5,
        "change": middle,
        "spread": {
            key: _quantile([abs(c[key] - middle[key]) for c in changes], 0.5)
            for key, _, _ in COLUMNS
        },
        "leave_one_out_errors": {
            "learned": _errors(learned, pairs) if learned else None,
            "no_change": _errors([none] * len(pairs), pairs),
            "built_in": _errors(
                [_predicted(model.NORMATIVE, pair["before"]) for pair in pairs], pairs
            ),
            "mean_of_pairs": _errors(mean, pairs) if mean else None,
        },
        "better_than_no_change": share,
    }


def _pair(loudness: float, crest: float, rate: float, centroid: float, *by: float) -> Any:
    before = CENTRE | {
        "loudness_dbfs": loudness,
        "crest_db": crest,
        "zero_crossing_rate": rate,
        "spectral_centroid": centroid,
    }
    after = before | {
        "loudness_dbfs": loudness + by[0],
        "crest_db": crest + by[1],
        "spectral_centroid": centroid + by[2],
    }
    return {"before": before, "after": after}


def _file(name: str, overview: str, capability: str, method: str, open: list[str]) -> File:
    return File(
        name,
        overview,
        SOURCE,
        requires=["core", capability],
        method=method,
        since="2.0",
        open=open,
    )


def _pairs() -> File:
    file = _file(
        "learning/pairs",
        "The ranges of a profile come from its originals, and its targets are the median changes.",
        "learning",
        "profiles.learn",
        ["", "/profiles/*", "/profiles/*/training", "/leave_one_out_errors"],
    )
    for at in (
        "/profiles/*/detection_rules/*/*",
        "/profiles/*/processing_targets/*",
        "/change/*",
        "/spread/*",
        "/leave_one_out_errors/*/*",
    ):
        file.tolerances.append(
            {"at": at, "absolute": 1e-9, "unit": "dB, Hz or per sample", "because": "sums of decimals"}
        )
    spec = "LRN-1 LRN-2 LRN-5 LRN-6 LRN-7 RPC-80"
    add = lambda id, words, pairs, more="": file.case(
        id, words, f"{spec} {more}".strip(), {"pairs": pairs, "profile_id": "mine"}, result=_report(pairs)
    )
    add("alike-in-name", "pairs of the same name each count separately", [
        _pair(-18 + n, 14, 0.08, 3000, change, 0, 0) | {"name": "song"}
        for n, change in enumerate((1, 1, 1, 0))
    ], "LRN-44")
    add("others-unchanged", "from pairs that are the same before and after, no change is predicted", [
        _pair(-18, 14, 0.08, 3000, 0, 0, 0), _pair(-18, 14, 0.08, 3000, 0, 0, 0), _pair(-18, 14, 0.08, 3000, 4, -2, 64)
    ])
    add("unlike-the-others", "no change is predicted for a pair that does not resemble the others", [
        _pair(-18, 14, 0.08, 3000, 4, -2, 64), _pair(-17.9, 14.1, 0.081, 3010, 4, -2, 64), _pair(-60, 40, 0.5, 12000, 1, 1, 8)
    ])
    add("as-good-as-nothing", "a prediction with the same error as no change is not better", [
        _pair(-18, 14, 0.08, 3000, 2, 0, 0), _pair(-18, 14, 0.08, 3000, 4, 0, 0)
    ])
    add("seven-pairs", "from seven pairs one profile is learned", [
        _pair(-24 + 2 * n, 10 + n, 0.03 + 0.02 * n, 2000 + 300 * n, n, -n / 2, 40 * n) for n in range(7)
    ])
    add("wide-by-a-hair", "a range that is exactly as wide as twice the floor is unchanged", [
        _pair(-18, 14, 0.0625, 3000, 1, 0, 0), _pair(-17.75, 14.25, 0.1, 3250, 1, 0, 8)
    ])
    for id, words, hertz in (
        ("centroid-by-a-hundred", "an error of a little less than 100 Hz is a little less than one of 0.5 dB", 99.75),
        ("centroid-beyond-a-hundred", "a slightly wider one is wider", 100.25),
    ):
        add(id, words, [
            _pair(-18, 14, 0.08, 3000, 0.5, 0, 0), _pair(-18, 14, 0.08, 3000, 0.5, 0, hertz)
        ])
    for id, words, crest in (
        ("crest-as-loudness", "an error of crest counts as much as one of loudness", 0.4375),
        ("crest-beyond-loudness", "and more if it is larger", 0.5625),
    ):
        add(id, words, [
            _pair(-18, 14, 0.08, 3000, 0.5, 0, 0), _pair(-18, 14, 0.08, 3000, 0.5, crest, 0)
        ])
    add("one-pair", "from one pair, its change; its error is unknown", [
        _pair(-18, 14, 0.08, 3000, 4, -2, 64)
    ])
    add("two-pairs", "each of two pairs predicts the other", [
        _pair(-18, 14, 0.08, 3000, 4, -2, 64), _pair(-16, 13, 0.09, 3200, 2, -1, 32)
    ])
    add("an-outlier", "one outlier does not move a median", [
        _pair(-18, 14, 0.08, 3000, 4, -2, 64),
        _pair(-17, 13.5, 0.085, 3100, 4.5, -2.5, 80),
        _pair(-16, 13, 0.09, 3200, 5, -3, 96),
        _pair(-15.5, 12.5, 0.0875, 3300, 4.25, -2.25, 72),
        _pair(-16.5, 12.75, 0.0825, 3250, 40, -20, 2000),
    ])
    add("wide-enough", "ranges that are too narrow are widened", [
        _pair(-18, 14, 0.08, 3000, 1, 0, 0) for _ in range(3)
    ])
    draw = random.Random(13)
    for number in range(8):
        add(f"random-{number}", "random pairs", [
            _pair(
                round(draw.uniform(-24, -12), 2),
                round(draw.uniform(10, 18), 2),
                round(draw.uniform(0.04, 0.12), 4),
                round(draw.uniform(1800, 4200), 1),
                round(draw.uniform(1, 8), 2),
                round(draw.uniform(-5, 0), 2),
                round(draw.uniform(-100, 300), 1),
            )
            for _ in range(draw.randint(3, 7))
        ])
    return file


def _nothing() -> File:
    file = _file(
        "learning/nothing-to-learn",
        "Pairs from which nothing can be learned are refused, or left out and listed.",
        "learning",
        "profiles.learn",
        ["", "/profiles/*", "/leave_one_out_errors", "/refused/*"],
    )
    unchanged = _pair(-18, 14, 0.08, 3000, 0, 0, 0)
    silent = _pair(-100, 0, 0, 0, 0, 0, 0)
    file.case(
        "no-pair", "without pairs nothing is learned", "LRN-4", {"pairs": []},
        error=error("nothing_to_learn", reason="no_pairs"),
    )
    file.case(
        "unchanged", "nothing is learned from a folder and its copy", "LRN-4",
        {"pairs": [unchanged, unchanged]},
        error=error("nothing_to_learn", reason="nothing_changed"),
    )
    file.case(
        "only-silence", "nothing is learned from silence", "LRN-4", {"pairs": [silent]},
        error=error("nothing_to_learn", reason="no_pairs"),
    )
    file.case(
        "silence-among-them", "silence is left out, and listed", "LRN-4",
        {"pairs": [_pair(-18, 14, 0.08, 3000, 4, -2, 64), silent | {"name": "quiet"}]},
        result={"pairs": 1, "refused": [{"name": "quiet"}]},
    )
    named = _pair(-18, 14, 0.08, 3000, 4, -2, 64)
    file.case(
        "all-that-is-told", "the result lists what was left out, and how the pairs were divided", "RPC-80 LRN-4",
        {"pairs": [named, silent | {"name": "quiet"}, named], "profile_id": "mine"},
        result={
            "grouping": {"metric": None, "count": 1},
            "mixtures": [],
            "refused": [{"name": "quiet", "reason": {"$any": "string"}}],
            "unmatched_before": [],
            "unmatched_after": [],
        },
    )
    file.case(
        "names", "the profile has the requested name", "RPC-80",
        {"pairs": [named], "profile_id": "mine", "name": "My Masters", "source": "my shelf"},
        result={
            "profiles": [
                {"profile_id": "mine", "name": "My Masters", "training": {"source": "my shelf", "tracks": 1}}
            ]
        },
    )
    file.case(
        "without-names", "without a requested name it has a default", "RPC-80 PRO-1",
        {"pairs": [named], "max_duration_seconds": 5, "progress_token": "t"},
        result={
            "profiles": [
                {
                    "profile_id": {"$pattern": "[A-Za-z0-9._-]{1,128}"},
                    "name": {"$any": "string"},
                    "version": {"$pattern": "[0-9]+(\\.[0-9]+){0,3}"},
                    "training": {"source": {"$any": "string"}, "tracks": 1},
                }
            ]
        },
    )
    for id, seconds in (("zero", 0), ("negative", -1)):
        file.case(
            f"window-{id}", "a window must be longer than 0, even if nothing is measured", "RPC-80",
            {"pairs": [named], "max_duration_seconds": seconds}, error=error("invalid_window"),
        )
    file.case(
        "window-null", "null is the whole track", "RPC-80",
        {"pairs": [named], "max_duration_seconds": None}, result={"pairs": 1},
    )
    file.case(
        "comes-back-as-yaml", "its YAML is the same profile", "RPC-80 PRO-28",
        requires=["core", "learning", "profiles", "profiles-yaml"],
        steps=[
            step(
                "profiles.learn",
                {"pairs": [named], "profile_id": "mine-of-yaml"},
                result={"profiles": [{"profile_id": "mine-of-yaml"}]},
            ),
            step("profiles.import", {"yaml": {"$from": "/0/yaml"}}, result={"added": [{"profile_id": "mine-of-yaml", "version": {"$any": "string"}}]}),
            step("profiles.get", {"profile_id": "mine-of-yaml"}, result={"profile": {"$from": "/0/profiles/0"}}),
            step("profiles.remove", {"profile_id": "mine-of-yaml"}, result={"versions": {"$any": "array"}}),
        ],
    )
    file.case(
        "silence-without-a-name", "a pair without a name is named by its number", "LRN-4 LRN-44",
        {"pairs": [named, silent, _pair(-18, 14, 0.08, 3000, 0, -100, 0)]},
        result={"pairs": 2, "refused": [{"name": "2"}]},
    )
    file.case(
        "silent-masters", "the silence of a pair may be the master", "LRN-4",
        {"pairs": [named, _pair(-18, 14, 0.08, 3000, -81, 0, 0), _pair(-18, 14, 0.08, 3000, -80.875, 0, 0)]},
        result={"pairs": 2, "refused": [{"name": "2"}]},
    )
    file.case(
        "silent-originals", "or the original, regardless of the master", "LRN-4",
        {"pairs": [named, _pair(-99, 14, 0.08, 3000, 81, 0, 0), _pair(-98.875, 14, 0.08, 3000, 80, 0, 0)]},
        result={"pairs": 2, "refused": [{"name": "2"}]},
    )
    file.case(
        "hardly-a-sound", "the first number above −99 dBFS is no silence", "LRN-4",
        {"pairs": [_pair(math.nextafter(-99.0, 0.0), 14, 0.08, 3000, 80, 0, 0)]},
        result={"pairs": 1, "refused": []},
    )
    file.case(
        "unchanged-but-for-the-peak", "a pair with the same loudness may have changed", "LRN-4",
        {"pairs": [unchanged | {"after": unchanged["after"] | {"peak_dbfs": -3.0}}]},
        result={"pairs": 1, "change": {"loudness_db": 0.0, "crest_db": 0.0, "centroid_hz": 0.0}},
    )
    for id, side, metric, value in (
        ("too-large", "before", "crest_db", 1.7e308),
        ("too-small", "after", "spectral_spread", -1.000001e9),
        ("too-large-by-a-bit", "after", "loudness_dbfs", 1000000000.0000001),
    ):
        file.case(
            id, "a value that no track can have is refused", "LRN-43",
            {"pairs": [named, named | {side: named[side] | {metric: value}}]},
            error=error("invalid_fingerprint", metric=metric),
        )
    file.case(
        "as-large-as-may-be", "a thousand million is allowed", "LRN-43",
        {"pairs": [named, named | {"after": named["after"] | {"peak_dbfs": 1e9, "spectral_spread": -1e9}}]},
        result={"pairs": 2},
    )
    nine = [_pair(-18 + n, 14, 0.08, 3000, n, -1, 0) for n in range(9)]
    for id, what, member, value, reason in (
        ("a-long-name", "a name has at most 128 characters", "name", "é" * 129, "too_long"),
        ("a-blank-name", "and one that is visible", "name", " \t", "empty"),
        ("a-name-for-no-id", "an id is one of a profile", "profile_id", "a b", "not_an_identifier"),
        ("an-empty-id", "and not empty", "profile_id", "", "not_an_identifier"),
        ("a-long-id", "and has at most 128 characters", "profile_id", "a" * 129, "not_an_identifier"),
    ):
        for some, pairs in ("", nine[:2]), ("-of-several", nine):
            file.case(
                id + some, what, "LRN-56", {"pairs": pairs, member: value},
                error=error("invalid_profile", field=member, reason=reason),
            )
    file.case(
        "the-longest-name", "a name of 128 characters is used whole", "LRN-56",
        {"pairs": [named], "name": "é" * 128}, result={"profiles": [{"name": "é" * 128}]},
    )
    for id, params in (
        ("after-alone", {"after": "/somewhere"}),
        ("references-alone", {"references": "/somewhere"}),
        ("before-and-own", {"before": "/a", "own": "/b"}),
        ("all-four", {"before": "/a", "after": "/b", "references": "/c", "own": "/d"}),
        ("pairs-and-a-folder", {"pairs": [named], "before": "/a"}),
        ("nothing-given", {}),
        ("one-folder", {"before": "/somewhere"}),
        ("two-ways", {"pairs": [], "references": "/a", "own": "/b"}),
    ):
        file.case(
            id, "pairs are given in one way", "RPC-80", params, error=wrong_params("", "conflict")
        )
    pair = _pair(-18, 14, 0.08, 3000, 4, -2, 64)
    file.case(
        "no-master", "a pair has both fingerprints", "RPC-80",
        {"pairs": [{"before": pair["before"]}]},
        error=wrong_params("/pairs/0/after", "missing"),
    )
    file.case(
        "no-id", "an id has letters", "RPC-80", {"pairs": [pair], "profile_id": "a b"},
        error=error("invalid_profile", field="profile_id", reason="not_an_identifier"),
    )
    return file


# MARK: Taste


def fold(events: list[Any]) -> dict[str, Any]:
    seen: dict[str, int] = {}
    unique = []
    for event in events:
        if event["id"] not in seen:
            seen[event["id"]] = len(unique)
            unique.append(event)
    active = [True] * len(unique)
    for place in reversed(range(len(unique))):
        event = unique[place]
        if active[place] and event["kind"] == "undone":
            target = seen.get(event["event"])
            if target is not None and target < place:
                active[target] = False
    start = 0
    for place, event in enumerate(unique):
        if active[place] and event["kind"] == "reset":
            start = place + 1
    # In the order in which the decisions that count name the profiles first.
    order: list[str] = []
    theta: list[float] = []
    count = 0
    wanted = []
    for place in range(start, len(unique)):
        event = unique[place]
        if not active[place] or event["kind"] not in ("accepted", "adjusted", "rejected"):
            continue
        count += 1
        rate = 1 / math.sqrt(count)
        members = event["ranking"]
        for member in members:
            if member["profile_id"] not in order:
                order.append(member["profile_id"])
                theta.append(0.0)
        numbers = [order.index(member["profile_id"]) for member in members]
        best = max(member["score"] for member in members)
        shares = [m["score"] / best * math.exp(theta[n]) for m, n in zip(members, numbers)]
        total = 0.0
        for share in shares:
            total = total + share
        shares = [share / total for share in shares]
        if event["kind"] == "rejected":
            theta[numbers[0]] -= rate * shares[0]
        else:
            for member, number, share in zip(members, numbers, shares):
                theta[number] += rate * (member["weight"] - share)
        if "strengths" in event:
            wanted.append(event["strengths"])
        mean = sum(theta) / len(theta)
        theta = [min(max(value - mean, -2.0), 2.0) for value in theta]
    strengths = {
        key: min(max(_quantile([w[key] for w in wanted], 0.5), 0.0), 2.0) if wanted else 1.0
        for key in ("loudness", "crest", "spectral_centroid")
    }
    return {
        "decisions": count,
        "leanings": [
            {"profile_id": id, "leaning": value} for id, value in zip(order, theta)
        ],
        "strengths": strengths,
    }


def _weights(taste: Any, ranking: list[Any]) -> list[Any]:
    theta = {entry["profile_id"]: entry["leaning"] for entry in taste["leanings"]}
    best = max((m["score"] for m in ranking), default=1.0)
    shares = [m["score"] / best * math.exp(theta.get(m["profile_id"], 0.0)) for m in ranking]
    return [
        {"profile_id": m["profile_id"], "weight": share / sum(shares)}
        for m, share in zip(ranking, shares)
    ]


def _event(id: str, kind: str, ranking: list[Any] | None = None, **more: Any) -> dict[str, Any]:
    event: dict[str, Any] = {"id": id, "at": "2026-11-30T00:00:00Z", "kind": kind}
    if ranking is not None:
        event |= {"track": "t", "ranking": ranking}
    return event | more


def _ranked(*members: tuple[Any, ...]) -> list[Any]:
    return [
        {"profile_id": member[0], "score": member[1]}
        | ({"weight": member[2]} if len(member) > 2 else {})
        for member in members
    ]


def _folds() -> File:
    file = _file(
        "taste/folds",
        "The taste that events result in, and the weights of a ranking under it.",
        "taste",
        "taste.fold",
        [""],
    )
    for at in ("/leanings/*/leaning", "/weights/*/weight", "/strengths/*"):
        file.tolerances.append(
            {"at": at, "absolute": 1e-12, "unit": "one", "because": "LRN-26: exp differs in its last bit"}
        )
    ranking = _ranked(("a", 0.25), ("b", 0.125), ("c", 0.125))

    def add(id: str, words: str, spec: str, events: list[Any]) -> None:
        taste = fold(events)
        file.case(
            id, words, spec + " LRN-26 RPC-82", {"events": events, "ranking": ranking},
            result=taste | {"weights": _weights(taste, ranking)},
        )

    all_a = _ranked(("a", 0.25, 1.0), ("b", 0.25, 0.0))
    as_shown = _ranked(("a", 0.25, 0.5), ("b", 0.25, 0.5))
    add("none", "without events the weights are those of the scores", "LRN-22", [])
    add("accepted", "accepting the weights of the scores changes nothing", "LRN-23", [_event("1", "accepted", as_shown)])
    add("adjusted", "setting other weights moves the leanings", "LRN-22 LRN-23", [_event("1", "adjusted", all_a)])
    add("rejected", "a rejection lowers the leaning of the first", "LRN-23 LRN-24", [
        _event("1", "rejected", _ranked(("a", 0.25), ("b", 0.25), ("c", 0.25)))
    ])
    add("the-second-counts-less", "the rate falls with each decision", "LRN-22", [
        _event("1", "accepted", as_shown), _event("2", "adjusted", all_a)
    ])
    add("bounds", "leanings are clamped to 2", "LRN-24", [
        _event(str(number), "adjusted", all_a) for number in range(60)
    ])
    add("met-later", "a profile that occurs later joins the mean", "LRN-24", [
        _event("1", "adjusted", all_a),
        _event("2", "adjusted", _ranked(("c", 0.5, 0.25), ("a", 0.25, 0.75))),
    ])
    one, other = _event("1", "adjusted", all_a), _event("2", "rejected", _ranked(("b", 0.5), ("a", 0.25)))
    add("undone", "an undone event leaves no trace", "LRN-21", [one, other, _event("3", "undone", event="1")])
    add("undone-without-trace", "a profile that only an undone decision names does not occur", "LRN-21 LRN-45", [
        _event("1", "adjusted", _ranked(("x", 0.5, 0.25), ("a", 0.25, 0.5), ("y", 0.25, 0.25))),
        _event("2", "adjusted", _ranked(("b", 0.5, 0.75), ("a", 0.25, 0.25))),
        _event("3", "undone", event="1"),
        _event("4", "rejected", _ranked(("a", 0.5), ("c", 0.25))),
    ])
    add("reset-without-trace", "nor is one that was only named before a reset", "LRN-21 LRN-45", [
        _event("1", "adjusted", _ranked(("x", 0.5, 0.25), ("a", 0.25, 0.75))),
        _event("2", "reset"),
        _event("3", "adjusted", _ranked(("b", 0.5, 0.75), ("a", 0.25, 0.25))),
    ])
    add("undone-twice", "an undoing can be undone", "LRN-21", [
        one, _event("2", "undone", event="1"), _event("3", "undone", event="2")
    ])
    add("undone-before", "a later event cannot be undone", "LRN-21", [_event("0", "undone", event="1"), one])
    add("undone-unknown", "undoing an unknown event changes nothing", "LRN-21", [one, _event("2", "undone", event="9")])
    add("reset", "a reset discards everything before it", "LRN-21", [one, _event("9", "reset"), other])
    add("reset-undone", "a reset can be undone", "LRN-21", [
        one, _event("9", "reset"), other, _event("10", "undone", event="9")
    ])
    add("twice", "the same event twice counts once", "LRN-20", [one, one])
    add("twice-told-otherwise", "of two events with the same id, the first counts", "LRN-20", [
        one, _event("1", "rejected", _ranked(("b", 0.5), ("a", 0.25)))
    ])
    add("named-later", "an event with an id that is undone before stays", "LRN-20 LRN-21", [
        _event("2", "undone", event="1"), one, _event("1", "reset")
    ])
    add("strengths-of-the-undone", "strengths of an undone event do not count", "LRN-21 LRN-25", [
        _event("1", "adjusted", as_shown, strengths={"loudness": 0.5, "crest": 1.5, "spectral_centroid": 2.0}),
        _event("2", "adjusted", as_shown, strengths={"loudness": 1.5, "crest": 0.5, "spectral_centroid": 0.0}),
        _event("3", "undone", event="1"),
    ])
    add("strengths-of-two", "the median of two is the middle between them", "LRN-25", [
        _event("1", "adjusted", as_shown, strengths={"loudness": 0.5, "crest": 1.5, "spectral_centroid": 2.0}),
        _event("2", "adjusted", all_a, strengths={"loudness": 1.5, "crest": 0.75, "spectral_centroid": 1.0}),
    ])
    add("three-decide", "the third decision counts by one over the root of three", "LRN-22", [
        _event("1", "accepted", as_shown), _event("2", "accepted", as_shown), _event("3", "adjusted", all_a)
    ])
    add("rejected-below-the-first", "a rejection does not move the others but by the mean", "LRN-23 LRN-24", [
        _event("1", "rejected", _ranked(("a", 0.5), ("b", 0.25), ("c", 0.25)))
    ])
    little = _ranked(("a", 0.015625, 1.0), ("b", 1.0, 0.0))
    add("held-at-two", "after repeated opposite decisions, leanings stop at 2 and −2", "LRN-24", [
        _event(str(number), "adjusted", little) for number in range(8)
    ])
    smallest = 5e-324
    add("smallest-scores", "scores may be as small as binary64 allows", "LRN-22 LRN-46", [
        *(_event(str(n), "rejected", _ranked(("a", 0.5), ("b", 0.5))) for n in range(3)),
        _event("9", "rejected", _ranked(("a", smallest))),
    ])
    file.case(
        "smallest-ranking", "also in the ranking that is weighted", "LRN-26 LRN-46 RPC-82",
        {
            "events": [_event(str(n), "rejected", _ranked(("a", 0.5), ("b", 0.5))) for n in range(3)],
            "ranking": _ranked(("a", smallest)),
        },
        result={"decisions": 3, "weights": [{"profile_id": "a", "weight": 1.0}]},
    )
    disliked = [_event(str(n), "rejected", _ranked(("a", 0.5), ("b", 0.5))) for n in range(40)]
    # The product would be 0.
    assert smallest * math.exp(dict((l["profile_id"], l["leaning"]) for l in fold(disliked)["leanings"])["a"]) == 0
    file.case(
        "smallest-of-the-disliked", "even if its profile is disliked", "LRN-26 LRN-46 RPC-82",
        {"events": disliked, "ranking": _ranked(("a", smallest))},
        result={"decisions": 40, "weights": [{"profile_id": "a", "weight": 1.0}]},
    )
    file.case(
        "smallest-beside-largest", "or next to the largest", "LRN-26 LRN-46 RPC-82",
        {"events": [one], "ranking": _ranked(("a", 1.0), ("c", smallest))},
        result={
            "decisions": 1,
            "weights": [{"profile_id": "a", "weight": 1.0}, {"profile_id": "c", "weight": 0.0}],
        },
    )
    file.case(
        "without-a-ranking", "without a ranking there are no weights", "RPC-82", {"events": [one]},
        result={"decisions": 1, "weights": []},
    )
    file.case(
        "an-empty-ranking", "nor for one without profiles", "RPC-82", {"events": [], "ranking": []},
        result={"decisions": 0, "leanings": [], "weights": []},
    )
    wanted = [
        {"loudness": value, "crest": 1.0, "spectral_centroid": 0.0} for value in (0.5, 2.0, 1.25, 1.5)
    ]
    add("strengths", "strengths are the median of the requested ones", "LRN-25", [
        _event(str(number), "adjusted", as_shown, strengths=strengths)
        for number, strengths in enumerate(wanted)
    ])
    draw = random.Random(26)
    for number in range(8):
        events: list[Any] = []
        for step in range(draw.randint(3, 40)):
            ids = draw.sample("abcdefg", 3)
            kind = draw.choice(("accepted", "adjusted", "adjusted", "rejected", "undone"))
            if kind == "undone":
                events.append(_event(str(step), kind, event=str(draw.randint(0, max(0, step - 1)))))
                continue
            cut = sorted((draw.randint(0, 16), draw.randint(0, 16)))
            parts = (cut[0] / 16, (cut[1] - cut[0]) / 16, (16 - cut[1]) / 16)
            scores = sorted((draw.randint(1, 12) / 32 for _ in ids), reverse=True)
            members = [
                (id, score) if kind == "rejected" else (id, score, part)
                for id, score, part in zip(ids, scores, parts)
            ]
            events.append(_event(str(step), kind, _ranked(*members)))
        add(f"random-{number}", "random decisions", "LRN-21 LRN-22 LRN-23 LRN-24", events)
    return file


def _events_refused() -> File:
    file = _file(
        "taste/refused", "Anything other than an event is refused.", "taste", "taste.fold", [""]
    )
    good = _event("1", "accepted", _ranked(("a", 0.25, 0.5), ("b", 0.25, 0.5)))
    for id, event, path, reason, words in (
        ("kind", good | {"kind": "liked"}, "/events/0/kind", "wrong_type", "there are five kinds"),
        ("id", good | {"id": "a b"}, "/events/0/id", "wrong_type", "an id has no space"),
        ("sum", good | {"ranking": _ranked(("a", 0.25, 0.37), ("b", 0.25, 0.37))}, "/events/0/ranking", "wrong_type", "weights sum to 1, not to 0.74"),
        ("weight", good | {"ranking": _ranked(("a", 0.25, 1.5), ("b", 0.25, -0.5))}, "/events/0/ranking/0/weight", "wrong_type", "a weight must be from 0 to 1"),
        ("score", good | {"ranking": _ranked(("a", 0.0, 1.0))}, "/events/0/ranking/0/score", "wrong_type", "a score must be above 0"),
        ("empty", good | {"ranking": []}, "/events/0/ranking", "wrong_type", "something was ranked"),
        ("no-weight", good | {"ranking": _ranked(("a", 0.25))}, "/events/0/ranking/0/weight", "missing", "an accepted event has weights"),
        ("strength", _event("1", "adjusted", good["ranking"], strengths={"loudness": 3, "crest": 1, "spectral_centroid": 1}), "/events/0/strengths/loudness", "wrong_type", "a strength must be from 0 to 2"),
        ("strength-above-by-a-bit", _event("1", "adjusted", good["ranking"], strengths={"loudness": 1, "crest": 1, "spectral_centroid": math.nextafter(2.0, 3.0)}), "/events/0/strengths/spectral_centroid", "wrong_type", "a strength is at most 2, to the bit"),
        ("rejected-nothing", _event("1", "rejected", []), "/events/0/ranking", "wrong_type", "something was rejected"),
        ("unknown", good | {"mood": "happy"}, "/events/0/mood", "unknown", "an event has no other member"),
        ("a-number", 5, "/events/0", "wrong_type", "an event is an object"),
        ("a-list", [], "/events/0", "wrong_type", "an event is not a list"),
        ("no-kind", {"id": "1", "at": ""}, "/events/0/kind", "missing", "an event has a kind"),
        ("no-id", {"at": "", "kind": "reset"}, "/events/0/id", "missing", "an event has an id"),
        ("no-time", {"id": "1", "kind": "reset"}, "/events/0/at", "missing", "an event has a time"),
        ("time-a-number", {"id": "1", "at": 5, "kind": "reset"}, "/events/0/at", "wrong_type", "a time is text"),
        ("id-empty", good | {"id": ""}, "/events/0/id", "wrong_type", "an id has a character"),
        ("id-too-long", good | {"id": "a" * 65}, "/events/0/id", "wrong_type", "an id has at most 64 characters"),
        ("id-underscore", good | {"id": "a_b"}, "/events/0/id", "wrong_type", "an id has letters, digits and hyphens"),
        ("id-letters-of-others", good | {"id": "é"}, "/events/0/id", "wrong_type", "an id has letters a to z"),
        ("no-ranking", _event("1", "rejected"), "/events/0/ranking", "missing", "something was rejected"),
        ("no-event", _event("1", "undone"), "/events/0/event", "missing", "something is undone"),
        ("event-of-a-reset", _event("1", "reset", event="0"), "/events/0/event", "unknown", "a reset names no event"),
        ("track-of-a-reset", _event("1", "reset", track="t"), "/events/0/track", "unknown", "a reset is of no track"),
        ("ranking-of-an-undoing", _event("1", "undone", event="0") | {"ranking": good["ranking"]}, "/events/0/ranking", "unknown", "an event that undoes another has no ranking"),
        ("strengths-of-the-accepted", good | {"strengths": {"loudness": 1, "crest": 1, "spectral_centroid": 1}}, "/events/0/strengths", "unknown", "an accepted event has no strengths"),
        ("weight-of-the-rejected", _event("1", "rejected", _ranked(("a", 0.25, 1.0))), "/events/0/ranking/0/weight", "unknown", "a rejected event has no weights"),
        ("no-score", good | {"ranking": [{"profile_id": "a", "weight": 1.0}]}, "/events/0/ranking/0/score", "missing", "a ranked profile has a score"),
        ("no-profile", good | {"ranking": [{"score": 0.5, "weight": 1.0}]}, "/events/0/ranking/0/profile_id", "missing", "a ranked profile has an id"),
        ("score-above", good | {"ranking": _ranked(("a", 1.125, 1.0))}, "/events/0/ranking/0/score", "wrong_type", "a score must be at most 1"),
        ("weight-below", good | {"ranking": _ranked(("a", 0.5, -0.25), ("b", 0.25, 1.0))}, "/events/0/ranking/0/weight", "wrong_type", "a weight is not below 0"),
        ("sum-above", good | {"ranking": _ranked(("a", 0.5, 1.0), ("b", 0.25, 1e-8))}, "/events/0/ranking", "wrong_type", "weights do not sum to more than 1"),
        ("sum-below", good | {"ranking": _ranked(("a", 0.5, 0.5), ("b", 0.25, 0.5 - 1e-8))}, "/events/0/ranking", "wrong_type", "weights do not sum to less than 1"),
        ("too-many", _event("1", "rejected", _ranked(*((f"p{n}", 0.5) for n in range(65)))), "/events/0/ranking", "wrong_type", "64 profiles are ranked at most"),
        ("strength-below", _event("1", "adjusted", good["ranking"], strengths={"loudness": 1, "crest": -0.125, "spectral_centroid": 1}), "/events/0/strengths/crest", "wrong_type", "a strength is not below 0"),
        ("strength-missing", _event("1", "adjusted", good["ranking"], strengths={"loudness": 1, "crest": 1}), "/events/0/strengths/spectral_centroid", "missing", "strengths have all three members"),
    ):
        spec = "LRN-20 RPC-82" + (" LRN-47" if id in ("too-many",) else "")
        file.case(id, words, spec, {"events": [event]}, error=wrong_params(path, reason))
    file.case(
        "the-second", "each event is checked", "LRN-20 RPC-82", {"events": [good, good | {"id": "a b"}]},
        error=wrong_params("/events/1/id", "wrong_type"),
    )
    file.case(
        "no-events", "there is a list of events", "RPC-82", {}, error=wrong_params("/events", "missing")
    )
    for id, member, path, reason, words in (
        ("ranking-score", {"profile_id": "a", "score": 0}, "/ranking/0/score", "wrong_type", "a ranked profile scores above 0"),
        ("ranking-weight", {"profile_id": "a", "score": 0.5, "weight": 1}, "/ranking/0/weight", "unknown", "a ranking to be weighted has no weights"),
        ("ranking-id", {"score": 0.5}, "/ranking/0/profile_id", "missing", "a ranked profile has an id"),
    ):
        file.case(id, words, "RPC-82", {"events": [], "ranking": [member]}, error=wrong_params(path, reason))
    edges = _ranked(("a", 1.0, 1.0), ("b", 0.5, 0.0), ("c", 0.5, 5e-10))
    strengths = {"loudness": 0, "crest": 2, "spectral_centroid": 1}
    file.case(
        "edges-are-allowed", "bounds are allowed, and a sum that is off by less than a billionth", "LRN-20 LRN-47",
        {
            "events": [
                _event("-" * 64, "adjusted", edges, strengths=strengths),
                _event("Z9", "rejected", _ranked(*((f"p{n}", 0.5) for n in range(64)))),
                {"id": "a", "at": "", "kind": "accepted", "ranking": _ranked(("a", 0.5, 1.0))},
            ]
        },
        result={"decisions": 3, "strengths": strengths},
    )
    return file


def _not_followed() -> File:
    """Choices that a host keeps are out of a case's reach; that they can be left out is not."""
    file = _file(
        "taste/not-followed",
        "A request may ask for a recommendation without a taste.",
        "taste",
        "recommendation.weighted",
        PAYLOAD_OPEN + ENVELOPE_OPEN,
    )
    plain = model.payload(EXAMPLE) | {"blend": {"$absent": True}}
    file.case(
        "a-blend", "without a taste the weights are those of the scores", "LRN-27 RPC-34 RPC-15",
        {"fingerprint": EXAMPLE, "taste": False}, result=plain,
    )
    file.case(
        "a-message", "the same as a message", "LRN-27 RPC-35 RPC-15",
        {"fingerprint": EXAMPLE, "track_id": 7, "taste": False},
        method="recommendation.message",
        requires=["core", "taste", "messages"],
        result={
            "type": "mastering_recommendation",
            "data": model.payload(EXAMPLE, track_id=7) | {"blend": {"$absent": True}},
        },
    )
    for id, value in (("a-number", 0), ("text", "no"), ("null", None), ("an-object", {})):
        file.case(
            id, "it is asked for by true or false", "RPC-15",
            {"fingerprint": EXAMPLE, "taste": value}, error=wrong_params("/taste", "wrong_type"),
        )
    for id, method, params in (
        ("of-single", "recommendation.single", {"fingerprint": EXAMPLE}),
        ("of-a-ranking", "ranking.rank", {"fingerprint": EXAMPLE}),
    ):
        file.case(
            id, "what never blends knows no taste", "RPC-15", params | {"taste": False},
            method=method, error=wrong_params("/taste", "unknown"),
        )
    return file
