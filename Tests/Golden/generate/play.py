"""Plays the golden cases against a port, without packages, and as strictly as `mastering conformance run`.

Usage: python3 play.py --host 'python3 ../adapters/port.py' [--only PART-OF-A-NAME]
       python3 play.py --host 'COMMAND' --server 'python3 ../adapters/server.py {folder}'

Exit status: 0 when all cases passed, 1 when one failed, 2 when none was played.
"""

import argparse
import json
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
    parser.add_argument("--server", help="the command that starts the server on {folder}")
    parser.add_argument("--json", type=Path, help="write the outcome of each case here")
    parser.add_argument("--only", default="", help="play cases whose names contain this")
    parser.add_argument("--slowest", type=int, default=0, help="list this many of the slowest cases")
    options = parser.parse_args()
    started = time.monotonic()
    outcomes = []
    with tempfile.TemporaryDirectory() as folder:
        player = Player(shlex.split(options.host), Stage(Path(folder)), options.server)
        try:
            for outcome in player.play(options.only):
                outcomes.append(outcome)
                if outcome.outcome not in ("pass", "skip"):
                    # Acceptable answers are listed, and do not count as failures.
                    print(f"{outcome.outcome} {outcome.name} ({', '.join(outcome.spec)})")
                    print("".join(f"    {difference}\n" for difference in outcome.differences[:5]))
        finally:
            player.stop()
            player.stop_server()
    if options.json:
        options.json.write_text(json.dumps({o.name: o.outcome for o in outcomes}, indent=1))
    counts = Counter(outcome.outcome for outcome in outcomes)
    seconds = time.monotonic() - started
    print(", ".join(f"{n} {kind}" for kind, n in sorted(counts.items())), f"in {seconds:.1f} s")
    for outcome in sorted(outcomes, key=lambda o: -o.seconds)[: options.slowest]:
        print(f"  {outcome.seconds:.2f} s  {outcome.name}")
    if not set(counts) - {"skip"}:
        return 2
    return 0 if set(counts) <= {"pass", "acceptable", "skip"} else 1


if __name__ == "__main__":
    sys.exit(main())
