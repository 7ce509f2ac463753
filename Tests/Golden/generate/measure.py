"""Measures the sounds of audio/recipes.json with librosa, and writes audio/values.ndjson.

Needs the packages of reference/requirements.txt; see reference/README.md. Every sound is written as a WAV
file and read back by libsndfile, so that neither the decoder nor the resampler is ours.

Usage: python measure.py [--resamplers]
"""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from golden import recipes
from golden.folders import AUDIO, REFERENCE
from golden.text import read_file

sys.path.insert(0, str(REFERENCE))

import mono  # noqa: E402
import numpy as np  # noqa: E402
import soundfile  # noqa: E402
import soxr  # noqa: E402
from fingerprint import SAMPLE_RATE_HZ, Fingerprint, beyond_tolerance  # noqa: E402
from librosa_metrics import librosa_fingerprint  # noqa: E402
from restatement import restated_fingerprint  # noqa: E402
from scipy.signal import resample_poly  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description="Writes audio/values.ndjson.")
    parser.add_argument("--resamplers", action="store_true", help="only compare resamplers")
    options = parser.parse_args()
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for recipe in read_file(AUDIO / "recipes.json")["recipes"]:
            path = recipes.write(recipe, Path(folder))
            frames, rate = soundfile.read(path, dtype="float32", always_2d=True)
            channels = np.ascontiguousarray(frames.T)
            signal = mono.mono(channels, rate)
            restated = restated_fingerprint(signal)
            if options.resamplers:
                if rate != SAMPLE_RATE_HZ:
                    _compare(recipe["id"], restated, channels, rate)
                continue
            librosa = librosa_fingerprint(signal)
            if beyond := beyond_tolerance(restated.deviations(librosa)):
                print(f"{recipe['id']}: librosa and the restatement differ: {beyond}")
            line = {"id": recipe["id"], "fingerprint": asdict(restated), "librosa": asdict(librosa)}
            lines.append(json.dumps(line) + "\n")
    if lines:
        (AUDIO / "values.ndjson").write_text("".join(lines))
    return 0


def _compare(name: str, expected: Fingerprint, channels: mono.Samples, rate: int) -> None:
    """How far other good resamplers, and a bad one, deviate from soxr HQ."""
    others = {
        "soxr VHQ": lambda c: soxr.resample(c, rate, SAMPLE_RATE_HZ, quality="VHQ"),
        "soxr MQ": lambda c: soxr.resample(c, rate, SAMPLE_RATE_HZ, quality="MQ"),
        "polyphase": lambda c: resample_poly(c, SAMPLE_RATE_HZ, rate, window=("kaiser", 12.0)),
        "linear": lambda c: _linear(c, rate),
    }
    length = -(-channels.shape[1] * SAMPLE_RATE_HZ // rate)
    for kind, resample in others.items():
        mixed = np.mean([_fitted(resample(c), length) for c in channels[:2]], axis=0)
        deviations = restated_fingerprint(mixed.astype(np.float32)).deviations(expected)
        print(name, kind, {metric: float(f"{value:.2g}") for metric, value in deviations.items()})


def _fitted(samples: mono.Samples, length: int) -> mono.Samples:
    return np.pad(samples[:length], (0, max(0, length - samples.size)))


def _linear(channel: mono.Samples, rate: int) -> mono.Samples:
    times = np.arange(-(-channel.size * SAMPLE_RATE_HZ // rate)) * rate / SAMPLE_RATE_HZ
    return np.interp(times, np.arange(channel.size), channel).astype(np.float32)


if __name__ == "__main__":
    sys.exit(main())
