#!/usr/bin/env python3
"""How far the first 90 seconds of a song are from the whole song: over a folder of music, how often a window
leads to a different primary profile, and by how much each metric differs.

    Benchmarks/window-study.py --mastering .build/release/mastering FOLDER

Windows other than the first 90 s are cut with ffmpeg. Files shorter than 100 s are skipped: there the window
is the song. Spec/rationale.md has the table for Debian's hyperrogue-music, singularity-music, nexuiz-music
and wesnoth-1.16-music.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

SHORTEST_SECONDS = 100
METRICS = (
    ("loudness_dbfs", "dB"),
    ("crest_db", "dB"),
    ("spectral_centroid", "Hz"),
    ("zero_crossing_rate", "per sample"),
)
SUFFIXES = {".ogg", ".mp3", ".flac", ".wav", ".opus"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mastering", default="mastering", help="the command to measure with")
    parser.add_argument("--limit", type=int, default=1000, help="the most files")
    options = parser.parse_args()
    files = sorted(path for path in options.folder.rglob("*") if path.suffix in SUFFIXES)
    with ThreadPoolExecutor(2) as pool:
        studied = list(pool.map(lambda path: study(options.mastering, path), files[: options.limit]))
    songs = [song for song in studied if song is not None]
    if not songs:
        print("no file is long enough", file=sys.stderr)
        return 1
    report(songs)
    return 0


def study(mastering: str, path: Path) -> dict[str, Any] | None:
    """The recommendation for each window and for the whole; None for a file that cannot be studied."""
    try:
        seconds = length(path)
        if seconds < SHORTEST_SECONDS:
            return None
        with tempfile.TemporaryDirectory() as folder:
            middle = cut(path, Path(folder) / "middle.flac", [(seconds / 2 - 45, 90)])
            parts = [(seconds * (2 * part + 1) / 6 - 15, 30) for part in range(3)]
            three = cut(path, Path(folder) / "three.flac", parts)
            return {
                "whole": recommended(mastering, path, "all"),
                "90 s from the start": recommended(mastering, path, "90"),
                "90 s from the middle": recommended(mastering, middle, "all"),
                "three parts of 30 s": recommended(mastering, three, "all"),
            }
    except (subprocess.CalledProcessError, ValueError, KeyError):
        return None


def length(path: Path) -> float:
    command = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0"]
    return float(output([*command, str(path)]))


def cut(source: Path, target: Path, parts: list[tuple[float, float]]) -> Path:
    """The parts, each a start and a length in seconds, joined together."""
    trims = [
        f"[0:a]atrim=start={start}:duration={seconds},asetpts=PTS-STARTPTS[p{index}]"
        for index, (start, seconds) in enumerate(parts)
    ]
    names = "".join(f"[p{index}]" for index in range(len(parts)))
    graph = ";".join([*trims, f"{names}concat=n={len(parts)}:v=0:a=1[out]"])
    command = ["ffmpeg", "-nostdin", "-v", "error", "-i", str(source), "-filter_complex", graph]
    output([*command, "-map", "[out]", "-sample_fmt", "s32", str(target)])
    return target


def recommended(mastering: str, path: Path, window: str) -> dict[str, Any]:
    command = [mastering, "recommend", "--json", "--no-cache", "--max-duration", window, str(path)]
    return json.loads(output(command))


def output(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def report(songs: list[dict[str, Any]]) -> None:
    print(f"{len(songs)} songs of {SHORTEST_SECONDS} s or more, compared with the whole song\n")
    units = " | ".join(f"{metric}, {unit}: median / 95 %" for metric, unit in METRICS)
    print(f"| window | different primary profile | {units} |")
    print("|---|---|" + "---|" * len(METRICS))
    for window in ("90 s from the start", "90 s from the middle", "three parts of 30 s"):
        others = sum(song[window]["primary_profile_id"] != song["whole"]["primary_profile_id"] for song in songs)
        cells = [f"{others} ({100 * others / len(songs):.0f} %)"]
        for metric, _ in METRICS:
            distances = sorted(
                abs(song[window]["fingerprint"][metric] - song["whole"]["fingerprint"][metric])
                for song in songs
            )
            high = distances[min(len(distances) - 1, int(0.95 * len(distances)))]
            cells.append(f"{statistics.median(distances):.3g} / {high:.3g}")
        print(f"| {window} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    sys.exit(main())
