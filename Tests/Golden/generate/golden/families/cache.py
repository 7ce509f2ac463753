"""Recommendations remembered by track; scripts on one host."""

from typing import Any

from .. import model
from ..cases import File, error, profile, step, wrong_params
from ..text import Number
from ..tracks import BETWEEN, EXAMPLE, INSIDE, SILENCE
from .payload import FLOATS

BY_HAND = "Derived by hand from CCH-1 to CCH-10."
NOTHING = {"recommendation": None}


def files() -> list[File]:
    return [
        _get_and_set(),
        _form(),
        _keys(),
        _catalogue(),
        _clear(),
        _statistics(),
        _least_recently_used(),
        _refused(),
    ]


def _file(name: str, overview: str, requires: tuple[str, ...] = ("cache",)) -> File:
    open = ["", "/recommendation", "/recommendation/*/*", "/recommendation/fingerprint"]
    return File(f"cache/{name}", overview, BY_HAND, requires=list(requires), open=open, fresh=True)


def _payload(track_id: int, metrics: Any = EXAMPLE, **settings: Any) -> Any:
    return model.payload(metrics, track_id=track_id, **settings) | {
        "reasoning": "Hybrid mastering detected: by hand."
    }


def _set(payload: Any) -> Any:
    return step("cache.set", {"recommendation": payload}, result={"stored": True})


def _get(track_id: int, expected: Any, **settings: Any) -> Any:
    """What is found: the payload, or None."""
    return step(
        "cache.get", {"track_id": track_id, **settings}, result={"recommendation": expected}
    )


def _stats(tracks: int, recommendations: int, hits: int, misses: int, evicted: int = 0) -> Any:
    counts = {"tracks": tracks, "recommendations": recommendations, "hits": hits, "misses": misses}
    return step("cache.stats", result=counts | {"evicted_tracks": evicted, "capacity_tracks": 256})


def _get_and_set() -> File:
    file = _file("get-and-set", "A recommendation that was set can be retrieved.")
    payload = _payload(7)
    file.case("nothing-at-first", "a fresh host has nothing cached", "CCH-2", steps=[_get(7, None)])
    file.case(
        "what-was-set",
        "a payload is returned unchanged",
        "CCH-1 CCH-2",
        steps=[_set(payload), _get(7, payload)],
    )
    formed = (
        payload
        | {key: {"$float": payload[key]} for key in FLOATS}
        | {"track_id": {"$integer": 7}, "top_k": {"$integer": 3}}
    )
    file.case(
        "in-the-form-of-a-payload",
        "and in the form of a payload: floats as floats",
        "CCH-2 MSG-2",
        steps=[_set(payload), _get(7, formed)],
    )
    for name, metrics in (("single", INSIDE), ("fallback", SILENCE)):
        other = _payload(7, metrics)
        file.case(
            f"a-{name}",
            f"a {name} is stored like a hybrid",
            "CCH-1 CCH-2",
            steps=[_set(other), _get(7, other)],
        )
    file.case(
        "another-track",
        "another track is not found",
        "CCH-2",
        steps=[_set(payload), _get(8, None), _get(7, payload)],
    )
    second = _payload(7, BETWEEN)
    file.case(
        "set-again",
        "a later payload under the same key replaces the first",
        "CCH-8",
        steps=[_set(payload), _set(second), _get(7, second), _stats(1, 1, 1, 0)],
    )
    file.case(
        "track-zero-and-the-largest",
        "any track_id is a key",
        "CCH-1",
        steps=[
            _set(_payload(0)),
            _set(_payload(2**53 - 1)),
            _get(0, _payload(0)),
            _get(2**53 - 1, _payload(2**53 - 1)),
        ],
    )
    extra = payload | {"colour": "blue"}
    file.case(
        "unknown-members",
        "an unknown member is harmless",
        "CCH-2 MSG-14",
        steps=[_set(extra), _get(7, payload)],
    )
    return file


