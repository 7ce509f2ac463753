"""Measures one file with librosa twice, and prints the seconds of the second run.

The first run includes imports and numba's compilation; the second is warm.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "Tests" / "Golden" / "reference"))

import soundfile

from librosa_metrics import librosa_fingerprint
from mono import ANALYSED_SECONDS, mono


def measure(path: str) -> float:
    """Seconds from the file to the seven metrics."""
    start = time.perf_counter()
    rate = soundfile.info(path).samplerate
    samples, rate = soundfile.read(
        path, frames=int(ANALYSED_SECONDS * rate), dtype="float32", always_2d=True
    )
    librosa_fingerprint(mono(samples.T, rate))
    return time.perf_counter() - start


measure(sys.argv[1])
print(measure(sys.argv[1]))
