"""A host under test: a command that answers JSON-RPC requests, one per line."""

import contextlib
import queue
import subprocess
import threading
import time
from typing import Any

from .processes import Process
from .text import Number, compact, read

PATIENCE_SECONDS = 10.0


class HostFailed(Exception):
    """The host ended (`crash`), is silent (`timeout`), or wrote something that is not a message (`error`)."""

    def __init__(self, words: str, outcome: str = "crash") -> None:
        super().__init__(words)
        self.outcome = outcome


class Conversation:
    """Requests to a host, and its answers, one per line."""

    last_id = 0
    # The request that was answered once more than it was made.
    answered_twice: int | None = None

    def send(self, data: bytes) -> None:
        raise NotImplementedError

    def line(self) -> bytes:
        """The host's next line."""
        raise NotImplementedError

    def message(self) -> tuple[Any, str]:
        """The next message, and its line."""
        while not (line := self.line()).strip():
            pass
        try:
            text = line.decode("utf-8")
            return read(text), text
        except (ValueError, RecursionError) as problem:
            raise HostFailed(f"wrote a line that is not JSON: {problem}: {line[:200]!r}", "error") from None

    def call(self, method: str, params: Any) -> tuple[Any, str]:
        self.last_id += 1
        request = {"jsonrpc": "2.0", "id": self.last_id, "method": method}
        if params is not None:
            request["params"] = params
        self.send(compact(request).encode() + b"\n")
        while True:
            message, line = self.message()
            if not isinstance(message, dict):
                return message, line
            id = message.get("id")
            if "method" not in message and isinstance(id, Number) and 0 < id < self.last_id:
                self.answered_twice = int(id)
            # Notifications of earlier work are not the answer.
            elif not ("method" in message and "id" not in message):
                return message, line


class Host(Conversation):
    """A running host. Threads read and write, so that only a silent host can delay the runner."""

    def __init__(self, command: list[str]) -> None:
        # Until when it may be silent.
        self.deadline = time.monotonic() + PATIENCE_SECONDS
        self.running = Process(command, is_read=True)
        self.process = self.running.process
        self.lines: queue.Queue[bytes | None] = queue.Queue()
        self.unsent: queue.Queue[bytes | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._write, daemon=True).start()

    def _read(self) -> None:
        # Its end is noticed here too, and a pipe that was closed by `stop`.
        with contextlib.suppress(ValueError, OSError):
            for line in self.process.stdout:
                self.lines.put(line)
        self.lines.put(None)

    def _write(self) -> None:
        with contextlib.suppress(ValueError, OSError):
            while (data := self.unsent.get()) is not None:
                self.process.stdin.write(data)
                self.process.stdin.flush()
            self.process.stdin.close()

    def _left(self) -> float:
        return max(0.01, self.deadline - time.monotonic())

    def send(self, data: bytes) -> None:
        self.unsent.put(data)

    def line(self) -> bytes:
        try:
            line = self.lines.get(timeout=self._left())
        except queue.Empty:
            raise HostFailed("does not answer in time", "timeout") from None
        if line is None:
            raise HostFailed(f"exited with status {self.process.wait()}")
        if not line.endswith(b"\n"):
            raise HostFailed(f"exited within a line: {line[:200]!r}", "error")
        return line

    def end_of_input(self) -> None:
        self.unsent.put(None)

    def exit_status(self) -> int:
        try:
            return self.process.wait(timeout=self._left())
        except subprocess.TimeoutExpired:
            raise HostFailed("did not exit in time", "timeout") from None

    def stop(self) -> None:
        self.unsent.put(None)
        self.running.stop()
