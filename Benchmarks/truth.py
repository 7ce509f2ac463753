"""Predicted and measured: renders music with `mastering master`, and compares the files with the requested
changes, using third-party meters.

    python3 Benchmarks/truth.py --mastering .build/release/mastering recordings
    python3 Benchmarks/truth.py --mastering .build/release/mastering debian
    python3 Benchmarks/truth.py --mastering .build/release/mastering speed [--matchering PYTHON]
    python3 Benchmarks/truth.py --mastering .build/release/mastering memory
    python3 Benchmarks/truth.py --mastering .build/release/mastering pictures FOLDER

`recordings` are those of Examples, `debian` the music of a few packages of Debian's games, which apt-get
downloads. Each is rendered with all seven profiles under every policy. The table says what was asked,
what was measured on the result, what bound it, how many renderings it took, and how many times faster
than real time. The true peak of every written file is read by ffmpeg's ebur128 and by libebur128.
Exits with 1 where a bound of the table is missed: ±0.1 dB, ±0.2 dB, ±10 Hz where nothing binds, no true
peak above the ceiling; a file of which nothing was asked stays as it is, its peak included. Needs ffmpeg and libebur128.
"""

import argparse
import ctypes
import ctypes.util
import json
import math
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
CEILING = -1.0
TOLERANCES = {"loudness_db": 0.1, "crest_db": 0.2, "centroid_hz": 10.0}
# Small packages with music of different kinds, about 50 MB together.
PACKAGES = ["frozen-bubble-data", "asc-music", "neverball-data"]
LONGEST_SECONDS = 600


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=["recordings", "debian", "speed", "memory", "pictures"])
    parser.add_argument("folder", nargs="?", help="where pictures go")
    parser.add_argument("--mastering", default="mastering", help="the command to measure")
    parser.add_argument("--matchering", help="a Python that has matchering 2.0.6")
    parser.add_argument("--most", type=int, help="render at most this many pieces, from all packages")
    parser.add_argument("--rounds", type=int, default=5, help="how many times to time each")
    arguments = parser.parse_args()
    arguments.mastering = os.path.abspath(arguments.mastering)
    os.environ["MASTERING_CONFIG"] = ""
    with tempfile.TemporaryDirectory() as scratch:
        match arguments.what:
            case "recordings":
                return table(arguments, sorted((ROOT / "Examples").glob("*.flac")), Path(scratch))
            case "debian":
                return table(arguments, spread(debian(Path(scratch)), arguments.most), Path(scratch))
            case "speed":
                return speed(arguments, Path(scratch))
            case "memory":
                return memory(arguments, Path(scratch))
            case _:
                return pictures(arguments, Path(scratch))


