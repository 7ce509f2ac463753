"""The cost of a 90 s fingerprint if FFmpeg decodes, compared with FFmpeg's program alone.

    python3 Benchmarks/ffmpeg-formats.py --mastering .build/release/mastering

The two run in turn. Each result is the median processor time of all processes, which varies less than wall
time on a busy machine, and the median wall time. Prints a Markdown table.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

KINDS = [
    ("AAC in MP4", "a.m4a", ["-c:a", "aac", "-b:a", "192k"]),
    ("ALAC in MP4", "b.m4a", ["-c:a", "alac"]),
    ("WavPack", "a.wv", ["-c:a", "wavpack"]),
    ("WMA 2", "a.wma", ["-c:a", "wmav2", "-b:a", "192k"]),
    ("FLAC in Matroska", "a.mka", ["-c:a", "flac"]),
]
EXAMPLES = pathlib.Path(__file__).resolve().parent.parent / "Examples"


def timed(command):
    """Seconds of wall and processor time, including grandchildren."""
    before, start = os.times(), time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    clock, after = time.monotonic() - start, os.times()
    return clock, (
        after.children_user + after.children_system - before.children_user - before.children_system
    )


def music(folder):
    """The recordings one after another, repeated up to 90 s."""
    songs = sorted(EXAMPLES.glob("*.flac"))
    arguments = [word for song in songs for word in ("-i", str(song))]
    parts = "".join(
        f"[{index}:a]aresample=44100,aformat=channel_layouts=stereo[p{index}];"
        for index in range(len(songs))
    )
    joined = "".join(f"[p{index}]" for index in range(len(songs)))
    path = folder / "music.wav"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-nostdin", *arguments, "-filter_complex",
         f"{parts}{joined}concat=n={len(songs)}:v=0:a=1,aloop=loop=-1:size=2e8", "-t", "90",
         "-sample_fmt", "s16", "-y", str(path)], check=True)
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mastering", required=True)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        source = music(folder)
        print("| 90 s of | ffmpeg alone, processor ms | fingerprint, processor ms | ratio | "
              "fingerprint, clock ms |\n| --- | --- | --- | --- | --- |")
        for kind, file, arguments in KINDS:
            path = folder / file
            subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-i", str(source), *arguments,
                            "-y", str(path)], check=True)
            pairs = [
                (timed(["ffmpeg", "-v", "error", "-nostdin", "-threads", "1", "-i", str(path),
                        "-f", "f32le", "-c:a", "pcm_f32le", "-y", "/dev/null"]),
                 timed([options.mastering, "fingerprint", "--no-cache", "--no-cue", str(path)]))
                for _ in range(options.rounds)
            ]
            alone = statistics.median(pair[0][1] for pair in pairs)
            ours = statistics.median(pair[1][1] for pair in pairs)
            ratio = statistics.median(pair[1][1] / pair[0][1] for pair in pairs)
            clock = statistics.median(pair[1][0] for pair in pairs)
            print(f"| {kind} | {alone * 1000:.0f} | {ours * 1000:.0f} | {ratio:.2f}× | "
                  f"{clock * 1000:.0f} |")


if __name__ == "__main__":
    main()
