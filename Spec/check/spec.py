"""The folder Spec as the checks see it: its files, read strictly, and its schemas."""

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import UnknownType
from referencing import Registry, Resource
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

SCHEMA_BASE = "https://adaptive-mastering.invalid/2.0/schemas/"


class Unreadable(Exception):
    """A file whose content does not match its type; the text begins with the file's name."""


def read_json(path: Path) -> Any:
    """The value of a JSON file; refuses duplicate keys, NaN and infinities."""

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        for key in keys:
            if keys.count(key) > 1:
                raise ValueError(f"the key {key!r} stands twice")
        return dict(pairs)

    def refuse(word: str) -> Any:
        raise ValueError(f"{word} is not a JSON number")

    try:
        text = path.read_text(encoding="utf-8")
        return json.loads(text, object_pairs_hook=members, parse_constant=refuse)
    except (OSError, ValueError) as error:
        raise Unreadable(f"{path.name}: {error}") from error


def read_yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise Unreadable(f"{path.name}: {' '.join(str(error).split())}") from error


class Spec:
    """One edition on disk. Each file is read once, on first use."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def schemas(self) -> dict[str, Any]:
        """Every schema by its name: the path below schemas/, without .json."""
        folder = self.root / "schemas"
        return {
            path.relative_to(folder).with_suffix("").as_posix(): read_json(path)
            for path in sorted(folder.rglob("*.json"))
        }

    @cached_property
    def registry(self) -> Registry[Any]:
        resources = (
            (SCHEMA_BASE + name + ".json", Resource(contents=schema, specification=DRAFT202012))
            for name, schema in self.schemas.items()
        )
        return Registry().with_resources(resources)

    def validator(self, schema: str) -> Draft202012Validator:
        return Draft202012Validator(self.schemas[schema], registry=self.registry)

    def problems(self, schema: str, value: Any) -> list[str]:
        """The problems of a value, each with its place; empty if it is valid."""
        try:
            errors = list(self.validator(schema).iter_errors(value))
        except (UnknownType, Unresolvable) as error:
            reason = _short(str(error).splitlines()[0])
            raise Unreadable(f"schemas/{schema}.json cannot be used: {reason}") from error
        return sorted(
            f"/{'/'.join(map(str, error.path))}: {_short(error.message)}" for error in errors
        )

    @cached_property
    def chapters(self) -> dict[str, str]:
        """The text of every Markdown file of the edition, by file name."""
        return {
            path.name: path.read_text(encoding="utf-8") for path in sorted(self.root.glob("*.md"))
        }

    @cached_property
    def openrpc(self) -> Any:
        return read_json(self.root / "openrpc.json")

    @cached_property
    def methods(self) -> dict[str, str]:
        """The name of each method's schemas without `.params`, by the name at the start of their title."""
        ending = ".params"
        return {
            schema["title"].split(" ")[0]: name.removesuffix(ending)
            for name, schema in self.schemas.items()
            if name.startswith("methods/") and name.endswith(ending)
        }


def references(value: Any) -> Iterator[str]:
    """Every `$ref` within a value."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for member in value.values():
            yield from references(member)
    elif isinstance(value, list):
        for element in value:
            yield from references(element)


def pointed_at(document: Any, reference: str) -> bool:
    """Whether a reference within its own document (`#/a/b`) resolves."""
    if not reference.startswith("#/"):
        return reference == "#"
    for part in reference[2:].split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(document, list) and key.isdigit() and int(key) < len(document):
            document = document[int(key)]
        elif isinstance(document, dict) and key in document:
            document = document[key]
        else:
            return False
    return True


def _short(message: str) -> str:
    message = " ".join(message.split())
    return message if len(message) <= 160 else message[:157] + "..."
