"""Jobs on Apache Spark: entries in, parts of tables out."""

import os
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyspark import SparkFiles
from pyspark.sql import SparkSession

from . import bundle, fetching, tables, worker

ARCHIVE = "mastering-bundle.tar.gz"


@dataclass(frozen=True)
class Options:
    """How the command is asked, the same for every entry."""

    arguments: list[str] = field(default_factory=list)
    window_seconds: float | None = 90.0
    # Files that travel with the job, by the option that names them.
    profiles: str | None = None
    part_entries: int = 500
    # fsspec's own options for the input, by protocol: endpoints, keys.
    storage: dict[str, Any] = field(default_factory=dict)


def session(master: str | None, name: str, settings: dict[str, str]) -> SparkSession:
    builder = SparkSession.builder.appName(name)
    if master:
        builder = builder.master(master)
        if master.startswith("local"):
            # The executors of this machine run the Python that has the packages.
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
            os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    for key, value in {
        "spark.ui.enabled": "false", "spark.task.maxFailures": "8", "spark.log.level": "ERROR",
        "spark.ui.showConsoleProgress": str(sys.stderr.isatty()).lower(), **settings,
    }.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def _send(spark: SparkSession, archive: Path, options: Options) -> None:
    """Gives every executor the bundle, the profiles, and this package."""
    context = spark.sparkContext
    context.addFile(str(archive))
    if options.profiles:
        context.addFile(options.profiles)
    package = archive.with_name("mastering_spark.zip")
    if not package.exists():
        with zipfile.PyZipFile(package, "w") as archived:
            for path in sorted(Path(__file__).parent.glob("*.py")):
                archived.write(path, f"mastering_spark/{path.name}")
        context.addPyFile(str(package))


def analyse(spark: SparkSession, entries: list[tuple[str, str, int]], store: str, archive: Path,
            options: Options) -> dict[str, int]:
    """Analyses entries of (id, address, position), and gives how many came out well, failed, and how many
    bytes were fetched."""
    _send(spark, archive, options)
    size = max(1, options.part_entries)
    parts = [entries[start:start + size] for start in range(0, len(entries), size)]
    if not parts:
        return {"answered": 0, "failed": 0, "fetched_bytes": 0}
    # A part is a task: what is lost with an executor is a part, and no more.
    counts = spark.sparkContext.parallelize(parts, len(parts)).map(
        lambda part: _part(part, store, options)).collect()
    return {key: sum(count[key] for count in counts) for key in counts[0]}


def _part(part: list[tuple[str, str, int]], store: str, options: Options) -> dict[str, int]:
    """Answers the entries of a part, and writes it. Runs in an executor."""
    command = _command(options)
    rows: dict[str, list[dict[str, Any]]] = {"tracks": [], "failures": []}
    with _Fetcher(part, options) as fetcher:
        answers = worker.answers(command, fetcher.lines())
        for (identifier, _, position), answer in zip(part, answers, strict=True):
            fetcher.done(position)
            failure = fetcher.failures.get(position)
            if failure:
                answer = {"error": {"code": "file_unreadable", "message": failure}}
            table, row = tables.row(answer, identifier, position)
            rows[table].append(row)
    target = tables.Store(store)
    target.write("failures", rows["failures"], tables.FAILURES)
    schema = tables.RECOMMENDATIONS if options.arguments[:1] == ["--fingerprints"] else tables.TRACKS
    target.write("tracks", rows["tracks"], schema)
    return {"answered": len(rows["tracks"]), "failed": len(rows["failures"]),
            "fetched_bytes": fetcher.bytes}


def _command(options: Options) -> list[str]:
    unpacked = bundle.unpack(SparkFiles.get(ARCHIVE))
    arguments = [argument for argument in options.arguments if argument != "--fingerprints"]
    if options.profiles:
        arguments += ["--profiles", SparkFiles.get(os.path.basename(options.profiles))]
    # A task has one core.
    return [*unpacked.command, "analyze", "--worker", "--jobs", "1", *arguments]


class _Fetcher:
    """Brings the files of a part to this machine, one ahead of the worker, and lets go of each once it
    is answered."""

    AHEAD = 2

    def __init__(self, part: list[tuple[Any, ...]], options: Options) -> None:
        self._part = part
        self._options = options
        self._open: dict[int, ExitStack] = {}
        self._places = threading.Semaphore(self.AHEAD)
        self.failures: dict[int, str] = {}
        self.bytes = 0

    def __enter__(self) -> "_Fetcher":
        for protocol, given in self._options.storage.items():
            import fsspec
            fsspec.config.conf.setdefault(protocol, {}).update(given)
        return self

    def __exit__(self, *_: object) -> None:
        for stack in list(self._open.values()):
            stack.close()

    def lines(self) -> Iterator[dict[str, Any]]:
        for _, address, position in self._part:
            if isinstance(address, dict):
                yield {"id": position, "fingerprint": address}
                continue
            local = fetching.local_path(address)
            if local is not None:
                yield {"id": position, "path": local}
                continue
            self._places.acquire()
            stack = ExitStack()
            self._open[position] = stack
            try:
                path, count = stack.enter_context(
                    fetching.fetched(address, self._options.window_seconds))
                self.bytes += count
            except Exception as error:  # noqa: BLE001: whatever the store says, it is this file's failure
                self.failures[position] = f"cannot be fetched: {type(error).__name__}: {error}"[:500]
                path = ""
            yield {"id": position, "path": path}

    def done(self, position: int) -> None:
        stack = self._open.pop(position, None)
        if stack is not None:
            stack.close()
            self._places.release()
