"""Many clients that connect at once: how long until all are connected, and how much memory they take."""

import statistics

from crowd import Crowd
from mastering_server import MasteringServer
from reference import Reference
from report import Report, spread


def measure(server: MasteringServer, websockets: Reference, report: Report, count: int, rounds: int) -> None:
    """Opens and closes this many clients, in turn with the reference."""
    sockets = server.socket_count()
    idle = server.resident_mib()
    ours, theirs, full = [], [], 0.0
    for _ in range(rounds):
        crowd = Crowd.opened(server.port, count)
        crowd.drain_until(lambda: all(x.heard for x in crowd.clients), "the current track")
        ours.append(crowd.opened_seconds * 1e3)
        full = full or server.resident_mib()
        crowd.leave()
        crowd.drain_until(lambda: server.socket_count() <= sockets, "letting clients go")
        crowd = Crowd.opened(websockets.port, count)
        theirs.append(crowd.opened_seconds * 1e3)
        crowd.leave()
    report.table(
        f"{count:,} clients at once, until the last has its handshake",
        ("server", "ms"),
        [("mastering serve", spread(ours)), ("websockets", spread(theirs))],
    )
    report.table(
        "Memory of the server",
        ("when", "MiB"),
        [
            ("every track was analysed, no client is connected", f"{idle:.1f}"),
            (f"{count:,} clients are connected", f"{full:.1f}"),
            ("they have come and gone " + f"{rounds} times", f"{server.resident_mib():.1f}"),
            ("a client, KiB", f"{(full - idle) * 1024 / count:.1f}"),
        ],
    )
    report.goal(f"{count:,} clients connect at once", f"{statistics.median(ours):.0f} ms", True)