def _form() -> File:
    """However the numbers of a payload were written, it is given as MSG-2 has them written."""
    file = _file("form", "The result has the form of a payload, regardless of how it was set.")
    file.since = "2.0"
    payload = _payload(7)
    for name, given, spec in (
        ("integers-with-a-point", {"track_id": Number("7.0"), "top_k": Number("3.0")}, "RPC-16"),
        ("integers-with-an-exponent", {"track_id": Number("7e0"), "top_k": Number("0.3e1")}, "RPC-16"),
        ("floats-with-more-digits", {"confidence_threshold": Number("0.4000")}, "MSG-3"),
        ("floats-with-an-exponent", {"confidence_threshold": Number("4e-1")}, "MSG-3"),
    ):
        wanted = payload | {
            "track_id": {"$text": "7"},
            "top_k": {"$text": "3"},
            "confidence_threshold": {"$float": 0.4},
        }
        file.case(
            name,
            f"{name.replace('-', ' ')} are rewritten as in MSG-2",
            f"CCH-2 MSG-2 {spec}",
            steps=[_set(payload | given), _get(7, wanted)],
        )
    for key in ("predicted_loudness_change", "predicted_crest_change", "predicted_centroid_change"):
        for text, name in (("2", "two"), ("0", "zero"), ("-7", "minus-seven")):
            file.case(
                f"{key.replace('_', '-')}-{name}",
                f"a whole {key} is returned as a float",
                "CCH-2 MSG-2",
                steps=[
                    _set(payload | {key: Number(text)}),
                    _get(7, payload | {key: {"$float": float(text)}}),
                ],
            )
    whole = {key: Number(str(index)) for index, key in enumerate(payload["fingerprint"])}
    given = {key: {"$float": float(value)} for key, value in whole.items()}
    file.case(
        "a-whole-fingerprint",
        "whole metrics are returned as floats",
        "CCH-2 MSG-2 MSG-8",
        steps=[
            _set(payload | {"fingerprint": whole}),
            _get(7, payload | {"fingerprint": given}),
        ],
    )
    single = _payload(7, INSIDE) | {"confidence_score": Number("1")}
    file.case(
        "a-whole-confidence",
        "a confidence of 1 is returned as 1.0",
        "CCH-2 MSG-2",
        steps=[_set(single), _get(7, single | {"confidence_score": {"$float": 1.0}})],
    )
    return file


def _keys() -> File:
    file = _file("keys", "Another threshold or top_k is another entry.")
    file.notes = {
        "settings": "The original returns its first recommendation for any later threshold."
    }
    default, strict, two = _payload(7), _payload(7, threshold=0.9), _payload(7, top_k=2)
    spec = "CCH-3 CCH-1"
    file.case(
        "another-threshold",
        "another threshold is a miss",
        spec,
        flags=["settings"],
        steps=[
            _set(default),
            _get(7, None, confidence_threshold=0.9),
            _get(7, None, confidence_threshold=0.39),
            _get(7, default, confidence_threshold=0.4),
        ],
    )
    file.case(
        "another-top-k",
        "another top_k is a miss",
        spec,
        flags=["settings"],
        steps=[_set(default), _get(7, None, top_k=2), _get(7, default, top_k=3)],
    )
    file.case(
        "side-by-side",
        "entries of one track coexist",
        spec,
        flags=["settings"],
        steps=[
            _set(default),
            _set(strict),
            _set(two),
            _get(7, strict, confidence_threshold=0.9),
            _get(7, two, top_k=2),
            _get(7, default),
            _stats(1, 3, 3, 0),
        ],
    )
    single = _payload(7, INSIDE, threshold=0.0)
    file.case(
        "threshold-zero",
        "the result of recommendation.single is stored under threshold 0",
        spec,
        flags=["settings"],
        steps=[_set(single), _get(7, None), _get(7, single, confidence_threshold=0)],
    )
    return file


