"""Requests per second: a cached recommendation, and the least that the server can do."""

import json
import subprocess
from pathlib import Path

from crowd import Failure
from mastering_server import MasteringServer
from report import Report, spread

CONNECTIONS, THREADS = 64, 2


def measure(server: MasteringServer, report: Report, rounds: int, seconds: int) -> None:
    """Runs wrk over kept-alive connections, each target in turn."""
    track_id = server.track_ids[0]
    targets = {
        "GET /health": "/health",
        "GET …/recommendation/{track_id}": f"/api/player/mastering/recommendation/{track_id}",
    }
    for target in targets.values():
        server.get(target)
    found: dict[str, list[dict]] = {name: [] for name in targets}
    for _ in range(rounds):
        for name, target in targets.items():
            found[name].append(_wrk(server, target, seconds))
    rows, rates, failed = [], {}, 0
    for name, runs in found.items():
        rates[name] = [x["requests"] / x["seconds"] for x in runs]
        failed += sum(x["bad_statuses"] + x["socket_errors"] for x in runs)
        rows.append(
            (name, spread(rates[name], 0))
            + tuple(spread([x[key] for x in runs], 2) for key in ("p50_ms", "p90_ms", "p99_ms", "max_ms"))
            + (spread([x["processor_us"] for x in runs], 0),)
        )
    report.table(
        f"{CONNECTIONS} connections, {THREADS} threads of wrk on the same cores, {rounds} rounds of {seconds} s",
        ("request", "a second", "half ms", "90 % ms", "99 % ms", "longest ms", "processor µs each"),
        rows,
    )
    report.goal(
        "a cached recommendation ≥ 15,000 times a second",
        f"{spread(rates[list(targets)[1]], 0)}",
    )
    report.goal("every one of them is answered 200", f"{failed} were not", failed == 0)


def _wrk(server: MasteringServer, target: str, seconds: int) -> dict:
    processor_seconds = server.processor_seconds()
    done = subprocess.run(
        ["wrk", f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{seconds}s"]
        + ["-s", Path(__file__).parent / "wrk.lua", f"http://127.0.0.1:{server.port}{target}"],
        capture_output=True, text=True, timeout=seconds + 30,
    )  # fmt: skip
    if done.returncode != 0:
        raise Failure(f"wrk failed: {done.stderr or done.stdout}")
    run = json.loads(done.stdout.splitlines()[-1])
    if run["requests"] == 0:
        raise Failure(f"wrk got no answer to {target}")
    run["processor_us"] = (server.processor_seconds() - processor_seconds) / run["requests"] * 1e6
    return run
