"""Builds installable packages of the suite: a wheel for Python and a tarball for npm.

They contain what `mastering conformance export` writes. The same suite gives the same bytes. Nothing is
published. The command is MASTERING_COMMAND, or the one that Scripts/mastering builds.

Usage: python3 packages.py FOLDER     writes both into the folder
       python3 packages.py --try      makes both, installs them elsewhere, and plays and reads what is there
"""

import argparse
import base64
import gzip
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

from golden.folders import GOLDEN, REPOSITORY
from golden.runners import built_mastering

NAME = "adaptive-mastering-conformance"
MODULE = NAME.replace("-", "_")
SUMMARY = "The golden cases of Adaptive Mastering, with their specification and a runner."
PARTS = GOLDEN / "packages"
# The earliest time that a ZIP file can express.
LONG_AGO = (1980, 1, 1, 0, 0, 0)

Files = dict[str, bytes]


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes packages of the suite.")
    does = parser.add_mutually_exclusive_group(required=True)
    does.add_argument("folder", type=Path, nargs="?", help="where the packages go")
    does.add_argument("--try", dest="tries", action="store_true", help="install and use them")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        suite = _exported(Path(place) / "suite")
        if options.folder:
            options.folder.mkdir(parents=True, exist_ok=True)
            for path in (_wheel(suite, options.folder), _tarball(suite, options.folder)):
                print(path)
            return 0
        problems = [
            *_problems_of_wheel(_wheel(suite, Path(place)), Path(place)),
            *_problems_of_tarball(_tarball(suite, Path(place)), Path(place)),
        ]
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print("Packages: a wheel and a tarball, each installed and used")
    return 1 if problems else 0


def _exported(folder: Path) -> Files:
    """The exported suite, by path."""
    subprocess.run(
        [built_mastering(), "conformance", "export", "--suite", str(GOLDEN), str(folder)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return found | {"LICENSE": (REPOSITORY / "LICENSE").read_bytes()}


def _version(suite: Files) -> str:
    return json.loads(suite["manifest.json"])["suite"]


# MARK: Python


def _wheel(suite: Files, folder: Path) -> Path:
    """A wheel, as specified by PyPA's binary distribution format."""
    version = _version(suite)
    info = f"{MODULE}-{version}.dist-info"
    files = {f"{MODULE}/suite/{path}": data for path, data in suite.items()}
    for part in ("__init__.py", "__main__.py"):
        files[f"{MODULE}/{part}"] = (PARTS / part).read_bytes()
    metadata = [
        "Metadata-Version: 2.1",
        f"Name: {NAME}",
        f"Version: {version}",
        f"Summary: {SUMMARY}",
        "License: MIT",
        "Requires-Python: >=3.11",
        "Description-Content-Type: text/markdown",
    ]
    files[f"{info}/METADATA"] = "\n".join([*metadata, "", ""]).encode() + suite["README.md"]
    wheel = ["Wheel-Version: 1.0", "Generator: packages.py", "Root-Is-Purelib: true"]
    files[f"{info}/WHEEL"] = "\n".join([*wheel, "Tag: py3-none-any", ""]).encode()
    scripts = f"[console_scripts]\n{NAME} = {MODULE}:main\n"
    files[f"{info}/entry_points.txt"] = scripts.encode()
    rows = [f"{path},{_digest(data)},{len(data)}" for path, data in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*rows, f"{info}/RECORD,,", ""]).encode()
    target = folder / f"{MODULE}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return target


def _digest(data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
    return f"sha256={digest}"


def _problems_of_wheel(wheel: Path, place: Path) -> list[str]:
    """Installs it into a separate environment, and plays a correct port and a wrong one."""
    environment = place / "environment"
    venv.create(environment, with_pip=True)
    pip = [environment / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, "--no-index", "--no-deps", "--quiet", wheel], check=True)
    suite = next(environment.glob(f"lib/*/site-packages/{MODULE}/suite"))
    wrong = place / "wrong"
    shutil.copytree(suite / "adapters", wrong)
    ranking = wrong / "parts" / "ranking.py"
    ranking.write_text(ranking.read_text().replace("-ranked.score", "ranked.score"))
    problems = []
    for adapters, wanted in ((suite / "adapters", 0), (wrong, 1)):
        host = f"python3 {adapters}/port.py --profiles {suite}/Spec/profiles.json"
        arguments = ["--host", host, "--filter", "ranking/order/"]
        result = subprocess.run(
            [environment / "bin" / NAME, *arguments],
            cwd=place,
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode != wanted or ("FAIL  ranking/order/" in result.stdout) != bool(wanted):
            problems.append(f"the wheel: status {result.returncode}, not {wanted}: {result.stderr[-300:]}")
    return problems


# MARK: npm


def _tarball(suite: Files, folder: Path) -> Path:
    """A tarball, as `npm pack` writes it: everything in a folder named package."""
    version = _version(suite)
    described = {
        "name": NAME,
        "version": version,
        "description": SUMMARY,
        "license": "MIT",
        "type": "module",
        "exports": {".": "./index.mjs", "./suite/*": "./suite/*"},
        "engines": {"node": ">=18"},
    }
    files = {f"package/suite/{path}": data for path, data in suite.items()}
    files["package/package.json"] = (json.dumps(described, indent=2) + "\n").encode()
    files["package/index.mjs"] = (PARTS / "index.mjs").read_bytes()
    files["package/README.md"] = suite["README.md"]
    target = folder / f"{NAME}-{version}.tgz"
    with open(target, "wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed:
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
            for path, data in sorted(files.items()):
                entry = tarfile.TarInfo(path)
                entry.size = len(data)
                archive.addfile(entry, io.BytesIO(data))
    return target


COUNTS = f"""
import {{ caseFiles, read }} from "{NAME}";
let cases = 0;
for (const file of caseFiles()) cases += file.cases.length;
if (cases !== read("manifest.json").total_cases || cases < 1000) throw new Error(`${{cases}} cases`);
"""


def _problems_of_tarball(tarball: Path, place: Path) -> list[str]:
    """Installs it without a network, and reads every case file."""
    project = place / "project"
    project.mkdir()
    (project / "package.json").write_text('{"private": true}')
    (project / "count.mjs").write_text(COUNTS)
    install = ["npm", "install", "--offline", "--no-audit", "--no-fund", "--silent", tarball]
    for command in (install, ["node", "count.mjs"]):
        result = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            return [f"the tarball: {command[0]}: {(result.stderr or result.stdout)[-300:]}"]
    return []


if __name__ == "__main__":
    sys.exit(main())
