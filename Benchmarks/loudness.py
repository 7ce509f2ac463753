"""Measures `mastering loudness`: its speed and memory, and how well it agrees with other meters.

    python Benchmarks/loudness.py --mastering .build/release/mastering speed
    python Benchmarks/loudness.py --mastering .build/release/mastering memory
    python Benchmarks/loudness.py --mastering .build/release/mastering recordings
    python Benchmarks/loudness.py --mastering .build/release/mastering ebu

Needs ffmpeg, libebur128 and libsndfile from the system, and nothing from PyPI. Prints Markdown tables. Times
are pairs measured in turn on one processor, from process start; a ratio is the median of the pairs.
"""

import argparse
import ctypes
import ctypes.util
import json
import math
import os
import re
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from array import array
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "Tests" / "Golden"

METER = "ebur128=peak=true+sample:metadata=1,ametadata=print:file=-"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=["speed", "memory", "recordings", "ebu"])
    parser.add_argument("--mastering", default="mastering", help="the command to measure")
    parser.add_argument("--rounds", type=int, default=9, help="how many pairs")
    parser.add_argument("--processor", type=int, default=0, help="the processor to stay on")
    options = parser.parse_args()
    os.environ["LC_ALL"] = "C.UTF-8"
    command = str(Path(options.mastering).resolve()) if "/" in options.mastering else options.mastering
    with tempfile.TemporaryDirectory() as folder:
        if options.what == "speed":
            speed(command, Path(folder), options.rounds, options.processor)
        elif options.what == "memory":
            memory(command, Path(folder))
        elif options.what == "recordings":
            recordings(command)
        else:
            ebu(command, Path(folder))
    return 0


# Speed and memory


def speed(mastering: str, folder: Path, rounds: int, processor: int) -> None:
    song = ninety_seconds(folder)
    pin = ["taskset", "-c", str(processor)]
    fingerprint = [*pin, mastering, "recommend", "--no-cache", "--progress", "never", str(song)]
    loudness = [*pin, mastering, "loudness", "--no-cache", "--progress", "never", str(song)]
    ffmpeg = [*pin, "ffmpeg", "-v", "error", "-nostats", "-i", str(song)]
    ffmpeg += ["-af", "ebur128=peak=true", "-f", "null", "-"]
    print("| on one processor, 90 s of stereo FLAC | s, processor time | s, wall | ratio, processor | ratio, wall |")
    print("|---|---|---|---|---|")
    pairs = [
        ("fingerprint and loudness without true peak, to the fingerprint alone",
         [*fingerprint, "--loudness", "--no-true-peak"], fingerprint),
        ("fingerprint and loudness with true peak, to the fingerprint alone",
         [*fingerprint, "--loudness"], fingerprint),
        ("`mastering loudness`, to ffmpeg's `ebur128=peak=true`", loudness, ffmpeg),
    ]
    for name, one, other in pairs:
        times: list[tuple[tuple[float, float], tuple[float, float]]] = []
        for round in range(rounds + 1):
            pair = (timed(one), timed(other))
            if round > 0:
                times.append(pair)
        own = [statistics.median(pair[0][kind] for pair in times) for kind in (0, 1)]
        ratios = [statistics.median(p[0][kind] / p[1][kind] for p in times) for kind in (0, 1)]
        print(f"| {name} | {own[0]:.3f} | {own[1]:.3f} | {ratios[0]:.2f}× | {ratios[1]:.2f}× |")


def timed(command: list[str]) -> tuple[float, float]:
    """Processor and wall time of a whole process, in seconds."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, wall


def memory(mastering: str, folder: Path) -> None:
    print("| loudness of | peak MiB |\n|---|---|")
    short = ROOT / "Examples" / "loop_mika.flac"
    hours = holes(folder, 2 * 3600)
    for name, path in (("8 s", short), ("two hours", hours)):
        for flags in ([], ["--no-true-peak"]):
            peak = resident([mastering, "loudness", "--no-cache", *flags, str(path)])
            print(f"| {name}{', without true peak' if flags else ''} | {peak / 1024:.1f} |")
    # The maximum that is measured, and more than that.
    for rate in (192_000, 768_000):
        path = holes(folder, 4, rate, channels=64)
        command = [mastering, "loudness", "--no-cache", str(path)]
        status, peak = ended(command)
        kind = "" if status == 0 else ", refused"
        print(f"| 64 channels at {rate // 1000} kHz{kind} | {peak / 1024:.1f} |")


def resident(command: list[str]) -> int:
    """The peak memory of a process, in KiB."""
    status, peak = ended(command)
    if status != 0:
        raise SystemExit(f"{' '.join(command)} ended with {status}")
    return peak


def ended(command: list[str]) -> tuple[int, int]:
    """How a process ended, and its peak memory in KiB."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_maxrss


