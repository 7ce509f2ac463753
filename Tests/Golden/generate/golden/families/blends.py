"""Recommendations of tracks that profiles resemble: of silence, every wrong port says the same."""

from typing import Any

from .. import model, recipes
from ..cases import PAYLOAD_OPEN, SENTENCE, File, error, step
from .fingerprint import RECIPES, TOLERANCES, VALUES, _given, _wav

SOURCE = (
    "The fingerprints are those of librosa 0.11.0 in audio/values.ndjson; the rest is "
    "computed by generate/golden/model.py in the order of the clauses."
)
NOTES = {
    "silent": "Every recommendation is the fallback: the file is not analysed at all.",
    "settings": "Threshold, top_k or window of the load are read but not used.",
    "first-file": "A track keeps its first file, however often it is loaded again.",
}
NOISE, LEFT, TONES = "stereo-noise", "stereo-left-only", "sines-100-5000-15000-hz"
LONG = "noise-44100-then-more"


def files() -> list[File]:
    return [_asked_again(), _track_load(), _websocket()]


def _tolerances(prefix: str) -> list[dict[str, Any]]:
    """What FPR-18 leaves open, and what that can do to scores, weights and blends."""
    seen = "largest deviation seen between librosa and binary64, with a margin (FPR-18)"
    rows = [(f"/fingerprint/{metric}", near, unit, seen) for metric, near, _, unit in TOLERANCES]
    score = "what the tolerances of the fingerprint can do to it"
    rows += [
        ("/confidence_score", 1e-4, "1", score),
        ("/weighted_profiles/*/weight", 1e-4, "1", score),
        ("/predicted_loudness_change", 1e-3, "dB", "what the weights can do to a blend"),
        ("/predicted_crest_change", 1e-3, "dB", "what the weights can do to a blend"),
        ("/predicted_centroid_change", 0.1, "Hz", "what the weights can do to a blend"),
    ]
    return [
        {"at": prefix + at, "absolute": absolute, "unit": unit, "because": because}
        for at, absolute, unit, because in rows
    ]


def _payload(sound: str, track_id: int | None, threshold: float = 0.4, top_k: int = 3) -> dict[str, Any]:
    payload = model.payload(VALUES[sound], threshold, top_k, track_id)
    assert not payload["is_fallback"], sound
    if not payload["is_hybrid"]:
        payload["reasoning"] = {
            "$all": [SENTENCE, {"$not": {"$prefix": "Hybrid mastering detected"}}]
        }
    return payload


# MARK: JSON-RPC


def _asked_again() -> File:
    """A host that measures each file once has to know with which settings."""
    file = File(
        "fingerprint/asked-again",
        "A recommendation of a file is one of the seconds that the request asks for.",
        SOURCE,
        requires=["core", "fingerprint-wav"],
        since="2.0",
        notes={"by-name": "What was measured is found again by the file alone, whatever was asked for."},
        tolerances=_tolerances(""),
        open=PAYLOAD_OPEN,
    )

    def asked(path: Any, **rest: Any) -> Any:
        settings = {key: value for key, value in rest.items() if key not in ("result", "error")}
        expected = {key: value for key, value in rest.items() if key not in settings}
        return step("recommendation.weighted", {"path": path, **settings}, **expected)

    sound = {"$audio": LONG}
    whole, second = _payload(LONG, None), _payload("noise-44100-samples", None)
    file.case(
        "a-part-and-all-of-it",
        "a file that was measured in part is measured again for all of it, and the other way round",
        "AUD-5 RPC-34 STR-1",
        flags=["by-name"],
        steps=[
            asked(sound, max_duration_seconds=1.0, result=second),
            asked(sound, max_duration_seconds=None, result=whole),
            asked(sound, max_duration_seconds=1.0, result=second),
            asked(sound, result=whole),
        ],
    )
    noise = recipes.data_chunk(RECIPES["noise-4096-samples"])
    cut = _given("half-of-it.wav", _wav(noise, declared=2 * len(noise)))["path"]
    left = _payload("noise-4096-samples", None)
    ends = {"$near": {"value": 4096 / 44100, "absolute": 1e-9}}
    refused = error("truncated_audio", at_seconds=ends)
    file.case(
        "what-is-left-of-it",
        "a request that allows a damaged file does not allow it for the next request",
        "AUD-16 AUD-22 RPC-34",
        flags=["by-name"],
        steps=[
            asked(cut, allow_partial=True, result=left),
            asked(cut, error=refused),
            asked(cut, allow_partial=False, error=refused),
            asked(cut, allow_partial=True, result=left),
        ],
    )
    return file


