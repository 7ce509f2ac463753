"""Shows that the suite detects mistakes everywhere: plays every mutant of the Python port, and of its server.

golden/mutation.py applies every operator to every site of the syntax trees. A mutant that no case catches
means a missing case, or it is equivalent: then adapters/equivalents.json states why.

A case is played if it reaches the lines of a mutant (golden/reach.py). Verdicts are kept in
adapters/mutants.tsv by the digest of the function that was changed and of the case that caught it, so
that only changes are played again; for a survivor the digest is that of all cases that reach it. `--check` plays
changes except known survivors, and fails for each survivor that was caught before or is new. With `--seconds`
it stops after that time; the date is the seed of the order, so that each day begins with others.
Mutants of files that have not been played as a whole are left out of it; those are for a run by hand.

Usage: python3 mutants.py [--only TEXT] [--jobs N]     play what changed, and keep the verdicts
       python3 mutants.py --all                       play everything again
       python3 mutants.py --check [--seconds N]       play what changed; fail for new survivors
       python3 mutants.py --verify 100                play this many with every case: is the verdict the same?
       python3 mutants.py --prove [--only TEXT]       100,000 differential calls for each equivalent
       python3 mutants.py --unexplained               only list survivors without a reason
       python3 mutants.py --sites                     only count sites by file and operator
"""

import argparse
import datetime
import json
import math
import os
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from golden import differential
from golden.by_hand import by_hand
from golden.direct import FILES, SERVER_FILES, Sources, load, source
from golden.folders import ADAPTERS, REPOSITORY
from golden.mutant_player import LISTENING, PORT, SERVER, SURVIVED, UNDECIDED, Kind, MutantPlayer, sample
from golden.mutation import Mutant, mutants

VERDICTS = ADAPTERS / "mutants.tsv"
EQUIVALENTS = ADAPTERS / "equivalents.json"
KINDS = (PORT, SERVER)
# The share of a file's mutants that have verdicts once it has been played as a whole.
WHOLE = 0.9
# Signals, and the behaviour of the correct programs: a minute of work.
KEPT = REPOSITORY / ".build" / "mutants"


@dataclass(frozen=True)
class Verdict:
    """The case that caught a mutant and its digest; for a survivor the digest of all that reach it."""

    mutant: str
    case: str
    cases: str


