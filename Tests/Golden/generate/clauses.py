"""Shows that the cases of each clause detect violations: a requirement marked (case) counts as tested when a
mutant of the example port or its server fails a case that cites it.

Takes the verdicts of mutants.py, and for a clause that has none plays its cases against mutants of the
lines that they reach. Keeps what it finds in adapters/clauses.tsv, and writes MUTATION.md.

Usage: python3 clauses.py [--jobs N] [--most N]     play what is open, write the table; 0 plays nothing
       python3 clauses.py --before FILE             compare with these verdicts of mutants.py
       python3 clauses.py --check                   only whether the table fits verdicts and cases
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from coverage import citations, requirements
from golden.by_hand import by_hand
from golden.direct import source
from golden.folders import ADAPTERS, GOLDEN
from golden.mutant_player import SURVIVED, MutantPlayer
from golden.mutation import Mutant, mutants
from mutants import KEPT, KINDS, VERDICTS, verdicts_in

HELD = ADAPTERS / "clauses.tsv"
TABLE = GOLDEN / "MUTATION.md"
BEFORE = ADAPTERS / "clauses-before.tsv"


@dataclass(frozen=True)
class Death:
    """Of which case a mutant died."""

    mutant: str
    case: str


def main() -> int:
    parser = argparse.ArgumentParser(description="Which clauses' cases catch a mutant.")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--most", type=int, default=200, help="play at most this many mutants for a clause")
    parser.add_argument("--before", type=Path, help="older verdicts")
    parser.add_argument("--check", action="store_true", help="only compare the table")
    options = parser.parse_args()
    cited = citations()
    stated = {id: chapter for id, (kind, chapter, _) in requirements().items() if kind == "case"}
    if options.before:
        counts = _counts(options.before, cited)
        BEFORE.write_text("".join(f"{id}\t{counts[id]}\n" for id in stated))
    held = _held(stated, cited)
    playable = _playable(cited)
    if not options.check:
        if options.most:
            _play(held, [id for id in stated if id in playable and id not in held], cited, options)
        HELD.write_text("".join(f"{id}\t{d.mutant}\t{d.case}\n" for id, d in sorted(held.items())))
    text = _table(stated, cited, held, playable)
    if options.check:
        if not TABLE.exists() or TABLE.read_text() != text:
            print("MUTATION.md is stale")
            return 1
        return 0
    TABLE.write_text(text)
    open_ones = [id for id in stated if id in playable and id not in held]
    print(f"{len(held)} of {len(stated)} clauses held, {len(open_ones)} that could be are not")
    for id in open_ones:
        print(f"no mutant dies of a case of {id}", file=sys.stderr)
    return 0


def _counts(file: Path, cited: dict[str, list[str]]) -> Counter[str]:
    """By clause, the mutants that died of a case that cites it; of each mutant only one case counts."""
    clauses: dict[str, list[str]] = {}
    for id, names in cited.items():
        for name in names:
            clauses.setdefault(name, []).append(id)
    return Counter(
        id for verdict in verdicts_in(file).values() for id in clauses.get(verdict.case, [])
    )


def _held(stated: dict[str, str], cited: dict[str, list[str]]) -> dict[str, Death]:
    """By clause a mutant that dies of it: from the verdicts, or found before and still so."""
    citing = {name: id for id in stated for name in cited[id]}
    held: dict[str, Death] = {}
    clauses_of: dict[str, list[str]] = {}
    for id in stated:
        for name in cited[id]:
            clauses_of.setdefault(name, []).append(id)
    if HELD.exists():
        for line in HELD.read_text().splitlines():
            id, mutant, case = line.split("\t")
            if id in stated and case in citing and case in cited[id]:
                held[id] = Death(mutant, case)
    for mutant, verdict in verdicts_in(VERDICTS).items():
        for id in clauses_of.get(verdict.case, []):
            held.setdefault(id, Death(mutant, verdict.case))
    return held


def _playable(cited: dict[str, list[str]]) -> set[str]:
    """The clauses that the example port or its server is asked about."""
    names = {case.name for kind in KINDS for case in kind.cases()}
    return {id for id, cases in cited.items() if names & {*cases}}


def _play(
    held: dict[str, Death], wanted: list[str], cited: dict[str, list[str]], options: argparse.Namespace
) -> None:
    for kind in KINDS:
        cases = list(kind.cases())
        there = {case.name for case in cases}
        open_ones = [id for id in wanted if id not in held and there & {*cited[id]}]
        if not open_ones:
            continue
        made = [m for file in kind.files for m in (*by_hand(file, source(file)), *mutants(file, source(file)))]
        with tempfile.TemporaryDirectory() as scratch:
            player = MutantPlayer(kind, cases, KEPT, Path(scratch))
            reached = [(mutant, player.reach.of(mutant)) for mutant in made]
            for id in open_ones:
                names = [name for name in cited[id] if name in there]
                seconds = {name: player.right.seconds[name] for name in names}
                names.sort(key=lambda name: seconds[name])
                # Changes that few cases reach have most to do with a clause.
                near = sorted(
                    ((len(cases), mutant) for mutant, cases in reached if not cases.isdisjoint(names)),
                    key=lambda pair: pair[0],
                )
                work = ((m, [n for n in names if n in player.cases_of(m)]) for _, m in near[: options.most])
                for mutant, _, name in player.plays(work, options.jobs):
                    if name != SURVIVED:
                        held[id] = Death(mutant.id, name)
                        print(f"{id}  {name}  {mutant.id}", flush=True)
                        break


def _table(
    stated: dict[str, str], cited: dict[str, list[str]], held: dict[str, Death], playable: set[str]
) -> str:
    now = _counts(VERDICTS, cited)
    before: Counter[str] = Counter()
    if BEFORE.exists():
        for line in BEFORE.read_text().splitlines():
            id, count = line.split("\t")
            before[id] = int(count)
    dead = sum(verdict.case != SURVIVED for verdict in verdicts_in(VERDICTS).values())
    lines = [
        "# Which clauses have teeth",
        "",
        "Made by `generate/clauses.py`; not to be edited. A clause marked (case) is held when a mutant of the",
        "example port or its server (`generate/mutants.py`) dies of a case that cites it. `caught` counts the",
        "mutants whose first such case does: each mutant counts once, since playing stops there.",
        "`nothing`: none has so far, as of most audio clauses, whose mutants have not been played.",
        "`—`: the example port and its server do not have what the clause is about.",
        "",
        f"{sum(id in held for id in stated)} of {len(stated)} clauses are held "
        f"({sum(before[id] > 0 for id in stated)} before), "
        f"{sum(id not in playable for id in stated)} cannot be asked; {dead} mutants are caught.",
        "",
        "| clause | cases | caught before | caught now | for example by |",
        "|---|---:|---:|---:|---|",
    ]
    for id, chapter in stated.items():
        death = held.get(id)
        example = f"`{death.case}`" if death else ("nothing" if id in playable else "—")
        lines.append(
            f"| [{id}](../../Spec/{chapter}) | {len(cited[id])} | {before[id]} | {now[id]} | {example} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
