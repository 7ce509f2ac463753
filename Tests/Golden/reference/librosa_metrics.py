"""The same seven metrics as librosa computes them, in its default precision."""

import warnings

import librosa
import numpy as np

from fingerprint import FRAME_SAMPLES, HOP_SAMPLES, ROLLOFF_FRACTION, SAMPLE_RATE_HZ, Fingerprint
from mono import Samples


def librosa_fingerprint(mono: Samples) -> Fingerprint:
    loudness = float(librosa.amplitude_to_db(np.sqrt(np.mean(mono**2)), ref=1.0))
    peak = float(librosa.amplitude_to_db(np.max(np.abs(mono)), ref=1.0))
    with warnings.catch_warnings():
        # Signals shorter than a frame are zero-padded, as the definition requires.
        warnings.filterwarnings("ignore", message="n_fft=.* is too large")
        transform = librosa.stft(mono, n_fft=FRAME_SAMPLES, hop_length=HOP_SAMPLES)
    magnitudes = np.abs(transform)
    spectral = {"S": magnitudes, "sr": SAMPLE_RATE_HZ}
    centroids = librosa.feature.spectral_centroid(**spectral)
    rolloffs = librosa.feature.spectral_rolloff(**spectral, roll_percent=ROLLOFF_FRACTION)
    spreads = librosa.feature.spectral_bandwidth(**spectral)
    crossings = librosa.feature.zero_crossing_rate(
        mono, frame_length=FRAME_SAMPLES, hop_length=HOP_SAMPLES
    )
    return Fingerprint(
        loudness_dbfs=loudness,
        peak_dbfs=peak,
        crest_db=peak - loudness,
        spectral_centroid=float(np.mean(centroids)),
        spectral_rolloff=float(np.mean(rolloffs)),
        zero_crossing_rate=float(np.mean(crossings)),
        spectral_spread=float(np.mean(spreads)),
    )
