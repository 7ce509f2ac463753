"""The command under test as its own process: `mastering serve` on a folder, from start to end."""

import http.client
import json
import os
import re
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from crowd import DEADLINE_SECONDS, Crowd, Failure


class MasteringServer:
    """Runs within `with`; ready when its library is."""

    def __init__(self, binary: Path, music: Path) -> None:
        self._folder = tempfile.TemporaryDirectory()
        environment = {k: v for k, v in os.environ.items() if k != "MASTERING_TOKEN"}
        self._process = subprocess.Popen(
            [binary, "serve", music, "--port", "0", "--no-token", "--progress", "never"]
            + ["--cache", Path(self._folder.name) / "cache.sqlite"],
            stdout=subprocess.PIPE, text=True, env=environment,
        )  # fmt: skip
        try:
            self.port = self._told_port()
            self._connection = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=DEADLINE_SECONDS
            )
            self._wait_for_library()
            self.track_ids = [x["track_id"] for x in self.get("/api/tracks")["tracks"]]
        except BaseException:
            self.__exit__()
            raise
        if len(self.track_ids) < 2:
            self.__exit__()
            raise Failure(f"{music} has fewer than two tracks")

    def __enter__(self) -> "MasteringServer":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()
        self._folder.cleanup()

    def _told_port(self) -> int:
        line = self._process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        if not found:
            raise Failure(f"mastering serve did not print its address: {line!r}")
        return int(found[1])

    def _wait_for_library(self) -> None:
        deadline = time.monotonic() + DEADLINE_SECONDS
        while self.get("/api/library")["state"] != "ready":
            if time.monotonic() > deadline:
                raise Failure("the library did not become ready")
            time.sleep(0.01)

    # Requests

    def get(self, target: str) -> dict:
        """The JSON of a GET, which must be answered with 200."""
        self._connection.request("GET", target)
        return self._answer(target)

    def send_load(self, track_id: int) -> None:
        """Requests a load without waiting for the answer."""
        self._connection.request(
            "POST", "/api/player/load", json.dumps({"track_id": track_id}),
            {"Content-Type": "application/json"},
        )  # fmt: skip

    def finish_load(self) -> None:
        """Receives the answer to `send_load`."""
        self._answer("/api/player/load")

    def _answer(self, target: str) -> dict:
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise Failure(f"{target} was answered {answer.status}: {body[:200]!r}")
        return json.loads(body)

    def messages(self) -> dict[int, list[bytes]]:
        """The messages for a load of each track once the track is cached."""
        crowd = Crowd.opened(self.port, 1)
        (client,) = crowd.clients
        found = {}
        # The first time, it is analysed.
        for track_id in self.track_ids * 2:
            crowd.forget()
            self.send_load(track_id)
            self.finish_load()
            crowd.drain_until(
                lambda: any(_concludes(x, track_id) for x in client.heard), "a recommendation"
            )
            found[track_id] = list(client.heard)
        crowd.leave()
        for track_id, heard in found.items():
            kinds = [json.loads(x)["type"] for x in heard]
            if kinds != ["track_loaded", "fingerprint_progress", "mastering_recommendation"]:
                raise Failure(f"a load of track {track_id} led to {kinds}")
        return found

    # Process statistics

    def resident_mib(self) -> float:
        """Its memory in use."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024

    def processor_seconds(self) -> float:
        """Its processor time on all cores."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def socket_count(self) -> int:
        """The number of its open sockets, including those it listens on."""
        folder = f"/proc/{self._process.pid}/fd"
        count = 0
        for name in os.listdir(folder):
            try:
                count += os.readlink(f"{folder}/{name}").startswith("socket:")
            except FileNotFoundError:
                # Closed in the meantime.
                pass
        return count

    # Shutdown

    def terminate(self) -> None:
        """Asks it to end."""
        self._process.send_signal(signal.SIGTERM)

    def exit_status(self) -> int | None:
        """None while it runs; negative if a signal ended it."""
        return self._process.poll()


def _concludes(message: bytes, track_id: int) -> bool:
    """Whether a message is the last one of a track's load."""
    content = json.loads(message)
    if content["type"] == "mastering_recommendation_failed":
        raise Failure(f"a track has no recommendation: {content['data']}")
    return (
        content["type"] == "mastering_recommendation" and content["data"]["track_id"] == track_id
    )
