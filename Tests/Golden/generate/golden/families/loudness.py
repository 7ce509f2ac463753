"""The loudness of a file (chapter 11): tones whose values follow from their levels."""

import math
from typing import Any

from .. import recipes
from ..cases import File, error, wrong_params
from ..folders import AUDIO
from ..text import read_file
from .fingerprint import _floats, _given, _wav

BY_HAND = (
    "Computed from the levels of the tones: 997 Hz passes the filters of BS.1770-4 at +0.691 dB, which the "
    "offset takes back, so a sine of L dBFS in one front channel is L − 3.01 LUFS."
)
ONE = 10 * math.log10(2)
MEMBERS = (
    "integrated_lufs",
    "loudness_range_lu",
    "momentary_max_lufs",
    "short_term_max_lufs",
    "true_peak_dbtp",
    "sample_peak_dbfs",
    "peak_to_loudness_lu",
)
RECIPES = {recipe["id"]: recipe for recipe in read_file(AUDIO / "recipes.json")["recipes"]}
OPEN = ["", "/channels/*", "/replay_gain", "/findings/*"]
BECAUSE = "0.1 LU is what Tech 3341 allows (LOU-14)"
TOLERANCES: list[dict[str, Any]] = [
    *(
        {"at": f"/{member}", "absolute": 0.1, "unit": "LU", "because": BECAUSE}
        for member in MEMBERS[:4]
    ),
    {"at": "/true_peak_dbtp", "absolute": 0.4, "unit": "dB", "because": "Tech 3341 (LOU-14)"},
    {"at": "/peak_to_loudness_lu", "absolute": 0.5, "unit": "LU", "because": "both (LOU-14)"},
    {"at": "/sample_peak_dbfs", "absolute": 0.001, "unit": "dB", "because": "LOU-14"},
    {"at": "/replay_gain/gain_db", "absolute": 0.1, "unit": "dB", "because": BECAUSE},
]


def files() -> list[File]:
    return [_levels(), _channels(), _gates(), _missing(), _peaks(), _findings(), _history(), _refused()]


def _file(name: str, overview: str) -> File:
    return File(
        f"loudness/{name}",
        overview,
        BY_HAND,
        requires=["loudness"],
        method="loudness.measure",
        since="2.0",
        open=OPEN,
        tolerances=TOLERANCES,
    )


def _audio(id: str, **more: Any) -> dict[str, Any]:
    return {"path": {"$audio": id}} | more


def _levels() -> File:
    file = _file("levels", "Steady tones have the loudness of their level.")
    for id, sound, level, clauses in (
        ("both-channels", "in-both", -20.0, "LOU-1 RPC-60"),
        ("one-channel-of-two", "in-one", -20 - ONE, "LOU-1"),
        ("mono-counts-as-one", "mono", -20 - ONE, "LOU-2"),
        ("antiphase-is-as-loud", "antiphase", -20.0, "LOU-1"),
    ):
        sample_peak = _sample_peak(f"loudness-997-hz-{sound}")
        file.case(
            id,
            "integrated, momentary and short-term loudness of a steady tone are one",
            f"{clauses} LOU-4 LOU-5 LOU-10 LOU-11 LOU-14",
            _audio(f"loudness-997-hz-{sound}"),
            result={
                "integrated_lufs": level,
                "momentary_max_lufs": level,
                "short_term_max_lufs": level,
                "true_peak_dbtp": -20.0,
                "sample_peak_dbfs": sample_peak,
                "peak_to_loudness_lu": -20 - level,
                "replay_gain": {
                    "gain_db": -18 - level,
                    "peak": {"$near": {"value": 0.1, "absolute": 0.005}},
                },
                "measured_seconds": 3.5,
                "sample_rate_hz": 48000,
                "is_partial": False,
            },
        )
    file.case(
        "a-window",
        "only the requested part counts",
        "LOU-14 RPC-60",
        _audio("loudness-997-hz-in-both", max_duration_seconds=0.5),
        result={"integrated_lufs": -20.0, "short_term_max_lufs": None, "measured_seconds": 0.5},
    )
    return file


