"""Plays the golden cases against a host: small, and a second opinion on `mastering conformance`.

Cases for a server are left out.

Usage: python3 play.py --host 'python3 ../adapters/port.py' [--only PART-OF-A-NAME] [--verbose]
"""

import argparse
import shlex
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from golden.play import Player, Stage


def main() -> int:
    parser = argparse.ArgumentParser(description="Plays the golden cases against a host.")
    parser.add_argument("--host", required=True, help="the command that starts the host")
    parser.add_argument("--only", default="", help="play cases whose names contain this")
    parser.add_argument("--slowest", type=int, default=0, help="name so many of the slowest cases")
    options = parser.parse_args()
    started = time.monotonic()
    outcomes = []
    with tempfile.TemporaryDirectory() as folder:
        player = Player(shlex.split(options.host), Stage(Path(folder)))
        try:
            for outcome in player.play(options.only):
                outcomes.append(outcome)
                if outcome.outcome not in ("pass", "skip"):
                    print(f"{outcome.outcome} {outcome.name} ({', '.join(outcome.spec)})")
                    print("".join(f"    {difference}\n" for difference in outcome.differences[:5]))
        finally:
            player.stop()
    counts = Counter(outcome.outcome for outcome in outcomes)
    seconds = time.monotonic() - started
    print(", ".join(f"{n} {kind}" for kind, n in sorted(counts.items())), f"in {seconds:.1f} s")
    for outcome in sorted(outcomes, key=lambda o: -o.seconds)[: options.slowest]:
        print(f"  {outcome.seconds:.2f} s  {outcome.name}")
    return 0 if counts["pass"] and set(counts) <= {"pass", "skip"} else 1


if __name__ == "__main__":
    sys.exit(main())
