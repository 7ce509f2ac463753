"""This Python, with the packages that an executor uses, as one archive that travels with a job.

An executor then needs no Python: in addition to Spark it has a shell, tar and gzip, which unpack it.
"""

import importlib.metadata
import itertools
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

from .bundle import BundleError, loader, pack

# The folder that Spark unpacks the archive into, and what starts it there.
FOLDER = "python"
COMMAND = f"./{FOLDER}/bin/python"

# The packages that tables and files need, and the stores that may be installed with them.
NEEDED = ["fsspec", "pyarrow"]
STORES = ["s3fs", "gcsfs", "adlfs", "ocifs", "ossfs"]
# Spark brings its own to the executors, and this package is sent by itself.
ELSEWHERE = {"pyspark", "py4j", "mastering-spark"}
# Parts of the standard library that no executor runs, and parts of packages that only serve to build others.
_LEFT_OUT = {"__pycache__", "test", "tests", "idlelib", "tkinter", "turtledemo", "ensurepip", "lib2to3",
             "site-packages", "dist-packages", "include"}
_SOURCES = (".pyc", ".pyx", ".pxd", ".pxi", ".a", ".h")
# By its path, and not by links, so that it finds its library; with the loader and C library it was built with.
_START = """#!/bin/sh
here=$(cd "${0%/*}/.." && pwd) || exit
export PYTHONHOME="$here" PYTHONNOUSERSITE=1
export PYTHONPATH="${PYTHONPATH:+$PYTHONPATH:}$here/packages"
exec START"$here/bin/python.bin" "$@"
"""


def make(archive: Path, also: Iterable[str] = ()) -> dict[str, str]:
    """Writes the archive, and returns the versions of the packages in it.

    `also` names further packages, such as those for a private file system.
    """
    packages = _packages([*NEEDED, *(name for name in STORES if _version(name)), *also])
    executable = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
    files = {"bin/python.bin": Path(executable), **dict(_standard_library())}
    for name in packages:
        files.update(_files(name))
    libraries = _libraries([path for name, path in files.items() if name == "bin/python.bin" or ".so" in path.name])
    found = loader(libraries)
    files.update({f"system/{name}": path for name, path in libraries.items()})
    start = _START.replace("START", f'"$here/system/{found}" --library-path "$here/system" ' if found else "")
    content = ((name, path.read_bytes()) for name, path in sorted(files.items()))
    pack(archive, itertools.chain([("bin/python", start.encode())], content))
    return packages


def _standard_library() -> Iterator[tuple[str, Path]]:
    root = Path(sysconfig.get_path("stdlib"))
    place = f"{sys.platlibdir}/python{sys.version_info.major}.{sys.version_info.minor}"
    for folder, folders, names in os.walk(root, followlinks=True):
        # The folder with the files for building C extensions has the version in its name.
        folders[:] = [name for name in folders if name not in _LEFT_OUT and not name.startswith("config-")]
        for name in names:
            path = Path(folder) / name
            # An executor has no windows, and the libraries for them are many.
            if not name.endswith(_SOURCES) and not name.startswith("_tkinter") and path.is_file():
                yield f"{place}/{path.relative_to(root)}", path


def _packages(wanted: list[str]) -> dict[str, str]:
    """These packages and those that they need, each with its version."""
    found: dict[str, str] = {}
    while wanted:
        name = re.sub(r"[-_.]+", "-", wanted.pop()).lower()
        if name in found or name in ELSEWHERE:
            continue
        version = _version(name)
        if version is None:
            # Needed on other systems only, or by another version of Python.
            if name in NEEDED:
                raise BundleError(f"the package {name} is not installed")
            continue
        found[name] = version
        for needed in importlib.metadata.requires(name) or []:
            if "extra ==" not in needed:
                wanted.append(re.match(r"[A-Za-z0-9._-]+", needed)[0])  # type: ignore[index]
    return dict(sorted(found.items()))


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _files(name: str) -> Iterator[tuple[str, Path]]:
    files = importlib.metadata.files(name)
    if files is None:
        raise BundleError(f"the package {name} does not say which files it has; install it with pip")
    for file in files:
        path = Path(file.locate())
        if file.parts[0] == ".." or _LEFT_OUT & set(file.parts) or file.name.endswith(_SOURCES):
            continue
        if path.is_file():
            yield f"packages/{file}", path


def _libraries(files: list[Path]) -> dict[str, Path]:
    """The shared libraries of the system that files need."""
    given = [str(path.resolve()) for path in files]
    done = subprocess.run(["ldd", *given], capture_output=True, text=True)
    found = {os.path.basename(path): Path(path) for path in re.findall(r"(/\S+) \(0x", done.stdout)}
    # A package's own libraries are where it looks for them.
    return {name: path for name, path in found.items() if str(path.resolve()) not in given}
