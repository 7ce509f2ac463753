"""Two ports with the same requests: to show that a mutant is equivalent to its port, or that hosts agree.

The calls are those of the golden cases with one value changed, so that they cover what the cases cover, and a
little more.
"""

import copy
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from .compare import Comparison, Tolerance
from .direct import DirectHost
from .folders import VECTORS
from .host import HostFailed
from .text import Number, compact, read, read_file

# Texts for people, which are not compared.
_FREE = ("message", "expected", "reasoning")
_VALUES = (
    None, True, False, "", "x", "é", [], {}, *map(Number, (
        "0", "1", "-1", "2", "-0", "0.0", "-0.0", "0.5", "1e999", "-1e999", "5e-324", "1e-9",
        "9007199254740991", "9007199254740992", "9007199254740993", "1.0000000000000002",
        "0.49999999999999994", "1e300", "3", "1.5", "10", "14.5", "15", "24.5", "25",
    )),
)  # fmt: skip


# Methods about the host itself, and one that ends it.
_OF_THE_HOST = {"engine.describe", "rpc.discover", "$/cancel", "shutdown"}

Call = tuple[str, Any]


@dataclass(frozen=True)
class Story:
    """The calls of a case, and what its file allows numbers to differ by."""

    name: str
    calls: list[Call]
    tolerances: list[Tolerance]

    @property
    def changes_its_host(self) -> bool:
        """Whether what follows it, or comes before, may make a difference."""
        return any(method.startswith(("cache.", "profiles.")) for method, _ in self.calls)


def stories(claimed: set[str]) -> list[Story]:
    """The calls of every case that names no file."""
    found = []
    for path in sorted(VECTORS.rglob("*.json")):
        file = read_file(path)
        if file["name"].startswith("signals/") or "library" in file:
            continue
        tolerances = [
            Tolerance(t["at"], t.get("absolute", 0), t.get("relative", 0))
            for t in file.get("tolerances", [])
        ]
        for case in file["cases"]:
            if not {*file["requires"], *case.get("requires", [])} <= claimed or "exchange" in case:
                continue
            steps = case.get("steps", [case])
            calls = [(s.get("method", file.get("method")), s.get("params", {})) for s in steps]
            names = {method for method, _ in calls}
            if len(calls) <= 12 and not _names_a_file(calls) and not names & _OF_THE_HOST:
                found.append(Story(f"{file['name']}/{case['id']}", calls, tolerances))
    return found


def corpus(claimed: set[str]) -> list[list[Call]]:
    return [story.calls for story in stories(claimed)]


def _names_a_file(value: Any) -> bool:
    text = json.dumps(value)
    return '"$' in text or '"path"' in text or len(text) > 20_000


def difference(
    first: ModuleType, second: ModuleType, stories: list[list[Call]], calls: int, seed: int
) -> tuple[str, str, str] | None:
    """A request that the two answer differently, with both answers; None if there is none."""
    draw = random.Random(seed)
    done = 0
    claim = list(first.CAPABILITIES)
    hosts = [DirectHost(first, claim), DirectHost(second, claim)]
    while done < calls:
        story = draw.choice(stories)
        if len(story) > 1 or story[0][0].startswith(("cache.", "profiles.")):
            hosts = [DirectHost(first, claim), DirectHost(second, claim)]
        for request in requests(story, draw):
            done += 1
            answers = [answer(host, request) for host in hosts]
            if answers[0] != answers[1] and _told(answers[0]) != _told(answers[1]):
                return request, answers[0], answers[1]
    return None


def requests(story: list[Call], draw: random.Random, first_id: int = 0) -> Iterator[str]:
    changed = draw.randrange(len(story))
    for index, (method, params) in enumerate(story):
        if index == changed:
            params = _changed(params, draw)
        id = Number(str(first_id + index))
        request = {"jsonrpc": "2.0", "id": id, "method": method, "params": params}
        yield compact(request)


