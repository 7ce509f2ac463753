"""Runs two ports in one process with the same requests, to show that a mutant is equivalent to its port.

The calls are those of the golden cases with one value changed, so that they cover what the cases cover, and a
little more.
"""

import copy
import json
import random
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from .direct import DirectHost
from .folders import VECTORS
from .host import HostFailed
from .text import Number, compact, read_file

# Texts for people, which are not compared.
_FREE = ("message", "expected", "reasoning")
_VALUES = (
    None, True, False, "", "x", "é", [], {}, *map(Number, (
        "0", "1", "-1", "2", "-0", "0.0", "-0.0", "0.5", "1e999", "-1e999", "5e-324", "1e-9",
        "9007199254740991", "9007199254740992", "9007199254740993", "1.0000000000000002",
        "0.49999999999999994", "1e300", "3", "1.5", "10", "14.5", "15", "24.5", "25",
    )),
)  # fmt: skip


def corpus(claimed: set[str]) -> list[list[tuple[str, Any]]]:
    """The calls of every case that names no file."""
    stories = []
    for path in sorted(VECTORS.rglob("*.json")):
        file = read_file(path)
        if file["name"].startswith("signals/") or "library" in file:
            continue
        for case in file["cases"]:
            if not {*file["requires"], *case.get("requires", [])} <= claimed or "exchange" in case:
                continue
            steps = case.get("steps", [case])
            story = [(s.get("method", file.get("method")), s.get("params", {})) for s in steps]
            if len(story) <= 12 and not _names_a_file(story):
                stories.append(story)
    return stories


def _names_a_file(value: Any) -> bool:
    text = json.dumps(value)
    return '"$' in text or '"path"' in text or len(text) > 20_000


def difference(
    first: ModuleType, second: ModuleType, stories: list[list[tuple[str, Any]]], calls: int, seed: int
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
        for request in _requests(story, draw):
            done += 1
            answers = [_answer(host, request) for host in hosts]
            if answers[0] != answers[1] and _told(answers[0]) != _told(answers[1]):
                return request, answers[0], answers[1]
    return None


def _requests(story: list[tuple[str, Any]], draw: random.Random) -> Iterator[str]:
    changed = draw.randrange(len(story))
    for index, (method, params) in enumerate(story):
        if index == changed:
            params = _changed(params, draw)
        request = {"jsonrpc": "2.0", "id": Number(str(index)), "method": method, "params": params}
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
            from .text import read

            return compact(_changed(read(value), draw))
        except ValueError:
            return value[: draw.randrange(len(value))]
    if isinstance(value, float) and draw.random() < 0.7:
        scale = draw.choice((1 + 2**-52, 1 - 2**-53, 2.0, 0.5, -1.0, 1.1, 10.0))
        return Number(repr(float(value) * scale).replace("inf", "1e999"))
    return draw.choice(_VALUES)


def _answer(host: DirectHost, request: str) -> str:
    host.send(request.encode("utf-8") + b"\n")
    lines = []
    while host.lines:
        lines.append(host.lines.popleft().decode("utf-8"))
    return "\n".join(lines)


def _told(answer: str) -> Any:
    return [_without_words(json.loads(line)) for line in answer.splitlines()]


def _without_words(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_words(item) for key, item in value.items() if key not in _FREE}
    if isinstance(value, list):
        return [_without_words(item) for item in value]
    return repr(value) if isinstance(value, float) else value


__all__ = ["HostFailed", "corpus", "difference"]
