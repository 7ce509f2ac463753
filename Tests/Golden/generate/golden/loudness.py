"""Sounds for loudness: tones at stated levels and times, with the sources of their values."""

from typing import Any

RATE = 48000
# 1 ms, so that a tone starts without a click.
FADE = 48

Recipe = dict[str, Any]
Segments = list[tuple[float | None, float]]


def amplitude(dbfs: float) -> float:
    return 10 ** (dbfs / 20)


def tone(
    hz: float, level: float, start: int, end: int, fade: int, phase: float = 0
) -> dict[str, Any]:
    return {
        "tone": {
            "hz": hz,
            "amplitude": level,
            "phase": phase,
            "from": start,
            "to": end,
            "fade": fade,
        }
    }


def recipe(
    id: str, channels: list[Any], seconds: float, rate: int = RATE, encoding: str = "pcm24"
) -> Recipe:
    return {
        "id": id,
        "sample_rate_hz": rate,
        "encoding": encoding,
        "samples": round(seconds * rate),
        "channels": channels,
    }


def segments(
    parts: Segments, hz: float, rate: int = RATE, fade: int | None = None
) -> tuple[list[Any], float]:
    """Tones in a row, or silence where the level is None, and their total duration."""
    terms = []
    seconds = 0.0
    for dbfs, length in parts:
        start, end = round(seconds * rate), round((seconds + length) * rate)
        if dbfs is not None:
            terms.append(tone(hz, amplitude(dbfs), start, end, rate // 1000 if fade is None else fade))
        seconds += length
    return terms, seconds


def stereo(id: str, parts: Segments, hz: float = 1000, rate: int = RATE) -> Recipe:
    terms, seconds = segments(parts, hz, rate)
    return recipe(id, [terms, terms], seconds, rate)


def steady(hz: float, level: float, seconds: float, phase: float = 0, rate: int = RATE) -> list[Any]:
    # Faded over 20 ms: the remains of its start are below −60 dB.
    end = round(seconds * rate)
    return [tone(hz, level, 0, end, rate // 50, phase)]


def recipes() -> list[Recipe]:
    return [*_own(), *_headroom(), *_ebu_3341(), *_ebu_3342()]


def _headroom() -> list[Recipe]:
    # At the fingerprint's rate, so that no resampler is needed.
    rate = 44100
    loud = steady(441, 0.9, 0.5, rate=rate)
    inverse = steady(441, 0.9, 0.5, 0.5, rate)
    channels = {
        "between": [steady(11025, 0.5, 0.5, 0.125, rate)],
        "left": [loud, []],
        "antiphase": [loud, inverse],
        "third": [[], [], loud],
    }
    return [
        recipe(f"headroom-{name}", terms, 0.5, rate, "float32") for name, terms in channels.items()
    ]


def _own() -> list[Recipe]:
    at_20 = steady(997, amplitude(-20), 3.5)
    made = [
        recipe("loudness-997-hz-in-both", [at_20, at_20], 3.5),
        recipe("loudness-997-hz-in-one", [at_20, []], 3.5),
        recipe("loudness-997-hz-mono", [at_20], 3.5),
        recipe("loudness-997-hz-antiphase", [at_20, steady(997, amplitude(-20), 3.5, 0.5)], 3.5),
        recipe("loudness-with-an-offset", [[*at_20, {"dc": {"amplitude": 0.01}}]], 3.5),
        recipe("loudness-399-ms", [steady(997, amplitude(-20), 0.399)], 0.399),
        recipe("loudness-400-ms", [steady(997, amplitude(-20), 0.4)], 0.4),
        recipe("loudness-2999-ms", [steady(997, amplitude(-20), 2.999)], 2.999),
        recipe("loudness-below-the-gate", [steady(997, amplitude(-75), 3.5)], 3.5),
        # The gates, at a rate that keeps the files small.
        stereo(
            "loudness-gated",
            [(-75, 4), (-40, 4), (-23, 8), (-40, 4), (None, 4)],
            hz=997,
            rate=8000,
        ),
        stereo("loudness-range-of-ten", [(-20, 20), (-30, 20)], hz=997, rate=8000),
        stereo("loudness-burst-of-400-ms", [(None, 1.035), (-23, 0.4), (None, 1)], hz=997),
        # A quarter of the rate with all samples at 1/√2 of the peak.
        recipe("loudness-peaks-between", [steady(12000, 0.5, 1, 0.125)], 1, encoding="float32"),
        recipe("loudness-overs-between", [steady(12000, 1.2, 1, 0.125)], 1, encoding="float32"),
    ]
    for name, channels, place in (
        ("centre-of-5-1", 6, 2),
        ("lfe-of-5-1", 6, 3),
        ("surround-of-5-1", 6, 4),
        ("back-of-7-1", 8, 4),
        ("side-of-7-1", 8, 6),
        ("surround-of-quad", 4, 2),
        ("last-of-nine", 9, 8),
    ):
        made.append(
            recipe(
                f"loudness-{name}",
                [at_20 if index == place else [] for index in range(channels)],
                3.5,
            )
        )
    return made


def _ebu_3341() -> list[Recipe]:
    made = [
        stereo("ebu-3341-1", [(-23, 20)]),
        stereo("ebu-3341-2", [(-33, 20)]),
        stereo("ebu-3341-3", [(-36, 10), (-23, 60), (-36, 10)]),
        stereo("ebu-3341-4", [(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)]),
        stereo("ebu-3341-5", [(-26, 20), (-20, 20.1), (-26, 20)]),
        recipe(
            "ebu-3341-6",
            [segments([(level, 20)], 1000)[0] for level in (-28, -28, -24, -30, -30)],
            20,
        ),
        stereo("ebu-3341-9", [(-20, 1.34), (-30, 1.66)] * 5),
        *(
            stereo(f"ebu-3341-10-{i}", [(None, (i - 1) * 0.15), (-23, 3), (None, 1)])
            for i in range(1, 21)
        ),
        stereo(
            "ebu-3341-11",
            [
                part
                for i in range(20)
                for part in ((None, i * 0.15), (-38 + i, 3), (None, 3 - i * 0.15))
            ],
        ),
        stereo("ebu-3341-12", [(-20, 0.18), (-30, 0.22)] * 25),
        *(
            stereo(f"ebu-3341-13-{i}", [(None, (i - 1) * 0.02), (-23, 0.4), (None, 1)])
            for i in range(1, 21)
        ),
        stereo(
            "ebu-3341-14",
            [
                part
                for i in range(20)
                for part in ((None, i * 0.02), (-38 + i, 0.4), (None, 0.4 - i * 0.02))
            ],
        ),
    ]
    for case, parts, level, phase in (
        (15, 4, 0.5, 0.0),
        (16, 4, 0.5, 45.0),
        (17, 6, 0.5, 60.0),
        (18, 8, 0.5, 67.5),
        (19, 4, 1.41, 45.0),
    ):
        terms = steady(RATE / parts, level, 1, phase / 360)
        made.append(recipe(f"ebu-3341-{case}", [terms, terms], 1, encoding="float32"))
    for case, offset in ((20, 0), (21, 0.25), (22, 0.5), (23, 0.75)):
        made.append(recipe(f"ebu-3341-{case}", [_swell(offset)] * 2, 1, encoding="float32"))
    return made


def _swell(offset: float) -> list[Any]:
    """A tone of fs/6 at 0.5, with one of fs/4 in the middle that swells to 1.0 at `offset` samples after a
    sample.

    The burst is 8 ms long and faded over both halves, so that nearly all of it lies between 0.25 and 0.26 of
    the rate. A sine whose phase in the middle is a quarter turn has its peak there.
    """
    middle, half = RATE // 2, RATE // 250
    start, end = middle - half, middle + half
    # The peak's position, in samples after `start`, and the phase that gives a quarter turn there.
    place = half - 1 + offset
    phase = (0.25 - place / 4) % 1
    before = tone(RATE / 6, 0.5, 0, start + half, half)
    after = tone(RATE / 6, 0.5, end - half, RATE, half)
    return [before, tone(RATE / 4, 1.0, start, end, half, phase), after]


def _ebu_3342() -> list[Recipe]:
    return [
        stereo("ebu-3342-1", [(-20, 20), (-30, 20)]),
        stereo("ebu-3342-2", [(-20, 20), (-15, 20)]),
        stereo("ebu-3342-3", [(-40, 20), (-20, 20)]),
        stereo("ebu-3342-4", [(-50, 20), (-35, 20), (-20, 20), (-35, 20), (-50, 20)]),
    ]

