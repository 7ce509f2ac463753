"""The signals of EBU Tech 3341 and 3342 that are formulas, with the values the EBU demands."""

from typing import Any

from ..cases import File

SOURCE = "EBU Tech 3341 (2016), table 1, and Tech 3342 (2016), table 1: signals, values and tolerances."


def files() -> list[File]:
    return [_integrated(), _windows(), _peaks(), _ranges()]


def _file(name: str, overview: str) -> File:
    return File(
        f"loudness-ebu/{name}",
        overview,
        SOURCE,
        requires=["loudness-ebu"],
        method="loudness.measure",
        since="2.0",
        open=["", "/history"],
    )


def _near(value: float, below: float = 0.1, above: float = 0.1) -> Any:
    return {"$near": {"value": value + (above - below) / 2, "absolute": (above + below) / 2}}


def _case(
    file: File, number: str, description: str, result: Any, sound: str | None = None, **more: Any
) -> None:
    file.case(
        f"tech-{number}",
        description,
        "LOU-20",
        {"path": {"$audio": f"ebu-{sound or number}"}} | more,
        result=result,
    )


def _integrated() -> File:
    file = _file("integrated", "Tech 3341, cases 1 to 6: integrated loudness.")
    for case, value in (("1", -23.0), ("2", -33.0)):
        _case(
            file,
            f"3341-{case}",
            "a steady tone has one loudness in all three windows",
            {
                "integrated_lufs": _near(value),
                "momentary_max_lufs": _near(value),
                "short_term_max_lufs": _near(value),
            },
        )
    for case, description in (
        ("3", "sound below the relative gate does not count"),
        ("4", "nor does sound below the absolute gate"),
        ("5", "three levels, none below the gate"),
        ("6", "five channels, each with its weight"),
    ):
        _case(file, f"3341-{case}", description, {"integrated_lufs": _near(-23.0)})
    return file


def _windows() -> File:
    file = _file("windows", "Tech 3341, cases 9 to 14: short-term and momentary loudness.")
    steady = {"$anyOf": [None, _near(-23.0)]}
    # After 3 s the short-term loudness stays where it is, for the fifteen seconds of the signal.
    _case(
        file,
        "3341-9",
        "two levels that take turns every three seconds have one short-term loudness",
        {"history": {"short_term_lufs": [steady] * 150}},
        history=True,
        true_peak=False,
    )
    for i in range(1, 21):
        _case(
            file,
            f"3341-10-{i}",
            "a tone of three seconds has its short-term loudness wherever it begins",
            {"short_term_max_lufs": _near(-23.0)},
            true_peak=False,
        )
    # Each is louder than all before it, so that the largest so far is its own.
    for i in range(1, 21):
        _case(
            file,
            f"3341-11-{i}",
            "of tones of three seconds, each 1 LU louder, the last has its short-term loudness",
            {"short_term_max_lufs": _near(-39.0 + i)},
            sound="3341-11",
            max_duration_seconds=6 * i,
            true_peak=False,
        )
    _case(
        file,
        "3341-12",
        "two levels that take turns every 400 ms have one momentary loudness",
        {"history": {"momentary_lufs": [{"$anyOf": [None, _near(-23.0)]}] * 100}},
        history=True,
        true_peak=False,
    )
    for i in range(1, 21):
        _case(
            file,
            f"3341-13-{i}",
            "a tone of 400 ms has its momentary loudness wherever it begins",
            {"momentary_max_lufs": _near(-23.0)},
            true_peak=False,
        )
    for i in range(1, 21):
        _case(
            file,
            f"3341-14-{i}",
            "of tones of 400 ms, each 1 LU louder, the last has its momentary loudness",
            {"momentary_max_lufs": _near(-39.0 + i)},
            sound="3341-14",
            max_duration_seconds=round(0.8 * i, 1),
            true_peak=False,
        )
    return file


def _peaks() -> File:
    file = _file("true-peaks", "Tech 3341, cases 15 to 23: true peaks, +0.2 and −0.4 dB.")
    for case, value in (("15", -6.0), ("16", -6.0), ("17", -6.0), ("18", -6.0), ("19", 3.0)):
        _case(
            file,
            f"3341-{case}",
            "a sine has the peak of its amplitude wherever its samples lie",
            {"true_peak_dbtp": _near(value, 0.4, 0.2)},
        )
    for case in ("20", "21", "22", "23"):
        _case(
            file,
            f"3341-{case}",
            "a burst has the peak of its amplitude however far it is after a sample",
            {"true_peak_dbtp": _near(0.0, 0.4, 0.2)},
        )
    return file


def _ranges() -> File:
    file = _file("ranges", "Tech 3342, cases 1 to 4: loudness range within 1 LU.")
    for case, value in (("1", 10.0), ("2", 5.0), ("3", 20.0), ("4", 15.0)):
        _case(
            file,
            f"3342-{case}",
            "tones of steady levels have the range between them",
            {"loudness_range_lu": _near(value, 1, 1)},
            true_peak=False,
        )
    return file
