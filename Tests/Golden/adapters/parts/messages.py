"""The WebSocket's messages: making them, and reading those of others (Spec chapter 5)."""

import math
from collections.abc import Callable
from typing import Any

from . import params, strict_json
from .failures import Failure
from .ranking import METRICS

STATUSES = ("analyzing", "complete", "cached", "failed")
WEIGHTS_SUM_TOLERANCE = 1e-9

Check = Callable[[Any, str], Any]


# MARK: Making


def make(given: dict[str, Any]) -> dict[str, Any]:
    """The message of a call to `message.make`."""
    members_by_type: dict[str, dict[str, Check]] = {
        "track_loaded": {},
        "fingerprint_progress": {"status": _made_status, "message": params.text},
        "mastering_recommendation_failed": {"code": params.text, "message": params.text},
    }
    kind = params.text(given["type"], "/type") if "type" in given else None
    if kind is not None and kind not in members_by_type:
        raise params.invalid("/type", "wrong_type", params.among(members_by_type))
    checked = params.members(
        given,
        "",
        {"type": params.text, "track_id": params.track_id} | members_by_type.get(kind, {}),
    )
    return envelope(checked.pop("type"), checked)


def envelope(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "data": data}


def _made_status(value: Any, path: str) -> str:
    if value not in STATUSES:
        raise params.invalid(path, "wrong_type", params.among(STATUSES))
    return value


# MARK: Reading


def check(text: str) -> dict[str, Any]:
    """What a message is: its type, and whether that type is known. Refuses a broken one."""
    try:
        message = strict_json.parse(text.encode("utf-8"))
    except strict_json.SyntaxProblem as problem:
        raise _refusal("", "not_json") from problem
    members = _object(message, "", {"type": _text, "data": _any_object})
    reader = _READERS.get(members["type"])
    if reader:
        reader(message["data"], "/data")
    return {"type": members["type"], "known": reader is not None}


def check_payload(value: Any, path: str) -> dict[str, Any]:
    """The members of a recommendation payload, numbers as they are to be written (MSG-2).

    Refuses what is none; members it does not know are left out.
    """
    payload = _object(value, path, _PAYLOAD)
    weights = [member["weight"] for member in payload["weighted_profiles"]]
    rules = {
        "is_hybrid": payload["is_hybrid"] == bool(weights),
        "weighted_profiles": len(weights) != 1 and weights == sorted(weights, reverse=True),
        "weighted_profiles/0": not weights or abs(sum(weights) - 1) <= WEIGHTS_SUM_TOLERANCE,
        "primary_profile_id": not weights
        or payload["weighted_profiles"][0]["profile_id"] == payload["primary_profile_id"],
        "confidence_score": not weights
        or payload["confidence_score"] < payload["confidence_threshold"],
        "is_fallback": not payload["is_fallback"]
        or (not payload["is_hybrid"] and payload["confidence_score"] == 0),
    }
    for member, holds in rules.items():
        if not holds:
            raise _refusal(f"{path}/{member}", "inconsistent")
    return payload


def _refusal(path: str, reason: str) -> Failure:
    return Failure(
        "invalid_message", f"{path or 'the message'}: {reason}", path=path, reason=reason
    )


def _object(value: Any, path: str, checks: dict[str, Check]) -> dict[str, Any]:
    """The checked members; members that are not in `checks` are ignored."""
    if not isinstance(value, dict):
        raise _refusal(path, "wrong_type")
    for key in checks:
        if key not in value:
            raise _refusal(f"{path}/{key}", "missing")
    return {key: check(value[key], f"{path}/{key}") for key, check in checks.items()}


def _object_of(checks: dict[str, Check]) -> Check:
    return lambda value, path: _object(value, path, checks)


def _array_of(check: Check) -> Check:
    def read(value: Any, path: str) -> list[Any]:
        if not isinstance(value, list):
            raise _refusal(path, "wrong_type")
        return [check(item, f"{path}/{index}") for index, item in enumerate(value)]

    return read


def _number_where(is_inside: Callable[[float], bool]) -> Check:
    def read(value: Any, path: str) -> float:
        if not isinstance(value, float):
            raise _refusal(path, "wrong_type")
        if not math.isfinite(value) or not is_inside(value):
            raise _refusal(path, "out_of_range")
        return float(value)

    return read


def _integer_from(lowest: int) -> Check:
    def read(value: Any, path: str) -> int:
        if not isinstance(value, float) or (math.isfinite(value) and not value.is_integer()):
            raise _refusal(path, "wrong_type")
        if not lowest <= value <= params.LARGEST_INTEGER:
            raise _refusal(path, "out_of_range")
        return int(value)

    return read


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise _refusal(path, "wrong_type")
    return value


def _boolean(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise _refusal(path, "wrong_type")
    return value


def _status(value: Any, path: str) -> str:
    if _text(value, path) not in STATUSES:
        raise _refusal(path, "out_of_range")
    return value


_any_object = _object_of({})
_track_id = _integer_from(0)
_finite = _number_where(lambda value: True)
_share = _number_where(lambda value: 0 <= value <= 1)
_NAME: dict[str, Check] = {"profile_id": _text, "profile_name": _text}
_PAYLOAD: dict[str, Check] = {
    "track_id": _track_id,
    "primary_profile_id": _text,
    "primary_profile_name": _text,
    "confidence_score": _share,
    "predicted_loudness_change": _finite,
    "predicted_crest_change": _finite,
    "predicted_centroid_change": _finite,
    "weighted_profiles": _array_of(
        _object_of(_NAME | {"weight": _number_where(lambda value: 0 < value <= 1)})
    ),
    "alternative_profiles": _array_of(_object_of(_NAME)),
    "reasoning": _text,
    "is_hybrid": _boolean,
    "is_fallback": _boolean,
    "confidence_threshold": _share,
    "top_k": _integer_from(1),
    "fingerprint": _object_of(dict.fromkeys(METRICS, _finite)),
}
_READERS: dict[str, Check] = {
    "track_loaded": _object_of({"track_id": _track_id}),
    "fingerprint_progress": _object_of(
        {"track_id": _track_id, "status": _status, "message": _text}
    ),
    "mastering_recommendation": check_payload,
    "mastering_recommendation_failed": _object_of(
        {"track_id": _track_id, "code": _text, "message": _text}
    ),
}
