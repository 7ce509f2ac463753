"""Plays mutants, each in a child of a process that has read all cases and heard all sounds.

A case is played only if it reaches the mutant's lines (`reach`), and first those that caught the
mutant's neighbours. A case that takes many times as long as with the right port is caught.
"""

import array
import contextlib
import copy
import gc
import hashlib
import math
import os
import pickle
import random
import resource
import selectors
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import recipes, transcripts
from .direct import FILES, SERVER_FILES, DirectPlayer, Sources, load, source
from .folders import AUDIO, VECTORS
from .mutation import Mutant
from .play import Stage
from .reach import Line, Reach, Recorder
from .text import read_file

SURVIVED = "-"
# Its time was over before all of its cases were played.
UNDECIDED = "?"
WELL = ("pass", "acceptable")
# Analysing whole sounds takes seconds in plain Python. Mutants of other files get the samples that were
# decoded before, and mutants of the readers get the fingerprint of the same samples.
LISTENING = ("parts/fingerprint.py",)
READING = ("parts/wav.py", "parts/failures.py")
# Of the processor, for a case; and how often as long as with the right port.
LEAST_SECONDS = 1.0
TIMES_AS_LONG = 10
# How long a wrong server may be silent, and how long when that caught it and is tried again; at last, on a
# machine where the right server is too slow for the first, times as long as there is more than one to do.
PATIENCE_SECONDS, SECOND_PATIENCE_SECONDS, LAST_PATIENCE_SECONDS = 1.5, 3.0, 6.0
MEMORY_BYTES = 4 << 30


@dataclass(frozen=True)
class Case:
    name: str
    file: Any
    case: Any
    digest: str


@dataclass(frozen=True)
class Kind:
    """Which of the two programs is played: the port by calls, the server by conversations."""

    module: str
    files: tuple[str, ...]
    has_server: bool

    def cases(self) -> Iterator[Case]:
        """Those that it claims, as far as it is the one that is asked."""
        claimed = {*load(Sources()).CAPABILITIES, *(("http", "websocket") if self.has_server else ())}
        for path in sorted(VECTORS.rglob("*.json")):
            file = read_file(path)
            if file["name"].startswith("signals/") or ("library" in file) != self.has_server:
                continue
            header = hashlib.sha256(repr(_without_words(file, "cases")).encode())
            for case in file["cases"]:
                if {*file["requires"], *case.get("requires", [])} <= claimed:
                    digest = header.copy()
                    digest.update(repr(_without_words(case)).encode())
                    name = f"{file['name']}/{case['id']}"
                    yield Case(name, file, case, digest.hexdigest()[:16])


PORT = Kind("port", FILES, False)
SERVER = Kind("server", SERVER_FILES, True)


def _without_words(value: dict[str, Any], *others: str) -> dict[str, Any]:
    """A case, or the head of a file, without its descriptive members."""
    left_out = {"description", "overview", "notes", "source", "spec", "since", "suite", "flags", *others}
    return {key: member for key, member in value.items() if key not in left_out}


class Heard:
    """What the correct port measured in each file, so that a mutant need not measure it again."""

    def __init__(self) -> None:
        self.answers: dict[Any, tuple[str, Any]] = {}
        self.digests: dict[Any, bytes] = {}
        # By digests of samples.
        self.measured: dict[bytes, dict[str, float]] = {}

    def listen_through(self, module: Any) -> None:
        """Puts itself before a port's `fingerprint.extract`."""
        extract = module.extract

        def remembering(path: str, seconds: float | None, allow_partial: bool) -> Any:
            content = self._content(path)
            if content is None:
                return extract(path, seconds, allow_partial)
            key = content, repr(seconds), repr(allow_partial)
            if key not in self.answers:
                try:
                    self.answers[key] = "answer", extract(path, seconds, allow_partial)
                except module.wav.Failure as failure:
                    facts = {name: _plain(fact) for name, fact in failure.facts.items()}
                    self.answers[key] = "failure", (failure.name, str(failure.sentence), facts)
            kind, told = self.answers[key]
            if kind == "failure":
                name, sentence, facts = told
                raise module.wav.Failure(name, sentence, **facts)
            return copy.deepcopy(told)

        module.extract = remembering

    def measure_through(self, module: Any) -> None:
        """Puts itself before a port's `fingerprint.fingerprint`, which measures samples."""
        measure = module.fingerprint

        def remembering(signal: list[float]) -> Any:
            key = hashlib.sha256(array.array("d", signal).tobytes()).digest()
            if key not in self.measured:
                self.measured[key] = measure(signal)
            return dict(self.measured[key])

        module.fingerprint = remembering

    def _content(self, path: str) -> bytes | None:
        """A digest of a file; None for a pipe, which never ends, and for anything that is not a file."""
        try:
            if not Path(path).is_file():
                return None
            state = Path(path).stat()
            key = path, state.st_size, state.st_mtime_ns
            if key not in self.digests:
                self.digests[key] = hashlib.sha256(Path(path).read_bytes()).digest()
        except (OSError, TypeError, ValueError):
            return None
        return self.digests[key]