def holes(folder: Path, seconds: int, rate: int = 44_100, channels: int = 2) -> Path:
    """A 16-bit file that ends in a click; nearly all of it holes, so it takes no disk space."""
    path = folder / f"holes-{channels}-{rate}.wav"
    size = seconds * rate * channels * 2
    with path.open("wb") as file:
        file.write(wav_header(size, rate, channels))
        file.truncate(44 + size)
        file.seek(44 + size - 2 * channels)
        file.write(b"\xff\x7f" * channels)
    return path


def wav_header(size: int, rate: int, channels: int) -> bytes:
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * 2 * channels, 2 * channels, 16)
    return b"".join((
        b"RIFF", struct.pack("<I", 36 + size), b"WAVEfmt ", struct.pack("<I", len(form)), form,
        b"data", struct.pack("<I", size)))


def ninety_seconds(folder: Path) -> Path:
    """The recordings one after another, repeated up to 90 s, as CD audio in FLAC."""
    listing = folder / "list.txt"
    songs = sorted((ROOT / "Examples").glob("*.flac"))
    listing.write_text("".join(f"file '{song}'\n" for song in songs * 4))
    target = folder / "ninety.flac"
    run(["ffmpeg", "-v", "error", "-f", "concat", "-safe", "0", "-i", str(listing), "-ac", "2"]
        + ["-ar", "44100", "-sample_fmt", "s16", "-t", "90", str(target)])
    return target


# Recordings


def recordings(mastering: str) -> None:
    library = Ebur128()
    meters = ("ours", "ffmpeg", "libebur128")
    units = ("LUFS", "LU", "dBTP")
    print("| recording | " + " | ".join(f"{unit}, {meter}" for unit in units for meter in meters) + " |")
    print("|---" * (1 + len(units) * len(meters)) + "|")
    songs = sorted((ROOT / "Examples").glob("*.flac"))
    for song in songs:
        own = json.loads(run([mastering, "loudness", "--no-cache", "--json", str(song)]))
        by_meter = (
            (own["integrated_lufs"], own["loudness_range_lu"], own["true_peak_dbtp"]),
            ffmpeg(song),
            library.measured(song),
        )
        cells = [shown(values[unit]) for unit in range(len(units)) for values in by_meter]
        print(f"| {song.name} | " + " | ".join(cells) + " |")
    print()
    print("| recording | headroom | gain, dB | dBTP after it, by ffmpeg |")
    print("|---|---|---|---|")
    for song in songs:
        answer = json.loads(run([mastering, "recommend", "--no-cache", "--json", str(song)]))
        headroom = answer["headroom"]
        gain = headroom["plain_gain_at_most_db"]
        peak = ffmpeg(song, gain)[2]
        words = sentence(answer["reasoning"])
        print(f"| {song.name} | {words} | {'+' if gain > 0 else ''}{shown(gain)} | {shown(peak)} |")


def sentence(reasoning: str) -> str:
    """The part of a reason that concerns headroom."""
    found = [part for part in re.split(r"(?<=[.;]) ", reasoning) if "headroom" in part]
    return " ".join(found) or "fits"


def ffmpeg(song: Path, gain: float = 0) -> tuple[float | None, float | None, float | None]:
    """Integrated loudness, range and true peak from ffmpeg's metadata, because its summary has only one
    decimal.
    """
    text = run(["ffmpeg", "-hide_banner", "-nostats", "-v", "error", "-i", str(song), "-af"]
               + [f"volume={gain}dB:precision=double,{METER}", "-f", "null", "/dev/null"])
    values: dict[str, float] = {}
    peak = 0.0
    for key, value in re.findall(r"lavfi\.r128\.(\w+)=(\S+)", text):
        values[key] = float(value)
        if key.startswith("true_peaks_ch"):
            peak = max(peak, float(value))
    return values.get("I"), values.get("LRA"), 20 * math.log10(peak) if peak > 0 else None


