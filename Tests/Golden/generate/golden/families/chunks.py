"""How a track is cut into chunks, and where a position lies."""

import math
import random
from typing import Any

from .. import model
from ..cases import INFINITE, File, error, wrong_params
from ..text import Number

SOURCE = "Derived from CHK-1 to CHK-13 with whole numbers; seconds are samples / rate in binary64."
PLAN_OPEN = ["", "/chunks/*"]


def files() -> list[File]:
    return [
        _boundaries(),
        _samples(),
        _rates(),
        _any_duration(),
        _plan_refused(),
        _seek(),
        _half_second(),
        _end(),
        _seek_refused(),
    ]


def _file(name: str, overview: str, method: str) -> File:
    open = PLAN_OPEN if method == "chunks.plan" else [""]
    return File(f"chunks/{name}", overview, SOURCE, requires=["chunks"], method=method, open=open)


def _plan(
    file: File, id: str, description: str, spec: str, duration: Any, rate: Any, flags: Any = None
) -> None:
    expected = model.plan(float(duration), int(rate))
    file.case(
        id,
        description,
        spec,
        {"duration_seconds": duration, "sample_rate": rate},
        result=expected,
        flags=flags,
    )


def _seconds(value: float) -> str:
    """The number as part of an id."""
    return repr(float(value)).removesuffix(".0").replace(".", "-").replace("e-", "e-minus-")


def _boundaries() -> File:
    file = _file(
        "plan-boundaries", "How many chunks, and their edges, around every boundary.", "chunks.plan"
    )
    file.notes = {
        "count": "⌈duration / 10⌉ counts one chunk too many whenever the last one would add nothing new.",
        "emitted": "A chunk emits what is new in it: all of the first, and the others from 5 s on.",
    }
    spec = "CHK-2 CHK-3 CHK-4 CHK-5 CHK-6"
    for duration in (
        0.5,
        5,
        9.5,
        10,
        12.5,
        14,
        15,
        16,
        20,
        22.5,
        24,
        25,
        26,
        30,
        34.5,
        35,
        36,
        45,
        55,
        60,
        95,
        105,
    ):
        _plan(
            file,
            f"at-eight-hertz-{_seconds(duration)}-seconds",
            f"{duration:g} s at 8 Hz",
            spec,
            duration,
            8,
            ["count", "emitted"],
        )
    for seconds in (10, 15, 25, 35):
        for samples, name in ((-1, "less-a-sample"), (0, "exactly"), (1, "and-a-sample")):
            duration = (seconds * 44100 + samples) / 44100
            _plan(
                file,
                f"{seconds}-seconds-{name}",
                f"{seconds} s and {samples:+d} samples at 44,100 Hz",
                spec,
                duration,
                44100,
                ["count"],
            )
    return file


def _samples() -> File:
    file = _file(
        "plan-samples",
        "A duration is a whole number of samples, rounded half away from zero.",
        "chunks.plan",
    )
    file.notes = {
        "half-away": "Half a sample rounds up, not to the nearest even number, and is never truncated."
    }
    for duration, rate, what in (
        (0.5, 1, "half a sample is one"),
        (1.5, 1, "one and a half are two"),
        (2.5, 1, "two and a half are three"),
        (15.5, 1, "fifteen and a half are sixteen, and a second chunk"),
        (0.3, 5, "1.5 samples by rounding of the product"),
        (2.4999999999999996, 1, "just below two and a half are two"),
        (1e-5, 50000, "half a sample of a high rate"),
        (0.1, 44100, "a tenth of a second"),
        (14.999999999, 44100, "a nanosecond less than 15 s are 15 s"),
    ):
        _plan(
            file,
            f"{_seconds(duration)}-seconds-at-{rate}-hz",
            what,
            "CHK-1 CHK-7",
            duration,
            rate,
            ["half-away"],
        )
    chance = random.Random(8)
    number = 0
    while number < 4:
        duration = round(chance.uniform(1, 15), 3)
        rate = chance.choice((11025, 22050, 44056, 44100))
        if (duration * rate) % 1 == 0.5:
            number += 1
            _plan(
                file,
                f"half-a-sample-{number}",
                "a product that ends in a half",
                "CHK-1",
                duration,
                rate,
                ["half-away"],
            )
    return file


