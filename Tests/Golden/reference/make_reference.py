"""Verifies both implementations on `audio.ndjson`, then writes `rates.ndjson` and `signals.ndjson`.

Usage: python make_reference.py [--recordings FOLDER]
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from fingerprint import METRICS, SAMPLE_RATE_HZ, TOLERANCES, Fingerprint, beyond_tolerance
from librosa_metrics import librosa_fingerprint
from mono import Samples, mono
from restatement import restated_fingerprint
from signal_cases import signal_cases

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]

DECLARED_RATES_HZ = (8000, 22050, 32000, 48000, 88200, 96000, 192000)
DECLARED_FILES = ("loop_amen_full", "loop_garzul", "guit_em9", "drum_roll")

Line = dict[str, Any]


def main() -> int:
    recordings = _arguments().recordings
    if not _is_proven(recordings):
        return 1
    rates = list(_rate_lines(recordings))
    signals = list(_signal_lines())
    _write(HERE / "rates.ndjson", rates)
    _write(HERE / "signals.ndjson", signals)
    _report_differences([*rates, *signals])
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Remakes rates.ndjson and signals.ndjson.")
    parser.add_argument(
        "--recordings",
        type=Path,
        default=REPOSITORY / "Examples",
        help="folder of the FLAC recordings (default: Examples of this repository)",
    )
    return parser.parse_args()


def _is_proven(recordings: Path) -> bool:
    """Whether both implementations reproduce every line of `audio.ndjson`; prints the deviations."""
    lines = [json.loads(line) for line in (HERE / "audio.ndjson").read_text().splitlines()]
    worst = {"librosa": dict.fromkeys(METRICS, 0.0), "float64": dict.fromkeys(METRICS, 0.0)}
    for line in lines:
        expected = Fingerprint(**line["fingerprint"])
        signal = mono(*_decoded(recordings, line["file"]))
        readings = {"librosa": librosa_fingerprint(signal), "float64": restated_fingerprint(signal)}
        for name, reading in readings.items():
            for metric, deviation in reading.deviations(expected).items():
                worst[name][metric] = max(worst[name][metric], deviation)
    print(f"worst deviation from audio.ndjson, {len(lines)} recordings")
    print(f"{'metric':20}{'librosa':>12}{'float64':>12}{'allowed':>12}")
    for metric in METRICS:
        deviations = "".join(f"{worst[name][metric]:12.2g}" for name in worst)
        print(f"{metric:20}{deviations}{TOLERANCES[metric]:12.2g}")
    failed = [name for name in worst if beyond_tolerance(worst[name])]
    if failed:
        print(f"beyond tolerance: {', '.join(failed)}; nothing written", file=sys.stderr)
    return not failed


def _rate_lines(recordings: Path) -> Iterator[Line]:
    for name in DECLARED_FILES:
        file = f"Examples/{name}.flac"
        channels, _ = _decoded(recordings, file)
        for rate_hz in DECLARED_RATES_HZ:
            readings = _both_readings(mono(channels, rate_hz))
            yield {"file": file, "declared_rate_hz": rate_hz, **readings}


def _signal_lines() -> Iterator[Line]:
    for name, recipe in signal_cases().items():
        readings = _both_readings(mono(recipe.rendered(), SAMPLE_RATE_HZ))
        yield {"id": name, "recipe": asdict(recipe), **readings}


def _decoded(recordings: Path, file: str) -> tuple[Samples, int]:
    """Samples as [channel][sample], and the rate in Hz."""
    frames, rate_hz = soundfile.read(recordings / Path(file).name, dtype="float32", always_2d=True)
    return np.ascontiguousarray(frames.T), rate_hz


def _both_readings(signal: Samples) -> Line:
    return {
        "fingerprint": asdict(restated_fingerprint(signal)),
        "librosa": asdict(librosa_fingerprint(signal)),
    }


def _write(path: Path, lines: Iterable[Line]) -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def _report_differences(lines: Iterable[Line]) -> None:
    print("librosa and float64 differ by more than the 44.1 kHz tolerances in")
    for line in lines:
        restated, librosa = Fingerprint(**line["fingerprint"]), Fingerprint(**line["librosa"])
        for metric, deviation in beyond_tolerance(restated.deviations(librosa)).items():
            name = line.get("id") or f"{line['file']} at {line['declared_rate_hz']} Hz"
            print(f"  {name}: {metric} by {deviation:.3g}")


if __name__ == "__main__":
    sys.exit(main())
