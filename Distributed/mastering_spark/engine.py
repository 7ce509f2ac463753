"""Jobs on Apache Spark: entries in, parts of tables out."""

import os
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import fsspec
from pyspark import SparkFiles
from pyspark.sql import SparkSession

from . import bundle, fetching, interpreter, tables, worker

# Not named .tar.gz: of such files Spark unpacks a copy on every machine.
ARCHIVE = "mastering-bundle"
# The executors' Python: one that travels with the job, or the one that the job is started with.
CARRIED, HERE = "carried", "here"


@dataclass(frozen=True)
class Options:
    """The settings of the command, the same for every entry."""

    arguments: list[str] = field(default_factory=list)
    window_seconds: float | None = 90.0
    # Entries are fingerprints instead of addresses.
    from_fingerprints: bool = False
    # Files that travel with the job, by the option that names them.
    profiles: str | None = None
    part_entries: int = 500
    # The columns whose values name the folders of the tracks.
    partitions: list[str] = field(default_factory=list)
    # fsspec's own options for the input, by protocol: endpoints, keys.
    storage: dict[str, Any] = field(default_factory=dict)
    # `CARRIED`, `HERE`, or a path on the executors.
    python: str = HERE


def python(given: str | None, master: str | None) -> str:
    """The executors' Python: the given one, or the one set for Spark; otherwise this one on this machine, and
    on a cluster one that travels with the job."""
    if given:
        return given
    if "PYSPARK_PYTHON" in os.environ:
        return os.environ["PYSPARK_PYTHON"]
    return HERE if master and master.startswith("local") else CARRIED


def session(master: str | None, name: str, settings: dict[str, str], python: str = HERE) -> SparkSession:
    builder = SparkSession.builder.appName(name)
    os.environ["PYSPARK_PYTHON"] = {HERE: sys.executable, CARRIED: interpreter.COMMAND}.get(python, python)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    if master:
        builder = builder.master(master)
        if master.startswith("local"):
            os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    for key, value in {**defaults(master), **settings}.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def defaults(master: str | None) -> dict[str, str]:
    """Settings of Spark, unless others are given."""
    found = {"spark.ui.enabled": "false", "spark.task.maxFailures": "8", "spark.log.level": "ERROR",
             "spark.ui.showConsoleProgress": str(sys.stderr.isatty()).lower()}
    if master and master.startswith("local"):
        # Java only hands out tasks: optimising it costs more processor time than it saves. A cluster has its
        # own options, which these would replace.
        for place in ("driver", "executor"):
            found[f"spark.{place}.extraJavaOptions"] = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    return found


def _send(spark: SparkSession, archive: Path, options: Options) -> None:
    """Sends the bundle, the profiles, this package and, where it has none, a Python to every executor."""
    context = spark.sparkContext
    context.addFile(str(archive))
    if options.profiles:
        context.addFile(options.profiles)
    package = archive.with_name("mastering_spark.zip")
    if not package.exists():
        if options.python == CARRIED:
            carried = archive.with_name("mastering-python.tar.gz")
            interpreter.make(carried)
            context.addArchive(f"{carried}#{interpreter.FOLDER}")
        with zipfile.PyZipFile(package, "w") as archived:
            for path in sorted(Path(__file__).parent.glob("*.py")):
                archived.write(path, f"mastering_spark/{path.name}")
        context.addPyFile(str(package))


def analyse(spark: SparkSession, entries: list[tuple[str, str, int]], store: str, archive: Path,
            options: Options) -> dict[str, int]:
    """Analyses entries of (id, address, position). Returns the numbers of successes, failures and fetched
    bytes."""
    _send(spark, archive, options)
    size = part_size(len(entries), options.part_entries, spark.sparkContext.defaultParallelism)
    parts = [entries[start:start + size] for start in range(0, len(entries), size)]
    if not parts:
        return {"answered": 0, "failed": 0, "fetched_bytes": 0}
    # A part is a task: losing an executor loses at most the parts it was working on.
    counts = spark.sparkContext.parallelize(parts, len(parts)).map(
        lambda part: _part(part, store, options)).collect()
    return {key: sum(count[key] for count in counts) for key in counts[0]}


