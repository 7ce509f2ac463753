"""Shows that the suite has teeth everywhere: plays every mutant of the Python port.

golden/mutation.py puts every operator to every site of the port's syntax trees. A mutant that no
case catches is a missing case, or it is equivalent: then adapters/equivalents.json says why.

Verdicts are kept in adapters/mutants.tsv by the digest of the mutant and of the case that caught it, so
that only what changed is played again; of a survivor that is every case. `--check` plays what
changed but known survivors, and fails for each that was caught before or is new.

Usage: python3 mutants.py [--only TEXT] [--jobs N]     play what changed, and keep the verdicts
       python3 mutants.py --all                       play everything anew
       python3 mutants.py --check                     play what changed; fail for new survivors
       python3 mutants.py --prove [--only TEXT]       100,000 differential calls for each equivalent
       python3 mutants.py --unexplained               only list survivors without a reason
       python3 mutants.py --sites                     only count sites by file and operator
"""

import argparse
import copy
import hashlib
import json
import os
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from golden import differential
from golden.direct import FILES, DirectPlayer, Sources, load
from golden.folders import ADAPTERS, VECTORS
from golden.mutation import Mutant, mutants
from golden.play import Stage
from golden.text import read_file

VERDICTS = ADAPTERS / "mutants.tsv"
EQUIVALENTS = ADAPTERS / "equivalents.json"
SURVIVED = "-"
# The families that see a file's mistakes soonest; the others follow.
FIRST = {
    "parts/cache.py": ("cache/",),
    "parts/chunks.py": ("chunks/",),
    "parts/failures.py": ("recommendation/refused", "profiles/", "chunks/", "rpc/", "fingerprint/refused"),
    "parts/fingerprint.py": ("fingerprint/", "track-load/"),
    "parts/messages.py": ("messages/", "cache/"),
    "parts/params.py": ("rpc/parameters", "chunks/", "track-load/refused", "recommendation/"),
    "parts/profiles.py": ("profiles/", "ranking/"),
    "parts/ranking.py": ("similarity/", "ranking/", "recommendation/"),
    "parts/recommendation.py": ("recommendation/", "messages/"),
    "parts/strict_json.py": ("rpc/",),
    "parts/wav.py": ("fingerprint/",),
    "port.py": ("rpc/", "track-load/", "cache/", "profiles/", "recommendation/", "fingerprint/refused"),
}
# Whole sounds take seconds in plain Python; what does not listen itself is told what was heard.
LISTENING = ("parts/fingerprint.py", "parts/wav.py", "parts/failures.py")
# Lines of many megabytes tell nothing of what does not read them.
LONG_LINES = "rpc/limits"
READING = ("parts/strict_json.py", "port.py")
# Of the processor, for a case; the slowest takes two.
SECONDS = 6
MEMORY_BYTES = 4 << 30


@dataclass(frozen=True)
class Case:
    name: str
    file: Any
    case: Any
    digest: str
    is_slow: bool


@dataclass(frozen=True)
class Verdict:
    """The case that caught a mutant and its digest; for a survivor the digest of all cases."""

    mutant: str
    case: str
    cases: str


def main() -> int:
    parser = argparse.ArgumentParser(description="Plays every mutant of the Python port.")
    parser.add_argument("--only", default="", help="only those with this text in their name")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--all", action="store_true", help="play everything anew")
    parser.add_argument("--check", action="store_true", help="keep nothing, fail for new survivors")
    parser.add_argument("--unexplained", action="store_true", help="list survivors, play nothing")
    parser.add_argument("--prove", action="store_true", help="compare equivalents with the port")
    parser.add_argument("--calls", type=int, default=100_000, help="so many for each, with --prove")
    parser.add_argument("--sites", action="store_true", help="only count what is changed")
    options = parser.parse_args()
    # Of a file that is named, only that one's.
    files = [file for file in FILES if options.only.startswith(file)] or list(FILES)
    if options.check:
        # Those that were played whole once; the others take an hour by hand.
        files = [file for file in files if any(id.startswith(file) for id in _known())]
    made = [mutant for file in files for mutant in mutants(file, (ADAPTERS / file).read_text())]
    chosen = [mutant for mutant in made if options.only in mutant.id]
    if options.sites:
        return _print_sites(made)
    if options.unexplained:
        return _print_unexplained(chosen)
    if options.prove:
        return _prove(chosen, options.calls)
    cases = list(_cases())
    known = {} if options.all else _known()
    digests = {case.name: case.digest for case in cases}
    every = hashlib.sha256("".join(sorted(digests.values())).encode()).hexdigest()[:16]

    def is_kept(mutant: Mutant) -> bool:
        verdict = known.get(mutant.id)
        if verdict is None or verdict.mutant != mutant.digest:
            return False
        if verdict.case == SURVIVED:
            return options.check or verdict.cases == every
        return verdict.cases == digests.get(verdict.case)

    played = [mutant for mutant in chosen if not is_kept(mutant)]
    # What is slow comes last.
    played.sort(key=lambda mutant: (mutant.file in LISTENING, mutant.file in READING))
    started = kept = time.monotonic()
    verdicts = dict(known)
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder))
        heard = Heard()
        if played:
            _listen(cases, stage, heard)
        with ThreadPoolExecutor(options.jobs) as pool:
            first = {m.id: known[m.id].case for m in played if m.id in known}
            outcomes = pool.map(lambda m: _caught_by(m, cases, stage, heard, first.get(m.id)), played)
            for mutant, name in zip(played, outcomes, strict=True):
                digest = digests.get(name, every)
                verdicts[mutant.id] = Verdict(mutant.digest, name, digest)
                if name == SURVIVED:
                    print(f"survived  {mutant.id}", flush=True)
                # An hour's work is not lost with a run that is broken off.
                if not options.check and time.monotonic() - kept > 30:
                    kept = time.monotonic()
                    _keep(verdicts)
    ids = {m.id for m in made}
    verdicts = {
        id: verdict
        for id, verdict in sorted(verdicts.items())
        if id in ids or not id.startswith(tuple(files))
    }
    return _report(options, made, chosen, played, known, verdicts, time.monotonic() - started)


