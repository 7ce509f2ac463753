"""Plays the suite against a command, with the real runner or the small one in Python."""

import json
import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import Protocol

from .folders import GOLDEN, REPOSITORY
from .play import Player, Stage

# The outcomes of cases by name, in the order they were played.
Outcomes = dict[str, str]
WELL = ("pass", "acceptable", "skip")


# A runner's exit status if its port cannot be played with (CON-34).
NOTHING_PLAYED = 2


class NothingPlayed(RuntimeError):
    """The port cannot be started, or does not identify itself."""


class Runner(Protocol):
    def __call__(self, command: list[str]) -> Outcomes: ...


def named(name: str) -> Runner:
    """`python` is the small runner; anything else is the path of `mastering`."""
    return python_runner if name == "python" else lambda command: mastering_runner(name, command)


def built_mastering() -> str:
    """The path of `mastering`: MASTERING_COMMAND, or what Scripts/mastering builds."""
    if command := os.environ.get("MASTERING_COMMAND"):
        return command
    script = REPOSITORY / "Scripts" / "mastering"
    subprocess.run([script, "--version"], stdout=subprocess.DEVNULL, check=True)
    return str(REPOSITORY / ".build" / "release" / "mastering")


def python_runner(command: list[str]) -> Outcomes:
    with tempfile.TemporaryDirectory() as folder:
        player = Player(command, Stage(Path(folder)))
        try:
            return {outcome.name: outcome.outcome for outcome in player.play()}
        finally:
            player.stop()


def mastering_runner(
    mastering: str, command: list[str], *more: str, suite: Path = GOLDEN
) -> Outcomes:
    """The outcome of playing against a host; `more` are further arguments for `mastering conformance run`."""
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        arguments = [mastering, "conformance", "run", "--suite", str(suite.resolve())]
        arguments += ["--host", shlex.join(command), "--report", "json", "--output", report.name]
        arguments += more
        result = subprocess.run(arguments, capture_output=True, text=True, check=False)
        if result.returncode == NOTHING_PLAYED:
            raise NothingPlayed(result.stderr[-500:])
        if result.returncode not in (0, 1):
            raise RuntimeError(
                f"{mastering} ended with {result.returncode}: {result.stderr[-500:]}"
            )
        cases = json.loads(Path(report.name).read_text())["cases"]
    return {case["name"]: case["outcome"] for case in cases}


def not_well(outcomes: Outcomes) -> list[str]:
    """The names of the cases that neither passed nor were skipped."""
    return [name for name, outcome in outcomes.items() if outcome not in WELL]
