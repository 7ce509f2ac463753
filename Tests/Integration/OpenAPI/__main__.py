"""Tests the server against its documents: python3 Tests/Integration/OpenAPI [--seed N]"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Naming the folder runs this file; its modules are in the same folder.
sys.dont_write_bytecode = True

import http_checks  # noqa: E402
import message_checks  # noqa: E402
from result import Result  # noqa: E402
from server import Server, Shelf  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]


def main() -> int:
    arguments = _arguments()
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder), examples=ROOT / "Examples")
        for result in _results(arguments, shelf):
            results.append(result)
            print(result)
    passed = sum(result.passed for result in results)
    failed = sum(result.failed for result in results)
    print(f"{passed} passed, {failed} failed")
    # A run without any check is not a success.
    return 1 if failed or not all(result.passed for result in results) else 0


def _results(arguments: argparse.Namespace, shelf: Shelf) -> Iterator[Result]:
    spec = ROOT / "Spec"
    with Server(arguments.command, shelf, needs_token=False) as server:
        yield http_checks.without_token(spec / "openapi.yaml", server, arguments)
    with Server(arguments.command, shelf, needs_token=True) as server:
        yield from message_checks.results(spec / "asyncapi.yaml", server)
        yield http_checks.with_token(spec / "openapi.yaml", server, arguments)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="Tests/Integration/OpenAPI", description="Checks the server against its documents."
    )
    command = os.environ.get("MASTERING_COMMAND", str(ROOT / ".build/release/mastering"))
    parser.add_argument("--command", default=command, help="the program to start")
    parser.add_argument("--seed", type=int, default=1, help="of the requests (default: 1)")
    parser.add_argument("--examples", type=int, default=60, help="at most, for each operation")
    parser.add_argument("--seconds", type=int, default=50, help="at most, for all requests")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
