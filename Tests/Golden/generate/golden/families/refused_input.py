"""Nothing is recommended from nonsense."""

import math

from .. import model
from ..cases import (
    INFINITE,
    File,
    error,
    profile,
    wrong_params,
)
from ..text import Number
from ..tracks import EXAMPLE, add, recommendation_file


def files() -> list[File]:
    return [_refused(), _order_of_checks()]


def _refused() -> File:
    file = recommendation_file(
        "refused-input",
        "Invalid input gets no recommendation; the error states the problem.",
        "Derived from REC-15, REC-16, FPR-15, PRO-11 and RPC-15.",
    )
    file.notes = {"closed-range": "The threshold's range is closed: 0 and 1 are valid thresholds."}
    ok = {"fingerprint": EXAMPLE}
    threshold = [
        ("threshold-below-zero", -0.1),
        ("threshold-just-below-zero", Number("-5e-324")),
        ("threshold-just-above-one", math.nextafter(1.0, 2)),
        ("threshold-two", 2),
        ("threshold-infinite", INFINITE),
        ("threshold-minus-infinite", Number("-1e999")),
    ]
    for id, value in threshold:
        spec = "REC-15 RPC-24" if value not in (INFINITE, Number("-1e999")) else "REC-15 RPC-17"
        file.case(
            id,
            "a threshold outside 0 to 1 is refused",
            spec,
            ok | {"confidence_threshold": value},
            error=error("invalid_threshold"),
        )
    add(
        file,
        "threshold-zero-is-one",
        "a threshold of 0 is inside",
        "REC-15",
        EXAMPLE,
        ["closed-range"],
        confidence_threshold=0.0,
    )
    add(
        file,
        "threshold-one-is-one",
        "a threshold of 1 is inside",
        "REC-15",
        EXAMPLE,
        ["closed-range"],
        confidence_threshold=1.0,
    )
    for id, value in (("text", "0.4"), ("true", True), ("null", None), ("array", [0.4])):
        file.case(
            f"threshold-is-{id}",
            "a threshold that is not a number is refused",
            "RPC-15",
            ok | {"confidence_threshold": value},
            error=wrong_params("/confidence_threshold", "wrong_type"),
        )
    for id, value in (("zero", 0), ("negative", -3), ("beyond-exact-integers", 2**53)):
        file.case(
            f"top-k-is-{id}",
            "top_k outside 1 to 2^53 − 1 is refused",
            "REC-16 RPC-24",
            ok | {"top_k": value},
            error=error("invalid_top_k"),
        )
    file.case(
        "top-k-with-a-fraction",
        "a top_k of 2.5 is not a count",
        "RPC-16 RPC-15",
        ok | {"top_k": 2.5},
        error=wrong_params("/top_k", "wrong_type"),
    )
    for text in ("3.0", "3e0", "30e-1"):
        expected = model.payload(EXAMPLE) | {"top_k": {"$integer": 3}}
        file.case(
            f"top-k-written-{text.replace('.', '-')}",
            "an integer may be written in any way",
            "RPC-16 MSG-2",
            ok | {"top_k": Number(text)},
            result=expected,
        )
    for metric in model.METRICS:
        key = metric.replace("_", "-")
        without = {name: value for name, value in EXAMPLE.items() if name != metric}
        file.case(
            f"without-{key}",
            f"a fingerprint without {metric} is refused",
            "FPR-1 FPR-15 RPC-15",
            {"fingerprint": without},
            error=wrong_params(f"/fingerprint/{metric}", "missing"),
        )
        file.case(
            f"infinite-{key}",
            f"an infinite {metric} is refused by name",
            "FPR-15 RPC-17",
            {"fingerprint": EXAMPLE | {metric: INFINITE}},
            error=error("invalid_fingerprint", metric=metric),
        )
        file.case(
            f"text-as-{key}",
            f"{metric} as text is refused",
            "FPR-15 RPC-15",
            {"fingerprint": EXAMPLE | {metric: "1"}},
            error=wrong_params(f"/fingerprint/{metric}", "wrong_type"),
        )
    file.case(
        "null-as-a-metric",
        "null is not a number",
        "FPR-15 RPC-15",
        {"fingerprint": EXAMPLE | {"crest_db": None}},
        error=wrong_params("/fingerprint/crest_db", "wrong_type"),
    )
    file.case(
        "two-infinite-metrics",
        "the first in the order of FPR-1 is reported",
        "FPR-15",
        {
            "fingerprint": {"spectral_spread": INFINITE, "spectral_rolloff": INFINITE}
            | {k: v for k, v in EXAMPLE.items() if k not in ("spectral_spread", "spectral_rolloff")}
        },
        error=error("invalid_fingerprint", metric="spectral_rolloff"),
    )
    file.case(
        "minus-infinite-loudness",
        "minus infinity is not a loudness, not even of silence",
        "FPR-15 RPC-17",
        {"fingerprint": EXAMPLE | {"loudness_dbfs": Number("-1e400")}},
        error=error("invalid_fingerprint", metric="loudness_dbfs"),
    )
    file.case(
        "an-eighth-metric",
        "a metric that is not known is refused",
        "RPC-15 FPR-1",
        {"fingerprint": EXAMPLE | {"lufs": -9.0}},
        error=wrong_params("/fingerprint/lufs", "unknown"),
    )
    file.case(
        "fingerprint-as-array",
        "an array is not a fingerprint",
        "RPC-15",
        {"fingerprint": [1, 2, 3, 4, 5, 6, 7]},
        error=wrong_params("/fingerprint", "wrong_type"),
    )
    file.case(
        "no-source",
        "neither fingerprint nor path is a conflict",
        "RPC-36",
        {},
        error=wrong_params("", "conflict"),
    )
    file.case(
        "two-sources",
        "both fingerprint and path is a conflict",
        "RPC-36",
        ok | {"path": {"$missing": "song.wav"}},
        error=wrong_params("", "conflict"),
    )
    file.case(
        "window-beside-fingerprint",
        "a window belongs to a path",
        "RPC-36",
        ok | {"max_duration_seconds": 10},
        error=wrong_params("/max_duration_seconds", "conflict"),
    )
    file.case(
        "partial-beside-fingerprint",
        "allow_partial belongs to a path",
        "RPC-36",
        ok | {"allow_partial": True},
        error=wrong_params("/allow_partial", "conflict"),
    )
    file.case(
        "unknown-parameter",
        "a parameter that is not known is refused, not ignored",
        "RPC-15",
        ok | {"threshold": 0.4},
        error=wrong_params("/threshold", "unknown"),
    )
    file.case(
        "parameter-name-with-slash",
        "a name in a JSON Pointer has its ~ and / escaped",
        "RPC-15",
        ok | {"a/b~c": 0.4},
        error=wrong_params("/a~1b~0c", "unknown"),
    )
    file.case(
        "no-profiles",
        "an empty catalogue is refused",
        "PRO-11 RPC-24",
        ok | {"profiles": []},
        error=error("no_profiles"),
    )
    file.case(
        "profiles-no-array",
        "profiles must be an array",
        "PRO-10 RPC-15",
        ok | {"profiles": {"profiles": []}},
        error=wrong_params("/profiles", "wrong_type"),
    )
    file.case(
        "a-profile-that-is-no-object",
        "each profile must be an object",
        "PRO-10 RPC-15",
        ok | {"profiles": [profile("a"), "b"]},
        error=wrong_params("/profiles/1", "wrong_type"),
    )
    file.case(
        "a-profile-twice",
        "an id occurs once in a catalogue",
        "PRO-11 RPC-24",
        ok | {"profiles": [profile("a"), profile("b"), profile("a")]},
        error=error("duplicate_profile", profile_id="a"),
    )
    for value, id in (
        (-1, "negative"),
        (2**53, "beyond-exact-integers"),
        (1.5, "with-a-fraction"),
        ("7", "as-text"),
        (None, "null"),
        (INFINITE, "infinite"),
    ):
        file.case(
            f"track-id-{id}",
            "a track_id is an integer from 0 to 2^53 − 1",
            "RPC-39",
            ok | {"track_id": value},
            error=wrong_params("/track_id", "wrong_type"),
        )
    expected = model.payload(EXAMPLE, track_id=7) | {"track_id": {"$integer": 7}}
    file.case(
        "track-id-written-with-a-fraction",
        "7.0 is the track_id 7 and is returned as such",
        "RPC-16 MSG-2",
        ok | {"track_id": Number("7.0")},
        result=expected,
    )
    for text, id in (("-0", "minus-zero"), ("-0.0", "minus-zero-with-a-fraction")):
        file.case(
            f"track-id-{id}",
            "−0 has no fraction and is not below 0: it is the track_id 0, and written so",
            "RPC-16 RPC-39 MSG-2",
            ok | {"track_id": Number(text)},
            result=model.payload(EXAMPLE, track_id=0) | {"track_id": {"$text": "0"}},
        )
    return file


