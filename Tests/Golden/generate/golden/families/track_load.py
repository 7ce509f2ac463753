"""Loading a track: an answer at once, then notifications."""

from typing import Any

from .. import model
from ..cases import PAYLOAD_OPEN, File, error, profile, step, wrong_params
from .fingerprint import MEASURED_SILENCE, SILENCE

REQUIRES = ["track-load", "fingerprint-wav"]


def files() -> list[File]:
    return [_notifications(), _refused(), _remembered()]


def _file(name: str, overview: str) -> File:
    return File(
        f"track-load/{name}", overview, "Derived by hand from RPC-37 and RPC-38.", requires=REQUIRES
    )


def _call(track_id: Any, path: Any, **more: Any) -> Any:
    return {
        "json": {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "track.load",
            "params": {"track_id": track_id, "path": path, **more},
        }
    }


def _loaded(track_id: Any) -> Any:
    return {"jsonrpc": "2.0", "id": 1, "result": {"message": "Track loaded", "track_id": track_id}}


def _told(method: str, track_id: int, **data: Any) -> Any:
    return {"jsonrpc": "2.0", "method": method, "params": {"track_id": track_id, **data}}


def _done(track_id: int, *status: str) -> Any:
    return _told(
        "fingerprint_progress",
        track_id,
        status={"$anyOf": list(status)},
        message={"$any": "string"},
    )


def _analysing(track_id: int) -> Any:
    """What may be told any number of times before the outcome, and where it does no harm."""
    return _told(
        "fingerprint_progress", track_id, status="analyzing", message={"$any": "string"}
    )


def _notifications() -> File:
    file = _file("notifications", "The messages after a load, in order.")
    file.open = [f"/params{pointer}" for pointer in PAYLOAD_OPEN]
    file.notes = {
        "order": "track_loaded first, progress in between, the outcome last; the answer to the call before or between."
    }
    silence = {"$audio": "silence-one-second"}

    def load(
        id: str, description: str, spec: str, path: Any, outcome: list[Any], **settings: Any
    ) -> None:
        exchange = {
            "send": [_call(9, path, **settings)],
            "expect": [_loaded(9)],
            "notifications": [_told("track_loaded", 9), *outcome],
            "ignore": [_analysing(9)],
        }
        file.case(id, description, spec, flags=["order"], exchange=exchange, forbid=[path])

    spec = "RPC-37 RPC-38 MSG-10 MSG-13"
    answer = {
        "jsonrpc": "2.0",
        "method": "mastering_recommendation",
        "params": _heard(model.payload(SILENCE, track_id=9)),
    }
    load(
        "a-recommendation",
        "the recommendation follows the progress",
        f"{spec} MSG-11 MSG-4",
        silence,
        [_done(9, "complete", "cached"), answer],
    )
    single = {
        "jsonrpc": "2.0",
        "method": "mastering_recommendation",
        "params": _heard(model.payload(SILENCE, 1.0, 5, 9)),
    }
    load(
        "with-settings",
        "threshold and top_k apply",
        f"{spec} MSG-11 REC-3",
        silence,
        [_done(9, "complete", "cached"), single],
        confidence_threshold=1.0,
        top_k=5,
    )
    for name, path, code, clause in (
        ("a-missing-file", {"$missing": "song.wav"}, "file_not_found", "AUD-12"),
        ("a-folder", {"$folder": True}, "not_a_file", "AUD-13"),
        (
            "no-audio",
            {"$file": {"name": "words.wav", "base64": "VGhpcyBpcyBub3QgYXVkaW8u"}},
            "unsupported_format",
            "AUD-11",
        ),
    ):
        failed = _told("mastering_recommendation_failed", 9, code=code, message={"$any": "string"})
        load(
            name,
            "problems with the file are sent as notifications, not answered",
            f"{spec} MSG-12 REC-19 {clause}",
            path,
            [_done(9, "failed"), failed],
        )
    file.case(
        "without-an-id",
        "a load without an id is announced too",
        "RPC-10 RPC-38",
        flags=["order"],
        exchange={
            "send": [
                {
                    "json": {
                        "jsonrpc": "2.0",
                        "method": "track.load",
                        "params": {"track_id": 9, "path": silence},
                    }
                }
            ],
            "notifications": [_told("track_loaded", 9), _done(9, "complete", "cached"), answer],
            "ignore": [_analysing(9)],
        },
    )
    return file


def _refused() -> File:
    file = _file("refused", "Only shape and settings are errors of the call; then no messages are sent.")
    file.method = "track.load"
    ok = {"track_id": 9, "path": {"$missing": "song.wav"}}
    for id, change, wanted, spec in (
        ("no-path", {"path": ...}, wrong_params("/path", "missing"), "RPC-15"),
        ("no-track-id", {"track_id": ...}, wrong_params("/track_id", "missing"), "RPC-15"),
        ("negative-track-id", {"track_id": -1}, wrong_params("/track_id", "wrong_type"), "RPC-39"),
        ("fingerprint", {"fingerprint": {}}, wrong_params("/fingerprint", "unknown"), "RPC-15"),
        ("profiles", {"profiles": [profile("a")]}, wrong_params("/profiles", "unknown"), "RPC-15"),
        ("threshold", {"confidence_threshold": 1.5}, error("invalid_threshold"), "REC-15 RPC-37"),
        ("top-k", {"top_k": 0}, error("invalid_top_k"), "REC-16 RPC-37"),
        ("window", {"max_duration_seconds": -1}, error("invalid_window"), "AUD-5 RPC-37"),
    ):
        params = {key: value for key, value in (ok | change).items() if value is not ...}
        file.case(id, "the call is refused before anything is loaded", spec, params, error=wanted)
    return file


def _heard(payload: Any) -> Any:
    """A recommendation of silence that was listened to."""
    return payload | {"fingerprint": MEASURED_SILENCE}


def _remembered() -> File:
    file = _file("remembered", "The recommendation of a load is cached.")
    file.requires = [*REQUIRES, "cache"]
    file.fresh = True
    file.open = ["", *(f"/recommendation{pointer}" for pointer in PAYLOAD_OPEN)]
    metrics = {metric: {"$any": "number"} for metric in model.METRICS}
    expected = _heard(model.payload(SILENCE, 0.25, 2, 9))
    call = {
        "track_id": 9,
        "path": {"$audio": "silence-1-sample"},
        "confidence_threshold": 0.25,
        "top_k": 2,
    }
    # By the time that seconds of other sounds are measured, one sample of silence is.
    sounds = (
        "noise-44100-samples",
        "stereo-noise",
        "five-one-only-front-counts",
        "sine-997-hz",
        "noise-and-dc",
        "stereo-left-only",
    )
    meanwhile = [
        step("fingerprint.extract", {"path": {"$audio": id}}, result={"fingerprint": metrics})
        for id in sounds
    ]
    file.case(
        "in-the-cache",
        "cache.get finds it under the settings of the load, and under no others",
        "CCH-10 RPC-37",
        steps=[
            step("track.load", call, result={"message": "Track loaded", "track_id": 9}),
            *meanwhile,
            step(
                "cache.get",
                {"track_id": 9, "confidence_threshold": 0.25, "top_k": 2},
                result={"recommendation": expected},
            ),
            step("cache.get", {"track_id": 9}, result={"recommendation": None}),
        ],
    )
    return file
