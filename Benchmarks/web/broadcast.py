"""A recommendation sent to a thousand clients, compared with two servers that do nothing else."""

import statistics
import time

from crowd import Crowd
from mastering_server import MasteringServer
from reference import Reference
from report import Report, share, spread


def measure(
    server: MasteringServer, messages: dict[int, list[bytes]], references: dict[str, Reference],
    report: Report, count: int, rounds: int,
) -> None:  # fmt: skip
    """Makes each server in turn send the same messages to the same number of clients."""
    crowds = {"mastering serve": Crowd.opened(server.port, count)}
    for name, reference in references.items():
        reference.expect(count)
        crowds[name] = Crowd.opened(reference.port, count)
        if reference.is_bare:
            reference.finish()
    ours = crowds["mastering serve"]
    ours.drain_until(lambda: all(x.heard for x in ours.clients), "the current track")
    latencies: dict[str, list[list[float]]] = {name: [] for name in crowds}
    wrong = 0
    # One extra round, which pays for one-time costs.
    for index in range(rounds + 1):
        track_id = server.track_ids[index % len(server.track_ids)]
        for name, crowd in crowds.items():
            # Pings, and at first the messages for late clients.
            crowd.drain()
            crowd.forget()
            reference = references.get(name)
            start = time.time_ns()
            if reference:
                reference.send_broadcast(messages[track_id])
            else:
                server.send_load(track_id)
            found = crowd.latencies(messages[track_id][-1], start)
            reference.finish() if reference else server.finish_load()
            wrong += sum(x.heard != messages[track_id] for x in crowd.clients)
            if index:
                latencies[name].append(found)
    for crowd in crowds.values():
        crowd.leave()

    rows = []
    for name, found in latencies.items():
        columns = [[share(x, part) for x in found] for part in (0, 0.5, 0.99, 1)]
        rows.append((name, *map(spread, columns)))
    report.table(
        f"From asking for a load to its recommendation in {count:,} clients, {rounds} rounds in turn",
        ("server", "first ms", "half ms", "99 % ms", "last ms"),
        rows,
    )
    ratio = statistics.median(
        a[-1] / b[-1] for a, b in zip(latencies["mastering serve"], latencies["websockets"])
    )
    report.goal(
        f"half of {count:,} clients have the recommendation within 15 ms",
        f"{spread([share(x, 0.5) for x in latencies['mastering serve']])} ms",
    )
    report.goal("the last one ≤ 3× that of websockets", f"{ratio:.2f}×", ratio <= 3)
    report.goal("each client gets the same three messages", f"{wrong} did not", wrong == 0)
