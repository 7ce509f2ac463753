"""JSON text that preserves how numbers were written, read and laid out for people."""

import json
from pathlib import Path
from typing import Any

WIDTH = 110


class Number(float):
    """A number with its text: 1 and 1.0 are equal, but a case may require one of them."""

    text: str

    def __new__(cls, text: str) -> "Number":
        number = super().__new__(cls, text)
        number.text = text
        return number

    def is_written_as_float(self) -> bool:
        return any(character in ".eE" for character in self.text)


def read(text: str) -> Any:
    """The value of a JSON text; a member twice, half a surrogate pair, or NaN is not JSON to us."""

    def no_constant(name: str) -> Any:
        raise ValueError(f"{name} is not JSON")

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            raise ValueError("an object has a member twice")
        return made

    value = json.loads(
        text,
        parse_float=Number,
        parse_int=Number,
        parse_constant=no_constant,
        object_pairs_hook=members,
    )
    if "\\ud" in text or "\\uD" in text:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    return value


def read_file(path: Path) -> Any:
    return read(path.read_text(encoding="utf-8"))


def compact(value: Any) -> str:
    """The value on one line; numbers that were read keep their text."""
    if isinstance(value, Number):
        return value.text
    if isinstance(value, dict):
        members = (f"{json.dumps(key)}: {compact(item)}" for key, item in value.items())
        return "{" + ", ".join(members) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(compact, value)) + "]"
    return json.dumps(value, allow_nan=False)


def laid_out(value: Any, indent: int = 0, first: int = 0) -> str:
    """Values that fit are on one line; others are split. `first` columns are already used."""
    line = compact(value)
    if indent + first + len(line) <= WIDTH or not isinstance(value, (dict, list)) or not value:
        return line
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        parts = [
            f"{json.dumps(key)}: {laid_out(item, indent + 2, len(json.dumps(key)) + 3)}"
            for key, item in value.items()
        ]
        opening, closing = "{", "}"
    else:
        parts = [laid_out(item, indent + 2, 1) for item in value]
        opening, closing = "[", "]"
    body = f",\n{inner}".join(parts)
    return f"{opening}\n{inner}{body}\n{' ' * indent}{closing}"
