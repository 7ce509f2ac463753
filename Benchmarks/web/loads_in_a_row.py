"""Thousands of loads without a pause, with clients that stay and others that come and go."""

import random
import time
from dataclasses import dataclass

from crowd import Client, Crowd
from hearing import ORDER, problem, stretch
from mastering_server import MasteringServer
from report import Report

STAYING = 40
VISITING = 4
"""How many come together."""
VISITS = 20


@dataclass
class Visit:
    """A client that connected after this many loads had been requested."""

    client: Client
    loads_before: int
    has_left: bool = False


def measure(
    server: MasteringServer, messages: dict[int, list[bytes]], report: Report, loads: int
) -> None:
    """Loads one track after another, each as soon as the last was answered."""
    crowd = Crowd.opened(server.port, STAYING)
    # New clients also receive the current track; only what begins here counts.
    asked = [server.track_ids[0]]
    server.send_load(asked[0])
    server.finish_load()
    _wait_for(crowd, messages[asked[0]][-1])
    staying = list(crowd.clients)
    for client in staying:
        del client.heard[: -len(ORDER)]

    # Without a pattern, so that a sequence of messages occurs in one place only.
    choice = random.Random(6)
    visits: list[Visit] = []
    memory = []
    start = time.perf_counter()
    for index in range(loads):
        if index % max(1, loads // 10) == 0:
            memory.append(server.resident_mib())
        if index % max(1, loads // VISITS) == 0:
            _change_visitors(crowd, server, visits, len(asked))
        track_id = choice.choice([x for x in server.track_ids if x != asked[-1]])
        asked.append(track_id)
        server.send_load(track_id)
        server.finish_load()
        crowd.drain()
    seconds = time.perf_counter() - start
    _wait_for(crowd, messages[asked[-1]][-1])
    memory.append(server.resident_mib())
    crowd.leave()

    told = staying[0].heard
    report.table(
        f"{loads:,} loads in a row, {STAYING} clients that stay, {VISITING} more {VISITS} times",
        ("what", "figure"),
        [
            ("loads a second", f"{loads / seconds:,.0f}"),
            ("messages told each", f"{len(told):,} of {len(ORDER) * loads:,} at most"),
            ("MiB after each tenth", ", ".join(f"{x:.1f}" for x in memory)),
        ],
    )
    _judge(report, staying, visits, told, asked)
    # The first half pays for memory that grows once and is kept.
    growth = memory[-1] / memory[len(memory) // 2]
    report.goal("memory flat: second half of the loads ≤ 1.05×", f"{growth:.3f}×", growth <= 1.05)


def _change_visitors(crowd: Crowd, server: MasteringServer, visits: list[Visit], asked: int) -> None:
    """Disconnects the older visitors and connects new ones."""
    leaving = [x for x in visits[:-VISITING] if not x.has_left]
    crowd.leave(x.client for x in leaving)
    for visit in leaving:
        visit.has_left = True
    crowd.open(server.port, VISITING)
    visits += [Visit(x, asked) for x in crowd.clients[-VISITING:]]


def _wait_for(crowd: Crowd, message: bytes) -> None:
    crowd.drain_until(
        lambda: all(x.has_ended or x.heard[-1:] == [message] for x in crowd.clients),
        "the last recommendation",
    )


def _judge(
    report: Report, staying: list[Client], visits: list[Visit], told: list[bytes], asked: list[int]
) -> None:
    wrong = problem(told, asked)
    report.goal("every load is reported, in the order requested", wrong or "it is", wrong is None)
    dropped = sum(x.has_ended for x in staying)
    report.goal("no client that reads is dropped", f"{dropped} of {len(staying)} were", dropped == 0)
    differing = sum(x.heard != told for x in staying)
    report.goal(
        "all clients receive the same messages in the same order", f"{differing} did not", differing == 0
    )
    gaps = sum(not heard_its_time(x, told) for x in visits)
    report.goal(
        "a late client receives the current track and everything after it",
        f"{gaps} of {len(visits)} did not",
        gaps == 0,
    )


def heard_its_time(visit: Visit, told: list[bytes]) -> bool:
    """Whether a visitor received a sequence without a gap, starting no later than the track that was current
    when it connected, and up to the end if it stayed."""
    heard = visit.client.heard
    start = stretch(heard, told)
    if start is None or visit.client.has_ended:
        return False
    loads_told_before = sum(ORDER[0].encode() in x for x in told[:start])
    if loads_told_before > visit.loads_before:
        return False
    return visit.has_left or start + len(heard) == len(told)
