"""Which lines of the Python port each case reaches: only those cases can notice that a line is wrong."""

import ast
import sys
import threading
from collections import defaultdict
from functools import cache
from types import CodeType, FrameType
from typing import Any

from .direct import source
from .mutation import Mutant

Line = tuple[str, int]

# A function that is called more often, or runs longer, counts as reached completely.
MOST_CALLS = 60
MOST_LINES = 3_000
# If a case makes more calls than this in total, all files that it has reached count as reached completely.
MOST_CALLS_OF_A_CASE = 30_000


class Recorder:
    """Records the lines that run between two calls of `taken`, in code compiled under the names `files`."""

    def __init__(self, files: set[str]) -> None:
        self.files = files
        self.lines: set[Line] = set()
        self.calls: dict[CodeType, int] = defaultdict(int)
        self.all_calls = 0

    def __enter__(self) -> "Recorder":
        threading.settrace(self._called)
        sys.settrace(self._called)
        return self

    def __exit__(self, *_: Any) -> None:
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]

    def taken(self) -> set[Line]:
        lines, self.lines = self.lines, set()
        if self.all_calls > MOST_CALLS_OF_A_CASE:
            for file in {code.co_filename for code in self.calls}:
                lines |= _of_file(file)
            sys.settrace(self._called)
        self.calls.clear()
        self.all_calls = 0
        return lines

    def reach_file(self, file: str) -> None:
        self.lines |= _of_file(file)

    def _called(self, frame: FrameType, event: str, argument: Any) -> Any:
        code = frame.f_code
        if code.co_filename not in self.files:
            return None
        self.all_calls += 1
        if self.all_calls > MOST_CALLS_OF_A_CASE:
            sys.settrace(None)
            return None
        self.calls[code] += 1
        if self.calls[code] > MOST_CALLS:
            if self.calls[code] == MOST_CALLS + 1:
                self.lines |= _all_lines(code)
            return None
        count = 0

        def line(frame: FrameType, event: str, argument: Any) -> Any:
            nonlocal count
            self.lines.add((code.co_filename, frame.f_lineno))
            count += 1
            if count > MOST_LINES:
                self.lines |= _all_lines(code)
                return None
            return line

        return line


@cache
def _of_file(file: str) -> frozenset[Line]:
    return frozenset((file, line) for line in range(1, source(file).count("\n") + 2))


@cache
def _all_lines(code: CodeType) -> frozenset[Line]:
    return frozenset((code.co_filename, line) for *_, line in code.co_lines() if line)


class Reach:
    """The cases that reach a mutant, by the lines that each case reaches."""

    def __init__(
        self, lines: dict[str, set[Line]], at_import: set[Line], sources: dict[str, str]
    ) -> None:
        self.all = frozenset(lines)
        self.at_import = at_import
        self.cases: dict[Line, set[str]] = defaultdict(set)
        for case, reached in lines.items():
            for line in reached:
                self.cases[line].add(case)
        self.users = _users(sources)

    def of(self, mutant: Mutant) -> frozenset[str]:
        found = self._within(mutant.file, *mutant.lines)
        first, last = mutant.lines
        outer = mutant.names
        if outer is None and any((mutant.file, n) in self.at_import for n in range(first, last + 1)):
            outer = frozenset(mutant.place.partition(" `")[0].split("."))
        if outer is None:
            return frozenset(found)
        if not outer:
            return self.all
        # Code that runs before any case is noticed where its name is used.
        names, waiting = set(outer), list(outer)
        while waiting:
            for file, first, last, defined in self.users.get(waiting.pop(), []):
                found |= self._within(file, first, last)
                waiting += defined - names
                names |= defined
        return frozenset(found)

    def _within(self, file: str, first: int, last: int) -> set[str]:
        found: set[str] = set()
        for line in range(first, last + 1):
            found |= self.cases.get((file, line), set())
        return found


Use = tuple[str, int, int, frozenset[str]]


def _users(sources: dict[str, str]) -> dict[str, list[Use]]:
    """By name, the functions and outer statements that mention it; for the latter, the names that they
    assign.
    """
    users: dict[str, list[Use]] = defaultdict(list)
    for file, source in sources.items():
        tree = ast.parse(source)
        outer = [*tree.body]
        for statement in outer:
            if isinstance(statement, ast.ClassDef):
                outer += statement.body
        for statement in outer:
            spoken: set[str] = set()
            defined: set[str] = set()
            parts: list[ast.AST] = [statement]
            if isinstance(statement, ast.ClassDef):
                parts = [*statement.bases, *statement.decorator_list]
            for node in (node for part in parts for node in ast.walk(part)):
                if isinstance(node, ast.Name):
                    (defined if isinstance(node.ctx, ast.Store) else spoken).add(node.id)
                elif isinstance(node, ast.Attribute):
                    spoken.add(node.attr)
                elif isinstance(node, ast.keyword) and node.arg:
                    spoken.add(node.arg)
            if isinstance(statement, ast.ClassDef):
                defined = {statement.name}
            elif isinstance(statement, ast.FunctionDef):
                # Whether a case reaches it is known by its lines.
                defined = set()
            use = file, statement.lineno, statement.end_lineno or statement.lineno, frozenset(defined)
            for name in spoken:
                users[name].append(use)
    return users
