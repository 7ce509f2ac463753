"""A worker process of the command: lines in, lines out, in the same order."""

import json
import os
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any


class WorkerDied(Exception):
    """The worker ended before it had answered everything."""


class WorkerRefused(Exception):
    """The worker does not start, whatever it would be asked: an option is wrong, or a file is missing."""


def command(start: Sequence[str], arguments: Sequence[str], profiles: str | None) -> list[str]:
    """The arguments of a worker, after those that start the command."""
    chosen = ["--profiles", profiles] if profiles else []
    # A task has one core.
    return [*start, "analyze", "--worker", "--jobs", "1", *arguments, *chosen]


def check(command: list[str]) -> None:
    """Starts a worker without input, and throws its message if it fails."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, env=_environment())
    if done.returncode:
        told = done.stderr[-2000:].decode(errors="replace").strip()
        # The text after it is about the command, which the caller may not know.
        told = told.split("\nUsage:")[0].split("\nHelp:")[0].removeprefix("Error: ")
        raise WorkerRefused(told or f"the command ends with status {done.returncode}")


def _environment() -> dict[str, str]:
    # Settings files of this machine do not count.
    return {**os.environ, "MASTERING_CONFIG": ""}


def answers(command: list[str], lines: Iterable[dict[str, Any]],
            stop: Callable[[], None] = lambda: None) -> Iterator[dict[str, Any]]:
    """The worker's answer to each line, as it arrives. Lines are consumed as the worker reads them, in a
    thread, which has ended when this ends; `stop` makes `lines` end if it is waiting."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
                                   env=_environment())
        assert process.stdin and process.stdout
        failure: list[BaseException] = []

        def feed() -> None:
            assert process.stdin
            try:
                for line in lines:
                    process.stdin.write(json.dumps(line).encode() + b"\n")
                    process.stdin.flush()
            except BrokenPipeError:
                pass
            except BaseException as error:  # noqa: BLE001: it belongs to the caller
                failure.append(error)
            finally:
                try:
                    process.stdin.close()
                except BrokenPipeError:
                    pass

        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        try:
            for line in process.stdout:
                # A worker that dies may leave a partial line.
                if line.endswith(b"\n"):
                    yield json.loads(line)
            if process.wait():
                errors.seek(0)
                text = errors.read()[-2000:].decode(errors="replace").strip()
                raise WorkerDied(f"the worker ended with status {process.returncode}: {text}")
            feeder.join()
            if failure:
                raise failure[0]
        finally:
            process.kill()
            process.wait()
            stop()
            feeder.join()
            process.stdout.close()
