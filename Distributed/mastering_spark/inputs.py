"""The entries to analyse, each with an id and an address."""

import os
from collections.abc import Iterator

import fsspec

# As Sources/WireFormat/Formats/AudioFileType.swift lists them.
ENDINGS = set("""aac ac3 aif aifc aiff amr ape au awb bwf caf dff dsf dts eac3 flac m4a m4b mka mp1
mp2 mp3 mp4 mpc mpga oga ogg opus rf64 snd spx tak tta w64 wav wave webm wma wv""".split())


class InputError(Exception):
    """Why there is nothing to analyse."""


def entries(source: str, column: str | None) -> Iterator[tuple[str, str]]:
    """The entries of a folder, of a list (one entry per line), or of a table (Parquet or CSV).

    Each is (id, address). The id is the address as given or, in a folder, the path. A relative path of a list
    or table starts at the current folder, as it does for `mastering analyze`; executors have other folders.
    """
    if column is not None:
        yield from _table(source, column)
        return
    fs, path = fsspec.core.url_to_fs(source)
    if fs.isdir(path):
        found = False
        for address in _folder(fs, path.rstrip("/") or "/"):
            found = True
            yield address, address
        if not found:
            raise InputError(f"{source} contains no audio files")
        return
    if not fs.exists(path):
        raise InputError(f"there is no {source}")
    if path.endswith(".parquet"):
        raise InputError("name the column of the table that has the addresses: --column NAME")
    with fs.open(path, "r", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            address = line.rstrip("\n")
            if address:
                yield address, _absolute(address)


def _absolute(address: str) -> str:
    # Joined and not normalised: what `..` leads to depends on links.
    return address if "://" in address or address.startswith("file:") else os.path.join(os.getcwd(), address)


def _folder(fs: fsspec.AbstractFileSystem, folder: str) -> Iterator[str]:
    """Files by name, then the subfolders by name: the order of `mastering analyze`."""
    files, folders = [], []
    for entry in fs.ls(folder, detail=True):
        name = entry["name"].rstrip("/").rsplit("/", 1)[-1]
        if name.startswith(".") or not name:
            continue
        if entry["type"] == "directory" and not entry.get("islink"):
            folders.append(name)
        elif entry["type"] == "file" or entry.get("islink"):
            ending = name.rsplit(".", 1)[-1].lower() if "." in name[1:] else ""
            if ending in ENDINGS and not (entry.get("islink") and fs.isdir(entry["name"])):
                files.append(name)
    prefix = folder if folder.endswith("/") else f"{folder}/"
    for name in sorted(files, key=os.fsencode):
        yield _address(fs, prefix + name)
    for name in sorted(folders, key=os.fsencode):
        yield from _folder(fs, prefix + name)


def _address(fs: fsspec.AbstractFileSystem, path: str) -> str:
    protocol = fs.protocol if isinstance(fs.protocol, str) else fs.protocol[0]
    return path if protocol in ("file", "local") else f"{protocol}://{path}"


def _table(source: str, column: str) -> Iterator[tuple[str, str]]:
    import pyarrow.dataset as dataset

    fs, path = fsspec.core.url_to_fs(source)
    kind = "csv" if path.endswith(".csv") else "parquet"
    table = dataset.dataset(path, format=kind, filesystem=fs)
    if column not in table.schema.names:
        raise InputError(f"{source} has no column {column}; it has {', '.join(table.schema.names)}")
    for batch in table.to_batches(columns=[column], use_threads=False):
        for address in batch.column(0).to_pylist():
            # An empty cell of a CSV is an empty text.
            if address is not None and address != "":
                yield str(address), _absolute(str(address))
