"""YAML text to values, as much of it as profiles are written in (Spec chapter 3).

It reads documents, lists and mappings in blocks and in brackets, plain and quoted texts, texts
after `|` and `>`, comments and anchors. It refuses an alias, because a small text could expand into an
endless one, and as wrong syntax tags and keys that are marked with a question mark.
"""

import re
from dataclasses import dataclass
from typing import Any

MOST_DEPTH = 16
MOST_REPEATED_KEYS = 8

_MARKER = re.compile(r"(---|\.\.\.)(?=[ \t\n]|\Z)")
_ANCHOR = re.compile(r"&[^\s\[\]{},]+[ \t]*")
_HEADER = re.compile(
    r"([|>])(?:([+-]?)([1-9]?)|([1-9])([+-]))(?:[ \t]+#[^\n]*|[ \t]*)(?:\n|\Z)"
)
_INDENT = re.compile(r" *")
_COMMENT = re.compile(r"[ \t]+#")
_COLON = re.compile(r":(?=[ \t]|\Z)")
_AFTER_A_VALUE = {",", "]", "}", "#"}
_WHITE = {" ", "\t", "\n"}
_KEY_END = re.compile(r"[ \t]*:(?=[ \t\n]|\Z)")
_HEX_DIGITS = {"x": 2, "u": 4, "U": 8}
_ESCAPES = {"0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f"}
_ESCAPES |= {"r": "\r", "e": "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\"}
_ESCAPES |= {"N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029"}


class Plain(str):
    """A text without quotes: a number, a word, or nothing, as its place wants it."""


class Mapping(dict[str, Any]):
    """Members in their order; the position of each key, and the repeated ones."""

    def __init__(self) -> None:
        super().__init__()
        self.places: dict[str, int] = {}
        self.repeated: list[str] = []


@dataclass(frozen=True)
class Document:
    """One document's value, and where it begins."""

    value: Any
    place: int


class Problem(Exception):
    """Why a text is refused, and at which character."""

    def __init__(self, reason: str, place: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = place


def with_line_feeds(text: str) -> str:
    """The text with one character at the end of each line, and none before its beginning."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def documents(text: str) -> list[Document]:
    """The documents that are not empty. Values are `Mapping`, list, str and `Plain`; lines end in LF."""
    reader = _Reader(text)
    found = []
    while not reader.is_at_end():
        reader.begin_document()
        place = reader.at
        value = reader.node(0, 0)
        if reader.repeated_keys > MOST_REPEATED_KEYS:
            raise Problem("too_many_repeated_keys", place)
        if value != Plain():
            found.append(Document(value, place))
        reader.end_document()
    return found


def line_and_column(text: str, place: int) -> tuple[int, int]:
    """Both counted from 1."""
    before = text[:place]
    return before.count("\n") + 1, place - (before.rfind("\n") + 1) + 1


class _Reader:
    """Reads from left to right. A line's indentation determines its parent."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.repeated_keys = 0

    def is_at_end(self) -> bool:
        return self.at >= len(self.text)

    def problem(self, reason: str = "syntax") -> Problem:
        return Problem(reason, min(self.at, len(self.text)))

    @property
    def column(self) -> int:
        return self.at - (self.text.rfind("\n", 0, self.at) + 1)

    @property
    def next(self) -> str:
        """The next character; empty at the end."""
        return self.text[self.at : self.at + 1]

    def is_at_marker(self) -> bool:
        return self.column == 0 and bool(_MARKER.match(self.text, self.at))

    # MARK: Documents

    def begin_document(self) -> None:
        self.skip()
        while self.next == "%" and self.column == 0:  # A directive.
            self.skip_line()
            self.skip()
        if self.is_at_marker() and self.text.startswith("---", self.at):
            self.at += 3
            self.skip()

    def end_document(self) -> None:
        self.skip()
        if self.is_at_marker():
            if self.text.startswith("...", self.at):
                self.at += 3
                self.skip()
        elif not self.is_at_end():
            raise self.problem()

    # MARK: Space

    def skip(self) -> None:
        """Skips white space, line ends and comments; a tab may not indent."""
        while not self.is_at_end():
            if self.next == "#" and (self.column == 0 or self.text[self.at - 1] in " \t"):
                self.skip_line()
            elif self.next in " \n":
                self.at += 1
            elif self.next == "\t":
                start = self.at - self.column
                while self.next in " \t" and self.next:
                    self.at += 1
                is_indentation = not self.text[start : self.at].strip()
                if is_indentation and self.next not in ("\n", "#", ""):
                    raise self.problem()
            else:
                return

    def skip_line(self) -> None:
        self.at += len(self.rest_of_line())

    def rest_of_line(self) -> str:
        end = self.text.find("\n", self.at)
        return self.text[self.at : len(self.text) if end < 0 else end]

    def skip_breaks(self) -> int:
        """Goes past white space; how many line ends that was."""
        start = self.at
        while self.next in _WHITE:
            self.at += 1
        return self.text.count("\n", start, self.at)

    def skip_spaces(self) -> None:
        """Within the line."""
        while self.next in (" ", "\t"):
            self.at += 1
        if self.next == "#" and self.text[self.at - 1] in " \t":
            self.skip_line()

    # MARK: Blocks

    def node(self, indent: int, depth: int) -> Any:
        """The next value, if it is indented by at least `indent` columns; otherwise nothing."""
        self.skip()
        if self.is_at_end() or self.column < indent or self.is_at_marker():
            return Plain()
        self.skip_anchor()
        if self.next == "\n":
            return self.node(indent, depth)
        start, column = self.at, self.column
        if self.is_dash():
            return self.block_list(column, depth)
        if self.next in "|>":
            return self.block_text(indent)
        if self.next in "[{" or self.key() is None:
            self.at = start
            return self.value_in_line(indent, depth)
        self.at = start
        return self.block_mapping(column, depth)

    def skip_anchor(self) -> None:
        if anchor := _ANCHOR.match(self.text, self.at):
            self.at = anchor.end()

    def is_dash(self) -> bool:
        return self.next == "-" and self.text[self.at + 1 : self.at + 2] in ("", " ", "\n")

    def deeper(self, depth: int) -> int:
        if depth >= MOST_DEPTH:
            raise self.problem("too_deep")
        return depth + 1

    def block_list(self, column: int, depth: int) -> list[Any]:
        depth = self.deeper(depth)
        elements = []
        while self.column == column and self.is_dash():
            self.at += 1
            elements.append(self.node(column + 1, depth))
            self.skip()
        return elements

    def block_mapping(self, column: int, depth: int) -> Mapping:
        depth = self.deeper(depth)
        members = Mapping()
        while self.column == column and not self.is_at_end() and not self.is_at_marker():
            place = self.at
            key = self.key()
            if key is None:
                raise self.problem()
            self.add(members, key, place, self.member_value(column, depth))
            self.skip()
        return members

    def key(self) -> str | None:
        """The text before a colon, which is skipped; None if there is no key on this line."""
        start = self.at
        key = self.quoted() if self.next in ('"', "'") else self.plain_in_line(in_brackets=False)
        colon = _KEY_END.match(self.text, self.at)
        if not colon or "\n" in self.text[start : self.at]:
            return None
        self.at = colon.end()
        return str(key)

    def member_value(self, column: int, depth: int) -> Any:
        """The value of a key: on its line, or indented further; a list may begin below the key."""
        self.skip_spaces()
        self.skip_anchor()
        self.skip_spaces()
        if self.next in ("\n", ""):
            self.skip()
            is_list_below = self.column == column and self.is_dash()
            return self.node(column if is_list_below else column + 1, depth)
        if self.next in "|>":
            return self.block_text(column + 1)
        return self.value_in_line(column + 1, depth)

    def value_in_line(self, indent: int, depth: int) -> Any:
        """A value that is not a block. What follows it on its line is in no block, and ends the document."""
        if self.next in "[{":
            return self.bracketed(depth)
        return self.quoted() if self.next in ('"', "'") else self.plain(indent)

    def add(self, members: Mapping, key: str, place: int, value: Any) -> None:
        if key in members:
            members.repeated.append(key)
            self.repeated_keys += 1
        members[key] = value
        members.places[key] = place

    # MARK: Brackets

    def bracketed(self, depth: int) -> Any:
        depth = self.deeper(depth)
        return self.members(depth) if self.next == "{" else self.elements(depth)

    def elements(self, depth: int) -> list[Any]:
        elements = []
        while self.goes_on("]"):
            elements.append(self.value_in_brackets(depth))
        return elements

    def members(self, depth: int) -> Mapping:
        members = Mapping()
        while self.goes_on("}"):
            place = self.at
            is_quoted = self.next in ('"', "'")
            key = self.quoted() if is_quoted else self.plain_in_line(in_brackets=True)
            self.skip()
            value = Plain()
            if self.next == ":":
                self.at += 1
                self.skip()
                if self.next not in (",", "}"):
                    value = self.value_in_brackets(depth)
            self.add(members, str(key), place, value)
        return members

    def goes_on(self, closing: str) -> bool:
        """Goes past the opening bracket, a comma or the end; whether another part follows."""
        if self.next not in ("[", "{", ","):
            if self.next != closing:
                raise self.problem()
            self.at += 1
            return False
        self.at += 1
        self.skip()
        if self.next == closing:  # Nothing between the brackets, or a comma before the end.
            self.at += 1
            return False
        return True

    def value_in_brackets(self, depth: int) -> Any:
        self.skip_anchor()
        if self.next in ("[", "{"):
            value = self.bracketed(depth)
        elif self.next in ('"', "'"):
            value = self.quoted()
        else:
            value = self.plain_in_brackets()
        self.skip()
        return value

    # MARK: Texts

    def plain_in_line(self, in_brackets: bool) -> Plain:
        """A text without quotes, to the end of its line at most; at least one character."""
        if self.next == "*":
            raise self.problem("alias")
        ends = ",[]{}" if in_brackets else ""
        if self.next in ",[]{}#&!|>'\"%@`":  # Also at the end.
            raise self.problem()
        follower = self.text[self.at + 1 : self.at + 2]
        if self.next in "-?:" and (follower in ("", " ", "\t", "\n") or follower in ends):
            raise self.problem()
        start = self.at
        while not self.is_at_end():
            follower = self.text[self.at + 1 : self.at + 2]
            if self.next == "\n" or self.next in ends:
                break
            if self.next == ":" and (follower in ("", " ", "\t", "\n") or follower in ends):
                break
            if self.next == "#" and self.text[self.at - 1] in " \t":
                break
            self.at += 1
        text = self.text[start : self.at].rstrip(" \t")
        self.at = start + len(text)
        return Plain(text)

    def plain_in_brackets(self) -> Plain:
        text = str(self.plain_in_line(in_brackets=True))
        while True:
            start = self.at
            breaks = self.skip_breaks()
            if not breaks or self.next in _AFTER_A_VALUE:
                self.at = start
                return Plain(text)
            text += _folded_breaks(breaks) + self.plain_in_line(in_brackets=True)

    def plain(self, indent: int) -> Plain:
        """A text without quotes that may go on in lines further in."""
        text = str(self.plain_in_line(in_brackets=False))
        while True:
            start = self.at
            breaks = self.skip_breaks()
            is_within = not self.is_at_end() and self.column >= max(indent, 1)
            if not breaks or not is_within or self.next == "#":
                self.at = start
                return Plain(text)
            line = _COMMENT.split(self.rest_of_line())[0].rstrip(" \t")
            if _COLON.search(line):
                raise self.problem()
            text += _folded_breaks(breaks) + line
            self.at += len(line)

    def quoted(self) -> str:
        quote = self.next
        start = self.at
        self.at += 1
        parts: list[str] = []
        while self.next != quote or self.text.startswith("''", self.at):
            if self.is_at_end() or self.is_at_marker():
                self.at = start
                raise self.problem()
            if quote == "'" and self.next == "'":
                parts.append("'")
                self.at += 2
            elif quote == '"' and self.next == "\\":
                parts.append(self.escape())
            elif self.next == "\n":
                while parts and parts[-1] in (" ", "\t"):
                    parts.pop()
                parts.append(_folded_breaks(self.skip_breaks()))
            else:
                parts.append(self.next)
                self.at += 1
        self.at += 1
        try:
            return "".join(parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError:
            self.at = start
            raise self.problem() from None

    def escape(self) -> str:
        kind = self.text[self.at + 1 : self.at + 2]
        self.at += 2
        if kind == "\n":  # The line continues without a space.
            self.at = _INDENT.match(self.text, self.at).end()
            return ""
        if kind in _ESCAPES and kind:
            return _ESCAPES[kind]
        digits = self.text[self.at : self.at + _HEX_DIGITS.get(kind, 0)]
        if not re.fullmatch(r"[0-9a-fA-F]+", digits):
            raise self.problem()
        self.at += len(digits)
        if int(digits, 16) > 0x10FFFF:
            raise self.problem()
        return chr(int(digits, 16))

    def block_text(self, indent: int) -> str:
        """A text after `|` or `>`, in lines that are further in."""
        header = _HEADER.match(self.text, self.at)
        if not header:
            raise self.problem()
        style, digit, keep = header[1], header[3] or header[4], header[2] or header[5] or ""
        self.at = header.end()
        inner = max(indent - 1, 0) + int(digit) if digit else 0
        lines: list[str] = []
        while not self.is_at_end():
            line = self.rest_of_line()
            spaces = _INDENT.match(line).end()
            is_empty = not line.strip(" ")
            if not is_empty and (spaces < max(indent, inner) or self.is_at_marker()):
                break
            if not is_empty and not inner:
                inner = spaces  # The first line determines the indentation.
            lines.append(line[inner:] if inner else "")
            self.at += len(line) + 1
        empty = len(lines)
        while lines and not lines[-1]:
            lines.pop()
        empty -= len(lines)
        text = "\n".join(lines) if style == "|" else _folded(lines)
        ends = {"-": "", "": "\n" if lines else "", "+": "\n" * (empty + bool(lines))}
        return text + ends[keep]


def _folded_breaks(breaks: int) -> str:
    """A line's end is a space; empty lines are line ends."""
    return "\n" * (breaks - 1) or " "


def _folded(lines: list[str]) -> str:
    """Lines become one; an empty one ends a paragraph, and lines further in stay as they are."""
    text = ""
    empty = 0
    before: str | None = None
    for line in lines:
        if not line:
            empty += 1
            continue
        if before is None:
            text += "\n" * empty
        elif line[0] in " \t" or before[0] in " \t":
            text += "\n" * (empty + 1)
        else:
            text += "\n" * empty or " "
        text += line
        before, empty = line, 0
    return text
