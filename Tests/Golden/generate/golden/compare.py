"""The comparison of what a host answered with what a case expects: a second opinion on the runner."""

import re
from dataclasses import dataclass, field
from typing import Any

from .text import Number, compact


@dataclass(frozen=True)
class Tolerance:
    at: str
    absolute: float
    relative: float = 0.0

    def allowed(self, expected: float) -> float:
        return max(self.absolute, self.relative * abs(expected))


@dataclass
class Comparison:
    """Differences found so far, each with its place."""

    tolerances: list[Tolerance] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    worst_margin: float = 0.0
    is_open: bool = False

    # Where the answer violates a SHOULD, but no MUST.
    wishes: list[str] = field(default_factory=list)
    # The port does not have the method that the case is about.
    is_unsupported: bool = False

    def wish(self, preferred: Any, actual: Any) -> None:
        """Compares with what an answer should be; others' members may be there everywhere."""
        if preferred is not None:
            trial = Comparison(self.tolerances, is_open=True)
            trial.value(preferred, actual)
            self.wishes += trial.differences

    def differ(self, path: str, expected: Any, actual: Any, why: str = "differs") -> None:
        shown = [
            value if isinstance(value, str) else compact(value) for value in (expected, actual)
        ]
        self.differences.append(f"{path or '(whole)'}: {why}: {shown[0][:300]} vs {shown[1][:300]}")

    def value(self, expected: Any, actual: Any, path: str = "") -> None:
        if isinstance(expected, dict) and (matcher := _matcher(expected)):
            self.match(matcher, expected[matcher], actual, path)
        elif isinstance(expected, dict) and isinstance(actual, dict):
            self.object(expected, actual, path)
        elif isinstance(expected, list) and isinstance(actual, list):
            if len(expected) != len(actual):
                self.differ(path, expected, actual, f"{len(actual)} elements")
            for index, (one, other) in enumerate(zip(expected, actual)):
                self.value(one, other, f"{path}/{index}")
        elif isinstance(expected, float) and isinstance(actual, float):
            self.number(expected, actual, path, self.allowed(path, expected))
        elif type(expected) is not type(actual) or expected != actual:
            self.differ(path, expected, actual)

    def object(self, expected: dict[str, Any], actual: dict[str, Any], path: str) -> None:
        for key, pattern in expected.items():
            absent = isinstance(pattern, dict) and _matcher(pattern) == "$absent"
            if key not in actual and not absent:
                self.differ(f"{path}/{key}", pattern, "nothing", "missing")
            elif key in actual and absent:
                self.differ(f"{path}/{key}", "nothing", actual[key], "must not be there")
            elif not absent:
                self.value(pattern, actual[key], f"{path}/{key}")
        if not self.is_open and not any(_fits(pattern, path) for pattern in self.open):
            for key in actual.keys() - expected.keys():
                self.differ(f"{path}/{key}", "nothing", actual[key], "unexpected")

    def error(self, expected: dict[str, Any], actual: Any, path: str = "") -> None:
        """Code and data; the message is for the user, and data may have more members, at every level."""
        if not isinstance(actual, dict):
            return self.differ(path, expected, actual, "no error")
        if not isinstance(actual.get("message"), str) or not actual["message"]:
            self.differ(f"{path}/message", "a sentence", actual.get("message"))
        for key in actual.keys() - {"code", "message", "data"}:
            self.differ(f"{path}/{key}", "nothing", actual[key], "unexpected")
        inner = Comparison(self.tolerances, differences=self.differences, is_open=True)
        inner.value(expected["code"], actual.get("code"), f"{path}/code")
        if "data" in expected:
            inner.value(expected["data"], actual.get("data"), f"{path}/data")

    def message(self, expected: Any, actual: Any, path: str = "") -> None:
        """A whole JSON-RPC message, or a batch of answers."""
        if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
            for index, (one, other) in enumerate(zip(expected, actual)):
                self.message(one, other, f"{path}/{index}")
            return
        if isinstance(expected, dict) and "error" in expected and isinstance(actual, dict):
            self.error(expected["error"], actual.get("error"), f"{path}/error")
            expected, actual = (
                {key: item for key, item in value.items() if key != "error"}
                for value in (expected, actual)
            )
        self.value(expected, actual, path)

    def match(self, matcher: str, argument: Any, actual: Any, path: str) -> None:
        if matcher == "$any":
            if not _is_kind(argument, actual):
                self.differ(path, f"any {argument}", actual)
        elif matcher == "$anyOf":
            if not any(self.fits(choice, actual, path) for choice in argument):
                self.differ(path, {"$anyOf": argument}, actual)
        elif matcher == "$all":
            for pattern in argument:
                self.value(pattern, actual, path)
        elif matcher == "$unordered":
            if not isinstance(actual, list) or not self.pairs(argument, actual, path):
                self.differ(path, {"$unordered": argument}, actual)
        elif matcher == "$prefix":
            if not isinstance(actual, str) or not actual.startswith(argument):
                self.differ(path, f"{argument}…", actual)
        elif matcher == "$pattern":
            if not isinstance(actual, str) or not re.fullmatch(argument, actual):
                self.differ(path, {matcher: argument}, actual)
        elif matcher == "$elements":
            count, places = int(argument["count"]), argument.get("at", {})
            if not isinstance(actual, list) or len(actual) != count:
                self.differ(path, {matcher: count}, actual)
            else:
                for place, pattern in places.items():
                    self.value(pattern, actual[int(place)], f"{path}/{place}")
        elif matcher == "$contains":
            if not isinstance(actual, list) or not any(
                self.fits(argument, item, path) for item in actual
            ):
                self.differ(path, {matcher: argument}, actual)
        elif matcher == "$not":
            if self.fits(argument, actual, path):
                self.differ(path, {matcher: argument}, actual, "has a forbidden value")
        elif matcher in ("$float", "$integer"):
            wants_float = matcher == "$float"
            if not isinstance(actual, Number) or actual.is_written_as_float() != wants_float:
                self.differ(path, {matcher: argument}, actual, "written differently")
            else:
                self.number(argument, actual, path, self.allowed(path, argument))
        elif matcher == "$near":
            if isinstance(actual, float):
                self.number(argument["value"], actual, path, float(argument["absolute"]))
            else:
                self.differ(path, argument, actual)
        elif matcher == "$text":
            if not isinstance(actual, Number) or actual.text != argument:
                self.differ(path, argument, actual, "a different text")
        elif matcher == "$order":
            there = [key for key in actual if key in argument] if isinstance(actual, dict) else None
            if there != [key for key in argument if key in (there or [])]:
                self.differ(path, {matcher: argument}, actual, "in a different order")
        elif matcher == "$invariant":
            self.invariant(argument, actual, path)
        else:
            raise ValueError(f"{matcher} is not a matcher")

    def invariant(self, name: str, actual: Any, path: str) -> None:
        try:
            weights = [float(member["weight"]) for member in actual]
        except (TypeError, KeyError):
            return self.differ(path, name, actual)
        holds = {
            "weights_sum_to_one": abs(sum(weights) - 1) <= 1e-12,
            "weights_descend": weights == sorted(weights, reverse=True),
        }[name]
        if not holds:
            self.differ(path, name, actual)

    def fits(self, expected: Any, actual: Any, path: str) -> bool:
        trial = Comparison(self.tolerances, self.open, is_open=self.is_open)
        trial.value(expected, actual, path)
        return not trial.differences

    def pairs(self, patterns: list[Any], actual: list[Any], path: str) -> bool:
        if len(patterns) != len(actual):
            return False
        if not patterns:
            return True
        return any(
            self.fits(patterns[0], item, path)
            and self.pairs(patterns[1:], actual[:index] + actual[index + 1 :], path)
            for index, item in enumerate(actual)
        )

    def number(self, expected: float, actual: float, path: str, allowed: float) -> None:
        deviation = abs(actual - expected)
        if allowed > 0:
            self.worst_margin = max(self.worst_margin, deviation / allowed)
        if not (expected == actual or deviation <= allowed):
            self.differ(path, expected, actual, f"off by {deviation:g}, allowed {allowed:g}")

    def allowed(self, path: str, expected: float) -> float:
        for tolerance in reversed(self.tolerances):
            if _fits(tolerance.at, path):
                return tolerance.allowed(expected)
        return 0.0


def _matcher(pattern: dict[str, Any]) -> str | None:
    keys = list(pattern)
    return keys[0] if len(keys) == 1 and keys[0].startswith("$") and keys[0] != "$/cancel" else None


def _fits(pattern: str, path: str) -> bool:
    wanted, there = pattern.split("/"), path.split("/")
    return len(wanted) == len(there) and all(w in ("*", t) for w, t in zip(wanted, there))


def _is_kind(kind: str, value: Any) -> bool:
    match kind:
        case "string":
            return isinstance(value, str)
        case "number":
            return isinstance(value, Number)
        case "integer":
            return isinstance(value, Number) and value.is_integer()
        case "boolean":
            return isinstance(value, bool)
        case "object":
            return isinstance(value, dict)
        case "array":
            return isinstance(value, list)
        case "null":
            return value is None
    raise ValueError(f"{kind} is not a kind")
