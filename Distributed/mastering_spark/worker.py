"""A worker process of the command: lines in, lines out, in the same order."""

import json
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator
from typing import Any


class WorkerDied(Exception):
    """The worker ended before it had answered everything."""


def answers(command: list[str], lines: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The worker's answer to each line, as it arrives. Lines are consumed as the worker reads them."""
    environment = {**os.environ, "MASTERING_CONFIG": ""}
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
                                   env=environment)
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
            process.stdout.close()
