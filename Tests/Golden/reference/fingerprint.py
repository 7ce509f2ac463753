"""The seven metrics, and how much two measurements of them may differ."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

SAMPLE_RATE_HZ = 44100
FRAME_SAMPLES = 2048
HOP_SAMPLES = 512
ROLLOFF_FRACTION = 0.85
# The lowest mean power that counts, so that silence is at -100 dB.
POWER_FLOOR = 1e-10


@dataclass(frozen=True)
class Fingerprint:
    """Seven metrics of one signal. Fields have the order and names of `audio.ndjson`."""

    loudness_dbfs: float
    peak_dbfs: float
    crest_db: float
    spectral_centroid: float
    spectral_rolloff: float
    zero_crossing_rate: float
    spectral_spread: float

    def deviations(self, other: "Fingerprint") -> dict[str, float]:
        """Absolute difference per metric."""
        ours, theirs = asdict(self), asdict(other)
        return {metric: abs(ours[metric] - theirs[metric]) for metric in METRICS}


METRICS = tuple(field.name for field in fields(Fingerprint))

# Largest allowed difference for input at 44.1 kHz: dB, Hz, crossings per sample.
TOLERANCES = {
    "loudness_dbfs": 1e-4,
    "peak_dbfs": 1e-4,
    "crest_db": 1e-4,
    "spectral_centroid": 0.05,
    "spectral_rolloff": 0.1,
    "zero_crossing_rate": 1e-6,
    "spectral_spread": 0.05,
}


def beyond_tolerance(deviations: Mapping[str, float]) -> dict[str, float]:
    """The deviations that are larger than `TOLERANCES` allows."""
    return {
        metric: deviation
        for metric, deviation in deviations.items()
        if not deviation <= TOLERANCES[metric]
    }
