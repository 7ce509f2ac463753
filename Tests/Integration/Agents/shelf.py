"""A folder that an assistant may use, one beside it that it may not, and how the server is started."""

import os
import shutil
from pathlib import Path


class Shelf:
    """Music in `music`, and a file out of reach in `private`."""

    HYBRID = "loop_amen_full.flac"
    OTHER = "loop_garzul.flac"

    def __init__(self, folder: Path, examples: Path, command: str) -> None:
        self.command = command
        self.root = examples.parent
        self.music = folder / "music"
        self.private = folder / "private"
        for place in (self.music / "album", self.private):
            place.mkdir(parents=True)
        shutil.copy(examples / self.HYBRID, self.music / self.HYBRID)
        shutil.copy(examples / self.OTHER, self.music / "album" / self.OTHER)
        shutil.copy(examples / self.OTHER, self.private / "secret.flac")
        (self.music / "broken.wav").write_bytes(b"no sound at all")
        os.symlink(self.private / "secret.flac", self.music / "link.flac")
        os.symlink(self.private, self.music / "door")
        self._cache = folder / "cache"

    @property
    def arguments(self) -> list[str]:
        """The arguments of the server, with our own host as a port to test."""
        host = f"own={self.command} rpc --no-cache"
        return ["mcp", "--allow", str(self.music), "--no-cache", "--host", host,
                "--suite", str(self.root / "Tests/Golden")]

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "MASTERING_CONFIG": "", "XDG_CACHE_HOME": str(self._cache)}

    def path(self, name: str) -> str:
        return str(self.music / name)

    def everything(self) -> dict[str, bytes]:
        """Each file there is, but for the cache."""
        return {str(path): path.read_bytes()
                for folder in (self.music, self.private) for path in folder.rglob("*")
                if path.is_file() and not path.is_symlink()}
