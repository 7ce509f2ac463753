"""The command and its shared libraries as one archive that travels with a job."""

import functools
import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

MANIFEST = "manifest.json"
COMMAND = "mastering"


class BundleError(Exception):
    """Why a bundle cannot be made or does not match its manifest."""


def located(command: str) -> str:
    """The path of a command."""
    path = shutil.which(command) or command
    if not os.path.isfile(path):
        raise BundleError(f"{command}: there is no such command; build it with Scripts/mastering --version")
    return os.path.realpath(path)


def make(command: str, archive: Path) -> dict:
    """Writes the archive and returns its manifest.

    The system's loader and C library are included, so an executor may have older or different ones.
    """
    path = located(command)
    files = {name: Path(file).read_bytes()
             for name, file in sorted({COMMAND: path, **_libraries(path)}.items())}
    manifest = {"command": COMMAND, "version": version([path]), "loader": loader(files),
                "files": {name: _digest(content) for name, content in files.items()}}
    pack(archive, [*files.items(), (MANIFEST, json.dumps(manifest, indent=1).encode())])
    return manifest


def pack(archive: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Writes files as one archive, completely or not at all.

    It has no users and no times, so that the same files make the same archive.
    """
    temporary = archive.with_name(f".{archive.name}.{os.getpid()}")
    with gzip.GzipFile(temporary, "wb", compresslevel=1, mtime=0) as packed, \
            tarfile.open(fileobj=packed, mode="w") as tar:
        for name, content in files:
            information = tarfile.TarInfo(name)
            information.size = len(content)
            information.mode = 0o755
            tar.addfile(information, io.BytesIO(content))
    os.replace(temporary, archive)


@functools.cache
def unpack(archive: str, parent: str | None = None) -> "Unpacked":
    """The bundle in a local folder, unpacked once per archive and verified once per process."""
    digest = _digest(Path(archive).read_bytes())
    folder = Path(parent or tempfile.gettempdir()) / f"mastering-{os.getuid()}-{digest[:16]}"
    if not folder.is_dir():
        temporary = tempfile.mkdtemp(dir=folder.parent, prefix=".mastering-")
        with tarfile.open(archive) as tar:
            for member in tar.getmembers():
                # Only plain files, all in one folder: an archive cannot write elsewhere.
                if not member.isfile() or "/" in member.name or member.name.startswith("."):
                    raise BundleError(f"{archive} contains {member.name!r}, which no bundle does")
                content = tar.extractfile(member)
                assert content
                target = Path(temporary) / member.name
                target.write_bytes(content.read())
                target.chmod(0o755)
        try:
            os.rename(temporary, folder)
        except OSError:
            # Another process on this machine was first.
            shutil.rmtree(temporary)
    return Unpacked(folder)


class Unpacked:
    """A bundle in a folder."""

    def __init__(self, folder: Path) -> None:
        status = folder.stat()
        if status.st_uid != os.getuid():
            raise BundleError(f"{folder} belongs to another user")
        self.folder = folder
        self.manifest = json.loads((folder / MANIFEST).read_text())
        for name, digest in self.manifest["files"].items():
            path = folder / name
            if not path.is_file() or _digest(path.read_bytes()) != digest:
                raise BundleError(f"{path} is not the file that was bundled")
        found = version(self.command)
        if found != self.manifest["version"]:
            raise BundleError(f"the command says it is {found}, not {self.manifest['version']}")

    @property
    def command(self) -> list[str]:
        """The arguments that start the command with its bundled libraries."""
        loader = self.manifest["loader"]
        start = [str(self.folder / loader), "--library-path", str(self.folder)] if loader else []
        return [*start, str(self.folder / COMMAND)]


def version(command: list[str]) -> str:
    """The first line of a command's version output."""
    done = subprocess.run([*command, "--version"], capture_output=True, text=True,
                          env={**os.environ, "MASTERING_CONFIG": ""})
    if done.returncode:
        raise BundleError(f"{command[-1]} cannot be run here: {done.stderr.strip()}")
    return done.stdout.splitlines()[0]


def _libraries(command: str) -> dict[str, str]:
    done = subprocess.run(["ldd", command], capture_output=True, text=True)
    if done.returncode:
        raise BundleError(f"ldd {command}: {done.stderr.strip()}")
    files = {}
    for line in done.stdout.splitlines():
        if "not found" in line:
            raise BundleError(f"{command} lacks {line.split()[0]}")
        found = re.search(r"(/\S+) \(0x", line)
        if found:
            files[os.path.basename(found[1])] = found[1]
    return files


def loader(files: Iterable[str]) -> str | None:
    """The name of the system's loader among these."""
    return next((name for name in files if name.startswith("ld-") or name.startswith("ld64")), None)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
