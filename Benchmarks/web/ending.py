"""SIGTERM while a thousand clients are connected."""

import time

from crowd import Crowd
from mastering_server import MasteringServer
from report import Report


def measure(server: MasteringServer, report: Report, count: int) -> None:
    """Ends the server for good."""
    crowd = Crowd.opened(server.port, count)
    crowd.drain_until(lambda: all(x.heard for x in crowd.clients), "the current track")
    start = time.perf_counter()
    server.terminate()
    closed_seconds, exited_seconds = None, None

    def has_ended() -> bool:
        nonlocal closed_seconds, exited_seconds
        passed = time.perf_counter() - start
        if closed_seconds is None and all(x.has_ended for x in crowd.clients):
            closed_seconds = passed
        if exited_seconds is None and server.exit_status() is not None:
            exited_seconds = passed
        return closed_seconds is not None and exited_seconds is not None

    crowd.drain_until(has_ended, "the end of the server")
    codes = [x.close_code for x in crowd.clients]
    going_away = codes.count(1001)
    report.table(
        f"SIGTERM with {count:,} clients",
        ("what", "figure"),
        [
            ("until all connections are closed", f"{closed_seconds * 1e3:.0f} ms"),
            ("until the process has ended", f"{exited_seconds * 1e3:.0f} ms"),
            ("clients told 1001", f"{going_away:,}"),
            ("exit status", f"{server.exit_status()}"),
        ],
    )
    report.goal(
        f"SIGTERM: each of {count:,} clients gets 1001, exit status 0 within 2 s",
        f"{going_away:,}, {server.exit_status()}, {exited_seconds:.2f} s",
        going_away == count and server.exit_status() == 0,
    )
