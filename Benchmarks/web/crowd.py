"""Many WebSocket clients on one selector, light enough not to dominate the measurement.

A message arrives when the kernel puts it into the client's socket, not when this program reads it. Otherwise
the last of a thousand clients would be charged for reading all the others.
"""

import os
import select
import socket
import struct
import time
from collections.abc import Iterable

import frames

SO_TIMESTAMPNS = 35
"""The kernel reports when the data arrived (Linux, socket(7))."""

_keeper = socket.socket()
_keeper.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
"""The system takes the time of packets only on request, and is slow to begin again."""

DEADLINE_SECONDS = 30.0
"""When to give up, for nothing here ought to take so long."""


class Failure(Exception):
    """The event to be measured did not happen."""


class Client:
    """One client: what it received, and how it ended."""

    __slots__ = ("socket", "unread", "heard", "close_code", "has_ended")

    def __init__(self, socket: socket.socket) -> None:
        self.socket = socket
        self.unread = bytearray()
        self.heard: list[bytes] = []
        """The messages, in the order they came. Equal ones of all clients are one object."""
        self.close_code: int | None = None
        self.has_ended = False
        """Whether the server has ended the connection."""


class Crowd:
    """Clients of one server, opened together."""

    def __init__(self) -> None:
        self.clients: list[Client] = []
        self.opened_seconds = 0.0
        """From the first connect to the last handshake."""
        self._by_descriptor: dict[int, Client] = {}
        self._selector = select.epoll()
        self._known: dict[bytes, bytes] = {}

    @classmethod
    def opened(cls, port: int, count: int, receive_bytes: int | None = None) -> "Crowd":
        """This many clients that connect at once, each with its handshake done.

        `receive_bytes` limits what the system buffers for each client that does not read.
        """
        crowd = cls()
        crowd.open(port, count, receive_bytes)
        return crowd

    def open(self, port: int, count: int, receive_bytes: int | None = None) -> None:
        """Adds clients."""
        request = frames.request(port)
        start = time.perf_counter()
        waiting = set()
        for _ in range(count):
            one = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
            if receive_bytes is not None:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
            one.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
            client = Client(one)
            self.clients.append(client)
            self._by_descriptor[one.fileno()] = client
            one.connect_ex(("127.0.0.1", port))
            self._selector.register(one, select.EPOLLOUT)
            waiting.add(client)
        deadline = start + DEADLINE_SECONDS
        while waiting:
            for descriptor, event in self._ready(deadline):
                client = self._by_descriptor[descriptor]
                if client not in waiting:
                    self._read(client)
                elif event & (select.EPOLLERR | select.EPOLLHUP):
                    error = client.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                    raise Failure(f"a client could not connect: {os.strerror(error)}")
                elif event & select.EPOLLOUT:
                    client.socket.send(request)
                    self._selector.modify(descriptor, select.EPOLLIN)
                elif self._shakes_hands(client):
                    waiting.remove(client)
        self.opened_seconds = time.perf_counter() - start

    def _shakes_hands(self, client: Client) -> bool:
        data = client.socket.recv(1 << 16)
        client.unread += data
        head, separator, rest = bytes(client.unread).partition(b"\r\n\r\n")
        if not separator:
            if not data:
                raise Failure(f"a client was turned away: {head[:200]!r}")
            return False
        if not frames.is_accepted(head):
            raise Failure(f"a client was turned away: {head[:200]!r}")
        client.unread = bytearray(rest)
        self._parse(client)
        return True

    # Receiving

    def latencies(
        self, message: bytes, start_ns: int, stand_aside_seconds: float = 0.1
    ) -> list[float]:
        """Milliseconds from `start_ns` until a message reached each client, fastest first.

        Does nothing for a while: reading a thousand sockets on the server's own cores would slow it down, as
        no remote client would.

        Raises Failure if a client is dropped first, or nothing arrives for long.
        """
        time.sleep(stand_aside_seconds)
        found: list[float] = []
        has_it: set[int] = set()
        deadline = time.perf_counter() + DEADLINE_SECONDS
        while len(has_it) < len(self.clients):
            for descriptor, _ in self._ready(deadline):
                client = self._by_descriptor[descriptor]
                data, told, _, _ = client.socket.recvmsg(1 << 16, 64)
                if not data:
                    raise Failure("a client that reads was dropped")
                unread = client.unread
                before = max(0, len(unread) - len(message))
                unread += data
                if descriptor not in has_it and unread.find(message, before) >= 0:
                    has_it.add(descriptor)
                    found.append((_arrival_ns(told) - start_ns) / 1e6)
        self.parse()
        return sorted(found)

    def drain(self, seconds: float = 0) -> None:
        """Receives what is there, waiting at most this long for the first message."""
        for descriptor, _ in self._selector.poll(seconds, 4096):
            self._read(self._by_descriptor[descriptor])

    def drain_until(self, is_done, what: str) -> None:
        """Receives until a condition holds."""
        deadline = time.perf_counter() + DEADLINE_SECONDS
        while not is_done():
            if time.perf_counter() > deadline:
                raise Failure(f"{what} did not happen within {DEADLINE_SECONDS:.0f} s")
            self.drain(0.05)

    def parse(self) -> None:
        """Splits the received bytes into messages, and answers pings."""
        for client in self.clients:
            if client.unread:
                self._parse(client)

    def forget(self) -> None:
        """Drops what was received so far."""
        for client in self.clients:
            client.heard.clear()

    def leave(self, clients: Iterable[Client] | None = None) -> None:
        """Closes connections without a close frame."""
        leaving = set(self.clients if clients is None else clients)
        for client in leaving:
            if not client.has_ended:
                self._close(client)
        self.clients = [x for x in self.clients if x not in leaving]

    # Reading

    def _ready(self, deadline: float) -> list[tuple[int, int]]:
        ready = self._selector.poll(max(0.0, deadline - time.perf_counter()), 4096)
        if not ready:
            raise Failure(f"nothing came within {DEADLINE_SECONDS:.0f} s")
        return ready

    def _read(self, client: Client) -> None:
        try:
            data = client.socket.recv(1 << 18)
        except ConnectionError:
            data = b""
        if not data:
            client.has_ended = True
            return self._close(client)
        client.unread += data
        self._parse(client)

    def _parse(self, client: Client) -> None:
        for opcode, payload in frames.taken(client.unread):
            if opcode == frames.TEXT:
                client.heard.append(self._known.setdefault(payload, payload))
            elif opcode == frames.PING:
                self._answer(client, frames.masked(frames.PONG, payload))
            elif opcode == frames.CLOSE:
                client.close_code = int.from_bytes(payload[:2], "big") if payload else 1005
                self._answer(client, frames.masked(frames.CLOSE, payload[:2]))

    def _answer(self, client: Client, frame: bytes) -> None:
        try:
            client.socket.send(frame)
        except OSError:
            # It has gone, which reading will show.
            pass

    def _close(self, client: Client) -> None:
        self._selector.unregister(client.socket)
        del self._by_descriptor[client.socket.fileno()]
        client.socket.close()


def _arrival_ns(told: list[tuple[int, int, bytes]]) -> int:
    """When data arrived, according to the kernel, or now if it has no timestamp."""
    if not told:
        return time.time_ns()
    seconds, nanoseconds = struct.unpack("=qq", told[0][2])
    return seconds * 1_000_000_000 + nanoseconds
