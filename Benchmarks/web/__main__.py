"""Measures `mastering serve` under load: python3 Benchmarks/web --server FILE --music FOLDER

Exit status: 0 if every goal that can be missed was reached, 1 if one was missed or could not be measured.
Times in milliseconds are printed without a goal, because they depend on the machine.
"""

import argparse
import gc
import os
import platform
import re
import resource
import sys
from datetime import date
from pathlib import Path

# Naming the folder runs this file; its modules are in the same folder.
sys.dont_write_bytecode = True

import broadcast  # noqa: E402
import cached_requests  # noqa: E402
import ending  # noqa: E402
import loads_in_a_row  # noqa: E402
import opening  # noqa: E402
import stuck_clients  # noqa: E402
from crowd import Failure  # noqa: E402
from mastering_server import MasteringServer  # noqa: E402
from reference import Reference  # noqa: E402
from report import Report  # noqa: E402
from self_test import self_test  # noqa: E402


def main() -> int:
    arguments = _arguments()
    if arguments.self_test:
        return 0 if self_test() else 1
    # A garbage collection in the middle of a round would count as the server's time.
    gc.disable()
    _allow_sockets(3 * arguments.clients + 500)
    report = Report()
    print(f"{date.today()}, {_machine()}. Medians; in brackets, the range of the rounds.")
    try:
        _measure(arguments, report)
    except (Failure, OSError) as failure:
        print(f"Benchmarks/web: {failure}", file=sys.stderr)
        return 1
    return 0 if report.end() else 1


def _measure(arguments: argparse.Namespace, report: Report) -> None:
    clients, rounds = arguments.clients, arguments.rounds
    with (
        MasteringServer(arguments.server, arguments.music) as server,
        Reference("websockets") as websockets,
        Reference("bare") as bare,
    ):
        messages = server.messages()
        opening.measure(server, websockets, report, clients, rounds)
        references = {"websockets": websockets, "send() alone": bare}
        broadcast.measure(server, messages, references, report, clients, 3 * rounds)
        stuck_clients.measure(server, messages, report, 50, rounds, arguments.loads // 20)
        loads_in_a_row.measure(server, messages, report, arguments.loads)
        cached_requests.measure(server, report, rounds, arguments.seconds)
        ending.measure(server, report, clients)


def _allow_sockets(count: int) -> None:
    """Raises the limit of open files for this process and its children."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count:
        raise SystemExit(f"Benchmarks/web: needs {count} open files; {hard} are allowed (ulimit -n)")
    if soft != resource.RLIM_INFINITY and soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))


def _machine() -> str:
    cores = len(os.sched_getaffinity(0))
    known = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    processor = known[1].strip() if known else platform.machine()
    return f"{processor}, {cores} cores, {platform.freedesktop_os_release()['PRETTY_NAME']}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="Scripts/benchmark-web", description="Measures mastering serve under load."
    )
    parser.add_argument("--server", type=Path, required=True, help="the command `mastering`")
    parser.add_argument("--music", type=Path, required=True, help="a folder of tracks")
    parser.add_argument("--rounds", type=int, default=3, help="of each measurement (default: 3)")
    parser.add_argument("--clients", type=int, default=1000, help="that listen (default: 1000)")
    parser.add_argument("--loads", type=int, default=10000, help="in a row (default: 10000)")
    parser.add_argument("--seconds", type=int, default=5, help="a round of wrk takes (default: 5)")
    parser.add_argument(
        "--self-test", action="store_true", help="show that the checks can fail"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
