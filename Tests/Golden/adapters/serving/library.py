"""Tracks by their numbers, and which files may be named (HTTP-14, HTTP-15, HTTP-19, HTTP-32)."""

import hashlib
import os
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

from .http_message import Refusal

MEDIA_TYPES = {
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".aiff": "audio/aiff",
    ".m4a": "audio/mp4",
}
MOST_LOADED = 256


class Library:
    """The audio files of a folder, and the files loaded by path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.lock = threading.Lock()
        self.loaded: OrderedDict[int, Path] = OrderedDict()
        self.tracks: dict[int, Path] = {}
        self.scan()

    def scan(self) -> None:
        found: list[Path] = []
        for place, folders, names in os.walk(self.folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            found += [Path(place) / name for name in names if _is_audio(name)]
        tracks = {self._number(path): path for path in sorted(found)}
        with self.lock:
            self.tracks = tracks

    def _number(self, path: Path) -> int:
        name = path.relative_to(self.folder).as_posix().encode("utf-8", "surrogateescape")
        return int.from_bytes(hashlib.sha256(name).digest()[:6], "big")

    def listed(self) -> list[dict[str, Any]]:
        nothing = {"artist": None, "album": None, "duration_seconds": None}
        return [
            {"track_id": number, "title": path.stem, **nothing, "media_type": media_type(path)}
            for number, path in self.tracks.items()
        ]

    def state(self) -> dict[str, Any]:
        count = len(self.tracks)
        counts = {"files_found": count, "files_read": count, "tracks": count}
        return {"state": "ready", **counts, "problems": 0}

    def load(self, track_id: int, path: Path) -> None:
        """Registers a track under its number, which takes precedence over one of the folder."""
        with self.lock:
            self.loaded.pop(track_id, None)
            self.loaded[track_id] = path
            if len(self.loaded) > MOST_LOADED:
                self.loaded.popitem(last=False)

    def number(self, path: Path) -> int:
        """A number for a file that is loaded without one (HTTP-40)."""
        with self.lock:
            for known in (self.tracks, self.loaded):
                for number, place in known.items():
                    if place == path:
                        return number
            number = 1
            while number in self.tracks or number in self.loaded:
                number += 1
            return number

    def path(self, track_id: int) -> Path | None:
        """The path of a track; a file that has become unreachable is refused."""
        with self.lock:
            path = self.loaded.get(track_id) or self.tracks.get(track_id)
        return None if path is None else self.reachable(str(path))

    def reachable(self, text: str) -> Path:
        """The file that a path names, links resolved."""
        refusal = Refusal(403, "path_not_allowed", "This file may not be named.")
        if "\0" in text or not text.startswith("/"):
            raise refusal
        path = Path(os.path.realpath(text))
        if not path.is_relative_to(self.folder):
            raise refusal
        parts = path.relative_to(self.folder).parts
        if not parts or any(part.startswith(".") for part in parts):
            raise refusal
        if not _is_audio(path.name) or path.is_dir():
            raise refusal
        return path


def _is_audio(name: str) -> bool:
    return not name.startswith(".") and Path(name).suffix.lower() in MEDIA_TYPES


def media_type(path: Path) -> str:
    return MEDIA_TYPES[path.suffix.lower()]
