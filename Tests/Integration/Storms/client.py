"""Raw connections to the server: raw bytes, and any end that TCP allows."""

import base64
import os
import select
import socket
import struct
import time

# The longest time for an answer, in seconds, on a busy machine.
PATIENCE = 30.0


class Ended(Exception):
    """The server closed the connection."""


class Connection:
    """One TCP connection."""

    def __init__(self, port: int, receive_buffer: int | None = None) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if receive_buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.unread = b""

    def send(self, data: bytes) -> None:
        """Sends bytes; bytes that a server no longer reads after closing are lost."""
        try:
            self.socket.sendall(data)
        except OSError:
            pass

    def more(self) -> None:
        """Waits for bytes and keeps them."""
        try:
            data = self.socket.recv(1 << 16)
        except ConnectionError as error:
            raise Ended from error
        if not data:
            raise Ended
        self.unread += data

    def take(self, count: int) -> bytes:
        while len(self.unread) < count:
            self.more()
        taken, self.unread = self.unread[:count], self.unread[count:]
        return taken

    def answer(self, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
        """The next answer: status, fields in lower case, body."""
        while b"\r\n\r\n" not in self.unread:
            self.more()
        head, _, self.unread = self.unread.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        status = int(lines[0].split(" ")[1])
        fields = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines[1:])
        }
        if method == "HEAD" or status in (101, 204, 304):
            return status, fields, b""
        return status, fields, self.take(int(fields.get("content-length", "0")))

    def read_some(self, count: int) -> None:
        """Reads this many bytes, or all that arrive before the end."""
        try:
            self.take(count)
        except (Ended, OSError):
            pass

    def read_to_end(self) -> None:
        try:
            while True:
                self.unread = b""
                self.more()
        except (Ended, OSError):
            pass

    def end_sending(self) -> None:
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def abort(self) -> None:
        """Ends with a reset instead of an orderly close."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def close(self) -> None:
        self.socket.close()


def frame(opcode: int, payload: bytes = b"", final: bool = True) -> bytes:
    """A frame as a client sends it (RFC 6455, 5.2)."""
    mask = b"\x11\xa2\x7f\x04"
    length = len(payload)
    size = (
        bytes([0x80 | length])
        if length < 126
        else b"\xfe" + struct.pack(">H", length)
        if length < 1 << 16
        else b"\xff" + struct.pack(">Q", length)
    )
    masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
    return bytes([(0x80 if final else 0) | opcode]) + size + mask + masked


class WebSocket:
    """A WebSocket client that reads its messages."""

    def __init__(self, connection: Connection, upgrade: bytes) -> None:
        self.connection = connection
        connection.send(upgrade)
        status, _, _ = connection.answer()
        if status != 101:
            raise AssertionError(f"the upgrade got {status}")

    def frame(self) -> tuple[int, bytes]:
        """The next frame: its opcode and payload."""
        first, second = self.connection.take(2)
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack(">H", self.connection.take(2))
        elif length == 127:
            (length,) = struct.unpack(">Q", self.connection.take(8))
        return first & 0x0F, self.connection.take(length)

    def message(self) -> bytes:
        """The next message; empty for any other frame. Pings are answered."""
        opcode, payload = self.frame()
        if opcode == 9:
            self.connection.send(frame(10, payload))
        elif opcode == 8:
            raise Ended(f"close code {int.from_bytes(payload[:2], 'big')}")
        return payload if opcode == 1 else b""

    def wait_for(self, wanted: bytes) -> None:
        """Reads until a message contains these bytes."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if wanted in self.message():
                return
        raise TimeoutError(wanted)

    def keep_up(self) -> None:
        """Reads what has arrived, so that the server does not drop this client for not reading."""
        while select.select([self.connection.socket], [], [], 0)[0]:
            self.message()


def key() -> str:
    return base64.b64encode(os.urandom(16)).decode()