def _report(
    options: Any,
    made: list[Mutant],
    chosen: list[Mutant],
    played: list[Mutant],
    known: dict[str, Verdict],
    verdicts: dict[str, Verdict],
    seconds: float,
) -> int:
    equivalents = {e["mutant"]: e["because"] for e in _equivalents()}
    survivors = [m.id for m in chosen if verdicts[m.id].case == SURVIVED]
    new = [id for id in survivors if id not in equivalents]
    ids = {m.id for m in made}
    stale = [id for id in equivalents if id not in ids or verdicts.get(id, _NONE).case != SURVIVED]
    print(
        f"{len(chosen)} mutants, {len(played)} played in {seconds:.0f} s: "
        f"{len(chosen) - len(survivors)} caught, {len(survivors) - len(new)} equivalent, "
        f"{len(new)} survived"
    )
    if not options.check:
        _keep(verdicts)
    if options.check:
        # What is known to survive is work that is left; it must not become more.
        survived = {m.id for m in made if known.get(m.id, _NONE) == verdicts.get(m.id, _NONE)}
        new = [id for id in new if id not in survived]
    for id in new:
        print(f"no case catches: {id}", file=sys.stderr)
    for id in stale if not options.only else []:
        print(f"is no survivor any more: {id}", file=sys.stderr)
    return 1 if new or (stale and not options.only) else 0


_NONE = Verdict("", "", "")


def _prove(chosen: list[Mutant], calls: int) -> int:
    """Plays each equivalent beside the port. What the Spec allows (`allowed`) differs, and is not."""
    claimed = {e["mutant"] for e in _equivalents() if not e.get("allowed")}
    stories = differential.corpus(set(load(Sources()).CAPABILITIES))
    different = 0
    for mutant in (mutant for mutant in chosen if mutant.id in claimed):
        sources = Sources()
        sources.replace(mutant.file, mutant.text)
        found = differential.difference(load(Sources()), load(sources), stories, calls, 1)
        if found:
            different += 1
            print(f"differs   {mutant.id}\n  {found[0]}\n  {found[1]}\n  {found[2]}", flush=True)
        else:
            print(f"the same  {mutant.id}", flush=True)
    return 1 if different else 0


def _print_unexplained(chosen: list[Mutant]) -> int:
    explained = {e["mutant"] for e in _equivalents()}
    known = _known()
    for mutant in chosen:
        verdict = known.get(mutant.id)
        if verdict and verdict.case == SURVIVED and mutant.id not in explained:
            print(mutant.id)
    return 0


def _print_sites(made: list[Mutant]) -> int:
    operators = Counter(mutant.operator.rstrip("0123456789").rstrip("-") for mutant in made)
    for file in FILES:
        print(f"{sum(mutant.file == file for mutant in made):6}  {file}")
    for operator, count in operators.most_common():
        print(f"{count:6}  {operator}")
    print(f"{len(made):6}  in all")
    return 0


def _keep(verdicts: dict[str, Verdict]) -> None:
    VERDICTS.write_text(
        "".join(f"{id}\t{v.mutant}\t{v.case}\t{v.cases}\n" for id, v in sorted(verdicts.items()))
    )


