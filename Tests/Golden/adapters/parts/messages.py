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
    """The type of a message, and whether that type is known. Refuses an invalid one."""
    try:
        message = strict_json.parse(text.encode("utf-8"))
    except strict_json.SyntaxProblem as problem:
        raise _refusal("", "not_json") from problem
    kind = _object(message, "", {"type": _text})["type"]
    reader = _READERS.get(kind)
    if reader is None:
        return {"type": kind, "known": False}
    data = _object(message, "", {"data": reader})["data"]
    return {"type": kind, "known": data.get("status", STATUSES[0]) in STATUSES}


def check_payload(value: Any, path: str) -> dict[str, Any]:
    """The members of a complete recommendation payload, with numbers in their written form (MSG-2).

    Refuses anything else; unknown members are left out.
    """
    return _consistent(_object(value, path, _PAYLOAD | _NOT_IN_THE_ORIGINAL), path)


def _check_message(value: Any, path: str) -> dict[str, Any]:
    """A recommendation as other servers send it, possibly with fewer members (MSG-24)."""
    checks = _PAYLOAD | _NOT_IN_THE_ORIGINAL | {"alternative_profiles": _array_of(_alternative)}
    given = _any_object(value, path)
    may_lack = {*_NOT_IN_THE_ORIGINAL}
    if given.get("is_hybrid") is False:
        may_lack.add("weighted_profiles")
    needed = {key: check for key, check in checks.items() if key in given or key not in may_lack}
    return _consistent(_object(given, path, needed), path)


def _alternative(value: Any, path: str) -> Any:
    is_of_the_original = "id" in _any_object(value, path) and "profile_id" not in value
    return _object(value, path, {"id": _text, "name": _text} if is_of_the_original else _NAME)


def _consistent(payload: dict[str, Any], path: str) -> dict[str, Any]:
    """The checked members of a payload, unless they contradict each other (MSG-20)."""
    weights = [member["weight"] for member in payload.get("weighted_profiles", [])]
    rules = {
        "is_hybrid": payload["is_hybrid"] == bool(weights),
        "weighted_profiles": len(weights) != 1 and weights == sorted(weights, reverse=True),
        "weighted_profiles/0": not weights or abs(sum(weights) - 1) <= WEIGHTS_SUM_TOLERANCE,
        "primary_profile_id": not weights
        or payload["weighted_profiles"][0]["profile_id"] == payload["primary_profile_id"],
        "confidence_score": not weights
        or payload["confidence_score"] < payload.get("confidence_threshold", math.inf),
        "is_fallback": not payload.get("is_fallback", False)
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
    _any_object(value, path)
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


def _any_object(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _refusal(path, "wrong_type")
    return value


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
    "reasoning": _text,
    "is_hybrid": _boolean,
}
_NOT_IN_THE_ORIGINAL: dict[str, Check] = {
    "alternative_profiles": _array_of(_object_of(_NAME)),
    "is_fallback": _boolean,
    "confidence_threshold": _share,
    "top_k": _integer_from(1),
    "fingerprint": _object_of(dict.fromkeys(METRICS, _finite)),
}
_READERS: dict[str, Check] = {
    "track_loaded": _object_of({"track_id": _track_id}),
    "fingerprint_progress": _object_of(
        {"track_id": _track_id, "status": _text, "message": _text}
    ),
    "mastering_recommendation": _check_message,
    "mastering_recommendation_failed": _object_of(
        {"track_id": _track_id, "code": _text, "message": _text}
    ),
}
