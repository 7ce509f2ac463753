"""Wrong ports and servers by hand, in the form of mutants: mistakes of kinds that no operator makes."""

import ast
import json
from dataclasses import dataclass
from functools import cache

from .folders import ADAPTERS
from .mutation import Mutant, names_given, parents_in, places, units


@dataclass(frozen=True)
class ByHand(Mutant):
    """A text that occurs once in a file, and its replacement."""

    find: str
    replace: str

    def text(self, source: str) -> str:
        return source.replace(self.find, self.replace)

    def tree(self, source: str) -> ast.Module:
        return ast.parse(self.text(source))


def by_hand(file: str, source: str) -> list[ByHand]:
    """Those of adapters/mutations.json that change a file."""
    return [_made(file, source, m["id"], m["find"], m["replace"]) for m in _all() if m["file"] == file]


def _made(file: str, source: str, id: str, find: str, replace: str) -> ByHand:
    if source.count(find) != 1:
        raise SystemExit(f"{id}: {file} has not exactly one such place")
    before = source[: source.index(find)]
    first = before.count("\n") + 1
    last = first + find.rstrip("\n").count("\n")
    tree = ast.parse(source)
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    around = [node for node in statements if node.lineno <= first <= (node.end_lineno or first)]
    statement = max(around, key=lambda node: node.lineno)
    number, unit = next(
        (number, body[index])
        for number, (body, index) in reversed(list(enumerate(units(tree))))
        if body[index].lineno <= first
    )
    # What it becomes depends on the code around it.
    changed = f"{ast.unparse(unit)}\n{find}\n{replace}"
    place = f"{places(tree).get(statement, 'module')} `{id}`"
    names = names_given(statement, parents_in(tree))
    return ByHand(file, place, "by-hand", changed, number, (first, last), names, find, replace)


@cache
def _all() -> list[dict[str, str]]:
    content = json.loads((ADAPTERS / "mutations.json").read_text())
    return [*content["mutations"], *content["by_hand"]]
