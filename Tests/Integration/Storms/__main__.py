"""Sends a running server what no well-behaved client sends, and checks its promises meanwhile: a load is
answered and reported, and descriptors, memory and connection slots are released.

Usage: python3 Tests/Integration/Storms [--seconds 100] [--only NAME] [--seed N]
The command is MASTERING_COMMAND, or the one that Scripts/mastering builds. It needs the /proc of
Linux, and nothing but Python's own library.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from server import Server
from storms import STORMS, Broken, Watch

ROOT = Path(__file__).resolve().parents[3]


def main() -> int:
    parser = argparse.ArgumentParser(description="Storms against a server on this machine.")
    parser.add_argument("--seconds", type=float, default=100, help="how long, about (100)")
    parser.add_argument("--only", choices=STORMS, help="one storm only")
    parser.add_argument("--seed", type=int, default=None, help="an order of what is cut where")
    parser.add_argument("--tracks", type=int, default=4000, help="of the library (4000)")
    options = parser.parse_args()
    if not Path("/proc/self/fd").is_dir():
        print("left out: the system does not report what a process holds")
        return 0
    seed = options.seed if options.seed is not None else random.randrange(1 << 32)
    deadline = time.monotonic() + options.seconds
    with tempfile.TemporaryDirectory() as folder:
        server = Server(_command(), Path(folder), tracks=options.tracks)
        try:
            broken = _run(server, options.only, deadline, random.Random(seed))
        finally:
            status = server.stop()
        if not broken and status != 0:
            broken = f"the server ended with {status}: {server.errors()}"
    if broken:
        print(f"{broken}\n(seed {seed})", file=sys.stderr)
    return 1 if broken else 0


def _run(server: Server, only: str | None, deadline: float, chance: random.Random) -> str:
    """Runs the storms; returns what is broken, in words."""
    server.settle()
    watch = Watch(server)
    watch.load_is_told()
    watch.tell("before")
    for name, storm in STORMS.items():
        if only in (None, name):
            try:
                storm(watch, deadline, chance)
            except Broken as error:
                return f"{name}: {error}"
            except OSError as error:
                return f"{name}: the server cannot be asked: {error!r}"
            watch.tell(f"{name}, after")
    pokes = ", ".join(f"{count} {name}" for name, count in watch.pokes.items())
    print(f"{watch.checks} checks held after {pokes}")
    return ""


def _command() -> str:
    if command := os.environ.get("MASTERING_COMMAND"):
        return command
    script = ROOT / "Scripts" / "mastering"
    subprocess.run([script, "--version"], stdout=subprocess.DEVNULL, check=True)
    return str(ROOT / ".build" / "release" / "mastering")


if __name__ == "__main__":
    sys.exit(main())