def debian(scratch: Path) -> list[Path]:
    """The music of the packages, without sound effects."""
    found: list[Path] = []
    for package in PACKAGES:
        place = scratch / package
        place.mkdir()
        subprocess.run(["apt-get", "download", "-q", package], cwd=place, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        subprocess.run(["dpkg-deb", "-x", next(place.glob("*.deb")), place], check=True)
        for file in sorted(place.rglob("*")):
            if file.suffix in {".ogg", ".mp3", ".flac", ".wav"} and not file.is_symlink():
                if 20 <= seconds_of(file) <= LONGEST_SECONDS:
                    found.append(file)
    return found


def spread(pieces: list[Path], most: int | None) -> list[Path]:
    """At most this many of the pieces, evenly spaced."""
    if most is None or len(pieces) <= most:
        return pieces
    return [pieces[place * len(pieces) // most] for place in range(most)]


def seconds_of(file: Path) -> float:
    run = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", file],
        capture_output=True, text=True)
    try:
        return float(run.stdout)
    except ValueError:
        return 0.0


class Rendering(NamedTuple):
    report: dict[str, Any]
    seconds: float


def master(arguments: Any, source: Path, *options: str) -> Rendering:
    start = time.perf_counter()
    run = subprocess.run(
        [arguments.mastering, "master", "--no-cache", "--force", "--report", "json", source, *options],
        capture_output=True, text=True)
    elapsed = time.perf_counter() - start
    if run.returncode != 0:
        raise SystemExit(f"{source}: {run.stderr}")
    return Rendering(json.loads(run.stdout), elapsed)


def profiles() -> list[str]:
    catalogue = json.loads((ROOT / "Spec" / "profiles.json").read_text())
    return [profile["profile_id"] for profile in catalogue["profiles"]]


def table(arguments: Any, sources: list[Path], scratch: Path) -> int:
    if not sources:
        raise SystemExit("there is no music")
    meter = Ebur128()
    wrong: list[str] = []
    misses: dict[str, list[float]] = {key: [] for key in TOLERANCES}
    shares: dict[str, dict[str, int]] = {key: {} for key in TOLERANCES}
    peaks: list[float] = []
    paces: list[float] = []
    print("| recording | profile | policy | loudness dB | crest dB | brightness Hz | bound | peak dBTP: "
          "ours, ffmpeg, libebur128 | renders | × real time |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for source in sources:
        length = seconds_of(source)
        for profile in ["recommended", *profiles()]:
            options = [] if profile == "recommended" else ["--profile", profile]
            for policy in ("level", "crest", "free"):
                # Every policy for the recommendation alone, lest the table grow beyond reading.
                if policy != "level" and profile != "recommended":
                    continue
                ending, bits = ("wav", "32f") if policy == "free" else ("flac", "24")
                output = scratch / f"result.{ending}"
                result = master(arguments, source, *options, "--policy", policy, "--bits", bits, "-o",
                                str(output))
                report = result.report
                where = f"{source.name}, {profile}, {policy}"
                cells, bounds = [], []
                for key, tolerance in TOLERANCES.items():
                    change = report[key]
                    miss = abs(change["achieved"] - change["asked"])
                    kind = change["bound"] or ("reached" if change["is_reached"] else "missed")
                    shares[key][kind] = shares[key].get(kind, 0) + 1
                    if change["is_reached"] != (miss <= tolerance):
                        wrong.append(f"{where}: {key} differs from the report")
                    if change["is_reached"]:
                        misses[key].append(miss)
                    elif change["bound"] is None:
                        wrong.append(f"{where}: {key} misses by {miss:.3f}, and nothing binds it")
                    else:
                        bounds.append(change["bound"])
                    digits = 1 if key == "centroid_hz" else 2
                    cells.append(f"{change['asked']:+.{digits}f} → {change['achieved']:+.{digits}f}")
                theirs = (ffmpeg_peak(output), meter.true_peak(output))
                # Asks of 0 give the source's samples bit for bit, whatever their peak.
                if policy != "free" and report["renders"] > 0:
                    peaks.append(max(theirs))
                    if max(theirs) > CEILING:
                        wrong.append(f"{where}: true peak {max(theirs):.2f} dBTP")
                pace = length / result.seconds
                paces.append(pace)
                print(f"| {source.name} | {profile} | {policy} | " + " | ".join(cells) + " | "
                      + (", ".join(dict.fromkeys(bounds)) or "–") + " | "
                      + f"{report['result_true_peak_dbtp']:.2f}, {theirs[0]:.1f}, {theirs[1]:.2f} | "
                      + f"{report['renders']} | {pace:.0f} |", flush=True)
    print()
    for key, values in misses.items():
        parts = ", ".join(f"{kind} {count}" for kind, count in sorted(shares[key].items()))
        middle = statistics.median(values) if values else math.nan
        print(f"- {key}: {parts}; where reached, off by {middle:.4f} in the middle, "
              f"{max(values, default=math.nan):.4f} at most")
    print(f"- true peaks of {len(peaks)} files under a ceiling of {CEILING:.1f} dBTP: the highest "
          f"{max(peaks):.2f} dBTP, {sum(peak > CEILING for peak in peaks)} above it")
    print(f"- × real time, from process start, encoding included: {statistics.median(paces):.0f} in the "
          f"middle, {min(paces):.0f} at least")
    for line in wrong:
        print(f"WRONG {line}")
    return 1 if wrong else 0


def ffmpeg_peak(file: Path) -> float:
    """The true peak as ffmpeg's filter reads it; it prints tenths of a decibel."""
    run = subprocess.run(
        ["ffmpeg", "-nostdin", "-hide_banner", "-nostats", "-i", file, "-af", "ebur128=peak=true", "-f",
         "null", "-"], capture_output=True, text=True)
    return float(re.findall(r"Peak:\s+(-?[\d.]+|-inf) dBFS", run.stderr)[-1])


class Ebur128:
    """libebur128 by itself."""

    TRUE_PEAK = 49

    def __init__(self) -> None:
        self.library = ctypes.CDLL(ctypes.util.find_library("ebur128") or "libebur128.so.1")
        self.library.ebur128_init.restype = ctypes.c_void_p
        self.library.ebur128_init.argtypes = [ctypes.c_uint, ctypes.c_ulong, ctypes.c_int]
        self.library.ebur128_add_frames_float.argtypes = [
            ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t]
        self.library.ebur128_true_peak.argtypes = [
            ctypes.c_void_p, ctypes.c_uint, ctypes.POINTER(ctypes.c_double)]
        self.library.ebur128_destroy.argtypes = [ctypes.POINTER(ctypes.c_void_p)]

    def true_peak(self, file: Path) -> float:
        channels, rate = (int(text) for text in subprocess.run(
            ["ffprobe", "-v", "error", "-select_streams", "a:0", "-show_entries",
             "stream=channels,sample_rate", "-of", "csv=p=0", file],
            capture_output=True, text=True, check=True).stdout.split(",")[::-1])
        samples = decoded(file)
        state = ctypes.c_void_p(self.library.ebur128_init(channels, rate, self.TRUE_PEAK))
        buffer = (ctypes.c_char * len(samples)).from_buffer_copy(samples)
        self.library.ebur128_add_frames_float(state, buffer, len(samples) // 4 // channels)
        highest = 0.0
        for channel in range(channels):
            peak = ctypes.c_double()
            self.library.ebur128_true_peak(state, channel, ctypes.byref(peak))
            highest = max(highest, peak.value)
        self.library.ebur128_destroy(ctypes.byref(state))
        return 20 * math.log10(max(highest, 1e-6))


def decoded(file: Path, channels: int | None = None) -> bytes:
    """The samples in 32 bits, interleaved."""
    mix = [] if channels is None else ["-ac", str(channels)]
    return subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "error", "-i", file, "-map", "0:a:0", *mix, "-c:a", "pcm_f32le",
         "-f", "f32le", "-"], capture_output=True, check=True).stdout


def timed(command: list[Any], cwd: Path | None = None) -> tuple[float, float]:
    """Seconds of wall and of processor, children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=True, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def speed(arguments: Any, scratch: Path) -> int:
    """Four minutes of stereo, FLAC to FLAC, on one processor, in turn with others."""
    source, reference = scratch / "four.flac", ROOT / "Examples" / "loop_mika.flac"
    looped(ROOT / "Examples" / "loop_garzul.flac", source, 240)
    pin = ["taskset", "-c", "0"]
    ours = [*pin, arguments.mastering, "master", "--no-cache", "--force", source]
    contestants: dict[str, list[list[Any]]] = {
        "ours, no file": [[*ours, "--dry-run"]],
        "ours, FLAC": [[*ours, "-o", scratch / "ours.flac"]],
        "ffmpeg loudnorm, two passes": [
            [*pin, "ffmpeg", "-nostdin", "-y", "-i", source, "-af", "loudnorm=print_format=json", "-f",
             "null", "-"],
            [*pin, "ffmpeg", "-nostdin", "-y", "-i", source, "-af",
             "loudnorm=linear=true:measured_I=-14:measured_LRA=5:measured_TP=-1:measured_thresh=-24",
             "-ar", "44100", scratch / "loudnorm.flac"]],
    }
    if arguments.matchering:
        script = (f"import matchering as mg; mg.process(target={str(source)!r}, "
                  f"reference={str(reference)!r}, results=[mg.pcm24({str(scratch / 'mg.wav')!r})])")
        contestants["Matchering 2.0.6"] = [[*pin, arguments.matchering, "-c", script]]
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in contestants}
    for _ in range(arguments.rounds):
        for name, commands in contestants.items():
            runs = [timed(command) for command in commands]
            times[name].append((sum(run[0] for run in runs), sum(run[1] for run in runs)))
    print("| four minutes of stereo FLAC, one processor | wall s | processor s | × real time by processor |")
    print("| --- | --- | --- | --- |")
    for name, values in times.items():
        wall = statistics.median(value[0] for value in values)
        processor = statistics.median(value[1] for value in values)
        print(f"| {name} | {wall:.2f} | {processor:.2f} | {240 / processor:.0f} |")
    return 0


def memory(arguments: Any, scratch: Path) -> int:
    """Two hours of stereo."""
    source = scratch / "long.flac"
    looped(ROOT / "Examples" / "loop_garzul.flac", source, 7200)
    run = subprocess.Popen(
        [arguments.mastering, "master", "--no-cache", "--dry-run", source], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(run.pid, 0)
    print(f"Two hours of stereo at 44.1 kHz: {usage.ru_maxrss / 1024:.1f} MiB at peak (bound 96), "
          f"{usage.ru_utime + usage.ru_stime:.0f} s of processor")
    return status or (1 if usage.ru_maxrss > 96 * 1024 else 0)


def looped(source: Path, target: Path, seconds: int) -> None:
    subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "error", "-stream_loop", "-1", "-i", source, "-t", str(seconds),
         target], check=True)


def pictures(arguments: Any, scratch: Path) -> int:
    """Spectra before and after, and the gain that was applied, of four recordings."""
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    import numpy as np

    folder = Path(arguments.folder or ".")
    folder.mkdir(parents=True, exist_ok=True)
    names = ["loop_garzul", "loop_amen_full", "guit_em9", "drum_roll"]
    figure, axes = plt.subplots(len(names), 2, figsize=(11, 11), layout="constrained")
    for row, name in enumerate(names):
        source, output = ROOT / "Examples" / f"{name}.flac", scratch / f"{name}.wav"
        report = master(arguments, source, "--policy", "free", "--bits", "32f", "-o", str(output)).report
        before, after = (np.frombuffer(decoded(file, 1), "<f4").astype(float)
                         for file in (source, output))
        rate = 44_100
        spectra = [mean_spectrum(samples, np) for samples in (before, after)]
        frequencies = np.fft.rfftfreq(4096, 1 / rate)[1:]
        left, right = axes[row]
        for spectrum, label in zip(spectra, ("source", "result")):
            left.semilogx(frequencies, 20 * np.log10(spectrum[1:] + 1e-9), label=label, linewidth=0.9)
        left.set_title(f"{name}: shelf {report['shelf_gain_db']:+.2f} dB, brightness "
                       f"{report['centroid_hz']['achieved']:+.0f} Hz")
        left.set_xlim(40, rate / 2)
        left.set_ylabel("dB")
        left.legend(frameon=False)
        # By level: windows of 10 ms that have something to compare.
        size = 441
        count = min(len(before), len(after)) // size
        powers = [np.sqrt(np.mean(x[:count * size].reshape(count, size) ** 2, axis=1))
                  for x in (before, after)]
        loud = powers[0] > 1e-4
        gain = np.where(loud, 20 * np.log10(np.maximum(powers[1], 1e-9) / np.maximum(powers[0], 1e-9)),
                        np.nan)
        right.plot(np.arange(count) * size / rate, gain, linewidth=0.7)
        right.set_title(f"level {report['level_db']:+.2f} dB, dynamics {report['lowest_gain_db']:+.1f} to "
                        f"{report['highest_gain_db']:+.1f} dB, crest {report['crest_db']['achieved']:+.2f} dB")
        right.set_ylabel("gain, dB")
    axes[-1][0].set_xlabel("Hz")
    axes[-1][1].set_xlabel("s")
    figure.savefig(folder / "rendering.png", dpi=80)
    print(folder / "rendering.png")
    return 0


def mean_spectrum(samples: Any, np: Any) -> Any:
    """The root of the mean power spectrum of windows of 4,096 samples."""
    window = np.hanning(4096)
    frames = [samples[start:start + 4096] * window
              for start in range(0, max(len(samples) - 4096, 1), 2048)]
    frames = [frame for frame in frames if len(frame) == 4096]
    return np.sqrt(np.mean([np.abs(np.fft.rfft(frame)) ** 2 for frame in frames], axis=0))


if __name__ == "__main__":
    sys.exit(main())
