"""A running `mastering serve`, and what the system reports about it."""

import json
import math
import os
import re
import signal
import struct
import subprocess
import time
import wave
from collections.abc import Callable
from pathlib import Path

from client import Connection, WebSocket, key


class Server:
    """Serves a folder of short tracks until it is stopped."""

    def __init__(self, command: str, folder: Path, *options: str, tracks: int = 2) -> None:
        self.tracks = [_write_tone(folder / f"tone-{hertz}.wav", hertz) for hertz in (220, 440)]
        for number in range(tracks - 2):
            # Many names of one file, each of which is a track.
            (folder / f"a long name for a track {number}.wav").hardlink_to(self.tracks[0])
        self.long_track = _write_long(folder / "long.wav")
        self.song = _write_long(folder / "song.wav", seconds=240)
        self.process = subprocess.Popen(
            [command, "serve", str(folder), "--port", "0", "--no-cache", "--progress", "never"]
            + ["--taste", "--taste-file", str(folder / ".taste")]
            + list(options),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.greeting = self.process.stdout.readline()
        address = re.search(r"http://[^\s/]*:(\d+)/(\S*)", self.greeting)
        if address is None:
            raise SystemExit(f"the server did not start: {self.greeting}{self.errors()}")
        self.port = int(address[1])
        token = re.search(r"token=([A-Za-z0-9._~-]+)", address[2])
        self.token = token[1] if token else None
        self._last_track = 1_000_000
        self.known_track = 1_000_000
        self.fingerprint = b"{}"

    def settle(self) -> None:
        """Waits until the library is read, and loads a track with a known number and fingerprint."""
        while json.loads(self.ask(self.request("GET", "/api/library"))[2])["state"] != "ready":
            time.sleep(0.05)
        self.ask(self.load(self.known_track, self.tracks[1]), "POST")
        target = f"/api/player/mastering/recommendation/{self.known_track}"
        payload = json.loads(self.ask(self.request("GET", target))[2])
        self.fingerprint = json.dumps(payload["fingerprint"]).encode()

    def errors(self) -> str:
        self.process.kill()
        assert self.process.stderr is not None
        return self.process.stderr.read()

    def stop(self) -> int:
        """Ends it as a user would, and returns its exit status."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    # MARK: Requests

    def request(
        self, method: str, target: str, *fields: str, body: bytes | None = None
    ) -> bytes:
        """A request as a program sends it."""
        lines = [f"{method} {target} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", *fields]
        if self.token:
            lines.append(f"Authorization: Bearer {self.token}")
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + (body or b"")

    def upgrade(self) -> bytes:
        """A request that opens a WebSocket."""
        return self.request(
            "GET",
            "/ws",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key()}",
        )

    def load(self, track: int, path: Path | None = None) -> bytes:
        """A request that loads a track."""
        body = json.dumps({"track_id": track, "track_path": str(path or self.tracks[0])})
        return self.request(
            "POST", "/api/player/load", "Content-Type: application/json", body=body.encode()
        )

    def fresh_track(self) -> int:
        """A number under which no track was loaded."""
        self._last_track += 1
        return self._last_track

    def ask(self, request: bytes, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
        """The answer to a request on its own connection."""
        connection = Connection(self.port)
        try:
            connection.send(request)
            return connection.answer(method)
        finally:
            connection.close()

    def listener(self) -> WebSocket:
        return WebSocket(Connection(self.port), self.upgrade())

    # MARK: What the system reports

    def descriptors(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def resident_bytes(self) -> int:
        return self._memory("VmRSS:")

    def peak_bytes(self) -> int:
        """The most memory it had since `forget_peak`."""
        return self._memory("VmHWM:")

    def forget_peak(self) -> None:
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def _memory(self, name: str) -> int:
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) << 10
        return 0

    def rest(self, meanwhile: Callable[[], None]) -> None:
        """Waits until it has finished all it can do, or works without end."""
        spent, deadline = -1.0, time.monotonic() + 20
        while (now := self.processor_seconds()) > spent + 0.02 and time.monotonic() < deadline:
            spent = now
            meanwhile()
            time.sleep(0.5)

    def wakeful_seconds(self) -> float:
        """How long its threads ran or waited for a processor, which does not depend on the load of the
        machine.
        """
        total = 0
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            ran, waited, _ = (task / "schedstat").read_text().split()
            total += int(ran) + int(waited)
        return total / 1e9

    def processor_seconds(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _write_long(path: Path, seconds: int = 1200) -> Path:
    """Silence that takes no space on disk: twenty minutes, 200 MB."""
    size = seconds * 44_100 * 4
    head = struct.pack(
        "<4sI8sIHHIIHH4sI",
        *(b"RIFF", size + 36, b"WAVEfmt ", 16, 1, 2, 44_100, 176_400, 4, 16, b"data", size),
    )
    path.write_bytes(head)
    os.truncate(path, len(head) + size)
    return path


def _write_tone(path: Path, hertz: float) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        samples = (round(8000 * math.sin(2 * math.pi * hertz * n / 8000)) for n in range(8000))
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return path