def _rates() -> File:
    file = _file("plan-rates", "The edges are whole samples at every rate.", "chunks.plan")
    file.notes = {
        "whole-samples": "Edges are multiples of the rate; none comes from multiplying rounded seconds."
    }
    for rate in (
        1,
        8,
        999,
        8000,
        11025,
        22050,
        32000,
        44056,
        44100,
        48000,
        88200,
        96000,
        192000,
        384000,
        768000,
    ):
        _plan(
            file,
            f"{rate}-hz",
            f"31.4 s at {rate} Hz",
            "CHK-3 CHK-4 CHK-5 CHK-7 CHK-8",
            31.4,
            rate,
            ["whole-samples"],
        )
    return file


def _any_duration() -> File:
    file = _file("plan-durations", "Tracks of all lengths, down to one sample.", "chunks.plan")
    for duration, rate, id in (
        (1, 1, "one-sample"),
        (1 / 44100, 44100, "one-sample-at-44100-hz"),
        (0.001, 8000, "a-millisecond"),
        (240, 44100, "four-minutes"),
        (1000.25, 44056, "a-thousand-seconds"),
    ):
        _plan(
            file,
            id,
            "the emitted parts cover it without gap or repeat",
            "CHK-6 CHK-2",
            duration,
            rate,
        )
    chance = random.Random(2211)
    for number in range(1, 13):
        duration, rate = (
            round(chance.uniform(0.1, 150), 4),
            chance.choice((8000, 11025, 44056, 44100, 48000, 96000)),
        )
        _plan(
            file, f"random-{number:02}", f"{duration} s at {rate} Hz", "CHK-2 CHK-6", duration, rate
        )
    return file


def _plan_refused() -> File:
    file = _file("plan-refused", "Invalid rates and durations.", "chunks.plan")
    ok = {"duration_seconds": 60, "sample_rate": 44100}
    for value, id in (
        (0, "zero"),
        (-44100, "negative"),
        (768001, "above-the-highest"),
        (2**53, "enormous"),
        (INFINITE, "infinite"),
    ):
        spec = "CHK-8 RPC-17" if value is INFINITE else "CHK-8 RPC-24"
        file.case(
            f"rate-{id}",
            "a sample rate is from 1 to 768,000 Hz",
            spec,
            ok | {"sample_rate": value},
            error=error("invalid_sample_rate"),
        )
    for value, id in ((44100.5, "with-a-fraction"), ("44100", "text"), (None, "null")):
        file.case(
            f"rate-{id}",
            "a sample rate is an integer",
            "CHK-8 RPC-15 RPC-16",
            ok | {"sample_rate": value},
            error=wrong_params("/sample_rate", "wrong_type"),
        )
    for value, id in (
        (0, "zero"),
        (Number("-0.0"), "minus-zero"),
        (-1, "negative"),
        (1e-5, "less-than-half-a-sample"),
        (INFINITE, "infinite"),
        (1e300, "enormous"),
    ):
        spec = "CHK-9 RPC-17" if value is INFINITE else "CHK-9 RPC-24"
        file.case(
            f"duration-{id}",
            "a duration is at least a sample, and finite",
            spec,
            ok | {"duration_seconds": value},
            error=error("invalid_duration"),
        )
    file.case(
        "duration-text",
        "a duration is a number",
        "RPC-15",
        ok | {"duration_seconds": "60"},
        error=wrong_params("/duration_seconds", "wrong_type"),
    )
    file.case(
        "duration-of-too-many-chunks",
        "a plan has at most 10,000 chunks",
        "CHK-9",
        {"duration_seconds": 100006, "sample_rate": 1},
        error=error("invalid_duration"),
    )
    # All is as model.plan says, but 10,000 chunks would be four megabytes of case.
    planned = model.plan(100005.0, 1)
    assert planned["total_chunks"] == len(planned["chunks"]) == 10000
    compared = {str(index): planned["chunks"][index] for index in (0, 1, 5000, 9998, 9999)}
    many = {"total_chunks": 10000, "chunks": {"$elements": {"count": 10000, "at": compared}}}
    file.case(
        "just-as-many-chunks-as-allowed",
        "10,000 chunks are allowed",
        "CHK-9 CHK-2",
        {"duration_seconds": 100005, "sample_rate": 1},
        result=many,
    )
    for key in ok:
        file.case(
            f"without-{key.replace('_', '-')}",
            f"{key} is required",
            "RPC-15",
            {k: v for k, v in ok.items() if k != key},
            error=wrong_params(f"/{key}", "missing"),
        )
    file.case(
        "unknown-parameter",
        "an unknown parameter is refused",
        "RPC-15",
        ok | {"overlap": 5},
        error=wrong_params("/overlap", "unknown"),
    )
    return file