def _known() -> dict[str, Verdict]:
    if not VERDICTS.exists():
        return {}
    rows = (line.split("\t") for line in VERDICTS.read_text().splitlines())
    return {id: Verdict(mutant, case, cases) for id, mutant, case, cases in rows}


def _equivalents() -> list[dict[str, str]]:
    if not EQUIVALENTS.exists():
        return []
    return json.loads(EQUIVALENTS.read_text())["equivalents"]


# MARK: Playing


def _cases() -> Iterator[Case]:
    """The cases that the port claims, as far as no server is needed and the port is asked."""
    port = load(Sources())
    claimed = set(port.CAPABILITIES)
    for path in sorted(VECTORS.rglob("*.json")):
        file = read_file(path)
        if file["name"].startswith("signals/") or "library" in file:
            continue
        header = hashlib.sha256(repr(_without_words(file, "cases")).encode())
        for case in file["cases"]:
            if not {*file["requires"], *case.get("requires", [])} <= claimed:
                continue
            digest = header.copy()
            digest.update(repr(_without_words(case)).encode())
            name = f"{file['name']}/{case['id']}"
            slow = file["name"].startswith(("fingerprint/", "track-load/", "rpc/limits"))
            yield Case(name, file, case, digest.hexdigest()[:16], slow)


def _without_words(value: dict[str, Any], *others: str) -> dict[str, Any]:
    """A case, or the head of a file, without what is only said about it."""
    left_out = {"description", "overview", "notes", "source", "spec", "since", "suite", "flags", *others}
    return {key: member for key, member in value.items() if key not in left_out}


class Heard:
    """What the right port heard in each file, so that a wrong one need not listen again."""

    def __init__(self) -> None:
        self.answers: dict[Any, tuple[str, Any]] = {}

    def listen_through(self, module: Any) -> None:
        """Puts itself before a port's `fingerprint.extract`."""
        extract = module.extract

        def remembering(path: str, seconds: float | None, allow_partial: bool) -> Any:
            try:
                # A pipe never ends, and neither does a device.
                content = Path(path).read_bytes() if Path(path).is_file() else None
            except (OSError, TypeError, ValueError):
                content = None
            if content is None:
                return extract(path, seconds, allow_partial)
            key = content, repr(seconds), repr(allow_partial)
            if key not in self.answers:
                try:
                    self.answers[key] = "answer", extract(path, seconds, allow_partial)
                except module.wav.Failure as failure:
                    self.answers[key] = "failure", (failure.name, failure.sentence, failure.facts)
            kind, told = self.answers[key]
            if kind == "failure":
                name, sentence, facts = told
                raise module.wav.Failure(name, sentence, **facts)
            return copy.deepcopy(told)

        module.extract = remembering


def _listen(cases: list[Case], stage: Stage, heard: Heard) -> None:
    """Plays the right port, which has to pass: what it hears is kept, and all sounds are made."""
    player = DirectPlayer(load(Sources()), stage)
    heard.listen_through(sys.modules["parts.fingerprint"])
    for case in cases:
        outcome = player.outcome(case.name, case.file, case.case, True)
        if outcome.outcome not in ("pass", "acceptable"):
            raise SystemExit(f"the right port fails {case.name}: {outcome.differences}")


def _caught_by(
    mutant: Mutant, cases: list[Case], stage: Stage, heard: Heard, first: str | None
) -> str:
    """The name of a case that the mutant fails."""
    begins = FIRST.get(mutant.file, ())

    def order(case: Case) -> tuple[bool, int, bool]:
        place = next((i for i, start in enumerate(begins) if case.name.startswith(start)), 99)
        return case.name != first, place, case.is_slow

    reads = mutant.file in READING
    chosen = [
        case
        for case in sorted(cases, key=order)
        if reads or not case.name.startswith(LONG_LINES)
    ]
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        os.write(writing, _play(mutant, chosen, stage, heard).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        name = stream.read().decode()
    os.waitpid(process, 0)
    # What ended it: memory without end.
    return name or chosen[0].name


def _end_endless_work(*_: Any) -> None:
    raise TimeoutError


def _play(mutant: Mutant, cases: list[Case], stage: Stage, heard: Heard) -> str:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    signal.signal(signal.SIGPROF, _end_endless_work)
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    sources = Sources()
    sources.replace(mutant.file, mutant.text)
    try:
        player = DirectPlayer(load(sources), stage)
        if mutant.file not in LISTENING:
            heard.listen_through(sys.modules["parts.fingerprint"])
    except BaseException:
        return cases[0].name
    for case in cases:
        # Endless work is an exception.
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            outcome = player.outcome(case.name, case.file, case.case, True)
        except BaseException:
            return case.name
        if outcome.outcome not in ("pass", "acceptable"):
            return case.name
    return SURVIVED


if __name__ == "__main__":
    sys.exit(main())
