"""The results for forty kinds of files, with FFmpeg on the machine and without: a Markdown table.

    python3 Benchmarks/format-table.py --mastering .build/release/mastering

ffmpeg creates the files; a kind that it cannot create is skipped and reported. "Without" is the same command
with an empty search path.
"""

import argparse
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

KINDS = [
    ("WAV, 16 bits", "a.wav", ["-c:a", "pcm_s16le"]),
    ("WAV, 24 bits", "b.wav", ["-c:a", "pcm_s24le"]),
    ("WAV, 64-bit floats", "c.wav", ["-c:a", "pcm_f64le"]),
    ("WAV, A-law", "d.wav", ["-c:a", "pcm_alaw"]),
    ("WAV, MS ADPCM", "e.wav", ["-c:a", "adpcm_ms"]),
    ("WAV with MP3", "f.wav", ["-c:a", "libmp3lame"]),
    ("WAV with AAC", "g.wav", ["-c:a", "aac"]),
    ("RF64", "h.wav", ["-rf64", "always"]),
    ("W64", "a.w64", []),
    ("AIFF", "a.aiff", []),
    ("AU", "a.au", []),
    ("CAF, PCM", "a.caf", ["-c:a", "pcm_s16le"]),
    ("CAF, ALAC", "b.caf", ["-c:a", "alac"]),
    ("FLAC, 16 bits", "a.flac", ["-sample_fmt", "s16"]),
    ("FLAC, 24 bits", "b.flac", ["-sample_fmt", "s32"]),
    ("FLAC in Ogg", "a.oga", ["-c:a", "flac"]),
    ("Ogg Vorbis", "a.ogg", ["-c:a", "libvorbis"]),
    ("Opus", "a.opus", ["-c:a", "libopus"]),
    ("Speex", "a.spx", ["-c:a", "libspeex", "-ar", "16000", "-ac", "1"]),
    ("MP3", "a.mp3", []),
    ("MP2", "a.mp2", []),
    ("AAC in MP4", "a.m4a", ["-c:a", "aac"]),
    ("AAC, ADTS", "a.aac", []),
    ("ALAC in MP4", "b.m4a", ["-c:a", "alac"]),
    ("FLAC in MP4", "c.mp4", ["-c:a", "flac", "-strict", "-2"]),
    ("Opus in MP4", "d.mp4", ["-c:a", "libopus", "-strict", "-2"]),
    ("AC-3", "a.ac3", []),
    ("E-AC-3", "a.eac3", []),
    ("DTS", "a.dts", ["-c:a", "dca", "-strict", "-2"]),
    ("WMA 2", "a.wma", ["-c:a", "wmav2"]),
    ("WavPack", "a.wv", []),
    ("True Audio", "a.tta", []),
    ("Matroska, FLAC", "a.mka", ["-c:a", "flac"]),
    ("Matroska, AAC", "b.mka", ["-c:a", "aac"]),
    ("WebM, Opus", "a.webm", ["-c:a", "libopus"]),
    ("QuickTime, PCM", "a.mov", ["-c:a", "pcm_s16le"]),
    ("AMR", "a.amr", ["-c:a", "libopencore_amrnb", "-ar", "8000", "-ac", "1"]),
]


def dsf(seconds=1):
    """Two-channel DSD64 that alternates ones and zeros: silence."""
    blocks = 2_822_400 * seconds // 8 // 4096 + 1
    data = b"\x69" * (4096 * 2 * blocks)
    fmt = b"fmt " + struct.pack(
        "<QIIIIIIQII", 52, 1, 0, 2, 2, 2_822_400, 1, blocks * 4096 * 8, 4096, 0
    )
    body = fmt + b"data" + struct.pack("<Q", 12 + len(data)) + data
    return b"DSD " + struct.pack("<QQQ", 28, 28 + len(body), 0) + body


# Headers only: the message shows whether the kind is recognised.
HEADERS = [
    ("DSD (DSF)", "a.dsf", dsf()),
    ("Monkey's Audio, its header alone", "a.ape", b"MAC " + struct.pack("<H", 3990) + bytes(90)),
    ("Musepack, its header alone", "a.mpc", b"MPCKSH" + bytes(60)),
    ("TAK, its header alone", "a.tak", b"tBaK" + bytes(60)),
    ("an M3U playlist called .m4a", "p.m4a", b"#EXTM3U\n/etc/passwd\n"),
    ("an ffconcat list called .mp3", "q.mp3", b"ffconcat version 1.0\nfile '/etc/passwd'\n"),
    ("text called .flac", "t.flac", b"Not a sound.\n"),
    ("no bytes", "empty.wav", b""),
]


def answer(command, path, environment):
    run = subprocess.run(
        [command, "fingerprint", "--json", "--no-cache", "--no-cue", str(path)],
        capture_output=True, text=True, env=environment, timeout=120, check=False,
    )
    if run.returncode == 0:
        heard = json.loads(run.stdout)
        length = heard.get("duration_seconds") or heard["analysed_seconds"]
        return f"{heard['sample_rate_hz']} Hz, {heard['channels']} ch, {length:.2f} s"
    lines = [line for line in run.stderr.splitlines() if line.startswith("mastering: ")]
    return (lines or ["status " + str(run.returncode)])[-1].split(f"{path}: ")[-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mastering", required=True)
    options = parser.parse_args()
    command = str(pathlib.Path(options.mastering).resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        files, missing = [], []
        for kind, file, arguments in KINDS:
            made = subprocess.run(
                ["ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i",
                 "sine=frequency=440:duration=2:sample_rate=48000", "-ac", "2", "-map_metadata",
                 "-1", *arguments, "-y", str(folder / file)],
                capture_output=True, check=False,
            )
            (files if made.returncode == 0 else missing).append((kind, file))
        for kind, file, content in HEADERS:
            (folder / file).write_bytes(content)
            files.append((kind, file))
        print("| file | with FFmpeg | without |\n| --- | --- | --- |")
        for kind, file in files:
            path = folder / file
            told = [answer(command, path, environment) for environment in (None, {"PATH": ""})]
            print(f"| {kind} | {told[0]} | {'the same' if told[0] == told[1] else told[1]} |")
        if missing:
            names = ", ".join(kind for kind, _ in missing)
            print(f"\nNot made, because this ffmpeg has no encoder: {names}.", file=sys.stderr)


if __name__ == "__main__":
    main()
