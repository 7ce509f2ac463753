"""A reference server (see reference_server.py) as its own process."""

import json
import socket
import subprocess
import sys
from pathlib import Path

from crowd import DEADLINE_SECONDS, Failure


class Reference:
    """Runs within `with`."""

    def __init__(self, kind: str) -> None:
        self.is_bare = kind == "bare"
        self._process = subprocess.Popen(
            [sys.executable, Path(__file__).parent / "reference_server.py", kind],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        ports = self._process.stdout.readline().split()
        if len(ports) != 2:
            self.__exit__()
            raise Failure(f"the reference server {kind} did not start")
        self.port = int(ports[0])
        self._orders = socket.create_connection(("127.0.0.1", int(ports[1])), DEADLINE_SECONDS)
        self._orders.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> "Reference":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def expect(self, clients: int) -> None:
        """Makes a bare server accept this many clients, which it does only between orders."""
        if self.is_bare:
            self._orders.sendall(f"{clients}\n".encode())

    def send_broadcast(self, messages: list[bytes]) -> None:
        """Makes it send these to every client, without waiting for the answer."""
        order = json.dumps([x.decode() for x in messages]) + "\n"
        self._orders.sendall(order.encode())

    def finish(self) -> None:
        """Receives the answer to an order."""
        answer = self._orders.recv(1)
        if answer != b"\n":
            raise Failure("the reference server ended")
