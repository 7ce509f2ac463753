"""Tests the suite itself: plays wrong ports, and requires that each is caught.

Every mutation of adapters/mutations.json is made in a copy of the Python port and played. The unchanged port
has to pass everything it claims; a port that always lies has to fail in every case file. The result is the
table in README.md.

Usage: python3 mutate.py [--runner PATH-OF-mastering | --runner python] [--only ID] [--jobs N]
       python3 mutate.py --check     only whether the table fits the mutations and the cases
"""

import argparse
import json
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from golden.folders import ADAPTERS, GOLDEN, VECTORS
from golden.originals import missed
from golden.runners import Outcomes, Runner, named, not_well
from golden.wrong_ports import Mutation, command, wrong_port

BEGIN, END = "<!-- mutations: begin -->", "<!-- mutations: end -->"
ROW = re.compile(r"^\| ([a-z0-9-]+) \| (.*) \| `([^`]+)` \| (\d+) \|$", re.M)


@dataclass(frozen=True)
class Catch:
    """A case that caught a wrong port, and how many did."""

    case: str
    count: int


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Plays wrong ports and demands that each is caught."
    )
    parser.add_argument("--runner", default="python", help="path of mastering, or python")
    parser.add_argument(
        "--only", default="", help="play those whose id contains this, and renew their rows"
    )
    parser.add_argument("--jobs", type=int, default=2, help="how many ports to play at a time")
    parser.add_argument("--check", action="store_true", help="only check the table")
    options = parser.parse_args()
    mutations = json.loads((ADAPTERS / "mutations.json").read_text())["mutations"]
    if options.check:
        return _check(mutations)
    runner = named(options.runner)
    problems = (
        [] if options.only else [*_problems_of_the_port(runner), *_problems_of_the_liar(runner)]
    )
    chosen = [mutation for mutation in mutations if options.only in mutation["id"]]
    with ThreadPoolExecutor(options.jobs) as pool:
        played = zip(chosen, pool.map(lambda m: _played(m, runner), chosen), strict=True)
        caught: dict[str, Catch] = {}
        for mutation, outcomes in played:
            names = not_well(outcomes)
            catch = Catch(_telling(names, outcomes) if names else "", len(names))
            caught[mutation["id"]] = catch
            problems += missed(mutation["id"], names)
            print(f"{catch.count:5}  {mutation['id']}  {catch.case}", flush=True)
    problems += [
        f"{id} is not caught: a case is missing" for id, catch in caught.items() if not catch.count
    ]
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        _write(mutations, caught)
    return 1 if problems else 0


def _problems_of_the_port(runner: Runner) -> list[str]:
    outcomes = runner(command(ADAPTERS / "port.py"))
    if not any(outcome == "pass" for outcome in outcomes.values()):
        return ["the port itself passes nothing"]
    return [f"the port itself: {name} is {outcomes[name]}" for name in not_well(outcomes)]


def _problems_of_the_liar(runner: Runner) -> list[str]:
    """The case files in which a port that always lies does not fail."""
    outcomes = runner(["python3", str(GOLDEN / "generate" / "golden" / "liar.py")])
    failed = {name.rsplit("/", 1)[0] for name in not_well(outcomes)}
    played = {name.rsplit("/", 1)[0] for name, outcome in outcomes.items() if outcome != "skip"}
    # The runner answers the signals itself.
    fooled = sorted(file for file in played - failed if not file.startswith("signals/"))
    return [f"a port that always lies passes all of {file}" for file in fooled]


def _played(mutation: Mutation, runner: Runner) -> Outcomes:
    """The outcome of the wrong port."""
    text = (ADAPTERS / mutation["file"]).read_text()
    if text.count(mutation["find"]) != 1:
        raise ValueError(f"{mutation['id']}: {mutation['file']} has not exactly one such place")
    changed = text.replace(mutation["find"], mutation["replace"])
    return wrong_port(mutation["file"], changed, runner)


def _telling(names: list[str], outcomes: Outcomes) -> str:
    """A case of the file with the largest share of failures; of the reference only if there is no other."""

    def share(name: str) -> float:
        file = name.rsplit("/", 1)[0] + "/"
        failed = sum(other.startswith(file) for other in names)
        return failed / sum(other.startswith(file) for other in outcomes)

    made_for_a_clause = [name for name in names if "/reference/" not in name]
    return max(made_for_a_clause or names, key=share)


# MARK: The table


def _write(mutations: list[Mutation], caught: dict[str, Catch]) -> None:
    """Updates the rows of the ports that were played, and leaves the others."""
    readme = GOLDEN / "README.md"
    before, rest = readme.read_text().split(BEGIN)
    table, after = rest.split(END)
    rows = {row.group(1): row.group(0) for row in ROW.finditer(table)}
    wrong = {mutation["id"]: mutation["wrong"] for mutation in mutations}
    for id, catch in caught.items():
        rows[id] = f"| {id} | {wrong[id]} | `{catch.case}` | {catch.count} |"
    head = ["| wrong port | what is wrong | caught by | cases failed |", "|---|---|---|---:|"]
    table = "\n".join([*head, *(rows[id] for id in wrong if id in rows)])
    readme.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}")


def _check(mutations: list[Mutation]) -> int:
    rows = {row[0]: row[1:] for row in ROW.findall((GOLDEN / "README.md").read_text())}
    names = _names()
    problems = [f"{m['id']} is not in the table" for m in mutations if m["id"] not in rows]
    known = {m["id"]: m for m in mutations}
    for id, (wrong, case, count) in rows.items():
        if id not in known:
            problems.append(f"{id} is in the table only")
        elif known[id]["wrong"] != wrong:
            problems.append(f"{id} is described otherwise")
        if case not in names:
            problems.append(f"{id} is caught by {case}, which there is not")
        if int(count) < 1:
            problems.append(f"{id} is not caught")
    for mutation in mutations:
        if (ADAPTERS / mutation["file"]).read_text().count(mutation["find"]) != 1:
            problems.append(f"{mutation['id']} cannot be made: run mutate.py again")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def _names() -> set[str]:
    names: set[str] = set()
    for path in VECTORS.rglob("*.json"):
        file: dict[str, Any] = json.loads(path.read_bytes())
        names |= {f"{file['name']}/{case['id']}" for case in file["cases"]}
    return names


if __name__ == "__main__":
    sys.exit(main())
