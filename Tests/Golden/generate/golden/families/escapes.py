"""Escapes within texts at the edges of their ranges (RFC 8259, 7; RPC-6)."""

from typing import Any

from ..cases import File
from .rpc import BY_HAND, OPEN, answer, not_json, refusal

DESCRIBE = '{"jsonrpc":"2.0","id":2,"method":"engine.describe"}'


def files() -> list[File]:
    return [_read(), _lone()]


def _read() -> File:
    """The name of an unknown method comes back (RPC-13), so that it shows how it was read."""
    file = File("rpc/escapes", "The meaning of escapes.", BY_HAND, open=OPEN, since="2.0")
    for id, escape, character in (
        ("backspace", "\\b", "\b"),
        ("form-feed", "\\f", "\f"),
        ("line-feed", "\\n", "\n"),
        ("carriage-return", "\\r", "\r"),
        ("tab", "\\t", "\t"),
        ("slash", "\\/", "/"),
        ("backslash", "\\\\", "\\"),
        ("quotation-mark", '\\"', '"'),
        ("nul", "\\u0000", "\0"),
        ("capitals", "\\u00AF", "\u00af"),
        ("last-before-surrogates", "\\ud7ff", "\ud7ff"),
        ("first-after-surrogates", "\\ue000", "\ue000"),
        ("before-surrogates-and-an-escape", "\\ud7ff\\u0041", "\ud7ffA"),
        ("last-of-16-bits", "\\uffff", "\uffff"),
        ("first-pair", "\\ud800\\udc00", "\U00010000"),
        ("last-of-the-first", "\\ud800\\udfff", "\U000103ff"),
        ("first-of-the-last", "\\udbff\\udc00", "\U0010fc00"),
        ("last-pair", "\\udbff\\udfff", "\U0010ffff"),
    ):
        line = f'{{"jsonrpc":"2.0","id":1,"method":"x{escape}y"}}'
        refused = refusal("method_not_found", 1, method=f"x{character}y")
        file.case(
            id,
            f"{escape} is {' '.join(f'U+{ord(one):04X}' for one in character)}",
            "RPC-3 RPC-13",
            exchange={"send": [line], "expect": [refused]},
        )
    return file


def _lone() -> File:
    file = File(
        "rpc/lone-escapes",
        "Half a surrogate pair is refused, anywhere in its range.",
        BY_HAND,
        requires=["strict-json"],
        open=OPEN,
        since="2.0",
    )

    def refused(id: str, description: str, spec: str, line: str, reason: Any = None) -> None:
        expect = [not_json(reason), answer(2)]
        file.case(id, description, spec, exchange={"send": [line, DESCRIBE], "expect": expect})

    for id, text in (
        ("first-high", "\\ud800"),
        ("last-high", "\\udbff"),
        ("first-low", "\\udc00"),
        ("last-low", "\\udfff"),
        ("two-first-high", "\\ud800\\ud800"),
        ("high-and-last-high", "\\ud800\\udbff"),
        ("high-and-what-follows-low", "\\ud800\\ue000"),
        ("last-high-and-a-letter", "\\udbff\\u0041"),
        ("low-and-high", "\\udc00\\ud800"),
        ("two-first-low", "\\udc00\\udc00"),
    ):
        refused(id, f"{text} is not a character", "RPC-6 RPC-22", f'"{text}"', "lone_surrogate")
    for id, what, line in (
        ("no-such-escape", "JSON has no such escape", '"\\v"'),
        ("escaped-apostrophe", "an apostrophe has no escape", '"\\\'"'),
        ("three-digits", "an escape has four digits", '"\\u12"'),
        ("no-hexadecimal-digit", "the digits of an escape are hexadecimal", '"\\u12g4"'),
        ("key-without-its-first-mark", "a key begins with a quotation mark", '{x":1}'),
        ("element-that-is-a-letter", "a letter is not a value", "x]"),
        ("two-colons", "a colon stands once", '{"a"::1}'),
        ("nothing-after-a-comma", "something follows a comma", "[1,"),
    ):
        refused(id, what, "RPC-3 RPC-22", line)
    return file
