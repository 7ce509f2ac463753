"""What a runner knows about the suite besides its cases: whether it is complete, and the texts of its clauses."""

import hashlib
import re
from pathlib import Path
from typing import Any

from .folders import GOLDEN, SPEC, VECTORS
from .text import read_file

MANIFEST = GOLDEN / "manifest.json"
# They take minutes, and are played only when they are named (CON-35).
LONG_FAMILIES = ("loudness-ebu",)
_CLAUSE = re.compile(r"\*\*([A-Z]+-[0-9]+)\*\* \((?:case|test|read)\)\s*")


def problems() -> list[str]:
    """Where the files differ from the manifest; such a suite is not played (CON-9)."""
    manifest = read_file(MANIFEST)
    found = [
        f"{entry['file']} is not the file that manifest.json means: its SHA-256 differs"
        for entry in (*manifest["files"], *manifest["recordings"])
        if _digest(GOLDEN / entry["file"]) != entry["sha256"]
    ]
    listed = {entry["file"] for entry in manifest["files"]}
    there = {path.relative_to(GOLDEN).as_posix() for path in VECTORS.rglob("*.json")}
    found += [f"{name} is not in manifest.json" for name in sorted(there - listed)]
    return found


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def is_chosen(name: str, filters: list[str], excludes: list[str]) -> bool:
    """Whether a case is to be played, by its name."""
    family = name.partition("/")[0]
    is_long = family in LONG_FAMILIES
    is_meant = any(
        contains(name, text) and (not is_long or text.startswith(family)) for text in filters
    )
    return (is_meant or (not filters and not is_long)) and not any(
        contains(name, text) for text in excludes
    )


def contains(name: str, text: str) -> bool:
    """Whether a name contains a text, in which `*` stands for any text."""
    return re.search(".*".join(map(re.escape, text.split("*"))), name) is not None


def matches(name: str, pattern: str) -> bool:
    """Whether a whole name fits a pattern, in which `*` stands for any text."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), name) is not None


def clauses() -> dict[str, str]:
    """The texts of the requirements by their ids; without the specification, none."""
    found = {}
    for path in SPEC.glob("*.md"):
        for paragraph in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
            if match := _CLAUSE.match(paragraph):
                found[match[1]] = " ".join(paragraph[match.end() :].split())
    return found


def usual_causes(file: Any, case: Any) -> list[str]:
    """The usual cause when a port fails a case."""
    notes = file.get("notes", {})
    return [notes[flag] for flag in case.get("flags", []) if flag in notes]