def _plain(value: Any) -> Any:
    """A value without the types of a port's own."""
    if isinstance(value, str):
        return str(value)
    return float(value) if isinstance(value, float) else value


@dataclass
class Played:
    """What is known about the correct program: its measurements, and the lines and seconds of each case."""

    heard: Heard
    # By case.
    seconds: dict[str, float]
    lines: dict[str, set[Line]]
    digests: dict[str, str]
    # The lines that every case needs, since each may be the first that a program answers.
    started: set[Line]
    at_import: set[Line]

    def knows(self, case: Case) -> bool:
        return self.digests.get(case.name) == case.digest

    def add(self, other: "Played") -> None:
        """Adds what another run found, of cases that are new."""
        self.heard = other.heard
        self.started |= other.started
        for mine, theirs in (
            (self.seconds, other.seconds), (self.lines, other.lines), (self.digests, other.digests)
        ):
            mine |= theirs

    def of(self, cases: list[Case]) -> "Played":
        """What is known about these alone."""
        names = {case.name for case in cases}
        parts = (self.seconds, self.lines, self.digests)
        kept = [{name: part[name] for name in names} for part in parts]
        return Played(self.heard, *kept, self.started, self.at_import)


class MutantPlayer:
    """The behaviour of the correct program is recorded once, and kept in the folder for the next run."""

    def __init__(
        self, kind: Kind, cases: list[Case], folder: Path, scratch: Path, most_seconds: float = math.inf
    ) -> None:
        self.kind = kind
        # Of the processor, for a mutant that no case catches.
        self.most_seconds = most_seconds
        # Sounds have the names of their recipes, whatever these say.
        folder /= _digest_of_files(AUDIO / "recipes.json", Path(recipes.__file__))
        folder.mkdir(parents=True, exist_ok=True)
        self.stage = Stage(folder)
        self.scratch = scratch
        self.cases = {case.name: case for case in cases}
        sources = {file: source(file) for file in (*FILES, *SERVER_FILES)}
        self.right = _kept(
            folder / f"{kind.module}-{_digest_of_program(sources)}.pickle",
            cases,
            lambda heard, new: _in_a_child(lambda: _right(kind, heard, new, self.stage)),
        )
        self.reach = Reach(self.right.lines, self.right.at_import, sources)
        self.started = {(file, line) for file, line in self.right.started}
        # By file and place of the mutant, which cases caught how many.
        self.caught: dict[str, Counter[str]] = {}

    def cases_of(self, mutant: Mutant) -> frozenset[str]:
        """The cases that can notice it."""
        first, last = mutant.lines
        if any((mutant.file, line) in self.started for line in range(first, last + 1)):
            return self.reach.all
        return self.reach.of(mutant)

    def digest_of(self, mutant: Mutant) -> str:
        """Of all cases that can notice a mutant: while it stays, so does a survivor."""
        # Threads run as they like, so that the lines of a server are not always the same.
        names = self.cases if self.kind.has_server else self.cases_of(mutant)
        digests = sorted(self.cases[name].digest for name in names)
        return hashlib.sha256("".join(digests).encode()).hexdigest()[:16]

    def verdicts(
        self, mutants: Iterable[Mutant], jobs: int, first: dict[str, str], everything: bool = False
    ) -> Iterator[tuple[Mutant, str]]:
        """The mutants, each with the case that caught it, as they come."""
        # Cases that have caught others in the meantime are played first.
        ordered = ((m, self._in_order(m, first.get(m.id), everything)) for m in mutants)
        for mutant, _, name in self.plays(ordered, jobs):
            if name not in (SURVIVED, UNDECIDED):
                for place in (mutant.file, mutant.file + _function(mutant)):
                    self.caught.setdefault(place, Counter())[name] += 1
            yield mutant, name

    def plays(
        self, work: Iterable[tuple[Mutant, list[str]]], jobs: int
    ) -> Iterator[tuple[Mutant, list[str], str]]:
        """Mutants with the cases to be played, and the first of these that caught each, as they come."""
        # What is read here is not copied when a child counts references.
        gc.collect()
        gc.freeze()
        waiting = iter(work)
        with selectors.DefaultSelector() as selector:
            try:
                while True:
                    while len(selector.get_map()) < jobs and (one := next(waiting, None)) is not None:
                        mutant, names = one
                        stream, child = _forked(lambda m=mutant, n=names: self._play(m, n))
                        selector.register(stream, selectors.EVENT_READ, (mutant, names, child))
                    if not selector.get_map():
                        return
                    for key, _ in selector.select():
                        mutant, names, child = key.data
                        told = os.read(key.fd, 4096)
                        _ended(selector, key)
                        # A child that ended without an answer has run out of memory.
                        yield mutant, names, told.decode() or (names[0] if names else SURVIVED)
            finally:
                # Children that no caller waits for.
                for key in list(selector.get_map().values()):
                    os.kill(key.data[2], signal.SIGKILL)
                    _ended(selector, key)

    def _in_order(self, mutant: Mutant, first: str | None, everything: bool) -> list[str]:
        names = self.reach.all if everything else self.cases_of(mutant)
        directly = self.reach.of(mutant)
        near = self.caught.get(mutant.file + _function(mutant), Counter())
        far = self.caught.get(mutant.file, Counter())
        seconds = self.right.seconds

        def order(name: str) -> tuple[Any, ...]:
            slow = round(seconds[name], 3)
            return name != first, -near[name], name not in directly, -far[name], slow, name

        return sorted(names, key=order)

    # MARK: In the child

    def _play(self, mutant: Mutant, names: list[str]) -> str:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        signal.signal(signal.SIGPROF, _end_endless_work)
        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115
        transcripts.PATIENCE_SECONDS = PATIENCE_SECONDS
        # Another child may be playing another case whose file has the same name.
        self.stage.files = Path(tempfile.mkdtemp(dir=self.scratch))
        sources = Sources()
        sources.replace(mutant.file, mutant.code(source(mutant.file)))
        nothing = names[0] if names else SURVIVED
        signal.setitimer(signal.ITIMER_PROF, LEAST_SECONDS)
        try:
            player = DirectPlayer(load(sources, self.kind.module), self.stage)
            if mutant.file in READING:
                self.right.heard.measure_through(sys.modules["parts.fingerprint"])
            elif mutant.file not in LISTENING:
                self.right.heard.listen_through(sys.modules["parts.fingerprint"])
        except BaseException:
            return nothing
        for name in names:
            if not self._passes(player, name) and not self._passes_with_patience(player, name):
                return name
            if time.process_time() > self.most_seconds:
                return UNDECIDED
        return SURVIVED

    def _passes(self, player: DirectPlayer, name: str) -> bool:
        case = self.cases[name]
        limit = max(LEAST_SECONDS, TIMES_AS_LONG * self.right.seconds[name])
        # Endless work is an exception.
        signal.setitimer(signal.ITIMER_PROF, limit)
        try:
            return player.outcome(case.name, case.file, case.case, True).outcome in WELL
        except BaseException:
            return False

    def _passes_with_patience(self, player: DirectPlayer, name: str) -> bool:
        """Whether a server was only slow, as on a busy machine."""
        if not self.kind.has_server:
            return False
        if self._passes_within(player, name, SECOND_PATIENCE_SECONDS):
            return True
        right = DirectPlayer(load(Sources(), self.kind.module), self.stage)
        self.right.heard.listen_through(sys.modules["parts.fingerprint"])
        if self._passes_within(right, name, PATIENCE_SECONDS):
            return False
        busy = os.getloadavg()[0] / (os.cpu_count() or 1)
        return self._passes_within(player, name, LAST_PATIENCE_SECONDS * max(1, busy))

    def _passes_within(self, player: DirectPlayer, name: str, seconds: float) -> bool:
        player.stop_server()
        transcripts.PATIENCE_SECONDS = seconds
        try:
            return self._passes(player, name)
        finally:
            transcripts.PATIENCE_SECONDS = PATIENCE_SECONDS
            player.stop_server()


