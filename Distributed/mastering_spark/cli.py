"""The command line of mastering-spark."""

import argparse
import itertools
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import bundle, inputs, summary, tables, worker

STOP_SECONDS = 60


def run() -> None:
    """Runs the command line, and ends the process."""
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # Not by returning: Python would wait for threads of Arrow, of the store and of the bridge to Java, and one that
    # never ends would keep a finished job from ending. Java ends with the pipe to it.
    os._exit(status)


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except (bundle.BundleError, inputs.InputError, tables.StoreError, worker.WorkerRefused) as error:
        print(f"mastering-spark: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mastering-spark",
        description="Recommend how to master a catalogue too large for one machine, on Apache Spark.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Any, words: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=words, description=words)
        found.set_defaults(run=run)
        return found

    def job(found: argparse.ArgumentParser) -> None:
        found.add_argument("--output", required=True, metavar="FOLDER",
                           help="where to write the tables, on any file system that fsspec supports")
        found.add_argument("--command", default="mastering", metavar="PATH",
                           help="the command that travels with the job (default: mastering)")
        found.add_argument("--profiles", metavar="FILE", help="profiles in YAML instead of the built-in ones")
        found.add_argument("--threshold", type=float, help="the confidence from which a single profile is recommended")
        found.add_argument("--top-k", type=int, help="how many profiles are ranked and blended")
        found.add_argument("--part", type=int, default=500, metavar="N",
                           help="at most this many entries per task; at most these are lost with an executor "
                                "(default: 500)")
        found.add_argument("--retry-failures", action="store_true",
                           help="delete the output's failures, and do their entries again: after an outage, or "
                                "once the files are repaired")
        found.add_argument("--partition-by", action="append", default=[], metavar="COLUMN",
                           choices=tables.PARTITIONS,
                           help="give each value of a column a folder, as Hive does; may be repeated; "
                                f"one of {', '.join(tables.PARTITIONS)}")
        found.add_argument("--wave", type=int, default=100_000, metavar="N",
                           help="entries per Spark job, which bounds the driver's memory (default: 100000)")
        found.add_argument("--master", metavar="URL",
                           help="where to run, unless spark-submit sets it, such as local-cluster[2,1,1024]")
        found.add_argument("--conf", action="append", default=[], metavar="KEY=VALUE",
                           help="a setting of Spark; may be repeated")
        found.add_argument("--python", metavar="PATH|carried",
                           help="the executors' Python: its path there, or 'carried' for this one with its "
                                "packages, which then travels with the job (default: carried on a cluster, this "
                                "one where --master begins with local)")
        found.add_argument("--storage", action="append", default=[], metavar="PROTOCOL=JSON",
                           help="options of fsspec for a protocol; may be repeated")

    analyse = command("analyze", _analyse, "Measure a catalogue and recommend; skips what is in the output.")
    analyse.add_argument("input", help="a folder, a list of addresses, or a table with --column")
    analyse.add_argument("--column", metavar="NAME", help="the input is a table; its column of addresses")
    analyse.add_argument("--max-duration", default="90", metavar="SECONDS|all",
                         help="how much of each file to analyse (default: 90)")
    analyse.add_argument("--loudness", action="store_true", help="measure LUFS, range and true peak as well")
    job(analyse)
    again = command("recommend", _recommend,
                    "Recommend again from stored fingerprints, without reading audio.")
    again.add_argument("store", help="the output of an analysis")
    job(again)
    shown = command("summary", _summary, "Print a table's statistics, as 'mastering analyze' counts them.")
    shown.add_argument("store")
    hashed = command("digest", _digest, "Print the number of rows and a digest of the sorted table.")
    hashed.add_argument("store", help="an output; with --ndjson the lines of 'mastering analyze --worker'")
    hashed.add_argument("--ndjson", action="store_true")
    command("script", _script, "Print the path of the file that spark-submit runs.")
    packed = command("bundle", _bundle, "Write the command and its libraries as one archive.")
    packed.add_argument("archive", type=Path)
    packed.add_argument("--command", default="mastering", metavar="PATH")
    return parser


def _analyse(options: argparse.Namespace) -> int:
    _configure(options)
    store = tables.Store(options.output)
    # An earlier run must have used the same settings: rows of two kinds do not form a table.
    asked = ["--max-duration", options.max_duration, *_settings(options)]
    if options.loudness:
        asked.append("--loudness")

    def entries() -> Iterator[tuple[str, Any, int]]:
        for position, (identifier, address) in enumerate(inputs.entries(options.input, options.column)):
            yield identifier, address, position

    return _run(options, store, entries(), asked, options.max_duration)


def _recommend(options: argparse.Namespace) -> int:
    _configure(options)
    store = tables.Store(options.output)
    unknown = [name for name in options.partition_by if name not in tables.RECOMMENDATIONS.names]
    if unknown:
        raise inputs.InputError(f"--partition-by {unknown[0]}: a repeated recommendation has no such column")
    source = tables.Store(options.store)
    columns = ["id", "position", *tables.METRICS]

    def entries() -> Iterator[tuple[str, Any, int]]:
        for row in source.in_order("tracks", columns):
            yield row["id"], {name: row[name] for name in tables.METRICS}, row["position"]

    return _run(options, store, entries(), _settings(options), "all", from_fingerprints=True)


def _settings(options: argparse.Namespace) -> list[str]:
    asked = []
    if options.threshold is not None:
        asked += ["--threshold", str(options.threshold)]
    if options.top_k is not None:
        asked += ["--top-k", str(options.top_k)]
    return asked


def _run(options: argparse.Namespace, store: tables.Store, entries: Iterator[tuple[str, Any, int]],
         asked: list[str], window: str, from_fingerprints: bool = False) -> int:
    import tempfile

    from . import engine

    # A wrong option ends the job here, in the command's own words, before anything is written.
    command = bundle.located(options.command)
    worker.check(worker.command([command], asked, options.profiles))
    seconds = _seconds(window)
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / engine.ARCHIVE
        manifest = bundle.make(command, archive)
        recipe = {"version": manifest["version"], "from_fingerprints": from_fingerprints, "arguments": asked,
                  "profiles": _content(options.profiles)}
        # Readers infer a table's columns from its folders, so all parts must have the same layout.
        if options.partition_by:
            recipe["partitions"] = options.partition_by
        store.note("job.json", _recipe(store, recipe, manifest["files"][bundle.COMMAND]))
        # An input that cannot be read ends the job before failures are deleted and Spark is started.
        first = list(itertools.islice(entries, 1))
        if options.retry_failures:
            store.remove("failures")
        seen = store.ids()
        python = engine.python(options.python, options.master)
        spark = engine.session(options.master, "mastering-spark",
                               dict(setting.split("=", 1) for setting in options.conf), python)
        work = engine.Options(arguments=asked, window_seconds=seconds,
                              from_fingerprints=from_fingerprints,
                              profiles=os.path.abspath(options.profiles) if options.profiles else None,
                              part_entries=options.part, partitions=options.partition_by,
                              storage=_storage(options), python=python)
        start = time.monotonic()
        totals = {"answered": 0, "failed": 0, "fetched_bytes": 0}
        skipped = 0
        wave: list[tuple[str, Any, int]] = []

        def flush() -> None:
            counts = engine.analyse(spark, wave, store.uri, archive, work)
            if not any(totals.values()) and not store.parts("tracks") and not store.parts("failures"):
                raise tables.StoreError(f"the executors wrote their tables, but not where this machine finds them: "
                                        f"{store.uri}; name a folder that all machines share")
            for key, count in counts.items():
                totals[key] += count
            wave.clear()
            passed = time.monotonic() - start
            done = totals["answered"] + totals["failed"]
            print(f"{done} done in {passed:.0f} s ({done / max(passed, 1e-9):.1f} a second), "
                  f"{totals['failed']} failed", file=sys.stderr, flush=True)

        for entry in itertools.chain(first, entries):
            # An entry named twice counts once.
            if entry[0] in seen:
                skipped += 1
                continue
            seen.add(entry[0])
            wave.append(entry)
            if len(wave) == options.wave:
                flush()
        if wave:
            flush()
        took = round(time.monotonic() - start, 3)
        print(json.dumps({**totals, "skipped": skipped, "seconds": took}), flush=True)
        # The tables are written; Spark, which may wait for an executor that is gone, is not waited for long.
        ending = threading.Thread(target=spark.stop, daemon=True)
        ending.start()
        ending.join(STOP_SECONDS)
    return 1 if totals["failed"] else 0


def _recipe(store: tables.Store, recipe: dict[str, Any], command: str) -> dict[str, Any]:
    """The record of how a table is made: the recipe, and the digests of the commands that have taken part.

    Rows made with other settings, profiles or versions do not form a table. Another build of the same version
    may continue one, so that a job can be resumed after an installation; the record then has both."""
    noted = store.noted("job.json")
    commands = noted.pop("commands", []) if noted is not None else []
    if noted is not None and noted != recipe:
        raise tables.StoreError(f"{store.uri} was made with other settings; name another folder")
    if commands and command not in commands:
        print(f"mastering-spark: the rows in {store.uri} are from another build of {recipe['version']}; "
              "job.json lists both", file=sys.stderr)
    return {**recipe, "commands": [*(known for known in commands if known != command), command]}


def _seconds(window: str) -> float | None:
    """The length of a window; None for everything."""
    try:
        return None if window == "all" else float(window)
    except ValueError as error:
        raise inputs.InputError("--max-duration takes a decimal number of seconds, or 'all'") from error


def _content(path: str | None) -> str | None:
    import hashlib
    return hashlib.sha256(Path(path).read_bytes()).hexdigest() if path else None


def _storage(options: argparse.Namespace) -> dict[str, Any]:
    try:
        return {protocol: json.loads(text)
                for protocol, text in (entry.split("=", 1) for entry in options.storage)}
    except ValueError as error:
        raise inputs.InputError(f"--storage takes PROTOCOL=JSON: {error}") from error


def _configure(options: argparse.Namespace) -> None:
    import fsspec
    for protocol, given in _storage(options).items():
        fsspec.config.conf.setdefault(protocol, {}).update(given)


def _summary(options: argparse.Namespace) -> int:
    store = tables.Store(options.store)
    columns = ["position", "is_partial", "is_fallback", "is_hybrid", "primary_profile_id",
               "primary_profile_name", "confidence_score", "weighted_profiles", *tables.METRICS]
    store.ids()
    rows = store.in_order("tracks", ["id", *columns])
    failures = sum(part.num_rows for part in store.read("failures", ["position"]))
    print(json.dumps(summary.summarize(rows, failures), indent=1, ensure_ascii=False))
    return 0


def _digest(options: argparse.Namespace) -> int:
    if options.ndjson:
        with open(options.store, encoding="utf-8") as lines:
            count, digest = tables.digest(tables.row(answer, answer["id"], 0)[1] for answer in map(json.loads, lines))
    else:
        store = tables.Store(options.store)
        store.ids()
        count, digest = tables.digest(store.all_rows())
    print(f"{count} {digest}")
    return 0


def _script(options: argparse.Namespace) -> int:
    print(Path(__file__).with_name("submit.py"))
    return 0


def _bundle(options: argparse.Namespace) -> int:
    print(json.dumps(bundle.make(options.command, options.archive), indent=1))
    return 0