def _channels() -> File:
    file = _file("channels", "A channel is weighted by its position.")
    surround = 10 * math.log10(1.41)
    for sound, channels, place, role, gain in (
        ("centre-of-5-1", 6, 2, "front", 0.0),
        ("surround-of-5-1", 6, 4, "surround", surround),
        ("back-of-7-1", 8, 4, "front", 0.0),
        ("side-of-7-1", 8, 6, "surround", surround),
        ("surround-of-quad", 4, 2, "surround", surround),
        ("last-of-nine", 9, 8, "front", 0.0),
        ("lfe-of-5-1", 6, 3, "excluded", None),
    ):
        level = None if gain is None else -20 - ONE + gain
        file.case(
            sound,
            "a tone in one channel of several has the weight of the channel's place",
            "LOU-3" if gain is not None else "LOU-3 LOU-9",
            _audio(f"loudness-{sound}"),
            result={
                "integrated_lufs": level,
                "momentary_max_lufs": level,
                "true_peak_dbtp": -20.0,
                "channels": [
                    {
                        "role": role if index == place else {"$any": "string"},
                        "sample_peak_dbfs": {"$any": "number"} if index == place else None,
                        "true_peak_dbtp": {"$any": "number"} if index == place else None,
                    }
                    for index in range(channels)
                ],
            },
        )
    return file


def _gates() -> File:
    file = _file("gates", "Quiet parts do not count, and a burst is found wherever it is.")
    # Eight seconds at −23 have 77 whole blocks; three on either side have a quarter, a half and three
    # quarters of the tone, all above the relative gate.
    file.case(
        "two-gates",
        "blocks below −70 LUFS, and those 10 LU below the mean, do not count",
        "LOU-4",
        _audio("loudness-gated"),
        result={"integrated_lufs": -23 + 10 * math.log10((77 + 2 * 1.5) / (77 + 2 * 3))},
    )
    file.case(
        "below-the-absolute-gate",
        "a signal below −70 LUFS has no integrated loudness, but a momentary one",
        "LOU-4 LOU-9",
        _audio("loudness-below-the-gate"),
        result={
            "integrated_lufs": None,
            "loudness_range_lu": None,
            "momentary_max_lufs": -75 - ONE,
            "peak_to_loudness_lu": None,
        },
    )
    file.case(
        "range-of-ten",
        "the range of two levels is their distance",
        "LOU-6",
        _audio("loudness-range-of-ten"),
        result={"loudness_range_lu": 10.0},
    )
    file.case(
        "burst-of-400-ms",
        "a tone of 400 ms that begins between two steps of 100 ms has its own momentary loudness",
        "LOU-5",
        _audio("loudness-burst-of-400-ms"),
        result={"momentary_max_lufs": -23.0},
    )
    return file


def _missing() -> File:
    file = _file("missing-values", "Values that a signal does not have are null.")
    file.case(
        "silence",
        "silence has neither loudness nor peak",
        "LOU-9 LOU-10 LOU-11",
        _audio("silence-one-second"),
        result=dict.fromkeys(MEMBERS) | {"replay_gain": {"gain_db": None, "peak": None}, "findings": []},
    )
    for id, description, integrated, short_term in (
        ("399-ms", "399 ms are not a gating block", None, None),
        ("400-ms", "400 ms are one", -20 - ONE - 0.3, None),
        ("2999-ms", "2.999 s are not a short-term window", -20 - ONE, None),
    ):
        file.case(
            id,
            description,
            "LOU-9",
            _audio(f"loudness-{id}"),
            result={
                # 400 ms are faded over 20 ms at both ends, which takes 0.28 dB.
                "integrated_lufs": integrated,
                "momentary_max_lufs": integrated,
                "short_term_max_lufs": short_term,
                "loudness_range_lu": None,
                "sample_peak_dbfs": {"$any": "number"},
            },
        )
    return file


def _peaks() -> File:
    file = _file("peaks", "Peaks between the samples.")
    file.case(
        "between-the-samples",
        "a sine of a quarter of the rate, sampled at 1/√2, has its peak between the samples",
        "LOU-7 LOU-8",
        _audio("loudness-peaks-between"),
        result={
            "true_peak_dbtp": _db(0.5) - 0.1,
            "sample_peak_dbfs": _sample_peak("loudness-peaks-between"),
        },
    )
    file.case(
        "not-asked-for",
        "without true_peak the true peak is absent, and ReplayGain uses the sample peak",
        "LOU-8 LOU-10 LOU-11 RPC-60",
        _audio("loudness-peaks-between", true_peak=False),
        result={
            "true_peak_dbtp": None,
            "peak_to_loudness_lu": None,
            "sample_peak_dbfs": _sample_peak("loudness-peaks-between"),
            "replay_gain": {"peak": {"$near": {"value": 0.5**0.5 / 2, "absolute": 1e-4}}},
        },
    )
    return file