def _changed(value: Any, draw: random.Random) -> Any:
    """The value with one part replaced, removed, added, or changed in its last bit."""
    if isinstance(value, dict) and value and draw.random() < 0.9:
        key = draw.choice(list(value))
        if draw.random() < 0.06:
            return {k: v for k, v in value.items() if k != key}
        if draw.random() < 0.03:
            return value | {"one_more": draw.choice(_VALUES)}
        return value | {key: _changed(value[key], draw)}
    if isinstance(value, list) and value and draw.random() < 0.9:
        copied = copy.copy(value)
        index = draw.randrange(len(value))
        copied[index] = _changed(value[index], draw)
        return copied
    if isinstance(value, str) and value.startswith("{") and draw.random() < 0.9:
        try:
            return compact(_changed(read(value), draw))
        except ValueError:
            return value[: draw.randrange(len(value))]
    if isinstance(value, float) and draw.random() < 0.7:
        scale = draw.choice((1 + 2**-52, 1 - 2**-53, 2.0, 0.5, -1.0, 1.1, 10.0))
        return Number(repr(float(value) * scale).replace("inf", "1e999"))
    return draw.choice(_VALUES)


def answer(host: DirectHost, request: str) -> str:
    host.send(request.encode("utf-8") + b"\n")
    lines = []
    while host.lines:
        lines.append(host.lines.popleft().decode("utf-8"))
    return "\n".join(lines)


# What a result may have beyond what a case knows, and texts whose form is free.
_FREE_MEMBERS = {*_FREE, "catalogue_version", "headroom", "yaml"}
_FREE_MEMBERS_OF = {"profiles.learn": _FREE_MEMBERS | {"description", "reason"}}


def differs(story: Story, request: str, one: str, other: str) -> str | None:
    """Where two hosts' answers to a call differ by more than the Spec allows; None if they do not."""
    if one == other:
        return None
    try:
        answers = [read(line) for line in (one, other)]
    except ValueError as problem:
        return f"no JSON: {problem}"
    method = read(request)["method"]
    results = [answer.get("result") for answer in answers]
    if None not in results or all("result" in answer for answer in answers):
        trial = Comparison(story.tolerances, is_open=True)
        free = _FREE_MEMBERS_OF.get(method, _FREE_MEMBERS)
        specified = [_specified(result, free) for result in results]
        # What one of them has, the other must have.
        for first, second in (specified, specified[::-1]):
            trial.value(_pattern(first), second)
        return trial.differences[0] if trial.differences else None
    errors = [answer.get("error") for answer in answers]
    if None in errors:
        return "the kind of answer"
    codes = [(error.get("code"), error.get("data", {}).get("code")) for error in errors]
    # Which of several mistakes is named is free (RPC-18), and the case itself may have one.
    return None if codes[0] == codes[1] else f"{method}: the error"


def _specified(value: Any, free: set[str]) -> Any:
    """A value without what the Spec leaves open."""
    if isinstance(value, dict):
        members = {k: _specified(item, free) for k, item in value.items() if k not in free}
        # A missing description is the same as an empty one (PRO-31).
        return {key: item for key, item in members.items() if (key, item) != ("description", "")}
    return [_specified(item, free) for item in value] if isinstance(value, list) else value


def _pattern(value: Any) -> Any:
    """What only a value with numbers of the same form fits."""
    if isinstance(value, dict):
        return {key: _pattern(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_pattern(item) for item in value]
    if isinstance(value, Number):
        return {"$float" if value.is_written_as_float() else "$integer": value}
    return value


def _told(answer: str) -> Any:
    return [_without_words(json.loads(line)) for line in answer.splitlines()]


def _without_words(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_words(item) for key, item in value.items() if key not in _FREE}
    if isinstance(value, list):
        return [_without_words(item) for item in value]
    return repr(value) if isinstance(value, float) else value


__all__ = ["HostFailed", "Story", "answer", "corpus", "difference", "differs", "requests", "stories"]
