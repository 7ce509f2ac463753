"""Writes `true_peaks.ndjson`: the largest value of each recording of `Examples/` between its samples.

Usage: python make_true_peaks.py [--recordings FOLDER]

A band-limited signal is known everywhere from its samples. A Fourier transform of the whole recording,
padded with silence, gives it at 32 places per sample, where a meter by BS.1770 has 4.
"""

import argparse
import json
import math
import sys
from pathlib import Path

import numpy as np
import soundfile

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]
PLACES = 32
SILENCE = 4_096


def main() -> int:
    parser = argparse.ArgumentParser(description="Writes true_peaks.ndjson.")
    parser.add_argument("--recordings", type=Path, default=REPOSITORY / "Examples")
    recordings = parser.parse_args().recordings
    lines = [
        json.dumps({"file": path.name, "true_peak_dbtp": round(true_peak_dbtp(path), 3)})
        for path in sorted(recordings.glob("*.flac"))
    ]
    (HERE / "true_peaks.ndjson").write_text("".join(line + "\n" for line in lines))
    return 0


def true_peak_dbtp(path: Path) -> float:
    samples, _ = soundfile.read(path, dtype="float64", always_2d=True)
    peak = max(_peak(channel) for channel in samples.T)
    return 20 * math.log10(peak) if peak > 0 else -math.inf


def _peak(channel: np.ndarray) -> float:
    length = 1 << math.ceil(math.log2(len(channel) + 2 * SILENCE))
    padded = np.zeros(length)
    padded[SILENCE : SILENCE + len(channel)] = channel
    spectrum = np.fft.rfft(padded)
    finer = np.zeros(length * PLACES // 2 + 1, dtype=complex)
    finer[: len(spectrum)] = spectrum
    return float(np.abs(np.fft.irfft(finer, length * PLACES)).max() * PLACES)


if __name__ == "__main__":
    sys.exit(main())
