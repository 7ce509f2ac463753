"""Requests as a connection receives them, and replies as it sends them (RFC 9112)."""

import json
import socket
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any
from urllib.parse import unquote_to_bytes

HEAD_BYTES = 16 * 1024
TARGET_BYTES = 8 * 1024
BODY_BYTES = 64 * 1024
SECONDS_FOR_A_HEAD = 10
SECONDS_FOR_A_BODY = 30
SECONDS_BETWEEN_REQUESTS = 75

REASONS = {
    101: "Switching Protocols",
    200: "OK",
    202: "Accepted",
    206: "Partial Content",
    304: "Not Modified",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    412: "Precondition Failed",
    413: "Content Too Large",
    414: "URI Too Long",
    415: "Unsupported Media Type",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
    426: "Upgrade Required",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


class Refusal(Exception):
    """A reply from 400 on: its status, the code of the error, a sentence, further fields."""

    def __init__(self, status: int, code: str, sentence: str, **fields: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.code = code
        self.sentence = sentence
        self.fields = {name.replace("_", "-"): value for name, value in fields.items()}
        # What else the error says.
        self.facts: dict[str, Any] = {}
        # Whether the rest of the connection cannot be parsed.
        self.ends_connection = False

    def reply(self) -> "Reply":
        error = {"code": self.code, "message": self.sentence, **self.facts}
        return Reply.of_json({"error": error}, self.status, self.fields)


def bad_request(sentence: str) -> Refusal:
    return Refusal(400, "bad_request", sentence)


def _unreadable(status: int, code: str, sentence: str) -> Refusal:
    refusal = Refusal(status, code, sentence)
    refusal.ends_connection = True
    return refusal


@dataclass
class Request:
    method: str
    # The parts of the path and the parameters of the query, decoded.
    path: list[str]
    query: list[tuple[str, str]]
    # By names in lower case; repeated fields are joined by commas.
    fields: dict[str, str]
    body: bytes = b""

    @property
    def ends_connection(self) -> bool:
        return "close" in words(self.fields.get("connection", ""))


@dataclass
class Reply:
    status: int
    fields: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @staticmethod
    def of_json(value: Any, status: int = 200, fields: dict[str, str] | None = None) -> "Reply":
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        always = {"Content-Type": "application/json", "Cache-Control": "no-store"}
        return Reply(status, always | (fields or {}), text.encode("utf-8"))

    def encoded(self, is_head: bool, ends_connection: bool) -> bytes:
        fields = {"Date": formatdate(usegmt=True), "X-Content-Type-Options": "nosniff"}
        fields |= self.fields
        if self.status not in (101, 304):
            fields.setdefault("Content-Length", str(len(self.body)))
        if ends_connection:
            fields["Connection"] = "close"
        lines = [f"HTTP/1.1 {self.status} {REASONS[self.status]}"]
        lines += [f"{name}: {value}" for name, value in fields.items()]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        return head if is_head or self.status == 304 else head + self.body


class Connection:
    """The requests of a connection, one after the other."""

    def __init__(self, stream: socket.socket) -> None:
        self.stream = stream
        self.rest = b""

    def request(self) -> Request | None:
        """The next request; None if the client has finished."""
        self.stream.settimeout(SECONDS_BETWEEN_REQUESTS)
        while not self.rest.lstrip(b"\r\n"):
            if not self._receive():
                return None
        self.rest = self.rest.lstrip(b"\r\n")
        self.stream.settimeout(SECONDS_FOR_A_HEAD)
        while (end := self.rest.find(b"\r\n\r\n")) < 0:
            self._check_length(self.rest)
            if not self._receive():
                return None
        head, self.rest = self.rest[:end], self.rest[end + 4 :]
        self._check_length(head)
        request = _head(head)
        self.stream.settimeout(SECONDS_FOR_A_BODY)
        request.body = self._body(request)
        return request

    def _receive(self) -> bool:
        piece = self.stream.recv(65536)
        self.rest += piece
        return bool(piece)

    def _check_length(self, head: bytes) -> None:
        first = head.split(b"\r\n", 1)[0]
        parts = first.split(b" ")
        if len(parts) > 1 and len(parts[1]) > TARGET_BYTES:
            raise _unreadable(414, "bad_request", "The target is too long.")
        if len(head) > HEAD_BYTES:
            raise _unreadable(431, "bad_request", "The head is too long.")

    def _take(self, count: int) -> bytes:
        while len(self.rest) < count:
            if not self._receive():
                raise _unreadable(400, "bad_request", "The body ends early.")
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def _line(self) -> bytes:
        while b"\r\n" not in self.rest:
            if len(self.rest) > HEAD_BYTES or not self._receive():
                raise _unreadable(400, "bad_request", "The body is cut wrongly.")
        line, self.rest = self.rest.split(b"\r\n", 1)
        return line

    def _body(self, request: Request) -> bytes:
        too_large = _unreadable(413, "request_too_large", "The body is above 64 KiB.")
        if "transfer-encoding" in request.fields:
            if request.fields["transfer-encoding"].lower() != "chunked":
                raise _unreadable(400, "bad_request", "The body is coded in an unknown way.")
            body = b""
            while size := _hexadecimal(self._line().split(b";")[0].strip()):
                if len(body) + size > BODY_BYTES:
                    raise too_large
                body += self._take(size)
                if self._line():
                    raise _unreadable(400, "bad_request", "The body is cut wrongly.")
            while self._line():
                pass
            return body
        length = request.fields.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            raise _unreadable(400, "bad_request", "The length is no number.")
        if int(length) > BODY_BYTES:
            raise too_large
        return self._take(int(length))


def _hexadecimal(text: bytes) -> int:
    if not text or text.strip(b"0123456789abcdefABCDEF"):
        raise _unreadable(400, "bad_request", "The body is cut wrongly.")
    return int(text, 16)


def _head(head: bytes) -> Request:
    first, *lines = head.decode("latin-1").split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        raise _unreadable(400, "bad_request", "This is no request.")
    method, target, _ = parts
    fields: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise _unreadable(400, "bad_request", "A field of the head is none.")
        name, value = name.lower(), value.strip(" \t")
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    path, _, query = target.partition("?")
    if not path.startswith("/"):
        raise _unreadable(400, "bad_request", "The target is no path.")
    return Request(
        method,
        [decoded(part) for part in path[1:].split("/")],
        [_parameter(part) for part in query.split("&") if part],
        fields,
    )


def _parameter(text: str) -> tuple[str, str]:
    name, _, value = text.replace("+", " ").partition("=")
    return decoded(name), decoded(value)


def decoded(text: str) -> str:
    """Text of a target, its escapes resolved."""
    for piece in text.split("%")[1:]:
        if len(piece) < 2 or any(digit not in "0123456789abcdefABCDEF" for digit in piece[:2]):
            raise bad_request("The target is encoded wrongly.")
    try:
        return unquote_to_bytes(text.encode("latin-1")).decode("utf-8")
    except UnicodeDecodeError:
        raise bad_request("The target is no UTF-8.") from None


def words(field: str) -> list[str]:
    """The members of a field that is a list, in small letters."""
    return [word.strip().lower() for word in field.split(",") if word.strip()]
