"""The tables that a job writes: types, names, parts."""

import hashlib
import heapq
import itertools
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

import fsspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

METRICS = ["loudness_dbfs", "peak_dbfs", "crest_db", "spectral_centroid", "spectral_rolloff",
           "zero_crossing_rate", "spectral_spread"]
LOUDNESS = ["integrated_lufs", "loudness_range_lu", "momentary_max_lufs", "short_term_max_lufs",
            "true_peak_dbtp", "sample_peak_dbfs", "peak_to_loudness_lu"]

_PROFILE = [("profile_id", pa.string()), ("profile_name", pa.string())]
_RECOMMENDATION = [
    ("primary_profile_id", pa.string()), ("primary_profile_name", pa.string()),
    ("confidence_score", pa.float64()), ("predicted_loudness_change", pa.float64()),
    ("predicted_crest_change", pa.float64()), ("predicted_centroid_change", pa.float64()),
    ("weighted_profiles", pa.list_(pa.struct([*_PROFILE, ("weight", pa.float64())]))),
    ("alternative_profiles", pa.list_(pa.struct(_PROFILE))), ("reasoning", pa.string()),
    ("is_hybrid", pa.bool_()), ("is_fallback", pa.bool_()), ("confidence_threshold", pa.float64()),
    ("top_k", pa.int64())]
_FINGERPRINT = [(name, pa.float64()) for name in METRICS]

# `position` is the position in the input; the summary uses that order.
TRACKS = pa.schema([
    ("id", pa.string()), ("position", pa.int64()), ("analysed_seconds", pa.float64()),
    ("duration_seconds", pa.float64()), ("sample_rate_hz", pa.int32()), ("channels", pa.int32()),
    ("is_partial", pa.bool_()), *_FINGERPRINT, *_RECOMMENDATION,
    *[(name, pa.float64()) for name in LOUDNESS]])
FAILURES = pa.schema([("id", pa.string()), ("position", pa.int64()), ("code", pa.string()),
                      ("message", pa.string())])
RECOMMENDATIONS = pa.schema([("id", pa.string()), ("position", pa.int64()), *_FINGERPRINT,
                             *_RECOMMENDATION])


def row(answer: dict[str, Any], identifier: str, position: int) -> tuple[str, dict[str, Any]]:
    """The table for a line from the worker, and its row."""
    if "error" in answer:
        return "failures", {"id": identifier, "position": position, **answer["error"]}
    loudness = answer.get("loudness") or {}
    # The loudness has further members, one with the name of a column of the track.
    flat = {**answer, **answer.get("fingerprint", {}), **{name: loudness.get(name) for name in LOUDNESS}}
    schema = TRACKS if "analysed_seconds" in answer else RECOMMENDATIONS
    kept = {name: flat.get(name) for name in schema.names}
    return "tracks", {**kept, "id": identifier, "position": position}


# The columns by which a table can be partitioned: they have few values, and a reader infers their types from
# the folder names.
PARTITIONS = ["primary_profile_id", "sample_rate_hz", "channels"]


def partition(entry: dict[str, Any], columns: Sequence[str]) -> str:
    """The folders of a row, each with a leading slash, named as by Hive and Spark."""
    def text(value: Any) -> str:
        if value is None or value == "":
            return "__HIVE_DEFAULT_PARTITION__"
        return quote(str(value), safe="")

    return "".join(f"/{column}={text(entry[column])}" for column in columns)


class StoreError(Exception):
    """Why an output cannot be used as it is."""


