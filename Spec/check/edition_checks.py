"""The requirements of each edition: `editions/EDITION.json`, generated from the chapters and frozen at
release.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chapter_checks import NUMBERED_CHAPTERS, requirements
from spec import Spec, read_json

_HEADING = re.compile(r"^## ([0-9]+\.[0-9]+), (unreleased|[0-9]{4}-[0-9]{2}-[0-9]{2})$", re.M)
_DIGEST = re.compile(r"`editions/([0-9.]+)\.json`, SHA-256 `([0-9a-f]{64})`")
_STATEMENT = re.compile(r"\*\*([A-Z]+-[0-9]+)\*\* \(\w+\) ")
# A table, list, formula or code block belongs to the clause before it.
_BELONGS = re.compile(r"\||[-*] |[0-9]+\. |    |```")


@dataclass(frozen=True)
class Edition:
    """An edition as the changelog names it; `digest` is that of its file if it is released."""

    name: str
    is_released: bool
    digest: str | None


def editions(spec: Spec) -> list[Edition]:
    """All editions, oldest first."""
    parts = _HEADING.split(spec.chapters.get("CHANGELOG.md", ""))[1:]
    found = []
    for name, date, text in zip(parts[::3], parts[1::3], parts[2::3]):
        digests = dict(_DIGEST.findall(text))
        found.append(Edition(name, date != "unreleased", digests.get(name)))
    return sorted(found, key=lambda edition: _number(edition.name))


def edition_text(spec: Spec) -> tuple[Path, str]:
    """The file of the newest edition, and its expected content."""
    known = editions(spec)
    newest = known[-1]
    before = [(edition.name, _listed(spec, edition.name)) for edition in known[:-1]]
    lines = []
    for id, clause in clauses(spec).items():
        holders = [name for name, listed in before if id in listed]
        last = dict(before)[holders[-1]][id] if holders else clause
        entry = clause | {"since": holders[0] if holders else newest.name}
        if last["sha256"] != clause["sha256"]:
            entry["reworded"] = True
        lines.append("    " + json.dumps(entry))
    gone = sorted({id for _, listed in before for id in listed} - set(clauses(spec)), key=_id)
    text = (
        f'{{\n  "edition": "{newest.name}",\n  "requirements": [\n'
        + ",\n".join(lines)
        + f'\n  ],\n  "retired": {json.dumps(gone)}\n}}\n'
    )
    return _path(spec, newest.name), text


def clauses(spec: Spec) -> dict[str, dict[str, Any]]:
    """Each requirement with its mark, its chapter, and the digest of its text.

    Its text is its paragraph and the blocks that belong to it; line breaks do not count.
    """
    stated = requirements(spec)
    found: dict[str, dict[str, Any]] = {}
    for chapter in NUMBERED_CHAPTERS:
        words: dict[str, list[str]] = {}
        current = None
        for block in _blocks(spec.chapters.get(chapter, "")):
            if match := _STATEMENT.match(block):
                current = match[1]
                words.setdefault(current, []).append(block)
            elif current and _BELONGS.match(block):
                words[current].append(block)
            else:
                current = None
        for id, blocks in words.items():
            if id in stated and stated[id].chapter == chapter:
                text = " ".join(" ".join(blocks).split())
                digest = hashlib.sha256(text.encode()).hexdigest()
                found[id] = {
                    "id": id,
                    "mark": stated[id].kind,
                    "chapter": chapter,
                    "sha256": digest,
                }
    return found


def check_editions(spec: Spec) -> Iterator[str]:
    """A released edition always requires what it required; the newest requires what its chapters say."""
    known = editions(spec)
    if not known:
        yield "CHANGELOG.md: names no edition"
        return
    for edition in known:
        path = _path(spec, edition.name)
        file = f"editions/{path.name}"
        if not path.is_file():
            yield f"{file}: is missing"
            return
        for problem in spec.problems("edition", read_json(path)):
            yield f"{file}: {problem}"
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if edition.is_released and edition.digest != digest:
            yield (
                f"{file}: a released edition never changes: CHANGELOG.md has SHA-256 "
                f"{edition.digest}, the file {digest}"
            )
        if not edition.is_released and edition != known[-1]:
            yield f"CHANGELOG.md: {edition.name} is unreleased, and there is a newer one"
    for older, newer in zip(known, known[1:]):
        yield from _comebacks(spec, known, older.name, newer.name)
    path, text = edition_text(spec)
    if path.read_text(encoding="utf-8") != text:
        yield (
            f"editions/{path.name}: is released, and the chapters differ: open a new edition"
            if known[-1].is_released
            else f"editions/{path.name}: is stale; Spec/check --write makes it"
        )


def _comebacks(spec: Spec, known: list[Edition], older: str, newer: str) -> Iterator[str]:
    """Ids that an edition had, the next one dropped, and a later one has again."""
    gone = set(_listed(spec, older)) - set(_listed(spec, newer))
    for later in (edition.name for edition in known if _number(edition.name) > _number(newer)):
        for id in sorted(gone & set(_listed(spec, later)), key=_id):
            yield f"editions/{later}.json: {id} is retired since {newer}, and occurs again"


def _listed(spec: Spec, name: str) -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry for entry in read_json(_path(spec, name))["requirements"]}


def _path(spec: Spec, name: str) -> Path:
    return spec.root / "editions" / f"{name}.json"


def _number(name: str) -> tuple[int, ...]:
    return tuple(map(int, name.split(".")))


def _id(id: str) -> tuple[str, int]:
    prefix, number = id.split("-")
    return prefix, int(number)


def _blocks(text: str) -> Iterator[str]:
    """The blocks between blank lines; a fenced code block counts as one."""
    block: list[str] = []
    is_code = False
    for line in text.splitlines():
        if line.startswith("```"):
            is_code = not is_code
        if line.strip() or is_code:
            block.append(line)
        elif block:
            yield "\n".join(block)
            block = []
    if block:
        yield "\n".join(block)