def _load(id: int, track_id: int, sound: str, **settings: Any) -> Any:
    params = {"track_id": track_id, "path": {"$audio": sound}, **settings}
    return {"json": {"jsonrpc": "2.0", "id": id, "method": "track.load", "params": params}}


def _answer(id: int, track_id: int) -> Any:
    return {
        "jsonrpc": "2.0",
        "id": id,
        "result": {"message": "Track loaded", "track_id": track_id},
    }


def _told(method: str, **data: Any) -> Any:
    return {"jsonrpc": "2.0", "method": method, "params": data}


def _outcome(track_id: int, payload: Any) -> list[Any]:
    done = {"status": {"$anyOf": ["complete", "cached"]}, "message": SENTENCE}
    return [
        _told("track_loaded", track_id=track_id),
        _told("fingerprint_progress", track_id=track_id, **done),
        _told("mastering_recommendation", **payload),
    ]


def _track_load() -> File:
    file = File(
        "track-load/blends",
        "The recommendations for loaded tracks that resemble profiles.",
        SOURCE,
        requires=["track-load", "fingerprint-wav"],
        since="2.0",
        notes=NOTES,
        tolerances=_tolerances("/params"),
        open=[f"/params{pointer}" for pointer in PAYLOAD_OPEN],
    )

    def loaded(id: str, description: str, spec: str, sound: str, heard: str = "", **settings: Any) -> None:
        names = {"confidence_threshold": "threshold", "top_k": "top_k"}
        known = {names[key]: value for key, value in settings.items() if key in names}
        file.case(
            id,
            description,
            f"RPC-37 RPC-38 {spec}",
            flags=["settings"] if settings else ["silent"],
            exchange={
                "send": [_load(1, 9, sound, **settings)],
                "expect": [_answer(1, 9)],
                "notifications": _outcome(9, _payload(heard or sound, 9, **known)),
                # Any number of times.
                "ignore": [
                    _told(
                        "fingerprint_progress", track_id=9, status="analyzing", message=SENTENCE
                    )
                ],
            },
            forbid=[{"$audio": sound}],
        )

    loaded("a-blend", "below the default threshold the best three are blended", "REC-5 REC-7 MSG-5", NOISE)
    loaded("another-blend", "another sound is another blend", "REC-5 REC-7 MSG-5", LEFT)
    loaded(
        "convincing-enough",
        "a threshold below the confidence makes it single",
        "REC-3 REC-4 MSG-5",
        NOISE,
        confidence_threshold=0.25,
    )
    loaded("two-of-them", "top_k limits how many are blended", "REC-6 MSG-6", NOISE, top_k=2)
    loaded("all-of-them", "more than three too", "REC-6 MSG-6", NOISE, top_k=7)
    loaded("one-is-no-blend", "one profile alone is not a blend", "REC-9 REC-10", NOISE, top_k=1)
    loaded(
        "nothing-convinces",
        "a threshold of 1 blends when the default recommends one profile",
        "REC-5 REC-15",
        TONES,
        confidence_threshold=1.0,
    )
    loaded(
        "a-window",
        "the window of the load is measured",
        "AUD-5",
        LONG,
        "noise-44100-samples",
        max_duration_seconds=1.0,
    )
    loaded("no-window", "null is the whole track", "AUD-5", LONG, max_duration_seconds=None)

    def last(id: str, description: str, loads: list[Any], payload: Any) -> None:
        """Loads in quick succession: the messages of the last come in order, and last."""
        send = [_load(n + 1, *load[:2], **load[2]) for n, load in enumerate(loads)]
        file.case(
            id,
            description,
            "RPC-37 RPC-38 STR-6",
            flags=["first-file"],
            exchange={
                "send": send,
                "expect": [_answer(n + 1, load[0]) for n, load in enumerate(loads)],
                "notifications": _outcome(loads[-1][0], payload)[2:],
                # The messages of the earlier ones depend on how fast a host measures.
                "ignore": ["track_loaded", "fingerprint_progress", "mastering_recommendation"],
            },
        )

    last(
        "again-with-another-threshold",
        "the same track with another threshold gets a new recommendation",
        [(9, NOISE, {}), (9, NOISE, {"confidence_threshold": 0.25})],
        _payload(NOISE, 9, 0.25),
    )
    last(
        "again-with-another-top-k",
        "the same track with another top_k gets a new recommendation",
        [(9, NOISE, {}), (9, NOISE, {"top_k": 2})],
        _payload(NOISE, 9, top_k=2),
    )
    last(
        "again-with-another-window",
        "the same track with another window is measured again",
        [(9, LONG, {"max_duration_seconds": None}), (9, LONG, {"max_duration_seconds": 1.0})],
        _payload("noise-44100-samples", 9),
    )
    last(
        "again-with-another-file",
        "the same number with another file is another track",
        [(9, NOISE, {}), (9, LEFT, {})],
        _payload(LEFT, 9),
    )
    sounds = (NOISE, LEFT, TONES)
    last(
        "sixty-clicks",
        "of sixty loads in quick succession, the last is recommended",
        [(n, sounds[n % 3], {}) for n in range(1, 61)],
        _payload(sounds[60 % 3], 60),
    )
    return file


