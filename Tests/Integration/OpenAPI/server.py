"""A running `mastering serve` and its folder."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any, Self

# How long anything may take before it counts as hanging.
PATIENCE_SECONDS = 60


class Shelf:
    """A folder with recordings of each kind, and with files that are not audio."""

    SINGLE = "loop_garzul.flac"
    HYBRID = "loop_amen_full.flac"
    FALLBACK = "loop_compus.flac"

    def __init__(self, folder: Path, examples: Path) -> None:
        self.surroundings = folder
        self.music = folder / "music"
        self.music.mkdir()
        for name in (self.SINGLE, self.HYBRID, self.FALLBACK):
            shutil.copy(examples / name, self.music / name)
        (self.music / "broken.wav").write_bytes(b"no sound at all")

    def path(self, name: str) -> str:
        return str(self.music / name)

    def add(self, name: str) -> None:
        """Adds one more recording to the folder."""
        shutil.copy(self.music / self.SINGLE, self.music / name)


class Server:
    """Runs within `with`, and must shut down cleanly at the end."""

    def __init__(self, command: str, shelf: Shelf, needs_token: bool) -> None:
        self.shelf = shelf
        environment = {**os.environ, "XDG_CACHE_HOME": str(shelf.surroundings / "cache"),
                       "MASTERING_CONFIG": ""}
        environment.pop("MASTERING_TOKEN", None)
        options = ["--port", "0", "--no-cache", *([] if needs_token else ["--no-token"])]
        self._process = subprocess.Popen(
            [command, "serve", str(shelf.music), *options],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        greeting = self._process.stdout.readline()
        address = re.search(r"(http://[^\s/]+:\d+)/(?:#token=(\S+))?", greeting)
        if not address or needs_token != bool(address[2]):
            raise SystemExit(f"{command} serve did not print its address: {greeting!r}")
        self.url = address[1]
        self.token: str | None = address[2]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            status = self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        if status and not error:
            raise SystemExit(f"the server ended with {status}")

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def ask(self, path: str, body: Any = None) -> Any:
        """The answer to GET, or to POST if there is a body; failures raise."""
        request = urllib.request.Request(
            self.url + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={**self.headers, "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
            return json.load(answer)

    def tracks(self) -> list[dict[str, Any]]:
        """The tracks of the library once it is ready."""
        give_up = time.monotonic() + PATIENCE_SECONDS
        while self.ask("/api/library")["state"] != "ready":
            if time.monotonic() > give_up:
                raise SystemExit("the library is not ready")
        return self.ask("/api/tracks")["tracks"]
