"""JSON text (RFC 8259) to values, refusing the invalid texts that Python's own `json` accepts.

`json.loads` accepts NaN, duplicate keys and lone surrogates, and forgets how a number was written.
"""

import re
from typing import Any

MOST_DEPTH = 64
MOST_VALUES = 1_000_000

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9.eE+-])")
_SEPARATOR = re.compile(r"[ \t\n\r]*([,:\]}]?)[ \t\n\r]*")
_NUMBER_STARTS = frozenset("-0123456789")
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_HEX = re.compile(r"[0-9a-fA-F]{4}")
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_NAMES = {"null": None, "true": True, "false": False}


class Number(float):
    """A number that remembers its text, because an id goes back exactly as it came."""

    __slots__ = ("text",)

    def __new__(cls, text: str) -> "Number":
        number = float.__new__(cls, text)
        number.text = text
        return number


class Text(str):
    """A text that remembers how it was written, for the same reason."""

    __slots__ = ("text",)

    def __new__(cls, value: str, text: str) -> "Text":
        string = super().__new__(cls, value)
        string.text = text
        return string


class SyntaxProblem(Exception):
    """Text that is not JSON: the reason, and the byte."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


def parse(data: bytes) -> Any:
    """The value that the bytes state; numbers as `Number`."""
    if data.startswith(b"\xef\xbb\xbf"):
        raise SyntaxProblem("byte_order_mark", 0)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise SyntaxProblem("invalid_utf8", problem.start) from None
    reader = _Reader(text)
    try:
        reader.skip_space()
        value = reader.value(depth=0)
        reader.skip_space()
        if reader.at < len(text):
            raise reader.problem("trailing_bytes")
    except IndexError:
        raise SyntaxProblem("unexpected_end", len(data)) from None
    return value


class _Reader:
    """Reads from left to right; looking past the end is an IndexError."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.values = 0

    def problem(self, reason: str) -> SyntaxProblem:
        return SyntaxProblem(reason, len(self.text[: self.at].encode("utf-8", "surrogatepass")))

    def skip_space(self) -> None:
        self.at = _SPACE.match(self.text, self.at).end()

    def opens(self, closing: str) -> bool:
        """Skips an opening bracket; whether anything lies between it and its closing one."""
        self.at += 1
        self.skip_space()
        is_empty = self.text[self.at] == closing
        self.at += is_empty
        return not is_empty

    def separator(self, *allowed: str) -> str:
        """Skips a comma, colon or closing bracket and the white space around it."""
        match = _SEPARATOR.match(self.text, self.at)
        if match.group(1) not in allowed:
            self.at = match.start(1)
            raise IndexError if self.at == len(self.text) else self.problem("unexpected_byte")
        self.at = match.end()
        return match.group(1)

    def value(self, depth: int) -> Any:
        self.values += 1
        if self.values > MOST_VALUES:
            raise self.problem("too_many_values")
        first = self.text[self.at]
        if first in _NUMBER_STARTS:
            return self.number()
        if first == '"':
            start = self.at
            return Text(self.string(), self.text[start : self.at])
        if first in "{[":
            if depth >= MOST_DEPTH:
                raise self.problem("too_deep")
            return self.object(depth + 1) if first == "{" else self.array(depth + 1)
        for name, value in _NAMES.items():
            if self.text.startswith(name, self.at):
                self.at += len(name)
                return value
        raise self.problem("unexpected_byte")

    def object(self, depth: int) -> dict[str, Any]:
        members: dict[str, Any] = {}
        more = self.opens("}")
        while more:
            if self.text[self.at] != '"':
                raise self.problem("unexpected_byte")
            key = self.string()
            if key in members:
                raise self.problem("duplicate_key")
            self.separator(":")
            members[key] = self.value(depth)
            more = self.separator(",", "}") == ","
        return members

    def array(self, depth: int) -> list[Any]:
        elements: list[Any] = []
        more = self.opens("]")
        while more:
            elements.append(self.value(depth))
            more = self.separator(",", "]") == ","
        return elements

    def number(self) -> Number:
        match = _NUMBER.match(self.text, self.at)
        if not match:
            raise self.problem("invalid_number")
        self.at = match.end()
        return Number(match.group())

    def string(self) -> str:
        parts: list[str] = []
        self.at += 1
        while True:
            plain = _PLAIN.match(self.text, self.at)
            parts.append(plain.group())
            self.at = plain.end()
            character = self.text[self.at]
            if character == '"':
                self.at += 1
                return "".join(parts)
            if character != "\\":
                raise self.problem("control_character")
            parts.append(self.escape())

    def escape(self) -> str:
        kind = self.text[self.at + 1]
        if kind != "u":
            if kind not in _ESCAPES:
                raise self.problem("invalid_escape")
            self.at += 2
            return _ESCAPES[kind]
        unit = self.code_unit()
        if 0xD800 <= unit <= 0xDBFF and self.text.startswith("\\u", self.at):
            low = self.code_unit()
            if not 0xDC00 <= low <= 0xDFFF:
                raise self.problem("lone_surrogate")
            return chr(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
        if 0xD800 <= unit <= 0xDFFF:
            raise self.problem("lone_surrogate")
        return chr(unit)

    def code_unit(self) -> int:
        digits = _HEX.match(self.text, self.at + 2)
        if not digits:
            raise self.problem("invalid_escape")
        self.at = digits.end()
        return int(digits.group(), 16)