# MARK: WebSocket


def _post(track_id: int, file: str, **settings: Any) -> Any:
    body = {"track_id": track_id, "track_path": {"$library": file}, **settings}
    return {
        "request": {"method": "POST", "target": "/api/player/load", "body": {"json": body}},
        "response": {
            "status": 200,
            "body": {"message": "Track loaded", "track_id": track_id},
        },
    }


def _ask(track_id: int, payload: Any, query: str = "", file: str = "") -> Any:
    target: Any = f"/api/player/mastering/recommendation/{track_id}?{query}"
    if file:
        target = {"concat": [f"{target}{'&' if query else ''}filepath=", {"$library": file}]}
    elif not query:
        target = target.rstrip("?")
    return {"request": {"target": target}, "response": {"status": 200, "body": payload}}


def _hears(client: str, *messages: Any) -> Any:
    return {
        "client": client,
        "hears": [{"message": message} for message in messages],
        "ignore": ["fingerprint_progress"],
    }


def _loaded(track_id: int) -> Any:
    return {"type": "track_loaded", "data": {"track_id": track_id}}


def _recommended(payload: Any) -> Any:
    return {"type": "mastering_recommendation", "data": payload}


def _websocket() -> File:
    places = ("/*/message/data", "/body")
    file = File(
        "websocket/blends",
        "What every client receives for tracks that resemble profiles.",
        SOURCE,
        requires=["http", "websocket", "fingerprint-wav"],
        since="2.0",
        notes=NOTES,
        tolerances=[row for place in places for row in _tolerances(place)],
        open=[f"{place}{pointer}" for place in places for pointer in PAYLOAD_OPEN],
        fresh=True,
        library={
            "noise.wav": {"$audio": NOISE},
            "left.wav": {"$audio": LEFT},
            "tones.wav": {"$audio": TONES},
        },
    )
    folder = [{"$library": ""}]

    def case(id: str, description: str, spec: str, flag: str, *steps: Any) -> None:
        file.case(id, description, spec, flags=[flag], transcript=list(steps), forbid=folder)

    noise, left = _payload(NOISE, 9), _payload(LEFT, 9)
    case(
        "of-a-load",
        "a load ends in the blend of the file",
        "WS-3 HTTP-18 MSG-11 MSG-5 REC-5",
        "silent",
        {"connect": "one"},
        {"connect": "two"},
        _post(9, "noise.wav"),
        _hears("one", _loaded(9), _recommended(noise)),
        _hears("two", _loaded(9), _recommended(noise)),
    )
    single = _payload(NOISE, 9, 0.25, 2)
    case(
        "of-a-request",
        "a recommendation requested over HTTP is sent with the settings of the request",
        "HTTP-17 WS-3 REC-4 MSG-11",
        "settings",
        {"connect": "client"},
        _ask(9, single, "confidence_threshold=0.25&top_k=2", "noise.wav"),
        _hears("client", _recommended(single)),
    )
    case(
        "settings-after-a-load",
        "a loaded track gets a recommendation for each requested setting",
        "HTTP-17 HTTP-19 REC-4 REC-6",
        "settings",
        _post(9, "noise.wav"),
        _ask(9, noise),
        _ask(9, _payload(NOISE, 9, 0.25), "confidence_threshold=0.25"),
        _ask(9, _payload(NOISE, 9, top_k=2), "top_k=2"),
        _ask(9, _payload(NOISE, 9, 1.0, 7), "confidence_threshold=1&top_k=7"),
        _ask(9, noise),
    )
    case(
        "another-file",
        "a track that is loaded with another file is that file from then on",
        "HTTP-19 WS-3 MSG-11 RPC-38",
        "first-file",
        {"connect": "client"},
        _post(9, "noise.wav"),
        _hears("client", _loaded(9), _recommended(noise)),
        _post(9, "left.wav"),
        _hears("client", _loaded(9), _recommended(left)),
        _ask(9, left),
        {"connect": "late"},
        _hears("late", _loaded(9), _recommended(left)),
    )
    case(
        "back-again",
        "and back again",
        "HTTP-19 WS-3 MSG-11",
        "first-file",
        {"connect": "client"},
        _post(9, "noise.wav"),
        _hears("client", _loaded(9), _recommended(noise)),
        _post(9, "left.wav"),
        _hears("client", _loaded(9), _recommended(left)),
        _post(9, "noise.wav"),
        _hears("client", _loaded(9), _recommended(noise)),
    )
    case(
        "a-load-with-a-threshold",
        "a load may set the threshold",
        "HTTP-41 WS-3 REC-4 MSG-11",
        "settings",
        {"connect": "client"},
        _post(9, "noise.wav", confidence_threshold=0.25),
        _hears("client", _loaded(9), _recommended(_payload(NOISE, 9, 0.25))),
        _post(9, "noise.wav", confidence_threshold=1),
        _hears("client", _loaded(9), _recommended(_payload(NOISE, 9, 1.0))),
        _post(9, "noise.wav"),
        _hears("client", _loaded(9), _recommended(noise)),
    )
    sounds = (("tones.wav", TONES), ("noise.wav", NOISE), ("left.wav", LEFT))
    name, sound = sounds[60 % 3]
    final = _payload(sound, 60)
    case(
        "sixty-clicks",
        "of sixty loads in quick succession, the last is the current track, with its recommendation",
        "STR-6 WS-4 HTTP-18 HTTP-19",
        "first-file",
        *(_post(n, sounds[n % 3][0]) for n in range(1, 61)),
        _ask(60, final),
        {"connect": "late"},
        _hears("late", _loaded(60), _recommended(final)),
        # Each of the others is known by its own file.
        _ask(58, _payload(sounds[58 % 3][1], 58)),
        _ask(59, _payload(sounds[59 % 3][1], 59)),
    )
    clients = [f"client {n}" for n in range(1, 21)]
    case(
        "connected-and-told",
        "a client that was answered with 101 misses nothing that follows, twenty times over",
        "WS-2 WS-3 WS-4",
        "silent",
        *(
            step
            for n, client in enumerate(clients)
            for step in (
                {"connect": client},
                _post(100 + n, "noise.wav"),
                # Before its own messages, a client receives those of the current track, which is that of the previous load.
                *(
                    [_hears(client, _loaded(99 + n), _recommended(_payload(NOISE, 99 + n)))]
                    if n
                    else []
                ),
                _hears(client, _loaded(100 + n), _recommended(_payload(NOISE, 100 + n))),
            )
        ),
    )
    return file
