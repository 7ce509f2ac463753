"""Plays the golden cases against a port, without packages, and as strictly as `mastering conformance run`.

Usage: python3 play.py --host 'python3 ../adapters/port.py' [--filter PART-OF-A-NAME]
       python3 play.py --host 'COMMAND' --server 'python3 ../adapters/server.py {folder}'

Exit status: 0 when all cases passed or failed as expected; 1 when another failed, or the port does not claim
core; 2 when none was played; 64 when the command is wrong.
"""

import argparse
import json
import math
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from golden import host, report, suite, transcripts
from golden.play import Outcome, Player, Stage
from golden.text import read_file

WRONG_COMMAND = 64
MOST_FAILURES = 50


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> Any:
        self.print_usage(sys.stderr)
        self.exit(WRONG_COMMAND, f"{self.prog}: {message}\n")


def main() -> int:
    parser = Parser(description="Plays the golden cases against a host.")
    parser.add_argument("--host", required=True, help="the command, for sh, that starts the host")
    parser.add_argument("--server", help="the command that starts the server on {folder}")
    parser.add_argument(
        "--filter", "--only", action="append", default=[], metavar="TEXT",
        help="play cases whose names contain this; * stands for any text; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--exclude", action="append", default=[], metavar="TEXT", help="leave out such cases"
    )
    parser.add_argument("--max-fail", type=_count, metavar="N", help="stop after this many failures")
    parser.add_argument(
        "--expected-failures", type=_expected, default=[], metavar="FILE",
        help="a JSON list of cases that the port is known to fail",
    )  # fmt: skip
    parser.add_argument(
        "--time-limit", type=_seconds, default=10.0, metavar="SECONDS", help="for a case (10)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write a report here")
    parser.add_argument("--slowest", type=_count, default=0, metavar="N", help="list the slowest cases")
    options = parser.parse_args()
    if problems := suite.problems():
        # With changed files, a port would not be judged by the suite (CON-9).
        print("\n".join(problems), file=sys.stderr)
        return 2
    host.PATIENCE_SECONDS = transcripts.PATIENCE_SECONDS = options.time_limit
    manifest = read_file(suite.MANIFEST)
    started, started_at = time.monotonic(), datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with tempfile.TemporaryDirectory() as folder:
        player = Player(["sh", "-c", options.host], Stage(Path(folder)), options.server)
        try:
            described = player.description()
            _check_edition(described, manifest)
            outcomes = _play(player, options)
        except host.HostFailed as failure:
            print(f"No case could be played. The port {failure}", file=sys.stderr)
            return 2
        finally:
            player.stop()
            player.stop_server()
    seconds = time.monotonic() - started
    if options.json:
        content = report.document(manifest, described, started_at, seconds, outcomes)
        options.json.write_text(json.dumps(content, indent=1) + "\n")
    return _concluded(described, outcomes, seconds, options.slowest)


def _check_edition(described: Any, manifest: Any) -> None:
    """With another edition, nothing can be concluded: its clauses have other meanings."""
    edition, theirs = manifest["specification"], described["specification"]
    if theirs.partition(".")[0] != edition.partition(".")[0]:
        raise host.HostFailed(f"follows specification {theirs}, but this suite is for {edition}")


def _play(player: Player, options: argparse.Namespace) -> list[Outcome]:
    """Plays, and prints each failure at once."""
    clauses = suite.clauses()
    outcomes: list[Outcome] = []
    failures = 0
    for outcome in player.play(options.filter, options.exclude):
        if any(suite.matches(outcome.name, pattern) for pattern in options.expected_failures):
            if outcome.outcome in ("pass", "acceptable"):
                outcome.outcome = "xpass"
                outcome.differences = ["passed although expected to fail"]
            elif outcome.outcome != "skip":
                outcome.outcome = "xfail"
        outcomes.append(outcome)
        if outcome.outcome in ("pass", "skip", "xfail"):
            continue
        failures += outcome.outcome != "acceptable"
        if failures <= MOST_FAILURES:
            print(report.failure(outcome, clauses), flush=True)
        if failures == options.max_fail:
            break
    if failures > MOST_FAILURES:
        print(f"… and {failures - MOST_FAILURES} more; --json FILE lists them all.\n")
    return outcomes


def _concluded(described: Any, outcomes: list[Outcome], seconds: float, slowest: int) -> int:
    """Prints the totals, and returns the exit status (CON-34)."""
    if not outcomes:
        print("No case matches.", file=sys.stderr)
        return 2
    print(report.table(outcomes))
    for outcome in sorted(outcomes, key=lambda o: -o.seconds)[:slowest]:
        print(f"  {outcome.seconds:.2f} s  {outcome.name}")
    played = [outcome for outcome in outcomes if outcome.outcome != "skip"]
    bad = sum(outcome.outcome not in report.WELL for outcome in outcomes)
    who = f"{described['implementation']['name']} {described['implementation']['version']}"
    if not played:
        print("No case was played: all were skipped.", file=sys.stderr)
        return 2
    expected = sum(outcome.outcome == "xfail" for outcome in outcomes)
    if bad:
        verdict = f"{bad} of {len(played)} cases failed"
    elif expected:
        verdict = f"{len(played) - expected} of {len(played)} cases passed, {expected} failed as expected"
    else:
        verdict = f"all {len(played)} cases passed"
    print(f"\n{who}: {verdict}, in {seconds:.1f} s")
    if "core" not in described["capabilities"]:
        print("Failed: the port does not claim core (CON-1).")
        return 1
    return 1 if bad else 0


# MARK: Arguments


def _count(text: str) -> int:
    if (count := int(text)) < 1:
        raise ValueError
    return count


def _seconds(text: str) -> float:
    seconds = float(text)
    if not (seconds > 0 and math.isfinite(seconds)):
        raise ValueError
    return seconds


def _expected(text: str) -> list[str]:
    """The patterns of a file of expected failures (CON-31)."""
    try:
        entries = read_file(Path(text))["expected_failures"]
        return [entry["case"] for entry in entries if isinstance(entry["because"], str)]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise argparse.ArgumentTypeError(f"{text} is not a list of expected failures: {problem!r}") from None


if __name__ == "__main__":
    sys.exit(main())
