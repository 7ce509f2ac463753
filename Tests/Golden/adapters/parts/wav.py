"""WAV files to samples (Spec chapter 2). At 44,100 Hz only: this port has no resampler."""

import array
import math
import os
import stat
import sys
from dataclasses import dataclass

from .failures import Failure

PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
# What follows the format in an extensible header.
IDENTIFIER = b"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"


@dataclass(frozen=True)
class Wav:
    """The frames that were asked for; `samples` is interleaved."""

    rate: int
    channels: int
    samples: list[float]
    declared_frames: int
    ends_early: bool
    is_partial: bool

    @property
    def frames(self) -> int:
        return len(self.samples) // self.channels


def read(path: str, max_seconds: float | None, allow_partial: bool) -> Wav:
    data = _bytes(path)
    layout, body, declared_bytes = _chunks(data)
    kind, channels, rate, bits = layout
    frame_bytes = channels * bits // 8
    declared = declared_bytes // frame_bytes
    wanted = declared
    if max_seconds is not None:
        wanted = min(declared, max(1, math.floor(max_seconds * rate)))
    present = min(wanted, len(body) // frame_bytes)
    if present < wanted and not allow_partial and not _is_slight(present, declared, rate):
        raise Failure("truncated_audio", "the audio ends early", at_seconds=present / rate)
    if present == 0:
        raise Failure("empty_audio", "there are no samples")
    samples = _decoded(body[: present * frame_bytes], kind, bits)
    for index, sample in enumerate(samples):
        if not math.isfinite(sample):
            frame, channel = divmod(index, channels)
            raise Failure(
                "non_finite_samples", "a sample is no number", channel=channel, frame=frame
            )
    return Wav(
        rate, channels, samples, declared, present < wanted, len(body) // frame_bytes < declared
    )


def _is_slight(present: int, declared: int, rate: int) -> bool:
    """Whether so little is missing that the rest is answered (AUD-23)."""
    return (
        present >= rate and present * 100 >= declared * 95 and declared - present <= 2 * rate
    )


def _bytes(path: str) -> bytes:
    try:
        mode = os.stat(path).st_mode
        if not stat.S_ISREG(mode):
            kinds = {stat.S_IFDIR: "folder", stat.S_IFIFO: "pipe", stat.S_IFSOCK: "socket"}
            kind = kinds.get(stat.S_IFMT(mode), "device")
            raise Failure("not_a_file", f"there is a {kind}, not a file", kind=kind)
        with open(path, "rb") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise Failure("file_not_found", "there is no such file") from None
    except OSError as problem:
        raise Failure("file_unreadable", problem.strerror or "unreadable") from None


def _unsupported(sentence: str) -> Failure:
    return Failure("unsupported_format", sentence)


def _chunks(data: bytes) -> tuple[tuple[int, int, int, int], bytes, int]:
    """The format, the bytes of the samples, and how many of them the header declares."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise _unsupported("not a WAV file")
    at, layout = 12, None
    while at + 8 <= len(data):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 8 + size]
        if name == b"fmt ":
            layout = _format(body)
        elif name == b"data" and layout:
            return layout, body, size
        at += 8 + size + size % 2
    raise _unsupported("a WAV file without format or samples")


def _format(body: bytes) -> tuple[int, int, int, int]:
    if len(body) < 16:
        raise _unsupported("a damaged header")
    kind = int.from_bytes(body[0:2], "little")
    channels = int.from_bytes(body[2:4], "little")
    rate = int.from_bytes(body[4:8], "little")
    bits = int.from_bytes(body[14:16], "little")
    if kind == EXTENSIBLE and body[26:40] == IDENTIFIER:
        kind = int.from_bytes(body[24:26], "little")
    if (kind, bits) not in ((PCM, 16), (PCM, 24), (FLOAT, 32)):
        raise _unsupported(f"samples of kind {kind} with {bits} bits")
    if not 1 <= channels <= 64:
        raise _unsupported(f"{channels} channels")
    if rate != 44_100:
        raise _unsupported(f"{rate} Hz, but this port has no resampler")
    return kind, channels, rate, bits


def _decoded(body: bytes, kind: int, bits: int) -> list[float]:
    if bits == 24:
        # Each sample gains a zero byte below, so that 32 bits carry its sign.
        wide = b"".join(b"\0" + body[at : at + 3] for at in range(0, len(body), 3))
        return [value / 2**31 for value in _numbers("i", wide)]
    if kind == PCM:
        return [value / 2**15 for value in _numbers("h", body)]
    return list(_numbers("f", body))


def _numbers(kind: str, body: bytes) -> array.array:
    numbers = array.array(kind, body)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
