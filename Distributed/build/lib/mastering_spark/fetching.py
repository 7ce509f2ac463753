"""Files where the worker can open them: on a local path."""

import os
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import fsspec

# Read at a time.
PIECE = 1 << 20
# A WAV header is looked for within this much.
HEAD = 1 << 16


def local_path(uri: str) -> str | None:
    """The path of a file of this machine; None for one that has to be fetched."""
    if uri.startswith("file:"):
        return uri
    return None if "://" in uri else uri


@contextmanager
def fetched(uri: str, seconds: float | None) -> Iterator[tuple[str, int]]:
    """A local path with what the window needs of a file, and how many bytes were fetched.

    Of a WAV file whose samples are the last thing in it, only the seconds that are listened to are
    fetched: the rest is a hole of the same length, which the worker never reads.
    """
    fs, path = fsspec.core.url_to_fs(uri)
    with fs.open(path, "rb", block_size=PIECE, cache_type="none") as source:
        ending = os.path.splitext(path)[1]
        with tempfile.NamedTemporaryFile(prefix="mastering-", suffix=ending) as copy:
            size = source.size if hasattr(source, "size") else fs.size(path)
            head = source.read(min(HEAD, size))
            wanted = needed(head, size, seconds)
            count = _copy(source, head, wanted, copy)
            copy.truncate(max(size, count))
            copy.flush()
            yield copy.name, count


def needed(head: bytes, size: int, seconds: float | None) -> int:
    """How many bytes of a file, from its start, a window of so many seconds needs."""
    if seconds is None or head[:4] != b"RIFF" or head[8:12] != b"WAVE":
        return size
    place, rate = 12, None
    while place + 8 <= len(head):
        name, length = head[place:place + 4], struct.unpack_from("<I", head, place + 4)[0]
        if name == b"fmt " and place + 20 <= len(head):
            code, _, _, rate, block = struct.unpack_from("<HHIIH", head, place + 8)
            # Plain samples, of which a second always has as many bytes.
            if code not in (1, 3, 0xFFFE) or not block:
                return size
        if name == b"data":
            end = place + 8 + length
            # Something behind the samples is fetched, and so is what does not fit together.
            if rate is None or end + (length & 1) < size or end > size:
                return size
            # A second more than is listened to, for the resampler's reach.
            return min(size, place + 8 + int((seconds + 1) * rate))
        place += 8 + length + (length & 1)
    return size


def _copy(source: BinaryIO, head: bytes, wanted: int, copy: BinaryIO) -> int:
    count = copy.write(head[:wanted])
    while count < wanted:
        piece = source.read(min(PIECE, wanted - count))
        if not piece:
            break
        copy.write(piece)
        count += len(piece)
    return count