def _catalogue() -> File:
    file = _file(
        "catalogue",
        "A change of the catalogue makes everything cached a miss.",
        ("cache", "profiles"),
    )
    payload, extra = _payload(7), profile("extra")
    added = step(
        "profiles.add", {"profile": extra}, result={"profile_id": "extra", "version": "1.0"}
    )
    removed = step(
        "profiles.remove",
        {"profile_id": "extra"},
        result={"profile_id": "extra", "versions": ["1.0"]},
    )
    file.case(
        "a-new-profile",
        "after a profile is added, nothing cached before is found",
        "CCH-4 CCH-1",
        steps=[_set(payload), added, _get(7, None)],
    )
    file.case(
        "the-same-content-again",
        "with the same content again it is found again",
        "CCH-4 PRO-15",
        steps=[_set(payload), added, _get(7, None), removed, _get(7, payload)],
    )
    second = _payload(7, BETWEEN)
    file.case(
        "one-for-each-catalogue",
        "each catalogue has its own entry",
        "CCH-4 CCH-8",
        steps=[
            _set(payload),
            added,
            _set(second),
            _get(7, second),
            removed,
            _get(7, payload),
            _stats(1, 2, 2, 0),
        ],
    )
    removed_warm = step(
        "profiles.remove",
        {"profile_id": "warm-masters-spectral-v1"},
        result={"profile_id": "warm-masters-spectral-v1", "versions": ["1.0"]},
    )
    file.case(
        "a-profile-less",
        "a removed profile changes the catalogue too",
        "CCH-4",
        steps=[_set(payload), removed_warm, _get(7, None)],
    )
    return file


def _clear() -> File:
    file = _file("clear", "Clearing removes one track, or all.")
    one, two, strict = _payload(1), _payload(2), _payload(1, threshold=0.9)
    setting = [_set(one), _set(strict), _set(two)]

    def clear(cleared: int, **params: Any) -> Any:
        return step("cache.clear", params, result={"cleared": cleared})

    file.case(
        "one-track",
        "all recommendations of the track are removed, the others stay",
        "CCH-5",
        steps=[
            *setting,
            clear(2, track_id=1),
            _get(1, None),
            _get(1, None, confidence_threshold=0.9),
            _get(2, two),
        ],
    )
    file.case(
        "everything",
        "without a track everything is cleared",
        "CCH-5",
        steps=[*setting, clear(3), _get(1, None), _get(2, None), _stats(0, 0, 0, 2)],
    )
    file.case(
        "nothing-there",
        "clearing an absent track clears 0",
        "CCH-5",
        steps=[clear(0), clear(0, track_id=9), *setting, clear(0, track_id=9), _get(2, two)],
    )
    file.case(
        "set-after-clear",
        "a recommendation set afterwards is stored",
        "CCH-5 CCH-1",
        steps=[*setting, clear(3), _set(two), _get(2, two)],
    )
    return file


def _statistics() -> File:
    file = _file("statistics", "The cache counts its content and its hits and misses.")
    one = _payload(1)
    file.case("at-first", "a fresh host counts nothing", "CCH-6", steps=[_stats(0, 0, 0, 0)])
    file.case(
        "hits-and-misses",
        "each get is a hit or a miss; a set is neither",
        "CCH-6",
        steps=[
            _get(1, None),
            _set(one),
            _get(1, one),
            _get(1, one),
            _get(1, None, top_k=1),
            _get(2, None),
            _stats(1, 1, 2, 3),
        ],
    )
    cleared = step("cache.clear", result={"cleared": 1})
    file.case(
        "clearing-resets-no-count",
        "clearing resets neither hits nor misses, and counts no evictions",
        "CCH-6 CCH-5",
        steps=[
            _get(1, None),
            _set(one),
            _get(1, one),
            cleared,
            _stats(0, 0, 1, 1),
            _get(1, None),
            _stats(0, 0, 1, 2),
        ],
    )
    return file


def _small(track_id: int, **settings: Any) -> Any:
    """A payload as short as can be, for scripts with hundreds of them."""
    return _payload(track_id, SILENCE, **settings) | {
        "reasoning": "",
        "primary_profile_id": "p",
        "primary_profile_name": "P",
    }


