#!/usr/bin/env python3
"""Whether a confirmed choice survives a kill (LRN-29): kills `rpc`, `taste import` and `serve` at random moments
while they store choices, and looks each time whether everything confirmed is there, once, and readable.

    Benchmarks/killed-choices.py --mastering .build/release/mastering --kills 50

Benchmarks/README.md has the figures. Only killed runs are counted. A way that loses a choice is played no further, the
others still are; the exit status is then 1.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

HEADER = '{"format":"adaptive-mastering-taste","edition":1}\n'
FINGERPRINT = {
    "loudness_dbfs": -18, "peak_dbfs": -1, "crest_db": 17, "spectral_centroid": 2500, "spectral_rolloff": 5000,
    "zero_crossing_rate": 0.06, "spectral_spread": 2000,
}
IMPORTED = 3000
# Later kills meet a host that waits for the next choice, not one that writes.
MOST_SECONDS = 0.4


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mastering", default=".build/release/mastering")
    parser.add_argument("--kills", type=int, default=50, help="of each way to store choices (default: 50)")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    random.seed(options.seed)
    print("| stored through | kills | confirmed | lost | stored in all |\n|---|---|---|---|---|")
    is_whole = True
    for name, way in (("rpc", rpc), ("taste import", command), ("serve", serve)):
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)
            confirmed: set[str] = set()
            kills = 0
            lost: set[str] = set()
            kept: set[str] = set()
            while kills < options.kills and not lost:
                kills += way(options.mastering, work, confirmed)
                kept = stored(options.mastering, work / "choices")
                lost = confirmed - kept
            print(f"| `{name}` | {kills} | {len(confirmed)} | {len(lost)} | {len(kept)} |", flush=True)
            is_whole = is_whole and not lost
    return 0 if is_whole else 1


def started(mastering: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([mastering, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, env=quiet())


def quiet() -> dict[str, str]:
    return {**os.environ, "MASTERING_CONFIG": ""}


def stored(mastering: str, file: Path) -> set[str]:
    """The ids of all choices in the file, which must be readable and hold each once."""
    told = subprocess.run([mastering, "taste", "export", "--taste-file", str(file)], check=True,
                          capture_output=True, text=True, env=quiet()).stdout
    ids = [json.loads(line)["id"] for line in told.splitlines()[1:]]
    assert len(ids) == len(set(ids)), "a choice is stored twice"
    return set(ids)


def rpc(mastering: str, work: Path, confirmed: set[str]) -> int:
    """A host that is sent choices without a pause."""
    host = started(mastering, "rpc", "--no-cache", "--taste-file", str(work / "choices"))
    assert host.stdin and host.stdout
    params = {"decision": "accepted", "fingerprint": FINGERPRINT}
    line = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "taste.decide", "params": params}) + "\n"

    def feed() -> None:
        assert host.stdin
        try:
            while True:
                host.stdin.write(line.encode())
                host.stdin.flush()
        except OSError:
            pass

    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    first = host.stdout.readline()
    threading.Timer(random.uniform(0, MOST_SECONDS), host.kill).start()
    lines = (first + host.stdout.read()).split(b"\n")
    host.wait()
    feeder.join()
    # The last one can be cut off.
    confirmed.update(json.loads(answer)["result"]["event"] for answer in lines[:-1])
    return 1


def command(mastering: str, work: Path, confirmed: set[str]) -> int:
    """A command that adds thousands of choices at once, killed at any moment of its life."""
    ids = [f"{random.getrandbits(64):016x}" for _ in range(IMPORTED)]
    source = work / "imported"
    event = {"at": "", "kind": "accepted", "ranking": [{"profile_id": "p", "score": 0.5, "weight": 1}]}
    source.write_text(HEADER + "".join(json.dumps({"id": id} | event) + "\n" for id in ids))
    # How long it takes unless it is killed.
    began = time.monotonic()
    stored(mastering, work / "choices")
    subprocess.run([mastering, "taste", "import", str(source), "--taste-file", str(work / "other")], check=True,
                   capture_output=True, env=quiet())
    usual = time.monotonic() - began
    run = started(mastering, "taste", "import", str(source), "--taste-file", str(work / "choices"))
    assert run.stdout
    threading.Timer(random.uniform(0.1, 1.1) * usual, run.kill).start()
    told = run.stdout.read()
    status = run.wait()
    if b"added" in told:
        confirmed.update(ids)
    return int(status < 0)


def serve(mastering: str, work: Path, confirmed: set[str]) -> int:
    """A server with four clients that choose without a pause."""
    music = work / "music"
    music.mkdir(exist_ok=True)
    server = started(mastering, "serve", "--port", "0", "--no-cache", "--taste-file", str(work / "choices"),
                     str(music))
    assert server.stdout
    address = None
    while address is None:
        line = server.stdout.readline().decode()
        assert line, "the server ended"
        address = re.search(r"(http://[^/\s]+)/#token=(\S+)", line)
    base, token = address.groups()
    ended = threading.Event()
    any_confirmed = threading.Event()
    body = json.dumps({"decision": "accepted", "fingerprint": FINGERPRINT}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}

    def choose() -> None:
        while not ended.is_set():
            request = urllib.request.Request(f"{base}/api/taste/decisions", data=body, headers=headers)
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    confirmed.add(json.loads(answer.read())["event"])
                any_confirmed.set()
            except urllib.error.HTTPError:
                raise
            except (OSError, ValueError):
                return

    clients = [threading.Thread(target=choose, daemon=True) for _ in range(4)]
    for client in clients:
        client.start()
    assert any_confirmed.wait(60), "no choice was confirmed"
    time.sleep(random.uniform(0, MOST_SECONDS))
    server.kill()
    ended.set()
    server.wait()
    for client in clients:
        client.join()
    return 1


if __name__ == "__main__":
    sys.exit(main())
