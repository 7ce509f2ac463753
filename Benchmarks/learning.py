#!/usr/bin/env python3
"""How well profiles learned from pairs predict unseen tracks, for chains that are not ours; and whether
blends do better with weights for each change.

    apt-get download hyperrogue-music singularity-music && dpkg -x … MUSIC
    Benchmarks/learning.py --mastering .build/release/mastering MUSIC

Twenty tracks (the first --seconds of each; of several folders, by turns) go through chains of ffmpeg, SoX, LADSPA
plug-ins and normalize-audio. Twelve are used for learning, and eight are predicted. The twelve are drawn
--splits times, and the errors are means over all draws: with twenty tracks, a single draw means little. Also
printed: the correlation between the loudness steps of the two versions of a recording, and between those of
two recordings. Benchmarks/README.md has the tables. Needs ffmpeg and sox, and for the last two chains
swh-plugins (LADSPA_PATH) and normalize-audio; takes 5 minutes, or seconds with --measurements from an earlier
run, which omits the loudness steps.
"""

import argparse
import json
import os
import random
import shlex
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from pathlib import Path
from typing import Any

TRACKS = 20
METRICS = (
    ("loudness", "loudness_dbfs", "loudness_db", "predicted_loudness_change", "dB"),
    ("crest", "crest_db", "crest_db", "predicted_crest_change", "dB"),
    ("centroid", "spectral_centroid", "centroid_hz", "predicted_centroid_change", "Hz"),
)
# The name, whether it treats each track differently, the program, and its filters.
CHAINS = (
    ("acompressor", True, "ffmpeg", "acompressor=threshold=0.08:ratio=4:attack=10:release=200:makeup=2"),
    ("loudnorm", True, "ffmpeg", "loudnorm=I=-14:TP=-1:LRA=7"),
    ("dynaudnorm", True, "ffmpeg", "dynaudnorm=f=300:g=15"),
    ("limiter +8 dB", True, "ffmpeg", "volume=8dB,alimiter=limit=0.9:level=false"),
    ("equaliser +2 dB", False, "ffmpeg", "treble=g=3:f=6000,bass=g=-2:f=150,volume=2dB"),
    ("sox compand", True, "sox", "compand 0.3,1 6:-70,-60,-20 -5 -90 0.2"),
    ("sox norm", True, "sox", "gain -n -1"),
    ("eq, comp, loudnorm", True, "ffmpeg",
     "treble=g=2:f=5000,acompressor=threshold=0.1:ratio=3,loudnorm=I=-12:TP=-1"),
    ("sox mcompand", True, "sox",
     "mcompand '0.005,0.1 -47,-40,-34,-34,-17,-33' 100 '0.003,0.05 -47,-40,-34,-34,-17,-33' 400 "
     "'0.000625,0.0125 -47,-40,-34,-34,-15,-33' 1600 '0.0001,0.025 -47,-40,-34,-34,-31,-31,-0,-30' 6400 "
     "'0,0.025 -38,-31,-28,-28,-0,-25' gain 15"),
    ("sc4, look-ahead limiter", True, "ffmpeg",
     "ladspa=f=sc4_1882:p=sc4:c=c0=0|c1=15|c2=150|c3=-24|c4=4|c5=3|c6=6,"
     "ladspa=f=fast_lookahead_limiter_1913:p=fastLookaheadLimiter:c=c0=4|c1=-1|c2=0.2"),
    ("normalize-audio", True, "normalize-audio", "--amplitude=-14dBFS --limiter=-3dBFS"),
    ("ffmpeg compand", True, "ffmpeg",
     "compand=attacks=0.05:decays=0.3:points=-80/-80|-45/-35|-27/-18|0/-3:gain=2"),
    ("speechnorm", True, "ffmpeg", "speechnorm=e=4:r=0.0005:l=1"),
    ("soft clip", True, "ffmpeg", "volume=6dB,asoftclip=type=tanh,highpass=f=40"),
)
# What is compared, and the names of its errors under plain weights and under those of each dimension.
WEIGHTINGS = (
    ("blends of all learned profiles", "plain", "dimension"),
    ("learned profiles, default settings", "learned", "learned, dimension"),
    ("with the built-in ones, default settings", "with built-in", "with built-in, dimension"),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("music", type=Path, nargs="+")
    parser.add_argument("--mastering", default=".build/release/mastering")
    parser.add_argument("--measure-with", help="another build that measures files; the same if absent")
    parser.add_argument("--sox", default="sox")
    parser.add_argument("--seconds", type=int, default=60, help="how much of each track (default: 60)")
    parser.add_argument("--jobs", type=int, default=2, help="how many tracks go through a chain at a time")
    parser.add_argument("--splits", type=int, default=16, help="how often twelve tracks are drawn (default: 16)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--measurements", type=Path, help="read measurements from this file, or write them to it")
    options = parser.parse_args()
    splits = list(drawn(options.splits, options.seed))
    if options.measurements and options.measurements.exists():
        known = json.loads(options.measurements.read_text())
        host = Host(options.mastering)
        rows = [
            tried(host, chain, known["before"], known["chains"][chain[0]], splits)
            for chain in CHAINS if chain[0] in known["chains"]
        ]
        table(rows)
        weighting(rows)
        return 0
    kept: dict[str, Any] = {"chains": {}}
    measure = options.measure_with or options.mastering
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        originals = cut(options.music, work, options.seconds)
        print(f"{len(originals)} tracks of {options.seconds} s", flush=True)
        host = Host(options.mastering)
        before = kept["before"] = measured(measure, originals)
        rows = []
        same: list[float] = []
        curves = {path: curve(measure, path) for path in originals}
        for chain in CHAINS:
            try:
                after_paths = rendered(chain, originals, work, options)
            except (OSError, subprocess.CalledProcessError) as error:
                print(f"{chain[0]} is left out: {error}", file=sys.stderr)
                continue
            after = measured(measure, after_paths)
            kept["chains"][chain[0]] = after
            rows.append(tried(host, chain, before, after, splits))
            for path, other in zip(originals, after_paths):
                same.append(correlation(curves[path], curve(measure, other)))
            print(f"  {chain[0]} done", file=sys.stderr, flush=True)
        if options.measurements:
            options.measurements.write_text(json.dumps(kept))
        table(rows)
        weighting(rows)
        pairs = [
            correlation(curves[a], curves[b])
            for i, a in enumerate(originals)
            for b in originals[i + 1 :]
        ]
        print(
            f"\nSteps of loudness: the same recording {min(same):.2f} to {max(same):.2f} "
            f"({len(same)} pairs, {sum(value < 0.3 for value in same)} below 0.3); two recordings "
            f"{min(pairs):.2f} to {max(pairs):.2f} ({len(pairs)} pairs, "
            f"{sum(value >= 0.3 for value in pairs)} from 0.3)"
        )
    return 0


def cut(music: list[Path], work: Path, seconds: int) -> list[Path]:
    folders = [
        sorted(p for p in folder.rglob("*") if p.suffix in (".ogg", ".mp3", ".flac", ".wav")) for folder in music
    ]
    originals: list[Path] = []
    for source in (source for turn in zip_longest(*folders) for source in turn if source is not None):
        target = work / f"{len(originals):02}.wav"
        try:
            run("ffmpeg", "-v", "error", "-y", "-i", str(source), "-t", str(seconds), "-ac", "2",
                "-ar", "44100", str(target))
        except subprocess.CalledProcessError:
            continue
        if target.exists() and target.stat().st_size > (seconds - 5) * 44100 * 4:
            originals.append(target)
        if len(originals) == TRACKS:
            break
    return originals


def rendered(chain: Any, originals: list[Path], work: Path, options: argparse.Namespace) -> list[Path]:
    name = chain[0]
    folder = work / name.replace(" ", "-").replace(",", "")
    folder.mkdir()

    def one(path: Path) -> Path:
        processed(chain, path, folder / path.name, options.sox)
        return folder / path.name

    with ThreadPoolExecutor(options.jobs) as pool:
        return list(pool.map(one, originals))


def processed(chain: Any, source: Path, target: Path, sox: str) -> None:
    """Sends a WAV file through a chain; fails with OSError or CalledProcessError if a program does."""
    _, _, program, filters = chain
    if program == "sox":
        run(sox, "-G", str(source), str(target), *shlex.split(filters))
    elif program == "normalize-audio":
        shutil.copy(source, target)
        run(program, "--quiet", *filters.split(), str(target))
    else:
        run("ffmpeg", "-v", "error", "-y", "-i", str(source), "-af", filters, "-ar", "44100", str(target))


def run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def measured(mastering: str, paths: list[Path]) -> list[dict[str, float]]:
    command = [mastering, "fingerprint", "--json", "--no-cache", *map(str, paths)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, env=quiet()).stdout)
    return [entry.get("fingerprint", entry) for entry in told]