def _least_recently_used() -> File:
    file = _file(
        "least-recently-used",
        "There is room for 256 tracks; the least recently used one is evicted as a whole.",
    )
    file.notes = {
        "use": "cache.set counts as a use, and so does a cache.get of a track in the cache."
    }
    fill = [_set(_small(track_id)) for track_id in range(256)]
    strict = _small(0, threshold=0.9)
    file.case(
        "a-257th-drives-out-the-first",
        "a 257th track drives out the one used longest ago with all its recommendations",
        "CCH-7 CCH-6",
        flags=["use"],
        steps=[
            _set(strict),
            *fill,
            _stats(256, 257, 0, 0),
            _set(_small(256)),
            _get(0, None),
            _get(0, None, confidence_threshold=0.9),
            _get(1, _small(1)),
            _get(256, _small(256)),
            _stats(256, 256, 2, 2, 1),
        ],
    )
    file.case(
        "use-keeps-a-track",
        "a get that hits, a get that misses and a set keep their tracks; the next ones are evicted",
        "CCH-7",
        flags=["use"],
        steps=[
            *fill,
            _get(0, _small(0)),
            _get(1, None, top_k=9),
            _set(_small(2)),
            *(_set(_small(track_id)) for track_id in (256, 257, 258)),
            _get(0, _small(0)),
            _get(1, _small(1)),
            _get(2, _small(2)),
            _get(3, None),
            _get(4, None),
            _get(5, None),
            _get(6, _small(6)),
            _stats(256, 256, 5, 4, 3),
        ],
    )
    return file


def _refused() -> File:
    file = _file("refused", "A value that is not a payload is not stored.")
    payload = _payload(7)
    nothing = [_get(7, None), _stats(0, 0, 0, 1)]

    def refused(id: str, description: str, value: Any, path: Any, reason: str) -> None:
        wanted = error("invalid_message", path=path, reason=reason)
        file.case(
            id,
            description,
            "CCH-9 MSG-20" if reason == "inconsistent" else "CCH-9",
            steps=[step("cache.set", {"recommendation": value}, error=wanted), *nothing],
        )

    refused(
        "no-track-id",
        "a payload without track_id belongs to no track",
        {k: v for k, v in payload.items() if k != "track_id"},
        "/track_id",
        "missing",
    )
    refused(
        "wrong-type",
        "a member of another kind is refused",
        payload | {"is_hybrid": "yes"},
        "/is_hybrid",
        "wrong_type",
    )
    refused(
        "out-of-range",
        "a confidence above 1 is refused",
        payload | {"confidence_score": 1.5},
        "/confidence_score",
        "out_of_range",
    )
    refused(
        "deep-inside",
        "a weight deep inside too",
        payload | {"weighted_profiles": [{"profile_id": "a", "profile_name": "A", "weight": 0}]},
        "/weighted_profiles/0/weight",
        "out_of_range",
    )
    refused(
        "inconsistent",
        "a hybrid without members is refused",
        payload | {"weighted_profiles": []},
        {"$any": "string"},
        "inconsistent",
    )
    refused("no-object", "a payload is an object", [], "", "wrong_type")
    file.case(
        "set-without-payload",
        "cache.set needs a payload",
        "RPC-15",
        steps=[step("cache.set", {}, error=wrong_params("/recommendation", "missing"))],
    )
    file.case(
        "get-without-track",
        "cache.get needs a track",
        "RPC-15",
        steps=[step("cache.get", {}, error=wrong_params("/track_id", "missing"))],
    )
    file.case(
        "get-of-a-negative-track",
        "a track_id is not negative",
        "RPC-39",
        steps=[step("cache.get", {"track_id": -1}, error=wrong_params("/track_id", "wrong_type"))],
    )
    file.case(
        "get-with-a-bad-threshold",
        "settings are checked as elsewhere",
        "REC-15",
        steps=[
            step(
                "cache.get",
                {"track_id": 7, "confidence_threshold": 1.5},
                error=error("invalid_threshold"),
            ),
            step("cache.get", {"track_id": 7, "top_k": 0}, error=error("invalid_top_k")),
        ],
    )
    return file
