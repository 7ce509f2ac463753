"""A host under test: a command that answers JSON-RPC requests, one per line."""

import queue
import subprocess
import threading
from typing import Any

from .text import compact, read

PATIENCE_SECONDS = 10.0


class HostFailed(Exception):
    """The host ended, stopped answering, or wrote something that is not a message."""


class Conversation:
    """Requests to a host, and its answers, one per line."""

    last_id = 0

    def send(self, data: bytes) -> None:
        raise NotImplementedError

    def line(self) -> bytes:
        """The host's next line."""
        raise NotImplementedError

    def message(self) -> tuple[Any, str]:
        """The next message, and its line."""
        line = self.line()
        try:
            text = line.decode("utf-8")
            return read(text), text
        except ValueError as problem:
            raise HostFailed(f"wrote no JSON: {problem}: {line[:200]!r}") from None

    def call(self, method: str, params: Any) -> tuple[Any, str]:
        self.last_id += 1
        request = {"jsonrpc": "2.0", "id": self.last_id, "method": method}
        if params is not None:
            request["params"] = params
        self.send(compact(request).encode() + b"\n")
        while True:
            message, line = self.message()
            # Notifications of earlier work are not the answer.
            if not (isinstance(message, dict) and "method" in message and "id" not in message):
                return message, line


class Host(Conversation):
    """A running host. A thread reads its lines, so that reading and writing do not wait for each other."""

    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.lines: queue.Queue[bytes | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def send(self, data: bytes) -> None:
        try:
            self.process.stdin.write(data)
            self.process.stdin.flush()
        except OSError as problem:
            raise HostFailed(f"does not read: {problem}") from None

    def line(self) -> bytes:
        try:
            line = self.lines.get(timeout=PATIENCE_SECONDS)
        except queue.Empty:
            raise HostFailed("does not answer") from None
        if line is None:
            raise HostFailed(f"ended with status {self.process.wait()}")
        return line

    def end_of_input(self) -> None:
        self.process.stdin.close()

    def exit_status(self) -> int:
        try:
            return self.process.wait(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            raise HostFailed("does not end") from None

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                pipe.close()
            except OSError:
                pass
