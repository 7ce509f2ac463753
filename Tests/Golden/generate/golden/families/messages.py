"""The four messages as they are made."""

from typing import Any

from .. import model
from ..cases import (
    ENVELOPE_OPEN,
    NOT_HYBRID_WORDS,
    File,
    error,
    fingerprint,
    profile,
    wrong_params,
)
from ..tracks import BETWEEN, EXAMPLE, INSIDE, SILENCE
from .fingerprint import MEASURED_SILENCE

BY_HAND = "Derived by hand from the clauses."
STATUSES = ("analyzing", "complete", "cached", "failed")


def files() -> list[File]:
    return [_envelope(), _no_path(), _make(), _make_refused()]


def _file(
    name: str, overview: str, method: str, requires: list[str], source: str = BY_HAND
) -> File:
    return File(f"messages/{name}", overview, source, requires=requires, method=method)


def _envelope() -> File:
    file = _file(
        "recommendation-message",
        "recommendation.message wraps the payload in its envelope.",
        "recommendation.message",
        ["messages"],
    )
    file.open = ENVELOPE_OPEN
    file.notes = {"envelope": "A message has exactly type and data; the payload is in data."}
    spec = "MSG-9 MSG-11 RPC-35"

    def add(id: str, description: str, metrics: Any, track_id: int = 7, **settings: Any) -> None:
        names = {"confidence_threshold": "threshold"}
        expected = model.payload(
            metrics, track_id=track_id, **{names.get(k, k): v for k, v in settings.items()}
        )
        words = {} if expected["is_hybrid"] else {"forbid": NOT_HYBRID_WORDS}
        file.case(
            id,
            description,
            spec,
            {"track_id": track_id, "fingerprint": metrics, **settings},
            result={"type": "mastering_recommendation", "data": expected},
            flags=["envelope"],
            **words,
        )

    add("hybrid", "a hybrid in its envelope", EXAMPLE)
    add("single", "a single profile in its envelope", INSIDE)
    add("fallback", "a fallback is a recommendation too", SILENCE)
    add("track-id-zero", "track_id 0 is in it", INSIDE, track_id=0)
    add(
        "largest-track-id",
        "the largest track_id is in it to the last digit",
        INSIDE,
        track_id=2**53 - 1,
    )
    add(
        "with-settings",
        "the settings apply as in recommendation.weighted",
        BETWEEN,
        confidence_threshold=1.0,
        top_k=2,
    )
    add(
        "with-profiles",
        "so do profiles",
        fingerprint(-14.0, 12.0, 0.125),
        profiles=[profile("one")],
    )
    file.case(
        "without-track-id",
        "a message without track_id would belong to no track",
        "RPC-15 RPC-35",
        {"fingerprint": EXAMPLE},
        error=wrong_params("/track_id", "missing"),
    )
    file.case(
        "bad-threshold",
        "a refused threshold is an error, not a message",
        "REC-15 REC-19",
        {"track_id": 1, "fingerprint": EXAMPLE, "confidence_threshold": 2},
        error=error("invalid_threshold"),
    )
    file.case(
        "neither-source",
        "a message needs a source",
        "RPC-36",
        {"track_id": 1},
        error=wrong_params("", "conflict"),
    )
    return file


def _no_path() -> File:
    file = _file(
        "no-path",
        "No path of a file is in a payload, a message or an error.",
        "recommendation.message",
        ["messages", "fingerprint-wav"],
    )
    file.open = ENVELOPE_OPEN
    sound = {"$audio": "pcm16-noise"}
    silence = {"$audio": "silence-one-second"}
    file.case(
        "of-a-recommendation",
        "the answer for a file does not contain its path",
        "MSG-4 RPC-20 MSG-11",
        {"track_id": 7, "path": silence},
        result={
            "type": "mastering_recommendation",
            "data": model.payload(SILENCE, track_id=7) | {"fingerprint": MEASURED_SILENCE},
        },
        forbid=[silence, "silence-one-second", *NOT_HYBRID_WORDS],
    )
    file.case(
        "of-any-sound",
        "nor does it for another file",
        "MSG-4 RPC-20 MSG-8",
        {"track_id": 7, "path": sound},
        result={
            "type": "mastering_recommendation",
            "data": {
                "track_id": 7,
                "is_fallback": {"$any": "boolean"},
                "fingerprint": {metric: {"$any": "number"} for metric in model.METRICS},
            },
        },
        forbid=[sound, "pcm16-noise", ".wav"],
    )
    missing = {"$missing": "song.wav"}
    file.case(
        "of-a-missing-file",
        "an error does not repeat the path either",
        "RPC-20 REC-19 AUD-12",
        {"track_id": 7, "path": missing},
        error=error("file_not_found"),
        forbid=[missing, "song.wav"],
    )
    return file


