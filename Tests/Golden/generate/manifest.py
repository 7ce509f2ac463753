"""Writes manifest.json: every case file with its digest and number of cases, and the recordings.

Usage: python3 manifest.py [--check]
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

from golden.folders import EXAMPLES, GOLDEN, VECTORS

# The suite's version (semantic) and the edition of the Spec that it tests; stated only here.
SUITE = "2.0.0"
SPECIFICATION = "2.0"
CAPABILITIES = (
    "core",
    "strict-json",
    "messages",
    "chunks",
    "profiles",
    "profiles-yaml",
    "cache",
    "fingerprint-wav",
    "fingerprint-flac",
    "fingerprint-lossy",
    "resampling",
    "track-load",
    "loudness",
    "loudness-ebu",
    "headroom",
    "dimension-weights",
    "learning",
    "taste",
    "blends",
    "rendering",
    "rendering-files",
    "http",
    "websocket",
    "cue-sheets",
)


def main() -> int:
    parser = argparse.ArgumentParser(description="Writes manifest.json.")
    parser.add_argument("--check", action="store_true", help="only say whether it is up to date")
    options = parser.parse_args()
    path = GOLDEN / "manifest.json"
    text = json.dumps(manifest(), indent=2) + "\n"
    if options.check:
        is_same = path.exists() and path.read_text() == text
        print("manifest.json is up to date" if is_same else "manifest.json is stale")
        return 0 if is_same else 1
    path.write_text(text)
    return 0


def manifest() -> dict[str, object]:
    files = [
        {
            "file": str(path.relative_to(GOLDEN)),
            "sha256": _digest(path),
            "cases": len(json.loads(path.read_bytes())["cases"]),
        }
        for path in sorted(VECTORS.rglob("*.json"))
    ]
    recordings = [
        {"name": path.name, "file": f"../../Examples/{path.name}", "sha256": _digest(path)}
        for path in sorted(EXAMPLES.glob("*.flac"))
    ]
    return {
        "suite": SUITE,
        "specification": SPECIFICATION,
        "capabilities": CAPABILITIES,
        "files": files,
        "recordings": recordings,
        "total_cases": sum(file["cases"] for file in files),
    }


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