def curve(mastering: str, path: Path) -> list[Any]:
    request = {"jsonrpc": "2.0", "id": 1, "method": "loudness.measure",
               "params": {"path": str(path), "history": True, "true_peak": False}}
    told = subprocess.run([mastering, "rpc", "--no-cache"], input=json.dumps(request) + "\n", text=True,
                          capture_output=True, check=True, env=quiet()).stdout
    return json.loads(told)["result"]["history"]["momentary_lufs"]


def quiet() -> dict[str, str]:
    return {**os.environ, "MASTERING_CONFIG": ""}


def correlation(one: list[Any], other: list[Any]) -> float:
    """The best correlation of steps over 0.4 s at lags of up to a fortieth and two seconds (LRN-52)."""
    steps = [
        [None if a is None or b is None or min(a, b) < -70 else b - a for a, b in zip(c, c[4:])]
        for c in (one, other)
    ]
    best = -1.0
    most = min(20, round(min(map(len, steps)) / 40))
    for lag in range(-most, most + 1):
        first, second = (steps[0], steps[1][lag:]) if lag >= 0 else (steps[0][-lag:], steps[1])
        pairs = [(a, b) for a, b in zip(first, second) if a is not None and b is not None]
        if len(pairs) < 20:
            continue
        n = len(pairs)
        means = sum(a for a, _ in pairs) / n, sum(b for _, b in pairs) / n
        product = sum((a - means[0]) * (b - means[1]) for a, b in pairs)
        squares = [sum((p[i] - means[i]) ** 2 for p in pairs) for i in (0, 1)]
        if min(squares) > 0:
            best = max(best, product / (squares[0] * squares[1]) ** 0.5)
    return best