def _make() -> File:
    file = _file(
        "make", "message.make makes the three small messages.", "message.make", ["messages"]
    )
    file.notes = {"envelope": "Exactly type and data, and in data exactly the members of the type."}
    for track_id, name in ((7, "a-track"), (0, "track-zero"), (2**53 - 1, "the-largest-track-id")):
        file.case(
            f"track-loaded-of-{name}",
            "track_loaded has the number of the track",
            "MSG-9 MSG-10 MSG-21",
            {"type": "track_loaded", "track_id": track_id},
            result={"type": "track_loaded", "data": {"track_id": {"$integer": track_id}}},
            flags=["envelope"],
        )
    for status in STATUSES:
        data = {"track_id": 7, "status": status, "message": "50 %"}
        file.case(
            f"progress-{status}",
            f"fingerprint_progress knows the status {status}",
            "MSG-9 MSG-13 MSG-21",
            {"type": "fingerprint_progress", **data},
            result={"type": "fingerprint_progress", "data": data},
            flags=["envelope"],
        )
    data = {"track_id": 7, "code": "file_not_found", "message": "There is no such file."}
    file.case(
        "failed",
        "mastering_recommendation_failed states the reason",
        "MSG-9 MSG-12 MSG-21",
        {"type": "mastering_recommendation_failed", **data},
        result={"type": "mastering_recommendation_failed", "data": data},
        flags=["envelope"],
    )
    text = 'a "quoted" \\ / \t line\nand \u00e9, e\u0301, \u4e16, \U0001f3b5, \u2028, \u007f'
    data = {"track_id": 7, "status": "analyzing", "message": text}
    file.case(
        "any-text",
        "a text comes back code point for code point",
        "MSG-13 RPC-6",
        {"type": "fingerprint_progress", **data},
        result={"type": "fingerprint_progress", "data": data},
    )
    data = {"track_id": 7, "status": "analyzing", "message": ""}
    file.case(
        "empty-text",
        "an empty text is a text",
        "MSG-13",
        {"type": "fingerprint_progress", **data},
        result={"type": "fingerprint_progress", "data": data},
    )
    return file


def _make_refused() -> File:
    file = _file(
        "make-refused", "message.make refuses what its reader would refuse.", "message.make", ["messages"]
    )
    loaded = {"type": "track_loaded", "track_id": 7}
    progress = {
        "type": "fingerprint_progress",
        "track_id": 7,
        "status": "complete",
        "message": "done",
    }
    failed = {
        "type": "mastering_recommendation_failed",
        "track_id": 7,
        "code": "empty_audio",
        "message": "Empty.",
    }
    refused = wrong_params("/type", "wrong_type")
    for id, type_ in (
        ("unknown-type", "track_paused"),
        ("the-recommendation", "mastering_recommendation"),
        ("type-in-capitals", "Track_Loaded"),
    ):
        file.case(
            id,
            f"{type_} is not made here",
            "MSG-21 RPC-15",
            loaded | {"type": type_},
            error=refused,
        )
    file.case("no-type", "a message has a type", "MSG-21", {"track_id": 7}, error=wrong_params("/type", "missing"))
    file.case(
        "type-is-no-text",
        "a type is text",
        "MSG-21",
        loaded | {"type": 1},
        error=wrong_params("/type", "wrong_type"),
    )
    for base, name in ((loaded, "track-loaded"), (progress, "progress"), (failed, "failed")):
        for member in base:
            if member != "type":
                without = {key: value for key, value in base.items() if key != member}
                file.case(
                    f"{name}-without-{member.replace('_', '-')}",
                    f"{name} needs its {member}",
                    "MSG-21 RPC-15",
                    without,
                    error=wrong_params(f"/{member}", "missing"),
                )
        file.case(
            f"{name}-with-a-surprise",
            "a member that the type does not have is refused",
            "MSG-21",
            base | {"surprise": 1},
            error=wrong_params("/surprise", "unknown"),
        )
    file.case(
        "loaded-with-a-status",
        "a member of another type is refused",
        "MSG-21",
        loaded | {"status": "complete"},
        error=wrong_params("/status", "unknown"),
    )
    file.case(
        "failed-with-a-status",
        "a failure has no status",
        "MSG-21",
        failed | {"status": "failed"},
        error=wrong_params("/status", "unknown"),
    )
    for value, id in (
        (-1, "negative"),
        (2**53, "too-large"),
        (7.5, "with-a-fraction"),
        ("7", "as-text"),
        (None, "null"),
    ):
        file.case(
            f"track-id-{id}",
            "a track_id is an integer from 0 to 2^53 − 1",
            "RPC-39 MSG-21",
            loaded | {"track_id": value},
            error=wrong_params("/track_id", "wrong_type"),
        )
    for value, id in (
        ("done", "another-word"),
        ("Complete", "in-capitals"),
        ("", "empty"),
        (1, "a-number"),
    ):
        file.case(
            f"status-{id}",
            "a status is one of the four",
            "MSG-13 MSG-21",
            progress | {"status": value},
            error=wrong_params("/status", "wrong_type"),
        )
    return file