def _findings() -> File:
    file = _file("findings", "What the numbers do not show.")
    file.case(
        "none",
        "a sound signal has none",
        "LOU-12",
        _audio("loudness-997-hz-in-both"),
        result={"findings": []},
    )
    near = {"$near": {"value": -1.0, "absolute": 1e-6}}
    file.case(
        "antiphase",
        "two channels that cancel are found",
        "LOU-12",
        _audio("loudness-997-hz-antiphase"),
        result={"findings": [{"kind": "antiphase", "correlation": near}]},
    )
    file.case(
        "a-dead-channel",
        "a silent channel next to an active one is found",
        "LOU-12",
        _audio("loudness-997-hz-in-one"),
        result={"findings": [{"kind": "dead_channel", "channel": 1}]},
    )
    file.case(
        "an-offset",
        "a mean away from zero is found",
        "LOU-12",
        _audio("loudness-with-an-offset"),
        result={
            "findings": [
                {"kind": "dc_offset", "channel": 0, "mean": {"$near": {"value": 0.01, "absolute": 1e-5}}}
            ]
        },
    )
    runs = _clipped_runs("pcm16-clipped-sine")
    file.case(
        "clipping",
        "runs of samples at full scale are counted",
        "LOU-12",
        _audio("pcm16-clipped-sine"),
        result={
            "findings": [
                {
                    "kind": "clipping",
                    "channel": 0,
                    "runs": len(runs),
                    "longest_samples": max(length for _, length in runs),
                    "first_seconds": {"$near": {"value": runs[0][0] / 44100, "absolute": 1e-9}},
                },
                # What was cut off swings beyond its edges.
                {
                    "kind": "inter_sample_overs",
                    "steps": {"$any": "integer"},
                    "true_peak_dbtp": {"$any": "number"},
                },
            ]
        },
    )
    file.case(
        "overs-between-the-samples",
        "a true peak beyond full scale that no sample shows is found",
        "LOU-8 LOU-12",
        _audio("loudness-overs-between"),
        result={
            "findings": [
                {
                    "kind": "inter_sample_overs",
                    "steps": {"$any": "integer"},
                    "true_peak_dbtp": {"$near": {"value": _db(1.2) - 0.1, "absolute": 0.3}},
                }
            ]
        },
    )
    return file


def _history() -> File:
    file = _file("history", "The history of the loudness.")
    near = {"$near": {"value": -20.0, "absolute": 0.1}}
    any_number = {"$any": "number"}
    file.case(
        "of-half-a-second",
        "a value every 100 ms, null before there is a whole window",
        "LOU-13",
        _audio("loudness-997-hz-in-both", history=True, max_duration_seconds=0.65),
        result={
            "history": {
                "interval_seconds": 0.1,
                "momentary_lufs": [None, None, None, any_number, near, near],
                "short_term_lufs": [None] * 6,
                "over_seconds": [],
            }
        },
    )
    file.case(
        "unasked",
        "it is absent unless requested",
        "LOU-13 RPC-60",
        _audio("loudness-997-hz-in-both", max_duration_seconds=0.5),
        result={"history": {"$absent": True}, "momentary_max_lufs": {"$any": "number"}},
    )
    return file


def _refused() -> File:
    file = _file("refused", "Files and parameters that are refused.")
    file.tolerances = []
    nan = float("nan")
    file.case(
        "nan",
        "of several, the first frame is reported, and in it the first channel",
        "LOU-16",
        _given("nan.wav", _wav(_floats(0.0, 0.0, 0.0, nan, nan, nan), channels=2)),
        error=error("non_finite_samples", channel=1, frame=1),
    )
    file.case(
        "no-frames",
        "audio without a frame has no loudness",
        "LOU-16",
        _given("nothing.wav", _wav(b"")),
        error=error("empty_audio"),
    )
    file.case(
        "nothing-there",
        "a path with nothing at it is not found",
        "LOU-16 RPC-60",
        {"path": {"$missing": "nothing.wav"}},
        error=error("file_not_found"),
    )
    file.case(
        "window-of-zero",
        "a window has a length",
        "RPC-60",
        _audio("silence-one-second", max_duration_seconds=0),
        error=error("invalid_window"),
    )
    file.case(
        "true-peak-is-text",
        "true_peak is true or false",
        "RPC-60",
        _audio("silence-one-second", true_peak="yes"),
        error=wrong_params("/true_peak", "wrong_type"),
    )
    file.case(
        "no-path",
        "a path is required",
        "RPC-60",
        {"history": True},
        error=wrong_params("/path", "missing"),
    )
    return file


def _db(value: float) -> float:
    return 20 * math.log10(value)


def _sample_peak(id: str) -> float:
    channels = recipes.channels(RECIPES[id])
    return _db(max(abs(value) for channel in channels for value in channel))


def _clipped_runs(id: str) -> list[tuple[int, int]]:
    """Where runs of three or more samples at full scale begin, and their lengths."""
    (samples,) = recipes.channels(RECIPES[id])
    runs = []
    length = 0
    for index, value in enumerate([*samples, 0.0]):
        if abs(value) >= 32767 / 32768:
            length += 1
            continue
        if length >= 3:
            runs.append((index - length, length))
        length = 0
    return runs
