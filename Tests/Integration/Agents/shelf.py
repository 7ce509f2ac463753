"""A folder that an assistant may use, one beside it that it may not, and the server's arguments."""

import json
import math
import os
import random
import shutil
import wave
from pathlib import Path


class Shelf:
    """Music in `music`, and an inaccessible file in `private`."""

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
        self._taste = folder / "taste.ndjson"
        # One decision: the second profile was preferred more than its score suggests.
        ranking = [{"profile_id": "live-rock-preservation-v1", "score": 0.4, "weight": 0.2},
                   {"profile_id": "damaged-studio-restoration-v1", "score": 0.4, "weight": 0.8}]
        events = [{"format": "adaptive-mastering-taste", "edition": 1},
                  {"id": "one", "at": "2026-11-30T00:00:00Z", "kind": "adjusted", "ranking": ranking}]
        self._taste.write_text("".join(json.dumps(event) + "\n" for event in events))

    @property
    def arguments(self) -> list[str]:
        """The arguments of the server, with our own host as the port to test."""
        host = f"own={self.command} rpc --no-cache"
        return ["mcp", "--allow", str(self.music), "--no-cache", "--host", host,
                "--suite", str(self.root / "Tests/Golden"), "--taste-file", str(self._taste)]

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "MASTERING_CONFIG": "", "XDG_CACHE_HOME": str(self._cache)}

    def path(self, name: str) -> str:
        return str(self.music / name)

    def everything(self) -> dict[str, bytes]:
        """Every file except the cache."""
        return {str(path): path.read_bytes()
                for folder in (self.music, self.private) for path in folder.rglob("*")
                if path.is_file() and not path.is_symlink()}

    def pairs(self, count: int) -> tuple[str, str]:
        """Two folders with tracks before and after mastering; mastering halves the level. Both contain a link
        that leads outside."""
        mixes, masters = self.music / "mixes", self.music / "masters"
        for folder in (mixes, masters):
            folder.mkdir()
            os.symlink(self.private / "secret.flac", folder / "leak.flac")
        for number in range(count):
            chance = random.Random(number)
            sound = [math.sin(0.05 * frame * (number + 1)) * (1 + math.sin(frame / 3000)) / 5
                     + chance.uniform(-0.2, 0.2) for frame in range(12 * 8000)]
            for folder, gain in ((mixes, 1.0), (masters, 0.5)):
                with wave.open(str(folder / f"{number}.wav"), "wb") as file:
                    file.setparams((1, 2, 8000, 0, "NONE", ""))
                    file.writeframes(b"".join(
                        round(gain * sample * 32767).to_bytes(2, "little", signed=True)
                        for sample in sound))
        return str(mixes), str(masters)

    def remove_pairs(self) -> None:
        for name in ("mixes", "masters"):
            shutil.rmtree(self.music / name, ignore_errors=True)
        (self.music / "learned.yaml").unlink(missing_ok=True)