class Ebur128:
    """The library alone, with its own gates, windows and true peaks."""

    MODES = {"I": 5, "LRA": 11, "TRUE_PEAK": 49}

    def __init__(self) -> None:
        self.library = ctypes.CDLL(ctypes.util.find_library("ebur128") or "libebur128.so.1")
        self.library.ebur128_init.restype = ctypes.c_void_p
        self.library.ebur128_init.argtypes = [ctypes.c_uint, ctypes.c_ulong, ctypes.c_int]

    def measured(self, song: Path) -> tuple[float, float, float]:
        probe = json.loads(run(["ffprobe", "-v", "error", "-show_streams", "-of", "json", str(song)]))
        channels, rate = probe["streams"][0]["channels"], int(probe["streams"][0]["sample_rate"])
        samples = subprocess.run(
            ["ffmpeg", "-v", "error", "-i", str(song), "-f", "f32le", "-"], check=True,
            capture_output=True).stdout
        mode = self.MODES["I"] | self.MODES["LRA"] | self.MODES["TRUE_PEAK"]
        state = ctypes.c_void_p(self.library.ebur128_init(channels, rate, mode))
        buffer = (ctypes.c_char * len(samples)).from_buffer_copy(samples)
        frames = ctypes.c_size_t(len(samples) // 4 // channels)
        self.library.ebur128_add_frames_float(state, buffer, frames)
        value = ctypes.c_double()
        results = []
        for name in ("loudness_global", "loudness_range"):
            getattr(self.library, f"ebur128_{name}")(state, ctypes.byref(value))
            results.append(value.value)
        peak = 0.0
        for channel in range(channels):
            self.library.ebur128_true_peak(state, ctypes.c_uint(channel), ctypes.byref(value))
            peak = max(peak, value.value)
        self.library.ebur128_destroy(ctypes.byref(state))
        return results[0], results[1], 20 * math.log10(peak)


# The signals of the EBU


def ebu(mastering: str, folder: Path) -> None:
    sounds = {
        recipe["id"]: recipe
        for recipe in json.loads((GOLDEN / "audio" / "recipes.json").read_text())["recipes"]
    }
    host = subprocess.Popen([mastering, "rpc", "--no-cache"], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, text=True)
    assert host.stdin and host.stdout
    print("| case | demanded | ours |\n|---|---|---|")
    for family in ("integrated", "windows", "true-peaks", "ranges"):
        suite = json.loads((GOLDEN / "vectors" / "loudness-ebu" / f"{family}.json").read_text())
        for case in suite["cases"]:
            parameters = dict(case["params"])
            parameters["path"] = str(written(sounds[parameters["path"]["$audio"]], folder))
            request = {"jsonrpc": "2.0", "id": 1, "method": "loudness.measure", "params": parameters}
            host.stdin.write(json.dumps(request) + "\n")
            host.stdin.flush()
            result = json.loads(host.stdout.readline())["result"]
            demanded, ours = [], []
            for key, wanted in flattened(case["expect"]["result"]):
                value = result
                for part in key.split("."):
                    value = value[part]
                demanded.append(f"{key} {wanted}")
                ours.append(spread(value) if isinstance(value, list) else shown(value))
            name = case["id"].removeprefix("tech-").replace("-", ", case ", 1)
            print(f"| {name} | {'; '.join(demanded)} | {'; '.join(ours)} |")
    host.stdin.close()
    host.wait()


def written(recipe: dict[str, Any], folder: Path) -> Path:
    """The file for a recipe of tones (Spec, CON-20 and CON-29), created once for all cases that use it.

    As floats, which represent 24 bits exactly.
    """
    path = folder / f"{recipe['id']}.wav"
    if path.exists():
        return path
    rate, frames, channels = (
        recipe["sample_rate_hz"], recipe["samples"], len(recipe["channels"]),
    )
    scale = 2**23 if recipe["encoding"] == "pcm24" else None
    known: dict[str, array[float]] = {}
    for terms in recipe["channels"]:
        sums = array("d", bytes(8 * frames))
        if json.dumps(terms) in known:
            continue
        for term in terms:
            tone = term["tone"]
            start, end, fade = tone["from"], tone["to"], tone["fade"]
            turns = 2 * math.pi
            for index in range(start, end):
                edge = min(index - start, end - 1 - index) + 0.5
                envelope = 1.0 if edge >= fade else 0.5 - 0.5 * math.cos(math.pi * edge / fade)
                sums[index] += envelope * tone["amplitude"] * math.sin(
                    turns * (tone["hz"] * (index - start) / rate + tone["phase"]))
        if scale is not None:
            sums = array("d", (
                math.copysign(math.floor(abs(value) * scale + 0.5) / scale, value)
                for value in sums))
        known[json.dumps(terms)] = array("f", sums)
    samples = array("f", bytes(4 * frames * channels))
    for index, terms in enumerate(recipe["channels"]):
        samples[index::channels] = known[json.dumps(terms)]
    data = samples.tobytes()
    form = struct.pack("<HHIIHH", 3, channels, rate, rate * 4 * channels, 4 * channels, 32)
    head = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data"
    head += struct.pack("<I", len(data))
    path.write_bytes(b"RIFF" + struct.pack("<I", len(head) + len(data)) + head + data)
    return path


def flattened(result: Any, before: str = "") -> list[tuple[str, str]]:
    """The members of an expectation, and what each requires."""
    found: list[tuple[str, str]] = []
    for key, value in result.items():
        if isinstance(value, list):
            found.append((before + key, "always " + demand(value[0]["$anyOf"][1])))
        elif "$near" in value:
            found.append((before + key, demand(value)))
        else:
            found += flattened(value, before + key + ".")
    return found


def demand(value: dict[str, Any]) -> str:
    near = value["$near"]
    return f"{near['value'] - near['absolute']:.1f} to {near['value'] + near['absolute']:.1f}".replace(
        "-", "−")


def spread(values: list[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{shown(min(known))} to {shown(max(known))}"


def shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def run(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main())