def _order_of_checks() -> File:
    file = recommendation_file(
        "order-of-checks",
        "Shape, then settings, then fingerprint or profiles, then the file: the first problem is reported.",
        "Derived from RPC-18.",
    )
    infinite = EXAMPLE | {"crest_db": INFINITE}
    for id, params, wanted in (
        (
            "shape-before-settings",
            {"fingerprint": EXAMPLE, "confidence_threshold": 7, "surprise": 1},
            wrong_params("/surprise", "unknown"),
        ),
        (
            "shape-before-fingerprint",
            {"fingerprint": infinite, "top_k": "3"},
            wrong_params("/top_k", "wrong_type"),
        ),
        (
            "threshold-before-fingerprint",
            {"fingerprint": infinite, "confidence_threshold": -1},
            error("invalid_threshold"),
        ),
        (
            "top-k-before-profiles",
            {"fingerprint": EXAMPLE, "top_k": 0, "profiles": []},
            error("invalid_top_k"),
        ),
        (
            "threshold-before-file",
            {"path": {"$missing": "song.wav"}, "confidence_threshold": 2},
            error("invalid_threshold"),
        ),
        (
            "window-before-profiles",
            {"path": {"$missing": "song.wav"}, "max_duration_seconds": 0, "profiles": []},
            error("invalid_window"),
        ),
        (
            "profiles-before-file",
            {"path": {"$missing": "song.wav"}, "profiles": []},
            error("no_profiles"),
        ),
    ):
        file.case(id, "the earlier check is reported", "RPC-18", params, error=wanted)
    return file
