"""The Python port inside this process, for playing thousands of wrong ones: no process, no pipe."""

import importlib.abc
import importlib.util
import io
import sys
import warnings
from collections import deque
from functools import cache
from types import CodeType, ModuleType
from typing import Any

from .folders import ADAPTERS, SPEC
from .host import Conversation, HostFailed
from .play import Player, Stage

FILES = ("port.py", *(f"parts/{path.name}" for path in sorted((ADAPTERS / "parts").glob("*.py"))))


@cache
def _compiled() -> dict[str, CodeType]:
    return {_module(file): compile((ADAPTERS / file).read_text(), file, "exec") for file in FILES}


class Sources(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """The port's modules, each from code that was compiled before; one of them may be another."""

    def __init__(self) -> None:
        self.code = dict(_compiled())

    def replace(self, file: str, text: str) -> None:
        with warnings.catch_warnings(action="ignore"):
            self.code[_module(file)] = compile(text, file, "exec")

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name not in self.code:
            return None
        is_package = name == "parts"
        return importlib.util.spec_from_loader(name, self, is_package=is_package)

    def create_module(self, spec: Any) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__["__file__"] = str(ADAPTERS / "port.py")
        exec(self.code[module.__name__], module.__dict__)  # noqa: S102


def _module(file: str) -> str:
    name = file.removesuffix(".py").replace("/", ".")
    return name.removesuffix(".__init__")


def load(sources: Sources) -> ModuleType:
    """The port as a module, made anew."""
    for name in list(sys.modules):
        if name in sources.code:
            del sys.modules[name]
    sys.meta_path.insert(0, sources)
    try:
        return importlib.import_module("port")
    finally:
        sys.meta_path.remove(sources)


class DirectHost(Conversation):
    """A host that answers within the call. It has what `host.Host` has."""

    def __init__(self, port: ModuleType, claim: list[str]) -> None:
        self.port = port
        self.output = io.BytesIO()
        catalogue = sys.modules["parts.strict_json"].parse((SPEC / "profiles.json").read_bytes())
        self.host = port.Host(catalogue["profiles"], claim, self.output)
        self.lines: deque[bytes] = deque()
        self.rest = b""

    def send(self, data: bytes) -> None:
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            self._answer(line)

    def _answer(self, line: bytes) -> None:
        if self.host.is_shut_down:
            return
        limit = self.port.LINE_BYTES
        try:
            self.host.answer_line(None if len(line) > limit else line)
        except Exception as problem:
            # As its process would end.
            raise HostFailed(f"ended: {type(problem).__name__}: {problem}") from None
        finally:
            self.lines += self.output.getvalue().splitlines()
            self.output.seek(0)
            self.output.truncate()

    def line(self) -> bytes:
        if not self.lines:
            raise HostFailed("does not answer")
        return self.lines.popleft()

    def end_of_input(self) -> None:
        if self.rest:
            line, self.rest = self.rest, b""
            self._answer(line)

    def exit_status(self) -> int:
        return 0

    def stop(self) -> None:
        pass


class DirectPlayer(Player):
    """Plays cases with the port in this process."""

    def __init__(self, port: ModuleType, stage: Stage) -> None:
        super().__init__([], stage)
        self.port = port

    def running(self) -> DirectHost:
        if self.host is None:
            self.host = DirectHost(self.port, list(self.port.CAPABILITIES))
        return self.host
