"""Shows that both runners agree: plays wrong ports with each, and compares case by case.

The wrong ports are those of adapters/mutations.json, and with --mutants N also N of the port's mutants
(golden/mutation.py). A case is well, acceptable, not well or skipped; what exactly is wrong with it, the
runners report in their own words. The command is MASTERING_COMMAND, or the one that Scripts/mastering builds.

Usage: python3 both_runners.py [--only ID] [--sample N] [--mutants N] [--seed S]
       python3 both_runners.py --write      renews the table in README.md; all of them take an hour or so
       python3 both_runners.py --check      only whether the table says that they agree everywhere
"""

import argparse
import json
import random
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from golden.by_hand import by_hand
from golden.direct import source
from golden.folders import ADAPTERS, GOLDEN
from golden.host import HostFailed
from golden.mutation import mutants
from golden.runners import (
    NothingPlayed,
    Outcomes,
    Runner,
    built_mastering,
    mastering_runner,
    python_runner,
)
from golden.wrong_ports import CLAIMS, Mutation, wrong_port

BEGIN, END = "<!-- both runners: begin -->", "<!-- both runners: end -->"
ROW = re.compile(r"^\| ([a-z/_.]+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", re.M)
SKIPPED = "skipped"
WORDS = {"pass": "well", "acceptable": "acceptable", "skip": SKIPPED}


@dataclass(frozen=True)
class Wrong:
    """A wrong port, by a name for people; `text` is that of its file."""

    name: str
    file: str
    text: str


@dataclass
class Tally:
    """The outcomes of the wrong ports that are wrong in one file."""

    ports: int = 0
    cases: int = 0
    not_well: int = 0
    different: int = 0

    def add(self, ours: dict[str, str], theirs: dict[str, str]) -> None:
        self.ports += 1
        self.cases += sum(word != SKIPPED for word in theirs.values())
        self.not_well += sum(word == "not well" for word in theirs.values())
        self.different += len(differing(ours, theirs))


def main() -> int:
    parser = argparse.ArgumentParser(description="Plays wrong ports with both runners.")
    parser.add_argument("--only", default="", help="those whose id contains this")
    parser.add_argument("--sample", type=int, help="how many of the wrong ports")
    parser.add_argument("--mutants", type=int, default=0, help="how many mutants besides")
    parser.add_argument("--seed", type=int, default=1, help="what the samples are drawn from")
    parser.add_argument("--jobs", type=int, default=2, help="how many ports to play at a time")
    does = parser.add_mutually_exclusive_group()
    does.add_argument("--write", action="store_true", help="renew the table in README.md")
    does.add_argument("--check", action="store_true", help="only look at the table")
    options = parser.parse_args()
    if options.check:
        return _check()
    chance = random.Random(options.seed)
    ports = [wrong for wrong in _mutations() if options.only in wrong.name]
    if options.sample is not None:
        ports = chance.sample(ports, min(options.sample, len(ports)))
    if options.mutants:
        ports += chance.sample(_mutants(), options.mutants)
    if not ports:
        print("no such wrong port", file=sys.stderr)
        return 1
    mastering = built_mastering()
    tallies: dict[str, Tally] = {}
    with ThreadPoolExecutor(options.jobs) as pool:
        for wrong, (ours, theirs) in zip(
            ports, pool.map(lambda wrong: _judged(wrong, mastering), ports), strict=True
        ):
            tallies.setdefault(wrong.file, Tally()).add(ours, theirs)
            found = differing(ours, theirs)
            played = sum(word != SKIPPED for word in theirs.values())
            print(f"{wrong.name}: {played} cases, {len(found)} judged otherwise", flush=True)
            for name in found[:5]:
                print(
                    f"    {name}: {ours.get(name, SKIPPED)} by mastering, "
                    f"{theirs.get(name, SKIPPED)} by play.py"
                )
    if options.write:
        _write(tallies, f"{len(ports)} wrong ports, of {len(_mutations())} and the mutants")
    return 1 if any(tally.different for tally in tallies.values()) else 0


def differing(ours: dict[str, str], theirs: dict[str, str]) -> list[str]:
    """The cases that the two runners judge differently. What a runner leaves out is skipped (CON-35)."""
    return [
        name
        for name in ours | theirs
        if ours.get(name, SKIPPED) != theirs.get(name, SKIPPED)
    ]


def words(outcomes: Outcomes) -> dict[str, str]:
    return {name: WORDS.get(outcome, "not well") for name, outcome in outcomes.items()}


def _judged(wrong: Wrong, mastering: str) -> tuple[dict[str, str], dict[str, str]]:
    def by(runner: Runner) -> dict[str, str]:
        try:
            return words(wrong_port(wrong.file, wrong.text, runner))
        except (NothingPlayed, HostFailed):
            return {"every case": "not well"}

    return by(lambda command: mastering_runner(mastering, command)), by(python_runner)


def _mutations() -> list[Wrong]:
    made: list[Mutation] = json.loads((ADAPTERS / "mutations.json").read_text())["mutations"]
    return [
        Wrong(m["id"], m["file"], (ADAPTERS / m["file"]).read_text().replace(m["find"], m["replace"]))
        for m in made
    ]


def _mutants() -> list[Wrong]:
    return [
        Wrong(mutant.id, file, mutant.text(source(file)))
        for file in CLAIMS
        for mutant in (*by_hand(file, source(file)), *mutants(file, source(file)))
    ]


# MARK: The table


def _write(tallies: dict[str, Tally], played: str) -> None:
    readme = GOLDEN / "README.md"
    before, rest = readme.read_text().split(BEGIN)
    _, after = rest.split(END)
    head = [
        "| wrong in | wrong ports | verdicts each | of which failed | disagreements |",
        "|---|---:|---:|---:|---:|",
    ]
    rows = [
        f"| {file} | {tally.ports} | {tally.cases} | {tally.not_well} | {tally.different} |"
        for file, tally in sorted(tallies.items())
    ]
    readme.write_text(
        f"{before}{BEGIN}\n\n"
        + "\n".join([*head, *rows])
        + f"\n\nPlayed last: {played}.\n\n{END}{after}"
    )


def _check() -> int:
    table = (GOLDEN / "README.md").read_text().partition(BEGIN)[2].partition(END)[0]
    rows = ROW.findall(table)
    problems = [f"{row[0]}: {row[4]} cases judged otherwise" for row in rows if row[4] != "0"]
    if not rows:
        problems.append("the table of both runners in README.md is empty")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
