"""Clients that never read, together with others that do: whether they are dropped, and whether the others are
delayed.
"""

import statistics
import time

from crowd import Crowd, Failure
from hearing import stretch
from mastering_server import MasteringServer
from report import Report, share, spread

DROPPING_SECONDS = 10.0
"""The deadline for dropping a full queue: well before a missing pong would be the reason."""


def measure(
    server: MasteringServer, messages: dict[int, list[bytes]], report: Report, count: int,
    rounds: int, loads: int,
) -> None:  # fmt: skip
    """Runs this many loads for readers, alternating between the same number of other readers and of stuck clients."""
    latencies: dict[str, list[list[float]]] = {"read": [], "never read": []}
    seconds: list[float] = []
    dropped, with_gap, told_1013 = 0, 0, 0
    for _ in range(rounds):
        company = Crowd.opened(server.port, count)
        latencies["read"].append(_latencies(server, messages, company, count, loads)[0])
        company.leave()

        sockets = server.socket_count()
        # A small buffer on their side, so that unread data soon fills the server's.
        stuck = Crowd.opened(server.port, count, receive_bytes=4096)
        start = time.perf_counter()
        found, told = _latencies(server, messages, None, count, loads)
        latencies["never read"].append(found)
        remaining = _remaining(server, sockets, start + DROPPING_SECONDS)
        seconds.append(time.perf_counter() - start)
        dropped += count - remaining
        # Only now do they read the data that the system still buffers for them.
        stuck.drain_until(
            lambda: sum(not x.has_ended for x in stuck.clients) <= remaining, "the end of stuck clients"
        )
        with_gap += sum(stretch(x.heard, told) is None for x in stuck.clients)
        told_1013 += sum(x.close_code == 1013 for x in stuck.clients)
        stuck.leave()

    report.table(
        f"From asking for a load to its recommendation in {count} clients, {loads} loads, "
        f"{rounds} rounds in turn",
        (f"beside {count} that", "half ms", "99 % ms", "longest ms"),
        [
            (name, *(spread([share(x, part) for x in found]) for part in (0.5, 0.99, 1)))
            for name, found in latencies.items()
        ],
    )
    everybody = count * rounds
    report.goal(
        "clients that never read are dropped",
        f"{dropped} of {everybody}, {spread(seconds)} s after the first load; {told_1013} could be "
        "told 1013",
        dropped == everybody,
    )
    report.goal("the messages they received before have no gap", f"{with_gap} have one", with_gap == 0)
    ratio = statistics.median(
        share(a, 0.5) / share(b, 0.5) for a, b in zip(latencies["never read"], latencies["read"])
    )
    report.goal(
        "they delay no other client: half of them ≤ 1.5× as long as with clients that read",
        f"{ratio:.2f}×",
        ratio <= 1.5,
    )


def _remaining(server: MasteringServer, sockets: int, deadline: float) -> int:
    """The number of additional sockets that the server still has at a deadline, or 0 as soon as there are
    none.
    """
    while (more := server.socket_count() - sockets) > 0 and time.perf_counter() < deadline:
        time.sleep(0.01)
    return max(0, more)


def _latencies(
    server: MasteringServer, messages: dict[int, list[bytes]], company: Crowd | None, count: int,
    loads: int,
) -> tuple[list[float], list[bytes]]:  # fmt: skip
    """The latencies of readers, sorted, and everything that was sent meanwhile."""
    readers = Crowd.opened(server.port, count)
    readers.drain_until(lambda: all(x.heard for x in readers.clients), "the current track")
    found: list[float] = []
    for index in range(loads):
        track_id = server.track_ids[index % len(server.track_ids)]
        start = time.time_ns()
        server.send_load(track_id)
        # There are few of them, and reading is their task here.
        found += readers.latencies(messages[track_id][-1], start, stand_aside_seconds=0)
        server.finish_load()
        if company:
            company.drain()
    told = readers.clients[0].heard
    if any(x.heard != told for x in readers.clients):
        raise Failure("clients that read received different messages")
    readers.leave()
    return sorted(found), told
