"""Edges that a port meets rarely: the last frame of a window, the smallest spectrum, far samples."""

from .. import model
from ..cases import File, error, fingerprint
from .fingerprint import OPEN, SILENCE, TOLERANCES, _floats, _given, _measured, _wav

BY_HAND = "Derived by hand from the clauses that the cases cite."


def files() -> list[File]:
    return [_windows(), _thresholds(), _far()]


def _file(name: str, overview: str) -> File:
    return File(
        f"fingerprint/{name}",
        overview,
        BY_HAND,
        requires=["fingerprint-wav"],
        method="fingerprint.extract",
        since="2.0",
        open=OPEN,
        tolerances=[
            {
                "at": f"/fingerprint/{metric}",
                "absolute": near,
                "unit": unit,
                "because": "largest deviation seen between librosa and binary64, with a margin (FPR-18)",
            }
            for metric, near, _, unit in TOLERANCES
        ],
    )


def _windows() -> File:
    file = _file("ends-of-windows", "A file that ends exactly at the end of the window.")
    file.notes = {"one-more": "The port analyses one frame more than the window has, or one less."}
    # 10 ms are 441 frames; the file has that many, and announces twice as many.
    announced = 2 * 441 * 4
    for count, name, description in (
        (441, "cut-at-the-end-is-told", "a file cut exactly at the window's end is measured whole"),
        (442, "cut-behind-the-end-is-told", "and one that is cut a frame after it"),
    ):
        cut = _given("cut.wav", _wav(_floats(*[0.0] * count), declared=announced))
        file.case(
            name,
            description,
            "AUD-5 AUD-24 FPR-12",
            cut | {"max_duration_seconds": 0.01},
            result=_measured(
                SILENCE,
                441,
                44100,
                1,
                {"$anyOf": [{"$any": "number"}, None]},
                True,
                {"code": "damaged_behind"},
            ),
            flags=["one-more"],
        )
    short = _given("short.wav", _wav(_floats(*[0.0] * 440), declared=announced))
    file.case(
        "cut-before-the-end",
        "one that lacks the window's last frame is cut",
        "AUD-5",
        short | {"max_duration_seconds": 0.01},
        error=error("truncated_audio"),
        flags=["one-more"],
    )
    return file


def _thresholds() -> File:
    """One sample has a flat spectrum: ΣS is 1025 times its magnitude (FPR-5, FPR-6)."""
    file = _file("thresholds", "The sum of magnitudes below which a frame has no spectrum.")
    file.notes = {
        "threshold": "A frame with ΣS < 1.1754944e-38 has no spectrum, one just above it has one."
    }
    step = 2.0**-149  # The smallest binary32 number.
    flat = fingerprint(
        -100.0,
        0.0,
        0.0,
        centroid=44100 / 4,
        peak=-100.0,
        # The lowest f_k with (k + 1) ≥ 0.85 · 1025, which is 871.25: k = 871.
        rolloff=871 * 44100 / 2048,
        # √(Σ (f_k − f_512)² / 1025) with f_k − f_512 = (k − 512) · 44100 / 2048.
        spread=(44100 / 2048) * (2 * sum(k * k for k in range(1, 513)) / 1025) ** 0.5,
    )
    for steps, name, expected in (
        (8184, "just-below", SILENCE),
        (8185, "just-above", flat),
        (16384, "twice-above", flat),
        (1, "the-smallest-sample", SILENCE),
    ):
        amplitude = steps * step
        assert (1025 * amplitude < 1.1754944e-38) == (expected is SILENCE)
        file.case(
            name,
            f"ΣS is {1025 * amplitude:.7g}",
            "FPR-10 FPR-7 FPR-8 FPR-9" if expected is flat else "FPR-10",
            _given(f"{name}.wav", _wav(_floats(amplitude))),
            result=_measured(expected, 1, 44100, 1, 1 / 44100),
            flags=["threshold"],
        )
    return file


def _far() -> File:
    file = _file("far-samples", "Samples that are not numbers are found wherever they are.")
    file.notes = {"blocks": "Only the first block of a file is searched."}
    nan, infinite = float("nan"), float("inf")
    for name, count, at, value, channels in (
        ("nan-behind-4096-frames", 5000, 4999, nan, 1),
        ("infinity-at-frame-4096", 4097, 4096, infinite, 1),
        ("nan-at-frame-4095", 4100, 4095, nan, 1),
        ("in-the-second-channel", 4200, 4150, nan, 2),
    ):
        values = [0.0] * (count * channels)
        values[at * channels + channels - 1] = value
        file.case(
            name,
            f"frame {at} is not a number",
            "AUD-10",
            _given(f"{name}.wav", _wav(_floats(*values), channels=channels)),
            error=error("non_finite_samples", channel=channels - 1, frame=at),
            flags=["blocks"],
        )
    return file


assert set(SILENCE) == set(model.METRICS)
