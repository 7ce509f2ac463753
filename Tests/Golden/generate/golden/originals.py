"""Bugs of the original, by the numbers of its public tracker, and the cases that catch each."""

import json
from dataclasses import dataclass
from functools import cache

from .cases import File
from .folders import ADAPTERS


@dataclass(frozen=True)
class Bug:
    """A bug; `port` or `server` is the wrong port or server with the same bug."""

    issue: int
    mended: str
    wrong: str
    cases: list[str]
    port: str = ""
    server: str = ""

    @property
    def flag(self) -> str:
        return f"original-{self.issue}"

    @property
    def note(self) -> str:
        return f"{self.wrong} (#{self.issue} of the original)"


@cache
def bugs() -> tuple[Bug, ...]:
    return tuple(Bug(**bug) for bug in json.loads((ADAPTERS / "originals.json").read_text())["bugs"])


def flagged(file: File) -> File:
    """The file, with flags and notes for the bugs that its cases catch."""
    for bug in bugs():
        for case in file.cases:
            if f"{file.name}/{case['id']}" in bug.cases:
                file.notes[bug.flag] = bug.note
                # Before all other members of a case, where `File.case` puts them.
                flags = [*case.get("flags", []), bug.flag]
                head = {key: case[key] for key in ("id", "description", "spec")}
                rest = {key: case[key] for key in case if key not in (*head, "flags")}
                case.clear()
                case.update(head | {"flags": flags} | rest)
    return file


def missed(port: str, failed: list[str]) -> list[str]:
    """The cases that a wrong port should have failed for its bug, but did not."""
    return [
        f"{port} has bug #{bug.issue} of the original, which {name} does not catch"
        for bug in bugs()
        if bug.port == port
        for name in bug.cases
        if name not in failed
    ]