class Host:
    """A host called over JSON-RPC."""

    def __init__(self, mastering: str) -> None:
        self.process = subprocess.Popen([mastering, "rpc", "--no-cache"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, env=quiet())
        self.calls = 0

    def call(self, method: str, **params: Any) -> Any:
        self.calls += 1
        assert self.process.stdin and self.process.stdout
        request = {"jsonrpc": "2.0", "id": self.calls, "method": method, "params": params}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise SystemExit(f"{method}: {answer['error']['message']}")
        return answer["result"]


def drawn(count: int, seed: int) -> Any:
    """Which tracks are held out: eight of twenty, drawn anew each time."""
    chance = random.Random(seed)
    for _ in range(count):
        places = list(range(TRACKS))
        chance.shuffle(places)
        yield sorted(places[12:])


def tried(
    host: Host, chain: Any, before: list[Any], after: list[Any], splits: list[list[int]]
) -> dict[str, Any]:
    """The mean errors of each predictor over all splits, for the held-out tracks."""
    runs = [split(host, before, after, held) for held in splits]
    row: dict[str, Any] = {
        "chain": chain[0] + ("" if chain[1] else " (the same for all)"),
        "profiles": sum(run["profiles"] for run in runs) / len(runs),
    }
    for name in runs[0].keys() - {"profiles"}:
        row[name] = [sum(run[name][number] for run in runs) / len(runs) for number in range(len(METRICS))]
    row["better"] = [
        sum(run["learned"][number] < run["mean"][number] for run in runs) for number in range(len(METRICS))
    ]
    # In how many draws each change has the smaller error under "dimension".
    row["by dimension"] = {
        plain: [
            sum(run[other][number] < run[plain][number] for run in runs) for number in range(len(METRICS))
        ]
        for _, plain, other in WEIGHTINGS
    }
    row["splits"] = len(runs)
    return row


def split(host: Host, before: list[Any], after: list[Any], held: list[int]) -> dict[str, Any]:
    """The errors of each predictor with these tracks held out."""
    pairs = [{"before": b, "after": a} for i, (b, a) in enumerate(zip(before, after)) if i not in held]
    lesson = host.call("profiles.learn", pairs=pairs, profile_id="learned")
    built_in = host.call("profiles.list")["profiles"]

    def errors(predict: Any) -> list[float]:
        return [
            sum(abs(predict(i)[number] - (after[i][metric] - before[i][metric])) for i in held) / len(held)
            for number, (_, metric, _, _, _) in enumerate(METRICS)
        ]

    def by(profiles: list[Any], **more: Any) -> Any:
        known: dict[int, list[float]] = {}

        def predict(index: int) -> list[float]:
            if index not in known:
                told = host.call(
                    "recommendation.weighted", fingerprint=before[index], profiles=profiles, **more)
                known[index] = [told.get("blend", told)[change] for _, _, _, change, _ in METRICS]
            return known[index]
        return predict

    mean = [
        sum(p["after"][metric] - p["before"][metric] for p in pairs) / len(pairs)
        for _, metric, _, _, _ in METRICS
    ]
    learned = lesson["profiles"]
    return {
        "profiles": len(learned),
        "learned": errors(by(learned)),
        "none": errors(lambda _: [0.0, 0.0, 0.0]),
        "built-in": errors(by(built_in)),
        "mean": errors(lambda _: mean),
        # Blends of all profiles, so that the weights decide.
        "plain": errors(by(learned, confidence_threshold=1, top_k=7)),
        "dimension": errors(by(learned, confidence_threshold=1, top_k=7, weighting="dimension")),
        "with built-in": errors(by(learned + built_in)),
        # As anyone gets them who asks for nothing but the weighting.
        "learned, dimension": errors(by(learned, weighting="dimension")),
        "with built-in, dimension": errors(by(learned + built_in, weighting="dimension")),
    }


def table(rows: list[dict[str, Any]]) -> None:
    names = ("learned", "none", "built-in", "mean", "with built-in")
    for number, (title, _, _, _, unit) in enumerate(METRICS):
        print(f"\n| {title}, {unit} | profiles | " + " | ".join(names) + " | below mean | |")
        print("|---|---|" + "---|" * (len(names) + 2))
        for row in rows:
            values = [row[name][number] for name in names]
            wins = all(values[0] < value for value in values[1:4])
            lost = [name for name, value in zip(names[1:4], values[1:4]) if values[0] >= value]
            print(
                f"| {row['chain']} | {row['profiles']:.1f} | "
                + " | ".join(f"{value:.2f}" for value in values)
                + f" | {row['better'][number]} of {row['splits']}"
                + f" | {'best' if wins else 'not below ' + ', '.join(lost)} |"
            )


def weighting(rows: list[dict[str, Any]]) -> None:
    """For each way of asking the mean errors, and in how many chains and draws "dimension" is closer."""
    for words, plain, other in WEIGHTINGS:
        print(f"\n| {words} | plain | dimension | closer in chains | in draws |\n|---|---|---|---|---|")
        draws = sum(row["splits"] for row in rows)
        for number, (title, _, _, _, unit) in enumerate(METRICS):
            means = [sum(row[name][number] for row in rows) / len(rows) for name in (plain, other)]
            chains = sum(row[other][number] < row[plain][number] for row in rows)
            closer = sum(row["by dimension"][plain][number] for row in rows)
            print(
                f"| {title}, {unit} | {means[0]:.3f} | {means[1]:.3f} "
                f"| {chains} of {len(rows)} | {closer} of {draws} |"
            )


if __name__ == "__main__":
    sys.exit(main())