def main() -> int:
    parser = argparse.ArgumentParser(description="Plays every mutant of the Python port and its server.")
    parser.add_argument(
        "--only", action="append", default=[], help="only those with this text in their name; or with another"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--all", action="store_true", help="play everything again")
    parser.add_argument("--check", action="store_true", help="store nothing, fail for new survivors")
    parser.add_argument(
        "--seconds", type=float, metavar="N",
        help="play for this long at most, in an order drawn from today's date",
    )
    parser.add_argument(
        "--quick", type=float, default=math.inf, metavar="N",
        help="leave a mutant that no case has caught after N seconds of the processor for another run",
    )
    parser.add_argument("--verify", type=int, default=0, metavar="N", help="compare with all cases")
    parser.add_argument("--unexplained", action="store_true", help="list survivors, play nothing")
    parser.add_argument("--prove", action="store_true", help="compare equivalents with the port")
    parser.add_argument("--calls", type=int, default=100_000, help="the number of calls for each, with --prove")
    parser.add_argument("--sites", action="store_true", help="only count what is changed")
    options = parser.parse_args()
    options.seed = datetime.date.today().toordinal()
    if options.seconds is not None:
        print(f"the order is drawn with the seed {options.seed}, today's date")
    # If a file is named, only its mutants.
    every = (*FILES, *SERVER_FILES)
    files = [file for file in every if any(text.startswith(file) for text in options.only)] or list(every)
    known = {} if options.all else verdicts_in(VERDICTS)
    made = [
        mutant
        for file in files
        for mutant in (*mutants(file, source(file)), *by_hand(file, source(file)))
    ]
    chosen = [m for m in made if not options.only or any(text in m.id for text in options.only)]
    if options.check:
        whole = _played_whole(made, known)
        chosen = [mutant for mutant in chosen if mutant.file in whole or mutant.id in known]
    if options.sites:
        return _print_sites(made)
    if options.unexplained:
        return _print_unexplained(chosen)
    if options.prove:
        return _prove(chosen, options.calls)
    started = time.monotonic()
    verdicts = dict(known)
    played = unplayed = 0
    for kind in KINDS:
        of_kind = [mutant for mutant in chosen if mutant.file in kind.files]
        if options.verify:
            if of_kind and not _agrees(kind, sample(of_kind, options.verify, 1), options.jobs):
                return 1
        elif of_kind:
            counts = _play(kind, of_kind, known, verdicts, options)
            played += counts[0]
            unplayed += counts[1]
    if options.verify:
        return 0
    ids = {mutant.id for mutant in made}
    verdicts = {
        id: verdict
        for id, verdict in sorted(verdicts.items())
        if id in ids or not id.startswith(tuple(f"{file} " for file in files))
    }
    return _report(options, made, chosen, played, unplayed, known, verdicts, time.monotonic() - started)


def _play(
    kind: Kind, chosen: list[Mutant], known: dict[str, Verdict], verdicts: dict[str, Verdict], options: Any
) -> tuple[int, int]:
    """Plays stale mutants and records the verdicts; returns how many it played and how many are left unplayed."""
    cases = list(kind.cases())
    digests = {case.name: case.digest for case in cases}

    def is_kept(mutant: Mutant) -> bool:
        verdict = known.get(mutant.id)
        if verdict is None or verdict.mutant != mutant.digest:
            return False
        # Whether a survivor is reached by other cases now, a run by hand finds out.
        return verdict.case == SURVIVED or verdict.cases == digests.get(verdict.case)

    stale = [mutant for mutant in chosen if not is_kept(mutant)]
    survivors = [m for m in chosen if m.id in known and known[m.id].case == SURVIVED]
    if not stale and (options.check or not survivors):
        return 0, 0
    played = undecided = 0
    with tempfile.TemporaryDirectory() as scratch:
        player = MutantPlayer(kind, cases, KEPT, Path(scratch), options.quick)
        started = kept = time.monotonic()
        if not options.check:
            digest = {mutant.id: player.digest_of(mutant) for mutant in survivors}
            known_stale = {mutant.id for mutant in stale}
            stale += [
                mutant
                for mutant in survivors
                if mutant.id not in known_stale and known[mutant.id].cases != digest[mutant.id]
            ]
        if options.seconds is None:
            # Those that listen themselves take longest.
            stale.sort(key=lambda mutant: mutant.file in LISTENING)
        else:
            # Each day begins with others, so that limited checks do not always play the same ones.
            stale = sample(stale, len(stale), options.seed)
        first = {mutant.id: known[mutant.id].case for mutant in stale if mutant.id in known}
        for mutant, name in player.verdicts(stale, options.jobs, first):
            if name == UNDECIDED:
                undecided += 1
                continue
            digest_now = digests.get(name) or player.digest_of(mutant)
            verdicts[mutant.id] = Verdict(mutant.digest, name, digest_now)
            played += 1
            if name == SURVIVED:
                print(f"survived  {mutant.id}", flush=True)
            # An hour's work is not lost with a run that is broken off.
            if not options.check and time.monotonic() - kept > 30:
                kept = time.monotonic()
                _keep(verdicts)
            if options.seconds is not None and time.monotonic() - started > options.seconds:
                break
    if played < len(stale):
        print(f"{kind.module}: {undecided} undecided, {len(stale) - played - undecided} not played")
    return played, len(stale) - played


def _played_whole(made: list[Mutant], known: dict[str, Verdict]) -> set[str]:
    """The files whose mutants have verdicts; what is new in them since may have none."""
    all_of = Counter(mutant.file for mutant in made)
    played = Counter(mutant.file for mutant in made if mutant.id in known)
    return {file for file, count in all_of.items() if played[file] >= WHOLE * count}


def _agrees(kind: Kind, chosen: list[Mutant], jobs: int) -> bool:
    """Whether mutants are caught by the cases that reach them exactly where they are by all."""
    with tempfile.TemporaryDirectory() as scratch:
        player = MutantPlayer(kind, list(kind.cases()), KEPT, Path(scratch))
        quick = {m.id: name for m, name in player.verdicts(chosen, jobs, {})}
        survivors = [mutant for mutant in chosen if quick[mutant.id] == SURVIVED]
        # A mutant caught by some of the cases is caught by all of them.
        whole = {m.id: name for m, name in player.verdicts(survivors, jobs, {}, everything=True)}
    different = {id: name for id, name in whole.items() if name != SURVIVED}
    for id, name in different.items():
        print(f"survives the cases that reach it, caught by {name}: {id}", file=sys.stderr)
    print(
        f"{kind.module}: {len(chosen)} mutants, {len(survivors)} survive the cases that reach them, "
        f"{len(different)} of these are caught by another"
    )
    return not different


def _report(
    options: Any,
    made: list[Mutant],
    chosen: list[Mutant],
    played: int,
    unplayed: int,
    known: dict[str, Verdict],
    verdicts: dict[str, Verdict],
    seconds: float,
) -> int:
    equivalents = {e["mutant"]: e["because"] for e in _equivalents()}
    survivors = [m.id for m in chosen if verdicts.get(m.id, _NONE).case == SURVIVED]
    without = sum(m.id not in verdicts for m in chosen)
    new = [id for id in survivors if id not in equivalents]
    ids = {m.id for m in made}
    stale = [id for id in equivalents if id not in ids or verdicts.get(id, _NONE).case != SURVIVED]
    print(
        f"{len(chosen)} mutants, {played} played in {seconds:.0f} s: "
        f"{len(chosen) - len(survivors) - without} caught, {len(survivors) - len(new)} equivalent, "
        f"{len(new)} survived" + (f", {without} without a verdict" if without else "")
        + (f", {unplayed} left unplayed" if unplayed else "")
    )
    if not options.check:
        _keep(verdicts)
    if options.check:
        # Known survivors are remaining work; there must not be more of them.
        survived = {m.id for m in made if known.get(m.id, _NONE) == verdicts.get(m.id, _NONE)}
        new = [id for id in new if id not in survived]
    for id in new:
        print(f"no case catches: {id}", file=sys.stderr)
    for id in stale if not options.only else []:
        print(f"is no survivor any more: {id}", file=sys.stderr)
    return 1 if new or (stale and not options.only) else 0


_NONE = Verdict("", "", "")


def _prove(chosen: list[Mutant], calls: int) -> int:
    """Compares each equivalent with the port. Differences that the Spec allows (`allowed`) do not count."""
    claimed = {e["mutant"] for e in _equivalents() if not e.get("allowed")}
    stories = differential.corpus(set(load(Sources()).CAPABILITIES))
    different = 0
    for mutant in (mutant for mutant in chosen if mutant.id in claimed):
        sources = Sources()
        sources.replace(mutant.file, mutant.code(source(mutant.file)))
        found = differential.difference(load(Sources()), load(sources), stories, calls, 1)
        if found:
            different += 1
            print(f"differs   {mutant.id}\n  {found[0]}\n  {found[1]}\n  {found[2]}", flush=True)
        else:
            print(f"the same  {mutant.id}", flush=True)
    return 1 if different else 0


def _print_unexplained(chosen: list[Mutant]) -> int:
    explained = {e["mutant"] for e in _equivalents()}
    known = verdicts_in(VERDICTS)
    for mutant in chosen:
        verdict = known.get(mutant.id)
        if verdict and verdict.case == SURVIVED and mutant.id not in explained:
            print(mutant.id)
    return 0


def _print_sites(made: list[Mutant]) -> int:
    operators = Counter(mutant.operator.rstrip("0123456789").rstrip("-") for mutant in made)
    for file in (*FILES, *SERVER_FILES):
        print(f"{sum(mutant.file == file for mutant in made):6}  {file}")
    for operator, count in operators.most_common():
        print(f"{count:6}  {operator}")
    print(f"{len(made):6}  in all")
    return 0


def _keep(verdicts: dict[str, Verdict]) -> None:
    VERDICTS.write_text(
        "".join(f"{id}\t{v.mutant}\t{v.case}\t{v.cases}\n" for id, v in sorted(verdicts.items()))
    )


def verdicts_in(file: Path) -> dict[str, Verdict]:
    if not file.exists():
        return {}
    rows = (line.split("\t") for line in file.read_text().splitlines())
    return {id: Verdict(mutant, case, cases) for id, mutant, case, cases in rows}


def _equivalents() -> list[dict[str, str]]:
    if not EQUIVALENTS.exists():
        return []
    return json.loads(EQUIVALENTS.read_text())["equivalents"]


if __name__ == "__main__":
    sys.exit(main())
