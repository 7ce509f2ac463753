"""The Python port and its server in this process, to play thousands of wrong ones without processes or pipes."""

import contextlib
import importlib.abc
import importlib.util
import io
import socket
import sys
import threading
from collections import deque
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from .folders import ADAPTERS, SPEC
from .host import Conversation, HostFailed
from .play import Player, Stage
from .transcripts import Server, ServerFailed


def _files(folder: str) -> tuple[str, ...]:
    return tuple(f"{folder}/{path.name}" for path in sorted((ADAPTERS / folder).glob("*.py")))


# The port, and the server that uses it.
FILES = ("port.py", *_files("parts"))
SERVER_FILES = ("server.py", *_files("serving"))


@cache
def source(file: str) -> str:
    return (ADAPTERS / file).read_text()


@cache
def _compiled() -> dict[str, CodeType]:
    return {_module(file): compile(source(file), file, "exec") for file in FILES + SERVER_FILES}


class Sources(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """The port's modules, compiled in advance; one of them can be replaced."""

    def __init__(self) -> None:
        self.code = dict(_compiled())

    def replace(self, file: str, code: CodeType) -> None:
        self.code[_module(file)] = code

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name not in self.code:
            return None
        is_package = name in ("parts", "serving")
        return importlib.util.spec_from_loader(name, self, is_package=is_package)

    def create_module(self, spec: Any) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__["__file__"] = str(ADAPTERS / "port.py")
        exec(self.code[module.__name__], module.__dict__)  # noqa: S102


def _module(file: str) -> str:
    name = file.removesuffix(".py").replace("/", ".")
    return name.removesuffix(".__init__")


def load(sources: Sources, name: str = "port") -> ModuleType:
    """The port, or the server, as a newly executed module."""
    for loaded in list(sys.modules):
        if loaded in sources.code:
            del sys.modules[loaded]
    sys.meta_path.insert(0, sources)
    try:
        return importlib.import_module(name)
    finally:
        sys.meta_path.remove(sources)


class DirectHost(Conversation):
    """A host that answers within the call. It has the interface of `host.Host`."""

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
            # As the end of its process would do.
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


class DirectServer(Server):
    """A server in a thread of this process. It has the interface of `transcripts.Server`."""

    def __init__(self, module: ModuleType, library: Path) -> None:
        self.library = library
        try:
            self.server = module.Server(library, 0, SPEC / "profiles.json")
            self.host, self.port, self.token = "127.0.0.1", self.server.port, self.server.door.token
        except Exception as problem:
            raise ServerFailed(f"ended: {type(problem).__name__}: {problem}") from None
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            self.server.serve()

    def has_ended(self) -> bool:
        return False

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self.server.listener.shutdown(socket.SHUT_RDWR)
        self.server.listener.close()


class DirectPlayer(Player):
    """Plays cases with the port in this process, or with the server."""

    def __init__(self, module: ModuleType, stage: Stage) -> None:
        super().__init__([], stage)
        self.module = module

    def running(self) -> DirectHost:
        if self.host is None:
            self.host = DirectHost(self.module, list(self.module.CAPABILITIES))
        return self.host

    def start_server(self, library: Path) -> DirectServer:
        return DirectServer(self.module, library)
