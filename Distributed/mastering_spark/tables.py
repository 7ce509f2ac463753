"""The tables that a job writes: types, names, parts."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

import fsspec
import pyarrow as pa
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
    flat = {**answer, **answer.get("fingerprint", {}), **(answer.get("loudness") or {})}
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


class Store:
    """A folder of tables on any file system that fsspec supports."""

    def __init__(self, uri: str) -> None:
        self.uri = uri.rstrip("/")
        self.fs, self.root = fsspec.core.url_to_fs(self.uri)

    def write(self, table: str, rows: list[dict[str, Any]], schema: pa.Schema,
              partitions: Sequence[str] = ()) -> None:
        """Writes a part completely or not at all, under a name derived from its entries. Writing the same
        entries again, as Spark does after a loss, writes the same file.

        With partition columns, each value has a folder named as by Hive; the columns also stay in the files,
        with their types."""
        groups: dict[str, list[dict[str, Any]]] = {}
        for entry in rows:
            groups.setdefault(partition(entry, partitions), []).append(entry)
        for folder, members in groups.items():
            self._write_part(f"{self.root}/{table}{folder}", members, schema)

    def _write_part(self, folder: str, rows: list[dict[str, Any]], schema: pa.Schema) -> None:
        names = "\n".join(entry["id"] for entry in rows)
        self.fs.makedirs(folder, exist_ok=True)
        name = f"part-{hashlib.sha256(names.encode()).hexdigest()[:32]}.parquet"
        data = pa.Table.from_pylist(rows, schema=schema)
        sink = pa.BufferOutputStream()
        pq.write_table(data, sink, compression="zstd")
        content = sink.getvalue().to_pybytes()
        if "file" in (self.fs.protocol if isinstance(self.fs.protocol, tuple) else (self.fs.protocol,)):
            import os
            import tempfile
            handle, temporary = tempfile.mkstemp(dir=folder, prefix=".part-")
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o644)
            os.replace(temporary, f"{folder}/{name}")
        else:
            # An object appears complete or not at all.
            self.fs.pipe_file(f"{folder}/{name}", content)

    def parts(self, table: str) -> list[str]:
        folder = f"{self.root}/{table}"
        self.fs.invalidate_cache()
        return sorted(self.fs.glob(f"{folder}/**/part-*.parquet")) if self.fs.exists(folder) else []

    def read(self, table: str, columns: list[str] | None = None) -> Iterator[pa.Table]:
        """The table, one part at a time."""
        for part in self.parts(table):
            with self.fs.open(part, "rb") as file:
                # Arrow's own threads sometimes keep a process from ending cleanly.
                yield pq.read_table(file, columns=columns, use_threads=False, pre_buffer=False)

    def rows(self, table: str, columns: list[str] | None = None) -> Iterator[dict[str, Any]]:
        for part in self.read(table, columns):
            yield from part.to_pylist()

    def ids(self) -> set[str]:
        """Every entry with a result."""
        return {entry["id"] for table in ("tracks", "failures") for entry in self.rows(table, ["id"])}

    def note(self, name: str, value: dict[str, Any]) -> None:
        """Stores a small document beside the tables."""
        self.fs.makedirs(self.root, exist_ok=True)
        self.fs.pipe_file(f"{self.root}/{name}", json.dumps(value, indent=1).encode())

    def noted(self, name: str) -> dict[str, Any] | None:
        path = f"{self.root}/{name}"
        return json.loads(self.fs.cat_file(path)) if self.fs.exists(path) else None


def digest(rows: Iterable[dict[str, Any]]) -> tuple[int, str]:
    """The number of rows, and a digest of them in id order; positions do not count."""
    lines = sorted(json.dumps({key: value for key, value in sorted(entry.items())
                               if key != "position" and value is not None}, ensure_ascii=False)
                   for entry in rows)
    return len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest()