def _sought(
    file: File,
    id: str,
    description: str,
    spec: str,
    duration: Any,
    rate: Any,
    position: Any,
    flags: Any = None,
) -> None:
    params = {"duration_seconds": duration, "sample_rate": rate, "position_seconds": position}
    file.case(
        id,
        description,
        spec,
        params,
        result=model.seek(float(duration), int(rate), float(position)),
        flags=flags,
    )


def _seek() -> File:
    file = _file(
        "seek", "The chunk that emits a position, and how far into what it emits.", "chunks.seek"
    )
    file.notes = {
        "emitted-start": "The offset counts from where the chunk's emitted part starts, not its core."
    }
    for position in (
        0,
        0.25,
        5,
        7.5,
        9.75,
        10,
        12,
        14.25,
        15,
        15.25,
        17,
        20,
        24,
        25,
        25.75,
        34.25,
        35,
        100,
        123.456,
        234.25,
        235,
        239.5,
        239.9,
    ):
        _sought(
            file,
            f"of-four-minutes-at-{_seconds(position)}",
            f"position {position:g} of 240 s",
            "CHK-10",
            240,
            44100,
            position,
            ["emitted-start"],
        )
    _sought(file, "minus-zero", "−0 is the start", "CHK-13", 240, 44100, Number("-0.0"))
    for position in (3, 14.75):
        _sought(
            file,
            f"one-chunk-at-{_seconds(position)}",
            "in a track of one chunk every position is in it",
            "CHK-10 CHK-11",
            15,
            8000,
            position,
        )
    chance = random.Random(10)
    for number in range(1, 13):
        duration, rate = (
            round(chance.uniform(5, 120), 3),
            chance.choice((8000, 11025, 44056, 44100, 96000)),
        )
        position = round(chance.uniform(0, duration), 4)
        _sought(
            file,
            f"random-{number:02}",
            f"{position} of {duration} s at {rate} Hz",
            "CHK-10 CHK-11",
            duration,
            rate,
            position,
        )
    _far_seeks(file)
    return file


def _half_second() -> File:
    file = _file(
        "seek-half-second",
        "If less than half a second of a chunk is left, playback starts with the next one.",
        "chunks.seek",
    )
    file.notes = {
        "half-a-second": "With exactly half a second left the chunk stays; with anything less "
        "the next one starts, and the answer says so."
    }
    for end in (15, 25, 35):
        for position, name in (
            (end - 0.75, "three-quarters-left"),
            (end - 0.5, "exactly-half-left"),
            (math.nextafter(end - 0.5, end), "a-bit-less-than-half-left"),
            (math.nextafter(end - 0.5, 0), "a-bit-more-than-half-left"),
            (end - 0.25, "a-quarter-left"),
            (math.nextafter(end, 0), "next-to-nothing-left"),
            (float(end), "nothing-left"),
        ):
            spec = "CHK-11" if end - position < 0.5 and position < end else "CHK-10 CHK-11"
            _sought(
                file,
                f"before-{end}-{name}",
                f"{end - position:g} s before {end} s",
                spec,
                60,
                44100,
                position,
                ["half-a-second"],
            )
    for position in (54.5, 54.75, 55.25, 59.5, 59.75, 59.99):
        _sought(
            file,
            f"last-chunk-at-{_seconds(position)}",
            "the last chunk has no next one",
            "CHK-11 CHK-12",
            60,
            44100,
            position,
            ["half-a-second"],
        )
    for position in (14.4, 14.75, 15.1, 15.2):
        _sought(
            file,
            f"short-last-chunk-at-{_seconds(position)}",
            "the last chunk may be shorter than half a second",
            "CHK-11 CHK-12",
            15.25,
            8000,
            position,
            ["half-a-second"],
        )
    return file


