#!/usr/bin/env python3
"""How well a fingerprint alone predicts the shelf that a change of brightness needs: the estimate of
`headroom.brightness` compared with what rendering found, over recordings and changes.

    Benchmarks/brightness-study.py --mastering .build/release/mastering [FOLDER]

The reference is `shelf_gain_db` from `mastering master --dry-run --only brightness`, which is solved on every
frame and then measured. Spec/rationale.md has the table for the recordings in Examples.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

CHANGES_HZ = (-400, -200, -100, 100, 200, 400)
PROFILE = "bright-masters-spectral-v1"
RULES = {
    "loudness_dbfs": "[-60, 0]", "crest_db": "[0, 60]", "zero_crossing_rate": "[0, 0.5]",
    "spectral_centroid_hz": "[0, 20000]",
}
SUFFIXES = {".ogg", ".mp3", ".flac", ".wav", ".opus"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    examples = Path(__file__).resolve().parent.parent / "Examples"
    parser.add_argument("folder", type=Path, nargs="?", default=examples)
    parser.add_argument("--mastering", default="mastering", help="the command to measure with")
    options = parser.parse_args()
    songs = sorted(path for path in options.folder.iterdir() if path.suffix in SUFFIXES)
    with tempfile.TemporaryDirectory() as scratch:
        profiles = {hz: profile(options.mastering, Path(scratch), hz) for hz in CHANGES_HZ}
        pairs = [(song, hz) for song in songs for hz in CHANGES_HZ]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            found = list(pool.map(lambda pair: study(options.mastering, profiles, *pair), pairs))
    report(found)
    return 0


def profile(mastering: str, folder: Path, hz: int) -> Path:
    """A profile that requests a change of brightness."""
    text = subprocess.run(
        [mastering, "profiles", "export", PROFILE], check=True, capture_output=True, text=True
    ).stdout
    text, count = re.subn(r"centroid_change_hz: .*", f"centroid_change_hz: {hz}", text)
    if count != 1:
        raise SystemExit(f"{count} members of the profile are its change of brightness")
    # Wide enough to match every recording.
    for rule, bounds in RULES.items():
        text = re.sub(rf"{rule}: \[.*", f"{rule}: {bounds}", text)
    path = folder / f"{hz}.yaml"
    path.write_text(text)
    return path


def study(mastering: str, profiles: dict[int, Path], song: Path, hz: int) -> dict[str, Any]:
    options = ["--no-cache", "--max-duration", "all", "--profiles", str(profiles[hz])]
    told = answer([mastering, "recommend", "--json", "--single", *options, str(song)])
    rendered = answer(
        [mastering, "master", "--dry-run", "--report", "json", "--only", "brightness"]
        + ["--policy", "free", "--bits", "32f", "--profile", PROFILE, *options, str(song)])
    return {
        "song": song.name, "hz": hz, "centroid": rendered["source"]["spectral_centroid"],
        "estimate": told["headroom"]["brightness"]["shelf_db"],
        "says": told["headroom"]["brightness"]["is_reachable"],
        "truth": rendered["shelf_gain_db"], "is": rendered["centroid_hz"]["is_reached"],
    }


def answer(command: list[str]) -> dict[str, Any]:
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def report(found: list[dict[str, Any]]) -> None:
    right = sum(one["says"] == one["is"] for one in found)
    print(f"{len(found)} changes; whether a gentle shelf is enough is predicted correctly in {right}.")
    print(f"Predicted out of reach, but in reach: {sum(not one['says'] and one['is'] for one in found)}; ")
    print(f"predicted in reach, but out of reach: {sum(one['says'] and not one['is'] for one in found)}.\n")
    print("| change, Hz | within reach | shelf, dB: median | error, dB: median | 5 % | 95 % |")
    print("|---|---|---|---|---|---|")
    for hz in (*CHANGES_HZ, None):
        group = [one for one in found if hz in (one["hz"], None)]
        known = [one for one in group if one["is"] and one["estimate"] is not None]
        errors = sorted(one["estimate"] - one["truth"] for one in known)
        if not errors:
            continue
        shelf = statistics.median(abs(one["truth"]) for one in known)
        low, high = errors[round((len(errors) - 1) * 0.05)], errors[round((len(errors) - 1) * 0.95)]
        print(
            f"| {'all' if hz is None else f'{hz:+d}'} | {sum(one['is'] for one in group)} of {len(group)} "
            f"| {shelf:.2f} | {statistics.median(errors):+.2f} | {low:+.2f} | {high:+.2f} |")
    print("\n| recording | centroid, Hz | change, Hz | estimate, dB | rendering, dB |\n|---|---|---|---|---|")
    for one in found:
        if one["says"] != one["is"]:
            estimate = "none" if one["estimate"] is None else f"{one['estimate']:+.1f}"
            print(f"| {one['song']} | {one['centroid']:.0f} | {one['hz']:+d} | {estimate} "
                  f"| {one['truth']:+.1f}{'' if one['is'] else ', short'} |")


if __name__ == "__main__":
    sys.exit(main())
