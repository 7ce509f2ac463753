"""WebSocket: the handshake, frames, and listeners (RFC 6455; WS-1 to WS-9)."""

import base64
import binascii
import hashlib
import json
import queue
import socket
import struct
import threading
from typing import Any

from .access import protocols
from .http_message import Refusal, Reply, Request, words

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
MESSAGE_BYTES = 64 * 1024
MOST_WAITING = 1024
SECONDS_TO_A_PING = 30
_KEY = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def handshake(request: Request) -> Reply:
    """The answer that turns a connection into a WebSocket."""
    fields = request.fields
    if request.method != "GET":
        raise Refusal(405, "method_not_allowed", "This is a WebSocket.", Allow="GET, HEAD")
    is_upgrade = "upgrade" in words(fields.get("connection", "")) and "websocket" in words(
        fields.get("upgrade", "")
    )
    if not is_upgrade:
        raise Refusal(
            426, "bad_request", "This is a WebSocket.", Upgrade="websocket", Connection="Upgrade"
        )
    if fields.get("sec-websocket-version") != "13":
        raise Refusal(426, "bad_request", "The version is 13.", Sec_WebSocket_Version="13")
    key = fields.get("sec-websocket-key", "")
    try:
        is_key = len(base64.b64decode(key, validate=True)) == 16
    except (ValueError, binascii.Error):
        is_key = False
    if not is_key:
        raise Refusal(400, "bad_request", "The key is none.")
    accept = base64.b64encode(hashlib.sha1((key + _KEY).encode()).digest()).decode()
    reply = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": accept}
    if "mastering" in protocols(request):
        reply["Sec-WebSocket-Protocol"] = "mastering"
    return Reply(101, reply)


def frame(opcode: int, payload: bytes) -> bytes:
    """A whole message in one frame, not masked, as a server sends it."""
    length = len(payload)
    if length < 126:
        return bytes([0x80 | opcode, length]) + payload
    if length < 65536:
        return struct.pack(">BBH", 0x80 | opcode, 126, length) + payload
    return struct.pack(">BBQ", 0x80 | opcode, 127, length) + payload


class Hub:
    """All listeners. They receive all messages in the same order."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.clients: list[Client] = []
        # The messages that a late client receives first, by kind: the load, its progress, its outcome.
        self.current: dict[str, bytes] = {}

    def tell(self, kind: str, data: dict[str, Any], remembers_as: str | None = None) -> None:
        message = json.dumps(
            {"type": kind, "data": data}, ensure_ascii=False, separators=(",", ":"), allow_nan=False
        )
        told = frame(TEXT, message.encode("utf-8"))
        with self.lock:
            if remembers_as == "load":
                self.current = {}
            if remembers_as:
                self.current[remembers_as] = told
            for client in self.clients:
                client.put(told)

    def join(self, client: "Client", greeting: bytes) -> None:
        """Adds a client: it receives the greeting, the current track, and then every message."""
        with self.lock:
            client.put(greeting)
            for told in self.current.values():
                client.put(told)
            self.clients.append(client)

    def leave(self, client: "Client") -> None:
        with self.lock:
            if client in self.clients:
                self.clients.remove(client)


class _Breach(Exception):
    """A client has violated the protocol: the code of the close."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Client:
    """One WebSocket: a thread that reads, this one's caller, and a thread that writes."""

    def __init__(self, stream: socket.socket, rest: bytes, hub: Hub) -> None:
        self.stream = stream
        self.rest = rest
        self.hub = hub
        self.waiting: queue.Queue[bytes | None] = queue.Queue(MOST_WAITING)

    def put(self, data: bytes) -> None:
        try:
            self.waiting.put_nowait(data)
        except queue.Full:
            # It does not keep up; it loses the messages that it has not read.
            self.stream.close()

    def serve(self, greeting: bytes) -> None:
        writer = threading.Thread(target=self._write, daemon=True)
        self.hub.join(self, greeting)
        writer.start()
        try:
            code = self._read()
            self.hub.leave(self)
            if code is not None:
                self.put(frame(CLOSE, struct.pack(">H", code)))
        except OSError:
            pass
        finally:
            self.hub.leave(self)
            self.waiting.put(None)
            writer.join(10)

    def _write(self) -> None:
        try:
            while (data := self.waiting.get()) is not None:
                self.stream.sendall(data)
        except OSError:
            pass

    def _read(self) -> int | None:
        """Reads until the end; the code to close with, None if the client has disconnected."""
        self.stream.settimeout(SECONDS_TO_A_PING)
        message: bytearray | None = None
        is_text = False
        has_pinged = False
        while True:
            try:
                is_last, opcode, payload = self._frame(len(message or b""))
                has_pinged = False
            except TimeoutError:
                if has_pinged:
                    return None
                self.put(frame(PING, b"there?"))
                has_pinged = True
                continue
            except EOFError:
                return None
            except _Breach as breach:
                return breach.code
            if opcode == CLOSE:
                return _close_code(payload)
            if opcode == PING:
                self.put(frame(PONG, payload))
                continue
            if opcode == PONG:
                continue
            if (opcode == CONTINUATION) != (message is not None):
                return 1002
            if message is None:
                message, is_text = bytearray(), opcode == TEXT
            message += payload
            if len(message) > MESSAGE_BYTES:
                return 1009
            if is_last:
                # Valid messages of a client are ignored.
                if is_text and not _is_utf8(bytes(message)):
                    return 1007
                message = None

    def _frame(self, before: int) -> tuple[bool, int, bytes]:
        first, second = self._take(2)
        opcode, length = first & 0x0F, second & 0x7F
        is_last, is_control = bool(first & 0x80), opcode >= CLOSE
        if first & 0x70 or opcode not in (CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG):
            raise _Breach(1002)
        if not second & 0x80 or (is_control and (not is_last or length > 125)):
            raise _Breach(1002)
        if length == 126:
            length = int.from_bytes(self._take(2), "big")
        elif length == 127:
            length = int.from_bytes(self._take(8), "big")
        if before + length > MESSAGE_BYTES:
            raise _Breach(1009)
        mask = self._take(4)
        payload = self._take(length)
        return is_last, opcode, bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))

    def _take(self, count: int) -> bytes:
        while len(self.rest) < count:
            piece = self.stream.recv(65536)
            if not piece:
                raise EOFError
            self.rest += piece
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken


def _close_code(payload: bytes) -> int:
    if not payload:
        return 1000
    if len(payload) == 1:
        return 1002
    code = int.from_bytes(payload[:2], "big")
    may_be_sent = (1000 <= code <= 1014 and code not in (1004, 1005, 1006)) or 3000 <= code <= 4999
    if not may_be_sent:
        return 1002
    return code if _is_utf8(payload[2:]) else 1007


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
