"""Profiles and blends as YAML: reads all of a text or nothing, and writes it (Spec chapter 3)."""

import json
import math
import re
from typing import Any

from . import yaml
from .failures import Failure
from .profiles import NamedBlend, Profile, Registry, read_blend, read_profile

MOST_BYTES = 1_048_576
MOST_PROBLEMS = 100
MOST_REPEATED = 256

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_NULLS = {"", "~", "null", "Null", "NULL"}
_TRUTHS = {"yes": True, "no": False, "on": True, "off": False, "true": True, "false": False}
_NOT_FINITE = {".nan": math.nan, ".inf": math.inf, "+.inf": math.inf, "-.inf": -math.inf}


def read(text: str, registry: Registry) -> tuple[list[Profile], Registry]:
    """The additions of a text, and the registry with them; the given one is unchanged."""
    if len(text.encode("utf-8")) > MOST_BYTES:
        raise _refusal([_problem(text, 0, "too_large")])
    text = yaml.with_line_feeds(text)
    try:
        profiles, blends = _entries(yaml.documents(text))
    except yaml.Problem as problem:
        raise _refusal([_problem(text, problem.place, problem.reason)]) from None
    grown = registry.copy()
    added: list[Profile] = []
    problems: list[dict[str, Any]] = []
    for entry in profiles:
        try:
            profile = read_profile(_checked(entry, "profiles"))
            grown.add(profile)
            added.append(profile)
        except Failure as failure:
            problems.append(_problem_of_an_entry(text, entry, failure.facts))
    if not problems:  # A blend may be of profiles that could not be read.
        for entry in blends:
            try:
                grown.add_blend(read_blend(_checked(entry, "blends")))
            except Failure as failure:
                problems.append(_problem_of_an_entry(text, entry, failure.facts))
    if problems:
        raise _refusal(problems)
    return added, grown


def text(profiles: list[Profile], blends: list[NamedBlend]) -> str:
    """YAML that reads back as the same profiles and blends, each member on its own line."""
    lists = {"profiles": profiles} | ({"blends": blends} if blends else {})
    lines: list[str] = []
    for key, entries in lists.items():
        lines.append(f"{key}:")
        for entry in entries:
            members = [f"{member}: {_json(value)}" for member, value in entry.fields.items()]
            lines += [f"  - {members[0]}", *(f"    {member}" for member in members[1:])]
    return "\n".join(lines) + "\n"


def _json(value: Any) -> str:
    """JSON is YAML too. Characters that YAML would treat as line ends or refuse are escaped."""
    written = json.dumps(value, ensure_ascii=False, allow_nan=False)
    escape = lambda match: f"\\u{ord(match.group()):04x}"
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", escape, written)


# MARK: The content of a text


def _entries(documents: list[yaml.Document]) -> tuple[list[yaml.Document], list[yaml.Document]]:
    """The profiles and the blends, each with its place."""
    profiles: list[yaml.Document] = []
    blends: list[yaml.Document] = []
    for document in documents:
        value = document.value
        if not isinstance(value, yaml.Mapping):
            raise yaml.Problem("not_profiles", document.place)
        lists = {"profiles": profiles, "blends": blends}
        if not value.keys() & lists.keys():
            profiles.append(document)
            continue
        for key, items in value.items():
            if key not in lists or not isinstance(items, list):
                raise yaml.Problem("not_profiles", value.places[key])
            place = value.places[key]
            lists[key] += [yaml.Document(item, place) for item in items]
    if not profiles and not blends:
        raise yaml.Problem("empty", 0)
    return profiles, blends


def _value(value: Any, key: str) -> Any:
    """A value with its numbers, booleans and nulls, as in JSON."""
    if isinstance(value, yaml.Mapping):
        return {name: _value(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_value(item, key) for item in value]
    if not isinstance(value, yaml.Plain):
        return value
    if value in _NULLS:
        return None
    if value.lower() in _TRUTHS:
        return _TRUTHS[value.lower()]
    if key == "version":
        return str(value)  # 1.10 is not 1.1.
    if value.lower() in _NOT_FINITE:
        return _NOT_FINITE[value.lower()]
    return float(value) if _NUMBER.fullmatch(value) else str(value)


# MARK: Problems


def _checked(entry: yaml.Document, key: str) -> dict[str, Any]:
    """The entry as JSON would have it, if it is a mapping without a key that came twice."""
    repeated = _repeated(entry.value, "" if key == "profiles" else "blends.")
    if not isinstance(entry.value, yaml.Mapping):
        raise Failure("invalid_profile", "no mapping", field=key, reason="wrong_kind")
    if repeated:
        profile_id = entry.value.get("profile_id" if key == "profiles" else "blend_id")
        facts = {"profile_id": profile_id, "field": repeated, "reason": "repeated"}
        raise Failure("invalid_profile", "a key came twice", **facts)
    return _value(entry.value, key)


def _repeated(value: Any, path: str) -> str | None:
    """The dotted path of a key that came twice."""
    if isinstance(value, list):
        return next(filter(None, (_repeated(item, path) for item in value)), None)
    if not isinstance(value, yaml.Mapping):
        return None
    if value.repeated:
        return path + value.repeated[0]
    below = (_repeated(item, f"{path}{key}.") for key, item in value.items())
    return next(filter(None, below), None)


def _problem_of_an_entry(text: str, entry: yaml.Document, facts: dict[str, Any]) -> dict[str, Any]:
    """The position of the key that the field names, or of the last part of it that exists."""
    value, place = entry.value, entry.place
    for key in facts["field"].removeprefix("blends.").split("."):
        if not isinstance(value, yaml.Mapping) or key not in value:
            break
        place, value = value.places[key], value[key]
    problem = _problem(text, place, facts["reason"]) | {"field": _cut(facts["field"])}
    if isinstance(facts.get("profile_id"), str):
        problem["profile_id"] = _cut(facts["profile_id"])
    return problem


def _cut(text: str) -> str:
    """An answer repeats only the beginning of a refused text."""
    return text if len(text) <= MOST_REPEATED else text[:MOST_REPEATED] + "…"


def _problem(text: str, place: int, reason: str) -> dict[str, Any]:
    line, column = yaml.line_and_column(text, place)
    return {"line": line, "column": column, "reason": reason, "message": reason.replace("_", " ")}


def _refusal(problems: list[dict[str, Any]]) -> Failure:
    return Failure(
        "invalid_profile_text",
        f"{len(problems)} of its parts cannot be used",
        problems=problems[:MOST_PROBLEMS],
        problem_count=len(problems),
    )
