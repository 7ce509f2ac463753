"""Plays cases for a server: conversations over HTTP and WebSocket (Spec chapter 10, Servers)."""

import base64
import contextlib
import hashlib
import queue
import re
import shlex
import socket
import struct
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .compare import Comparison
from .processes import Process
from .text import Number, compact, read

PATIENCE_SECONDS = 10.0
# Between two requests for an awaited answer.
PAUSE_SECONDS = 0.02
_KEY = base64.b64encode(b"0123456789abcdef").decode()
_ACCEPTED = base64.b64encode(
    hashlib.sha1((_KEY + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
).decode()
_ADDRESS = re.compile(
    r"http://(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+)):([0-9]{1,5})(?![0-9])"
    r"(?:/#token=([A-Za-z0-9._~-]+))?"
)


class ServerFailed(Exception):
    """The server ended (`crash`), is silent (`timeout`), or broke a protocol (`error`)."""

    def __init__(self, words: str, outcome: str = "error") -> None:
        super().__init__(words)
        self.outcome = outcome


class Server:
    """A running server, with its own folder."""

    def __init__(self, command: str, library: Path) -> None:
        self.library = library
        shell = command.replace("{folder}", shlex.quote(str(library)))
        self.running = Process(["sh", "-c", shell], is_read=False)
        self.process = self.running.process
        lines: queue.Queue[bytes | None] = queue.Queue()
        threading.Thread(target=self._read, args=(lines,), daemon=True).start()
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                line = lines.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                line = None
            match = _ADDRESS.search(line.decode("utf-8", "replace")) if line else None
            if match:
                self.host, self.port = match[1] or match[2], int(match[3])
                self.token = match[4]
                return
            if line is None:
                is_over = self.process.poll() is not None
                self.stop()
                raise ServerFailed("printed no address", "crash" if is_over else "timeout")

    def _read(self, lines: "queue.Queue[bytes | None]") -> None:
        with contextlib.suppress(ValueError, OSError):
            for line in self.process.stdout:
                lines.put(line)
        lines.put(None)

    @property
    def authority(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def stop(self) -> None:
        self.running.stop()


class Wire:
    """A connection, read up to a deadline."""

    def __init__(self, server: Server, deadline: float) -> None:
        self.deadline = deadline
        self.rest = b""
        try:
            self.stream = socket.create_connection((server.host, server.port), self._left())
        except OSError as problem:
            raise ServerFailed(f"accepts no connection: {problem}") from None

    def _left(self) -> float:
        return max(0.01, self.deadline - time.monotonic())

    def send(self, data: bytes) -> None:
        self.stream.settimeout(self._left())
        # An answer that comes before all was sent counts.
        with contextlib.suppress(OSError):
            self.stream.sendall(data)

    def _receive(self) -> bool:
        self.stream.settimeout(self._left())
        try:
            piece = self.stream.recv(65536)
        except TimeoutError:
            raise ServerFailed("sent nothing in time", "timeout") from None
        except OSError:
            piece = b""
        self.rest += piece
        return bool(piece)

    def take(self, count: int) -> bytes:
        while len(self.rest) < count:
            if not self._receive():
                raise ServerFailed("the connection ended")
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def line(self) -> bytes:
        while b"\r\n" not in self.rest:
            if not self._receive():
                raise ServerFailed("the connection ended")
        line, self.rest = self.rest.split(b"\r\n", 1)
        return line

    def everything(self) -> bytes:
        while self._receive():
            pass
        taken, self.rest = self.rest, b""
        return taken

    def close(self) -> None:
        self.stream.close()


class Transcript:
    """One case, played with one server."""

    def __init__(self, server: Server, stage: Any, comparison: Comparison, case: Any) -> None:
        self.server = server
        self.stage = stage
        self.comparison = comparison
        self.deadline = time.monotonic() + PATIENCE_SECONDS
        self.clients: dict[str, _Client] = {}
        self.answers: list[Any] = []
        self.forbidden = [self._text(text) for text in case.get("forbid", [])]

    def play(self, steps: list[Any]) -> None:
        try:
            for index, step in enumerate(steps):
                before = len(self.comparison.differences)
                answer = self._step(step)
                self.answers.append(answer)
                if len(self.comparison.differences) > before:
                    self.comparison.differences.insert(before, f"step {index + 1}:")
                    return
        finally:
            for client in self.clients.values():
                client.wire.close()

    def _step(self, step: Any) -> Any:
        if "request" in step:
            expected = self._captured(step["response"])
            before = len(self.comparison.differences)
            while True:
                answer = self._request(step["request"], expected)
                is_over = time.monotonic() + PAUSE_SECONDS > self.deadline
                if len(self.comparison.differences) == before or not step.get("awaited") or is_over:
                    return answer
                del self.comparison.differences[before:]
                time.sleep(PAUSE_SECONDS)
        if "connect" in step:
            fields = {k: self.line(v) for k, v in step.get("headers", {}).items()}
            targets = [self.line(target) for target in step.get("after", [])]
            wire = Wire(self.server, self.deadline)
            self.clients[step["connect"]] = _Client(wire, self.server, fields, targets)
        elif "send" in step:
            for frame in step["send"]:
                client = self.clients[step["client"]]
                client.send(frame, self.line(frame.get("payload", "")))
        else:
            hears = self._captured(step["hears"])
            return self._hear(self.clients[step["client"]], hears, step.get("ignore", []))
        return None

    # MARK: Lines

    def _captured(self, value: Any) -> Any:
        from .play import _with_captures

        return _with_captures(value, self.answers)

    def _text(self, value: Any) -> str:
        return self.line(value).decode("utf-8") if isinstance(value, dict) else value

    def _placeholder(self, kind: str, argument: Any) -> str | None:
        if kind == "$library":
            return str(self.server.library / argument) if argument else str(self.server.library)
        if kind == "$port":
            return str(self.server.port)
        if kind == "$token":
            return self.server.token or ""
        path = self.stage.path(kind, argument)
        return None if path is None else str(path)

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._resolved(item) for item in value]
        if isinstance(value, dict):
            if len(value) == 1:
                (kind, argument), *_ = value.items()
                if (text := self._placeholder(kind, argument)) is not None:
                    return text
            return {key: self._resolved(item) for key, item in value.items()}
        return value

    def line(self, line: Any, encodes: bool = False) -> bytes:
        line = self._captured(line)
        if isinstance(line, str):
            return line.encode("utf-8")
        if not isinstance(line, dict):
            return compact(line).encode("utf-8")
        (kind, argument), *_ = line.items()
        match kind:
            case "base64":
                return base64.b64decode(argument)
            case "repeat":
                return argument["text"].encode("utf-8") * int(argument["count"])
            case "concat":
                return b"".join(self.line(part, encodes) for part in argument)
            case "json":
                return compact(self._resolved(argument)).encode("utf-8")
        text = self._placeholder(kind, argument)
        if text is None:
            raise ValueError(f"{kind} is not a line")
        return (quote(text, safe="-._~/") if encodes else text).encode("utf-8")

    # MARK: HTTP

    def _request(self, request: Any, expected: Any) -> Any:
        wire = Wire(self.server, self.deadline)
        try:
            body = request.get("body")
            fields = {name: self.line(value) for name, value in request.get("headers", {}).items()}
            is_json = isinstance(body, dict) and "json" in body
            method = request.get("method", "GET")
            wire.send(
                _request_bytes(
                    self.server,
                    method,
                    self.line(request["target"], encodes=True),
                    fields,
                    None if body is None else self.line(body),
                    is_json,
                )
            )
            status, heads, content, raw = _response(wire, "all" if method == "HEAD" else "told")
        finally:
            wire.close()
        answer = {"status": _number(status), "headers": heads}
        answer["body"] = _body_value(heads, content)
        self._forbid(raw)
        comparison = self.comparison
        trial = Comparison(comparison.tolerances, [*comparison.open, "/headers"])
        trial.value(expected["status"], answer["status"], "/status")
        if "headers" in expected:
            trial.value(expected["headers"], heads, "/headers")
        if "body" in expected:
            if isinstance(answer["body"], ServerFailed):
                raise answer["body"]
            trial.value(expected["body"], answer["body"], "/body")
        comparison.differences += trial.differences
        comparison.worst_margin = max(comparison.worst_margin, trial.worst_margin)
        if "content" in expected:
            self._content(expected["content"], content)
        if isinstance(answer["body"], ServerFailed):
            answer["body"] = None
        return answer

    def _content(self, expected: Any, content: bytes) -> None:
        if "length" in expected:
            if len(content) != int(expected["length"]):
                self.comparison.differ("/body", str(expected["length"]), str(len(content)), "bytes")
            return
        file = Path(self.line(expected["of"]).decode("utf-8")).read_bytes()
        first = int(expected.get("from", 0))
        last = int(expected["to"]) if "to" in expected else len(file) - 1
        if file[first : last + 1] != content:
            self.comparison.differ("/body", "bytes of the file", f"{len(content)} others")

    def _forbid(self, raw: bytes) -> None:
        text = raw.decode("utf-8", "replace")
        for forbidden in self.forbidden:
            written = compact(forbidden)[1:-1]
            if forbidden in text or written in text:
                self.comparison.differ("", f"never {forbidden}", text, "forbidden text")

    # MARK: WebSocket

    def _hear(self, client: "_Client", patterns: list[Any], ignored: list[str]) -> list[Any]:
        heard: list[Any] = []
        while len(heard) < len(patterns):
            event, raw = client.event()
            self._forbid(raw)
            message = event.get("message")
            if isinstance(message, dict) and message.get("type") in ignored:
                continue
            heard.append(event)
            before = len(self.comparison.differences)
            place = f"/{len(heard) - 1}"
            self.comparison.value(patterns[len(heard) - 1], event, place)
            if len(self.comparison.differences) > before:
                break
        return heard


def _number(value: int) -> Number:
    return Number(str(value))


def _request_bytes(
    server: Server,
    method: str,
    target: bytes,
    fields: dict[str, bytes],
    body: bytes | None = None,
    is_json: bool = False,
) -> bytes:
    given = {name.lower() for name in fields}
    usual = {"Host": server.authority}
    if server.token:
        usual["Authorization"] = f"Bearer {server.token}"
    if is_json:
        usual["Content-Type"] = "application/json"
    if body is not None and not given & {"content-length", "transfer-encoding"}:
        usual["Content-Length"] = str(len(body))
    if method == "HEAD":
        usual["Connection"] = "close"
    data = method.encode() + b" " + target + b" HTTP/1.1\r\n"
    for name, value in usual.items():
        if name.lower() not in given:
            data += f"{name}: {value}\r\n".encode()
    for name, value in fields.items():
        data += name.encode() + b": " + value + b"\r\n"
    return data + b"\r\n" + (body or b"")


def _response(wire: Wire, rule: str) -> tuple[int, dict[str, str], bytes, bytes]:
    first = wire.line()
    match = re.fullmatch(rb"HTTP/1\.[01] ([1-5][0-9][0-9])( .*)?", first)
    if not match:
        raise ServerFailed(f"began an answer with {first[:80]!r}")
    status, raw = int(match[1]), first
    fields: dict[str, str] = {}
    while line := wire.line():
        raw += b"\n" + line
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        if not colon or not name:
            raise ServerFailed(f"sent an invalid header field: {line[:80]!r}")
        name, value = name.lower(), value.strip(" \t")
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    body = b""
    if rule == "all":
        body = wire.everything()
    elif rule == "told" and status >= 200 and status not in (204, 304):
        body = _told_body(wire, fields)
    return status, fields, body, raw + b"\n" + body


def _told_body(wire: Wire, fields: dict[str, str]) -> bytes:
    if "transfer-encoding" in fields:
        body = b""
        while size := int(wire.line().split(b";")[0], 16):
            body += wire.take(size)
            wire.line()
        while wire.line():
            pass
        return body
    if "content-length" not in fields:
        return wire.everything()
    if not fields["content-length"].isdigit():
        raise ServerFailed("sent a length that is not a number")
    return wire.take(int(fields["content-length"]))


def _body_value(fields: dict[str, str], body: bytes) -> Any:
    kind = re.split("[; ]", fields.get("content-type", ""))[0].lower()
    if kind != "application/json" or not body:
        return body.decode("utf-8", "replace")
    try:
        return read(body.decode("utf-8"))
    except ValueError:
        return ServerFailed(f"answered with a body that is not JSON: {body[:80]!r}")


class _Client:
    """A WebSocket that sends any frames and records what it receives."""

    def __init__(
        self, wire: Wire, server: Server, fields: dict[str, bytes], targets: list[bytes]
    ) -> None:
        self.wire = wire
        self.has_sent_close = False
        for target in targets:
            wire.send(_request_bytes(server, "GET", target, {}))
            if (status := _response(wire, "told")[0]) != 200:
                raise ServerFailed(f"answered a request before the handshake with {status}")
        upgrade = {
            "Upgrade": b"websocket",
            "Connection": b"Upgrade",
            "Sec-WebSocket-Key": _KEY.encode(),
            "Sec-WebSocket-Version": b"13",
        }
        wire.send(_request_bytes(server, "GET", b"/ws", upgrade | fields))
        status, answered, _, _ = _response(wire, "none")
        if status != 101:
            raise ServerFailed(f"answered the handshake with {status}")
        if answered.get("upgrade", "").lower() != "websocket" or (
            "upgrade" not in answered.get("connection", "").lower()
        ):
            raise ServerFailed("accepted the handshake without Upgrade: websocket")
        if answered.get("sec-websocket-accept") != _ACCEPTED:
            raise ServerFailed("accepted the handshake without the right Sec-WebSocket-Accept")
        for name in ("sec-websocket-extensions", "sec-websocket-protocol"):
            if name in answered:
                raise ServerFailed(f"accepted the handshake with a {name} that was not requested")

    def send(self, frame: Any, payload: bytes) -> None:
        opcode = int(frame["opcode"])
        self.has_sent_close |= opcode == 0x8
        first = (0x80 if frame.get("fin", True) else 0) | int(frame.get("reserved", 0)) << 4 | opcode
        mask = 0x80 if frame.get("masked", True) else 0
        length = len(payload)
        if length < 126:
            head = bytes([first, mask | length])
        elif length < 65536:
            head = struct.pack(">BBH", first, mask | 126, length)
        else:
            head = struct.pack(">BBQ", first, mask | 127, length)
        if mask:
            key = bytes([0x1D, 0x2C, 0x3B, 0x4A])
            payload = key + bytes(byte ^ key[at % 4] for at, byte in enumerate(payload))
        self.wire.send(head + payload)

    def event(self) -> tuple[dict[str, Any], bytes]:
        """The next thing that is heard; pings are answered and left out."""
        text: bytes | None = None
        while True:
            opcode, is_last, payload = self._frame()
            if (opcode == 0x1 and text is None) or (opcode == 0x0 and text is not None):
                text = (text or b"") + payload
                if is_last:
                    try:
                        return {"message": read(text.decode("utf-8"))}, text
                    except ValueError:
                        raise ServerFailed(f"sent a message that is not JSON: {text[:80]!r}") from None
            elif opcode == 0x8:
                if len(payload) == 1:
                    raise ServerFailed("sent a close code of one byte")
                if not self.has_sent_close:
                    self.send({"opcode": 0x8}, payload[:2])
                if self.wire.everything():
                    raise ServerFailed("sent data after its close frame")
                code = _number(int.from_bytes(payload[:2], "big")) if payload else None
                return {"close": code}, payload
            elif opcode == 0x9:
                self.send({"opcode": 0xA}, payload)
            elif opcode == 0xA:
                return {"pong": payload.decode("utf-8", "replace")}, payload
            else:
                raise ServerFailed(f"sent a frame with the unexpected opcode {opcode}")

    def _frame(self) -> tuple[int, bool, bytes]:
        first, second = self.wire.take(2)
        if first & 0x70:
            raise ServerFailed("sent a frame with reserved bits")
        if second & 0x80:
            raise ServerFailed("sent a masked frame")
        length = second
        if length >= 126:
            length = int.from_bytes(self.wire.take(2 if length == 126 else 8), "big")
            if length < (126 if second == 126 else 65536):
                raise ServerFailed("sent a frame whose length is not written in the fewest bytes")
        opcode, is_last = first & 0x0F, bool(first & 0x80)
        if opcode >= 0x8 and (not is_last or length > 125):
            raise ServerFailed("sent a fragmented control frame, or one of more than 125 bytes")
        return opcode, is_last, self.wire.take(length)
