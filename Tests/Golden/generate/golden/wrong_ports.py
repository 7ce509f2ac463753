"""Plays the Python port with one file changed."""

import shutil
import tempfile
from pathlib import Path

from .folders import ADAPTERS, SPEC
from .runners import Outcomes, Runner

# The capabilities that a wrong port claims: enough to be caught, not all, so that seventy take minutes.
CLAIMS = {
    "parts/cache.py": "core,cache,profiles",
    "parts/chunks.py": "core,chunks",
    "parts/fingerprint.py": "core,fingerprint-wav",
    "parts/messages.py": "core,messages",
    "parts/profiles.py": "core,profiles,cache",
    "parts/ranking.py": "core",
    "parts/recommendation.py": "core,messages",
    "parts/rendering.py": "rendering",
    "parts/strict_json.py": "core,strict-json",
    "parts/wav.py": "core,fingerprint-wav",
    "port.py": "core,strict-json,messages,cache,profiles,fingerprint-wav",
}

Mutation = dict[str, str]


def command(port: Path, claim: str = "") -> list[str]:
    command = ["python3", str(port), "--profiles", str(SPEC / "profiles.json")]
    return [*command, "--claim", claim] if claim else command


def wrong_port(file: str, text: str, runner: Runner) -> Outcomes:
    """The outcome of a port with another text for one file."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "adapters"
        shutil.copytree(ADAPTERS, copy, ignore=shutil.ignore_patterns("__pycache__"))
        (copy / file).write_text(text)
        return runner(command(copy / "port.py", CLAIMS[file]))
