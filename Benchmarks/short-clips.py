#!/usr/bin/env python3
"""How well LRN-52 tells recordings apart by their loudness, depending on how much sound there is.

    Benchmarks/short-clips.py --mastering .build/release/mastering MUSIC

Twelve seconds of each track, of up to 40, go through the chains of learning.py, MP3 and Opus. From the start of each
version the first 3 to 12 seconds are compared: with the original of the same track, and with those of all others.
Benchmarks/README.md has the table. Needs ffmpeg and sox; takes 3 minutes, or seconds with --curves from an earlier
run.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from learning import CHAINS, correlation, curve, processed, run

SECONDS = 12
LENGTHS = (3, 4, 5, 6, 8, 10, 12)
CODECS = (("mp3", "96k"), ("opus", "96k"))
LEAST = 0.3


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("music", type=Path)
    parser.add_argument("--mastering", default=".build/release/mastering")
    parser.add_argument("--sox", default="sox")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--curves", type=Path, help="read the loudness from this file, or write it there")
    options = parser.parse_args()
    if options.curves and options.curves.exists():
        tracks = json.loads(options.curves.read_text())
    else:
        tracks = measured(options)
        if options.curves:
            options.curves.write_text(json.dumps(tracks))
    table(tracks)
    return 0


def measured(options: Any) -> list[dict[str, list[Any]]]:
    """For each track the loudness of its original and of each version."""
    sources = sorted(p for p in options.music.rglob("*") if p.suffix in (".ogg", ".mp3", ".flac", ".wav"))
    draw = random.Random(options.seed)
    draw.shuffle(sources)
    tracks: list[dict[str, list[Any]]] = []
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for source in sources:
            original = work / "original.wav"
            start = str(draw.uniform(3, 40))
            try:
                run("ffmpeg", "-v", "error", "-y", "-ss", start, "-i", str(source), "-t", str(SECONDS),
                    "-ac", "2", "-ar", "44100", str(original))
            except subprocess.CalledProcessError:
                continue
            if original.stat().st_size < SECONDS * 44100 * 4:
                continue
            curves = {"original": curve(options.mastering, original)}
            if all(value is None for value in curves["original"]):
                continue
            for name, file in versions(original, work, options.sox):
                curves[name] = curve(options.mastering, file)
            tracks.append(curves)
            print(f"  {len(tracks)} tracks", file=sys.stderr, flush=True)
            if len(tracks) == 40:
                break
    return tracks


def versions(original: Path, work: Path, sox: str) -> Any:
    target = work / "version.wav"
    for chain in CHAINS:
        try:
            processed(chain, original, target, sox)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{chain[0]} is left out: {error}", file=sys.stderr)
            continue
        yield chain[0], target
    for codec, rate in CODECS:
        coded = work / f"version.{codec}"
        run("ffmpeg", "-v", "error", "-y", "-i", str(original), "-b:a", rate, str(coded))
        run("ffmpeg", "-v", "error", "-y", "-i", str(coded), "-ar", "44100", str(target))
        yield codec, target


def table(tracks: list[dict[str, list[Any]]]) -> None:
    print(f"{len(tracks)} tracks\n")
    print("| seconds | one recording, refused | its lowest correlation | two recordings, refused |")
    print("|---|---|---|---|")
    for seconds in LENGTHS:
        count = seconds * 10 - 3
        same, other = [], []
        for place, track in enumerate(tracks):
            original = track["original"][:count]
            same += [correlation(original, track[name][:count]) for name in track if name != "original"]
            for second in tracks[place + 1 :]:
                other += [correlation(original, curve[:count]) for curve in second.values()]
        # Without enough sound nothing is refused.
        same, other = [[value for value in values if value > -1] for values in (same, other)]
        wrong, right = (sum(value < LEAST for value in values) for values in (same, other))
        print(
            f"| {seconds} | {wrong} of {len(same)} | {min(same):.2f} "
            f"| {right} of {len(other)}, {100 * right / len(other):.0f} % |"
        )


if __name__ == "__main__":
    sys.exit(main())
