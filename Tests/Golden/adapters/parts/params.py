"""Checks the shape of a call's params before anything is done with them."""

import math
from collections.abc import Callable, Iterable
from typing import Any

from .failures import Failure

LARGEST_INTEGER = 2**53 - 1

Check = Callable[[Any, str], Any]


def invalid(path: str, reason: str, expected: str) -> Failure:
    sentence = f"{path or 'params'}: {reason}, expected {expected}"
    return Failure("invalid_params", sentence, path=path, reason=reason, expected=expected)


def members(
    value: Any, path: str, required: dict[str, Check], optional: dict[str, Check] | None = None
) -> dict[str, Any]:
    """The checked members of an object; absent ones are left out."""
    optional = optional or {}
    if not isinstance(value, dict):
        raise invalid(path, "wrong_type", "an object")
    checks = required | optional
    for key in value:
        if key not in checks:
            pointer = key.replace("~", "~0").replace("/", "~1")
            raise invalid(f"{path}/{pointer}", "unknown", among(checks))
    for key in required:
        if key not in value:
            raise invalid(f"{path}/{key}", "missing", key)
    return {key: checks[key](item, f"{path}/{key}") for key, item in value.items()}


def among(names: Iterable[str]) -> str:
    return "one of " + ", ".join(names) if names else "nothing"


def number(value: Any, path: str) -> float:
    """A binary64 number; infinite if the text was beyond the range."""
    if not isinstance(value, float):
        raise invalid(path, "wrong_type", "a number")
    return float(value)


def integer(value: Any, path: str) -> int | float:
    """A number without a fraction; infinite if it was beyond binary64, for its rule to refuse."""
    if not isinstance(value, float) or not (value.is_integer() or math.isinf(value)):
        raise invalid(path, "wrong_type", "an integer")
    return float(value) if math.isinf(value) else int(value)


def track_id(value: Any, path: str) -> int:
    whole = integer(value, path)
    if not 0 <= whole <= LARGEST_INTEGER:
        raise invalid(path, "wrong_type", "an integer from 0 to 2^53 - 1")
    return int(whole)


def text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise invalid(path, "wrong_type", "a string")
    return value


def boolean(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise invalid(path, "wrong_type", "true or false")
    return value


def array(value: Any, path: str) -> list[Any]:
    if not isinstance(value, list):
        raise invalid(path, "wrong_type", "an array")
    return value


def anything(value: Any, path: str) -> Any:
    return value


def or_null(check: Check) -> Check:
    return lambda value, path: None if value is None else check(value, path)
