"""Files as the worker can open them: on a local path."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

import fsspec

from . import reaching

# The size of a read.
PIECE = 1 << 20
# The header is expected within this many bytes.
HEAD = 1 << 16


class Unwanted(Exception):
    """The file is no longer needed."""


def local_path(uri: str) -> str | None:
    """The path of a local file; None for one that must be fetched."""
    if uri.startswith("file:"):
        return uri
    return None if "://" in uri else uri


@contextmanager
def fetched(uri: str, seconds: float | None,
            is_wanted: Callable[[], bool] = lambda: True) -> Iterator[tuple[str, int]]:
    """A local path with the part of a file that the window needs, and the number of bytes fetched.

    If the format allows it (``reaching``), that is the start of the file and for some formats its end.
    Between them is a hole that the worker never reads. Stops with ``Unwanted`` once the file is not wanted.
    """
    fs, path = fsspec.core.url_to_fs(uri)
    with fs.open(path, "rb", block_size=PIECE, cache_type="none") as source:
        ending = os.path.splitext(path)[1]
        with tempfile.NamedTemporaryFile(prefix="mastering-", suffix=ending) as copy:
            size = source.size if hasattr(source, "size") else fs.size(path)
            count = copied(source, size, seconds, copy, is_wanted)
            copy.truncate(max(size, count))
            copy.flush()
            yield copy.name, count


def copied(source: BinaryIO, size: int, seconds: float | None, copy: BinaryIO,
           is_wanted: Callable[[], bool]) -> int:
    """Copies the needed part, and returns its number of bytes."""
    head = source.read(min(HEAD, size))
    count = copy.write(head)
    reach = None if seconds is None else reaching.reach(head, size, seconds)
    if reach is not None and reach.tail and reach.tail + count < size:
        source.seek(size - reach.tail)
        tail = source.read(reach.tail)
        source.seek(count)
        if reach.ends_well(tail):
            copy.seek(size - reach.tail)
            count += copy.write(tail)
            copy.seek(len(head))
        else:
            reach = None
    place = len(head)
    while place < size:
        wanted = size - place if reach is None else reach.missing(place)
        if wanted <= 0:
            break
        if not is_wanted():
            raise Unwanted
        piece = source.read(min(PIECE, wanted, size - place))
        if not piece:
            break
        place += copy.write(piece)
        count += len(piece)
        if reach is not None:
            reach.take(piece)
    return min(count, size) if place < size else place