def _function(mutant: Mutant) -> str:
    return mutant.place.partition(" `")[0]


def _end_endless_work(*_: Any) -> None:
    raise TimeoutError


# MARK: The right one


def _kept(file: Path, cases: list[Case], play: Callable[[Heard, list[Case]], Played]) -> Played:
    """What is known about the cases; only those that are not in the file are played."""
    known: Played | None = None
    if file.exists():
        with file.open("rb") as stream:
            known = pickle.load(stream)  # noqa: S301
    if new := [case for case in cases if known is None or not known.knows(case)]:
        made = play(known.heard if known else Heard(), new)
        if known:
            known.add(made)
        known = known or made
        written = file.with_suffix(".new")
        written.write_bytes(pickle.dumps(known))
        written.replace(file)
    return known.of(cases)


def _digest_of_program(sources: dict[str, str]) -> str:
    """A digest of what the correct program's behaviour depends on beside the cases: its text, and the player."""
    digest = hashlib.sha256(repr(sorted(sources.items())).encode())
    here = Path(__file__).parent
    for name in ("compare", "direct", "mutant_player", "play", "reach", "text", "transcripts"):
        digest.update(_digest_of_files(here / f"{name}.py").encode())
    return digest.hexdigest()[:16]


def _digest_of_files(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _right(kind: Kind, heard: Heard, cases: list[Case], stage: Stage) -> Played:
    """Plays the right program, which has to pass; all sounds are made, and heard."""
    seconds = {}
    # Tracing takes long, and so does a busy machine.
    transcripts.PATIENCE_SECONDS = 120.0
    module = load(Sources(), kind.module)
    heard.measure_through(sys.modules["parts.fingerprint"])
    heard.listen_through(sys.modules["parts.fingerprint"])
    player = DirectPlayer(module, stage)
    for case in cases:
        started = time.process_time()
        outcome = player.outcome(case.name, case.file, case.case, True)
        seconds[case.name] = time.process_time() - started
        if outcome.outcome not in WELL:
            raise SystemExit(f"the right {kind.module} fails {case.name}: {outcome.differences}")
    player.stop_server()
    lines: dict[str, set[Line]] = {}
    recorder = Recorder({*FILES, *SERVER_FILES})
    with recorder:
        module = load(Sources(), kind.module)
        at_import = recorder.taken()
        _listen_briefly(recorder, heard)
        player = DirectPlayer(module, stage)
        if not kind.has_server:
            player.running()
        for case in cases:
            if kind.has_server and player.served != case.file["name"]:
                recorder.taken()
                player.serving(case.file)
            if case is cases[0]:
                started_lines = recorder.taken()
            player.outcome(case.name, case.file, case.case, True)
            lines[case.name] = recorder.taken()
    player.stop_server()
    heard.digests = {(str(path), *state): digest for (path, *state), digest in heard.digests.items()}
    digests = {case.name: case.digest for case in cases}
    return Played(heard, seconds, lines, digests, started_lines, at_import)


def _listen_briefly(recorder: Recorder, heard: Heard) -> None:
    """Shows which cases measure audio, and what they read for it, without the seconds that it takes."""
    module = sys.modules["parts.fingerprint"]
    heard.listen_through(module)
    extract = module.extract

    def reading(path: str, seconds: float | None, allow_partial: bool) -> Any:
        recorder.reach_file("parts/fingerprint.py")
        with contextlib.suppress(Exception):
            module.wav.read(path, seconds, allow_partial)
        return extract(path, seconds, allow_partial)

    module.extract = reading


# MARK: Children


def _ended(selector: selectors.BaseSelector, key: selectors.SelectorKey) -> None:
    selector.unregister(key.fd)
    os.close(key.fd)
    os.waitpid(key.data[2], 0)


def _forked(work: Callable[[], str]) -> tuple[int, int]:
    """A pipe that the outcome of some work comes through, and the child that does it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return reading, child
    os.close(reading)
    try:
        told = work().encode()
    except BaseException:
        told = b""
    os.write(writing, told)
    os._exit(0)


def _in_a_child(work: Callable[[], Any]) -> Any:
    """The result of some work, whose threads and modules are not needed afterwards."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        status = 1
        try:
            with os.fdopen(writing, "wb") as stream:
                pickle.dump(work(), stream)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        content = stream.read()
    os.waitpid(child, 0)
    if not content:
        raise SystemExit(1)
    return pickle.loads(content)  # noqa: S301


def sample(items: list[Any], count: int, seed: int) -> list[Any]:
    return random.Random(seed).sample(items, min(count, len(items)))