class Store:
    """A folder of tables on any file system that fsspec supports."""

    def __init__(self, uri: str) -> None:
        self.fs, self.root = fsspec.core.url_to_fs(uri.rstrip("/"))
        # Executors have other working folders, where a relative path would lead elsewhere.
        self.uri = self.root if self._is_local else uri.rstrip("/")

    @property
    def _is_local(self) -> bool:
        return "file" in (self.fs.protocol if isinstance(self.fs.protocol, tuple) else (self.fs.protocol,))

    def write_part(self, entries: Sequence[str], rows: dict[str, list[dict[str, Any]]], tracks: pa.Schema,
                   partitions: Sequence[str] = ()) -> None:
        """Writes the rows of both tables for these entries, each file completely or not at all.

        The files' name is derived from all entries, regardless of their outcome. Rows that an earlier attempt at the
        same entries has left are removed first: Spark repeats a task after a loss, and a file that could not
        be fetched the first time may be answered the second time. So no entry ever has two rows.

        With partition columns, each of their values has a folder of tracks named as by Hive; the columns also
        stay in the files, with their types."""
        name = f"part-{hashlib.sha256(json.dumps(list(entries)).encode()).hexdigest()[:32]}.parquet"
        self.fs.invalidate_cache()
        for folder in ["failures", *self._folders("tracks", len(partitions))]:
            if self.fs.exists(f"{self.root}/{folder}/{name}"):
                self.fs.rm_file(f"{self.root}/{folder}/{name}")
        groups: dict[str, list[dict[str, Any]]] = {}
        for row in rows["tracks"]:
            groups.setdefault(f"tracks{partition(row, partitions)}", []).append(row)
        for folder, members in groups.items():
            self._put(f"{folder}/{name}", _parquet(members, tracks))
        if rows["failures"]:
            self._put(f"failures/{name}", _parquet(rows["failures"], FAILURES))

    def _folders(self, folder: str, depth: int) -> list[str]:
        """The folders at a depth below a folder: those of a table's partitions."""
        if depth == 0:
            return [folder]
        if not self.fs.isdir(f"{self.root}/{folder}"):
            return []
        names = [path.rstrip("/").rsplit("/", 1)[-1]
                 for path in self.fs.ls(f"{self.root}/{folder}", detail=False)]
        return [deeper for name in names if "=" in name
                for deeper in self._folders(f"{folder}/{name}", depth - 1)]

    def _put(self, path: str, content: bytes) -> None:
        """Writes a file completely or not at all."""
        target = f"{self.root}/{path}"
        folder = target.rsplit("/", 1)[0]
        self.fs.makedirs(folder, exist_ok=True)
        if self._is_local:
            handle, temporary = tempfile.mkstemp(dir=folder, prefix=".part-")
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o644)
            os.replace(temporary, target)
        else:
            # An object appears complete or not at all.
            self.fs.pipe_file(target, content)

    def parts(self, table: str) -> list[str]:
        folder = f"{self.root}/{table}"
        self.fs.invalidate_cache()
        return sorted(self.fs.glob(f"{folder}/**/part-*.parquet")) if self.fs.exists(folder) else []

    def read(self, table: str, columns: list[str] | None = None) -> Iterator[pa.Table]:
        """The table, one part at a time."""
        for part in self.parts(table):
            yield self._part(part, columns)

    def _part(self, path: str, columns: list[str] | None) -> pa.Table:
        with self.fs.open(path, "rb") as file:
            # Arrow's own threads sometimes keep a process from ending cleanly.
            return pq.read_table(file, columns=columns, use_threads=False, pre_buffer=False)

    def rows(self, table: str, columns: list[str] | None = None) -> Iterator[dict[str, Any]]:
        for part in self.read(table, columns):
            yield from part.to_pylist()

    def in_order(self, table: str, columns: list[str]) -> Iterator[dict[str, Any]]:
        """The rows in the order of the input. `columns` has `position`.

        Only the parts that overlap are held, which are a few: a part has neighbouring entries."""
        starts = sorted((pc.min(self._part(part, ["position"])["position"]).as_py(), part)
                        for part in self.parts(table))
        held: list[tuple[int, int, dict[str, Any]]] = []
        number = itertools.count()
        for start, part in starts:
            while held and held[0][0] < start:
                yield heapq.heappop(held)[2]
            for row in self._part(part, columns).to_pylist():
                heapq.heappush(held, (row["position"], next(number), row))
        while held:
            yield heapq.heappop(held)[2]

    def all_rows(self) -> Iterator[dict[str, Any]]:
        """The rows of both tables."""
        for table in ("tracks", "failures"):
            yield from self.rows(table)

    def ids(self) -> set[str]:
        """Every entry with a result.

        Throws if one has two, which no single attempt writes: two must have been at it at the same time."""
        found: set[str] = set()
        parts = [part for table in ("tracks", "failures") for part in self.parts(table)]
        for part in parts:
            for entry in self._ids(part):
                if entry in found:
                    first = next(other for other in parts if entry in self._ids(other))
                    raise StoreError(f"{entry!r} has two rows, in {first} and {part}; delete these "
                                     "two files and start the job again, which does their entries again")
                found.add(entry)
        return found

    def _ids(self, part: str) -> list[str]:
        return self._part(part, ["id"])["id"].to_pylist()

    def remove(self, table: str) -> None:
        """Deletes the rows of a table."""
        for part in self.parts(table):
            self.fs.rm_file(part)
        self.fs.invalidate_cache()

    def note(self, name: str, value: dict[str, Any]) -> None:
        """Stores a small document beside the tables."""
        self._put(name, json.dumps(value, indent=1).encode())

    def noted(self, name: str) -> dict[str, Any] | None:
        path = f"{self.root}/{name}"
        if not self.fs.exists(path):
            return None
        try:
            return json.loads(self.fs.cat_file(path))
        except ValueError as error:
            raise StoreError(f"{path} is damaged: {error}; name another folder") from error


def _parquet(rows: list[dict[str, Any]], schema: pa.Schema) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), sink, compression="zstd")
    return sink.getvalue().to_pybytes()


def digest(rows: Iterable[dict[str, Any]]) -> tuple[int, str]:
    """The number of rows, and a digest of them in any order; positions do not count."""
    digests = sorted(hashlib.sha256(json.dumps(
        {key: value for key, value in sorted(entry.items()) if key != "position" and value is not None},
        ensure_ascii=False).encode()).digest() for entry in rows)
    return len(digests), hashlib.sha256(b"".join(digests)).hexdigest()
