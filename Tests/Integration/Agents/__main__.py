"""Tests `mastering mcp` with the protocol's official client: python3 Tests/Integration/Agents"""

import argparse
import os
import shutil
import sys
import tempfile
import traceback
from pathlib import Path

# Naming the folder runs this file; its modules are in the same folder.
sys.dont_write_bytecode = True

import anyio  # noqa: E402

import lines  # noqa: E402
import sessions  # noqa: E402
from shelf import Shelf  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]


def main() -> int:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder), ROOT / "Examples", arguments.command)
        checks = [(f"{name}, {era}", lambda check=check, era=era: anyio.run(check, shelf, era))
                  for era in sessions.ERAS
                  for name, check in sessions.CHECKS.items()]
        checks += [(name, lambda check=check: check(shelf, arguments))
                   for name, check in lines.CHECKS.items()]
        checks = [entry for entry in checks if arguments.only in entry[0]]
        failed = 0
        for name, check in checks:
            try:
                detail = check()
                print(f"ok    {name}{f': {detail}' if detail else ''}", flush=True)
            except Exception:
                failed += 1
                print(f"WRONG {name}\n{traceback.format_exc()}", flush=True)
    print(f"{len(checks) - failed} passed, {failed} failed")
    # A run without any check is not a success.
    return 1 if failed or not checks else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="Tests/Integration/Agents", description=__doc__)
    command = os.environ.get("MASTERING_COMMAND", str(ROOT / ".build/release/mastering"))
    parser.add_argument("--command", default=shutil.which(command) or command)
    parser.add_argument("--only", default="", metavar="TEXT", help="checks whose name contains this")
    parser.add_argument("--seed", type=int, default=1, help="of the broken messages (default: 1)")
    parser.add_argument("--messages", type=int, default=20_000, help="how many are broken")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