def part_size(entries: int, most: int, cores: int) -> int:
    """How many entries a part has: at most `most`, and fewer if some core would then have less than two parts."""
    return max(1, min(most, -(-entries // (2 * max(1, cores)))))


def _part(part: list[tuple[str, Any, int]], store: str, options: Options) -> dict[str, int]:
    """Answers the entries of a part and writes it. Runs in an executor."""
    rows: dict[str, list[dict[str, Any]]] = {"tracks": [], "failures": []}
    fetched = 0
    for (identifier, _, position), answer, count in answered(part, options, _command(options)):
        table, row = tables.row(answer, identifier, position)
        rows[table].append(row)
        fetched += count
    tables.Store(store).write_part(
        [entry[0] for entry in part], rows,
        tables.RECOMMENDATIONS if options.from_fingerprints else tables.TRACKS, options.partitions)
    return {"answered": len(rows["tracks"]), "failed": len(rows["failures"]),
            "fetched_bytes": fetched}


def answered(part: list[tuple[str, Any, int]], options: Options,
             command: list[str]) -> Iterator[tuple[tuple[str, Any, int], dict[str, Any], int]]:
    """The entries of a part, each with its answer and the number of bytes fetched for it.

    If a worker dies, its current entry is tried once more, and fails if it ends the next worker too. So a bad
    file costs only itself. A worker that does not start fails no entry; it throws ``WorkerRefused``."""
    start = 0
    suspect = -1
    while start < len(part):
        with Fetcher(options) as fetcher:
            lines = fetcher.lines(part[start:])
            try:
                with closing(worker.answers(command, lines, fetcher.close)) as answers:
                    for entry, answer in zip(part[start:], answers, strict=True):
                        count = fetcher.done(entry[2])
                        failure = fetcher.failures.get(entry[2])
                        if failure:
                            answer = {"error": {"code": "file_unreadable", "message": failure}}
                        yield entry, answer, count
                        start += 1
                continue
            except worker.WorkerDied as error:
                message = str(error)
        if start != suspect:
            suspect = start
            continue
        worker.check(command)
        yield part[start], {"error": {"code": "worker_died", "message": message}}, 0
        start += 1
        suspect = -1


def _command(options: Options) -> list[str]:
    unpacked = bundle.unpack(SparkFiles.get(ARCHIVE))
    profiles = SparkFiles.get(os.path.basename(options.profiles)) if options.profiles else None
    return worker.command(unpacked.command, options.arguments, profiles)


class Fetcher:
    """Fetches files to this machine, one ahead of the worker, and releases each once it is answered."""

    # The file that is analysed, and the next.
    PLACES = 2

    def __init__(self, options: Options) -> None:
        self._options = options
        self._open: dict[int, tuple[ExitStack, int]] = {}
        self._places = threading.Semaphore(self.PLACES)
        self._is_closed = False
        self.failures: dict[int, str] = {}

    def __enter__(self) -> "Fetcher":
        for protocol, given in self._options.storage.items():
            fsspec.config.conf.setdefault(protocol, {}).update(given)
        return self

    def close(self) -> None:
        """Fetches nothing more: `lines` ends, in whichever thread it is."""
        self._is_closed = True
        self._places.release()

    def __exit__(self, *_: object) -> None:
        self.close()
        for position in list(self._open):
            self.done(position)

    def lines(self, part: list[tuple[str, Any, int]]) -> Iterator[dict[str, Any]]:
        """The worker's input; each line comes once its file is there."""
        for _, address, position in part:
            if isinstance(address, dict):
                yield {"id": position, "fingerprint": address}
                continue
            local = fetching.local_path(address)
            if local is not None:
                yield {"id": position, "path": local}
                continue
            self._places.acquire()
            if self._is_closed:
                return
            stack = ExitStack()
            path, count = "", 0
            try:
                path, count = stack.enter_context(fetching.fetched(
                    address, self._options.window_seconds, lambda: not self._is_closed))
            except fetching.Unwanted:
                return
            except Exception as error:  # noqa: BLE001: whatever the store says is this file's failure
                self.failures[position] = f"cannot be fetched: {type(error).__name__}: {error}"[:500]
            self._open[position] = (stack, count)
            yield {"id": position, "path": path}

    def done(self, position: int) -> int:
        """Releases a file, and returns the number of bytes fetched for it."""
        stack, count = self._open.pop(position, (None, 0))
        if stack is not None:
            stack.close()
            self._places.release()
        return count