def _end() -> File:
    file = _file("seek-end", "Positions at or after the end lead to the end.", "chunks.seek")
    file.notes = {
        "the-end": "The end is N / rate, rounded to samples, not the given duration."
    }
    for duration, rate in (
        (240, 44100),
        (60, 8000),
        (15, 44100),
        (15.5, 8000),
        (7.25, 8000),
        (25, 1),
        (100.1, 11025),
    ):
        for position, name in (
            (duration, "at"),
            (math.nextafter(duration, 0), "a-bit-before"),
            (duration + 0.001, "just-behind"),
            (1e9, "far-behind"),
        ):
            _sought(
                file,
                f"{name}-{_seconds(duration)}-seconds-at-{rate}-hz",
                f"{name.replace('-', ' ')} the end of {duration:g} s",
                "CHK-12",
                duration,
                rate,
                position,
                ["the-end"],
            )
    for position in (0, 123456.75, 1e9):
        _sought(
            file,
            f"long-track-at-{_seconds(position)}",
            "a track of more chunks than a plan may have can be sought in",
            "CHK-9 CHK-10 CHK-12",
            200000,
            1,
            position,
        )
    _sought(
        file,
        "duration-rounded-down",
        "15.4 s at 1 Hz end at 15 s",
        "CHK-12 CHK-1",
        15.4,
        1,
        15.2,
        ["the-end"],
    )
    _sought(
        file,
        "duration-rounded-up",
        "15.5 s at 1 Hz end at 16 s",
        "CHK-12 CHK-1",
        15.5,
        1,
        15.75,
        ["the-end"],
    )
    return file


def _far_seeks(file: File) -> None:
    """At 1 Hz samples are seconds: exact up to 2^53, of which N may not be above."""
    most = 2**53
    for duration, position in ((most, most), (most, most - 1), (most - 2, most), (most, most - 8)):
        total = -((5 - duration) // 10)
        last = total - 1
        start = 10 * last + 5
        if position >= duration:
            wanted = (last, duration - start, duration)
        else:
            index = min((position - 5) // 10, last)
            wanted = (index, position - (10 * index + 5), position)
        file.case(
            f"position-{position}-of-{duration}",
            "the longest track is counted sample by sample",
            "CHK-9 CHK-10 CHK-12",
            {"duration_seconds": duration, "sample_rate": 1, "position_seconds": position},
            result=model._sought(wanted[0], float(wanted[1]), float(wanted[2])),
        )
    for duration in (most + 2, 2 * most):
        file.case(
            f"of-{duration}",
            "a track of more than 2^53 samples is refused",
            "CHK-9",
            {"duration_seconds": duration, "sample_rate": 1, "position_seconds": 1},
            error=error("invalid_duration"),
        )
    # The product is rounded half away from zero, not by adding a half: that gives 1 here.
    for duration, rate in ((0.49999999999999994, 1), (0.24999999999999997, 2)):
        file.case(
            f"just-less-than-half-a-sample-at-{rate}-hz",
            "just less than half a sample rounds to 0",
            "CHK-1 CHK-9",
            {"duration_seconds": duration, "sample_rate": rate, "position_seconds": 0},
            error=error("invalid_duration"),
        )
    big = 2**52 + 1  # Odd, so that a half added to it would round up.
    start = 10 * (-((5 - big) // 10) - 1) + 5
    file.case(
        "odd-samples-behind-2-52",
        "a whole number of samples is unchanged",
        "CHK-1 CHK-12",
        {"duration_seconds": big, "sample_rate": 1, "position_seconds": big},
        result=model._sought((start - 5) // 10, float(big - start), float(big)),
    )


def _seek_refused() -> File:
    file = _file("seek-refused", "Invalid positions.", "chunks.seek")
    ok = {"duration_seconds": 60, "sample_rate": 44100, "position_seconds": 30}
    for value, id in (
        (-1, "negative"),
        (Number("-5e-324"), "just-negative"),
        (INFINITE, "infinite"),
        (Number("-1e999"), "minus-infinite"),
    ):
        spec = "CHK-13 RPC-17" if id.endswith("infinite") else "CHK-13 RPC-24"
        file.case(
            f"position-{id}",
            "a position is finite and not negative",
            spec,
            ok | {"position_seconds": value},
            error=error("invalid_position"),
        )
    file.case(
        "position-text",
        "a position is a number",
        "RPC-15",
        ok | {"position_seconds": "30"},
        error=wrong_params("/position_seconds", "wrong_type"),
    )
    file.case(
        "no-position",
        "a position is required",
        "RPC-15",
        {k: v for k, v in ok.items() if k != "position_seconds"},
        error=wrong_params("/position_seconds", "missing"),
    )
    file.case(
        "bad-rate",
        "the rate is checked as for a plan",
        "CHK-8",
        ok | {"sample_rate": 0},
        error=error("invalid_sample_rate"),
    )
    file.case(
        "bad-duration",
        "so is the duration",
        "CHK-9",
        ok | {"duration_seconds": 0},
        error=error("invalid_duration"),
    )
    return file
