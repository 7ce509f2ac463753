"""Audio to seven numbers: values of librosa, facts of the file, and what is refused."""

import base64
import json
import struct
from typing import Any

from .. import model, recipes
from ..cases import INFINITE, File, error, wrong_params
from ..folders import AUDIO, REFERENCE
from ..text import Number, read_file

LIBROSA = (
    "librosa 0.11.0, NumPy and soxr: reference/signals.ndjson, reference/audio.ndjson and audio/values.ndjson, "
    "by reference/make_reference.py and generate/measure.py."
)
BY_HAND = "Derived by hand from the clauses."
OPEN = ["", "/fingerprint"]
ANY = {metric: {"$any": "number"} for metric in model.METRICS}
SILENCE = dict.fromkeys(model.METRICS, 0.0) | {"loudness_dbfs": -100.0, "peak_dbfs": -100.0}
# As it is measured: ten times the logarithm of 1e-10 in binary32 is −100.0000076.
MEASURED_SILENCE = SILENCE | {
    metric: {"$near": {"value": -100.0, "absolute": 1e-4}}
    for metric in ("loudness_dbfs", "peak_dbfs")
}

# FPR-18: metric, input at 44.1 kHz, input that was resampled by any good resampler.
TOLERANCES = (
    ("loudness_dbfs", 1e-4, 1e-3, "dB"),
    ("peak_dbfs", 1e-4, 0.01, "dB"),
    ("crest_db", 1e-4, 0.011, "dB"),
    ("spectral_centroid", 0.05, 5, "Hz"),
    ("spectral_rolloff", 0.1, 11, "Hz"),
    ("zero_crossing_rate", 1e-6, 1e-4, "crossings per sample"),
    ("spectral_spread", 0.05, 6, "Hz"),
)
NOTES = {
    "magnitude": "The spectrum is of magnitudes; powers pull centroid, spread and rolloff towards the loudest bins.",
    "rolloff": "0.85 of the sum, not 0.95, though an old text says so.",
    "frames": "Frames are centred, 1 + ⌊n/512⌋ of them, and those at the ends are padded: zeros for the spectrum, repeats for crossings.",
    "channels": "The mean of the first two channels; others are ignored.",
    "no-clamping": "Floats beyond full scale keep their level.",
    "floors": "Levels stop at −100 dB, magnitude sums below 1.18e-38 have no spectrum, and |x| ≤ 1e-10 is zero.",
}
CLAUSES = {
    "noise-": "FPR-2 FPR-3 FPR-4 FPR-5 FPR-6 FPR-7 FPR-8 FPR-9 FPR-11",
    "silence": "FPR-12 FPR-4 FPR-10",
    "stereo": "AUD-6",
    "three": "AUD-6",
    "five": "AUD-6",
    "impulse": "FPR-5 FPR-6 FPR-10",
    "dc": "FPR-6 FPR-8 FPR-11",
    "sine": "FPR-6 FPR-7 FPR-8 FPR-9 FPR-11",
    "square": "FPR-9 FPR-11",
}
# One of each kind; every other sound of the reference is measured in this project's own tests.
SOUNDS = (
    *(
        f"noise-{n}-samples"
        for n in (1, 2, 511, 512, 513, 1023, 1024, 1025, 2047, 2048, 2049, 4096, 44100)
    ),
    "silence-1-sample",
    "silence-one-second",
    "dc-1-sample",
    "sine-997-hz-511-samples",
    "sine-997-hz-2049-samples",
    "sine-100-hz",
    "sine-997-hz",
    "sine-15000-hz",
    "sine-11025-hz-zero-every-second-sample",
    "square-100-25-hz",
    *(f"impulse-at-{n}-of-4096" for n in (0, 1, 511, 512, 1023, 1024, 2048, 4095)),
    "dc-0-25",
    "dc-minus-1",
    "sine-1000-hz-and-noise",
    "sines-100-5000-15000-hz",
    "noise-and-dc",
    "sine-997-hz-and-dc",
    "stereo-silence",
    "stereo-noise",
    "stereo-equal-channels",
    "stereo-left-only",
    "stereo-right-only",
    "stereo-antiphase-cancels",
    "stereo-sine-left-noise-right",
    "three-channels-third-ignored",
    "five-one-only-front-counts",
    "noise-above-full-scale",
    "noise-below-level-floor",
    "noise-around-crossing-threshold",
    "noise-below-crossing-threshold",
    "impulse-below-spectrum-threshold",
)
FLAGS = {
    "stereo": "channels",
    "three": "channels",
    "five": "channels",
    "noise-above": "no-clamping",
    "noise-below": "floors",
    "noise-around": "floors",
    "impulse-below": "floors",
    "silence": "floors",
    "impulse-at": "frames",
    "noise-": "magnitude",
    "sines": "rolloff",
    "sine-1000-hz-and": "rolloff",
    "sine-997-hz-": "frames",
}


def files() -> list[File]:
    return [
        _sounds(),
        _integers(),
        _recordings(),
        _resampled(),
        _windows(),
        _containers(),
        _refused(),
        _truncated(),
        _slightly_truncated(),
        _not_finite(),
    ]


def _values() -> dict[str, Any]:
    values = {}
    for path in (REFERENCE / "signals.ndjson", AUDIO / "values.ndjson"):
        for line in path.read_text().splitlines():
            given = json.loads(line)
            values.setdefault(given["id"], given["fingerprint"])
    return values


VALUES = _values()
RECIPES = {recipe["id"]: recipe for recipe in read_file(AUDIO / "recipes.json")["recipes"]}


def _file(
    name: str,
    overview: str,
    source: str = LIBROSA,
    requires: tuple[str, ...] = ("fingerprint-wav",),
    column: int = 1,
) -> File:
    file = File(
        f"fingerprint/{name}",
        overview,
        source,
        requires=list(requires),
        method="fingerprint.extract",
        open=OPEN,
    )
    because = (
        "",
        "largest deviation seen between librosa and binary64, with a margin (FPR-18)",
        "another good resampler may differ by this much (FPR-18)",
    )[column]
    if source is LIBROSA:
        file.tolerances = [
            {
                "at": f"/fingerprint/{row[0]}",
                "absolute": row[column],
                "unit": row[3],
                "because": because,
            }
            for row in TOLERANCES
        ]
    return file


def _measured(
    fingerprint: Any,
    frames: int,
    rate: int,
    channels: int,
    duration: Any = None,
    is_partial: bool = False,
    warning: Any = None,
) -> Any:
    warnings = {"warnings": [warning | {"message": {"$any": "string"}}]} if warning else {}
    return warnings | {
        "fingerprint": fingerprint,
        "analysed_seconds": frames / rate,
        "sample_rate_hz": rate,
        "channels": channels,
        "duration_seconds": frames / rate if duration is None else duration,
        "is_partial": is_partial,
    }


def _of_recipe(id: str, fingerprint: Any = None) -> Any:
    recipe = RECIPES[id]
    return _measured(
        VALUES[id] if fingerprint is None else fingerprint,
        int(recipe["samples"]),
        int(recipe["sample_rate_hz"]),
        len(recipe["channels"]),
    )


def _matching(table: dict[str, str], id: str) -> str | None:
    """The entry of the longest prefix."""
    prefixes = [prefix for prefix in table if id.startswith(prefix)]
    return table[max(prefixes, key=len)] if prefixes else None


def _sounds() -> File:
    file = _file("signals", "Signals by formula at 44,100 Hz, in 32-bit floats.")
    file.notes = NOTES
    for id in SOUNDS:
        flag = _matching(FLAGS, id)
        spec = f"FPR-18 RPC-32 AUD-19 AUD-1 {_matching(CLAUSES, id)}"
        if int(RECIPES[id]["samples"]) < 2048:
            spec += " AUD-17"
        if "above-full-scale" in id:
            spec += " AUD-4"
        file.case(
            id,
            "the seven metrics are those of the definition",
            " ".join(dict.fromkeys(spec.split())),
            {"path": {"$audio": id}},
            result=_of_recipe(id),
            flags=[flag] if flag else None,
        )
    file.notes = {
        flag: NOTES[flag]
        for flag in NOTES
        if any(flag in case.get("flags", []) for case in file.cases)
    }
    file.case(
        "silence-exactly",
        "silence has −100, −100 and zeros, and those are floats",
        "FPR-12 MSG-2",
        {"path": {"$audio": "silence-one-second"}},
        result=_of_recipe(
            "silence-one-second", {key: {"$float": value} for key, value in SILENCE.items()}
        ),
    )
    return file


def _integers() -> File:
    file = _file("integers", "WAV of 16 and 24 bits.")
    file.notes = {
        "scale": "v / 32768 and v / 8388608, so that the lowest integer is −1 and the highest just below 1."
    }
    for id in RECIPES:
        if id.startswith("pcm"):
            file.case(
                id,
                "integers become the samples they represent",
                "AUD-1 AUD-4 FPR-18",
                {"path": {"$audio": id}},
                result=_of_recipe(id),
                flags=["scale"],
            )
    file.case(
        "below-half-a-step-is-silence",
        "samples that round to 0 are silence",
        "AUD-4 FPR-12",
        {"path": {"$audio": "pcm16-below-half-a-step"}},
        result=_of_recipe("pcm16-below-half-a-step", SILENCE),
    )
    return file


def _recordings() -> File:
    file = _file("recordings", "Real recordings as FLAC.", requires=("fingerprint-flac",))
    for line in (REFERENCE / "audio.ndjson").read_text().splitlines():
        given = json.loads(line)
        name = given["file"].removeprefix("Examples/")
        known = {
            "fingerprint": given["fingerprint"],
            "analysed_seconds": {"$any": "number"},
            "sample_rate_hz": 44100,
            "channels": {"$any": "integer"},
            "duration_seconds": {"$any": "number"},
            "is_partial": False,
        }
        file.case(
            name.removesuffix(".flac").replace("_", "-"),
            "the seven metrics are those of librosa",
            "AUD-2 FPR-18 AUD-19",
            {"path": {"$recording": name}},
            result=known,
        )
    return file


def _resampled() -> File:
    file = _file(
        "resampled",
        "Tones at other rates, resampled to 44,100 Hz.",
        requires=("fingerprint-wav", "resampling"),
        column=2,
    )
    file.notes = {
        "resampler": "Linear interpolation, or soxr's low quality, is off by hundreds of Hz."
    }
    for id in RECIPES:
        if "tones-at" in id:
            file.case(
                id,
                "each channel that is used is resampled, and then mixed",
                "AUD-7 FPR-18 AUD-19",
                {"path": {"$audio": id}},
                result=_of_recipe(id),
                flags=["resampler"],
            )
    for id in ("silence-at-48000-hz", "silence-one-sample-at-8000-hz"):
        file.case(
            id,
            "silence stays silence at any rate",
            "AUD-7 FPR-12 AUD-17",
            {"path": {"$audio": id}},
            result=_of_recipe(id, SILENCE),
        )
    late = {"path": {"$audio": "impulse-after-ninety-seconds"}}
    file.case(
        "ninety-seconds-by-default",
        "without a window 90 s are analysed, of a file that is longer",
        "AUD-5 AUD-19",
        late,
        result=_measured(SILENCE, 90000, 1000, 1, 91.0),
    )
    file.case(
        "the-whole-file",
        "with null every frame is analysed",
        "AUD-5 AUD-19",
        late | {"max_duration_seconds": None},
        result=_measured({"$any": "object"}, 91000, 1000, 1),
    )
    heard = _measured(
        ANY | {"peak_dbfs": {"$near": {"value": -6, "absolute": 3}}}, 90600, 1000, 1, 91.0
    )
    file.case(
        "a-window-beyond-the-impulse",
        "a longer window includes what follows after 90 s",
        "AUD-5",
        late | {"max_duration_seconds": 90.6},
        result=heard,
    )
    return file


def _windows() -> File:
    file = _file("windows", "How much of a file is analysed.")
    file.notes = {"whole-frames": "A window is ⌊seconds · rate⌋ frames, but at least one."}
    long, values = {"path": {"$audio": "noise-44100-then-more"}}, VALUES["noise-44100-samples"]
    file.case(
        "one-second",
        "the first second is analysed, and the whole length is reported",
        "AUD-5 AUD-19",
        long | {"max_duration_seconds": 1},
        result=_measured(values, 44100, 44100, 1, 1.5),
        flags=["whole-frames"],
    )
    file.case(
        "one-second-and-half-a-frame",
        "half a frame counts as none",
        "AUD-5",
        long | {"max_duration_seconds": 44100.5 / 44100},
        result=_measured(values, 44100, 44100, 1, 1.5),
        flags=["whole-frames"],
    )
    file.case(
        "more-than-there-is",
        "a window longer than the file is all of it",
        "AUD-5",
        {"path": {"$audio": "noise-44100-samples"}, "max_duration_seconds": 1e6},
        result=_of_recipe("noise-44100-samples"),
    )
    file.case(
        "the-whole-file",
        "null is all of it",
        "AUD-5 RPC-15",
        {"path": {"$audio": "noise-44100-samples"}, "max_duration_seconds": None},
        result=_of_recipe("noise-44100-samples"),
    )
    short = {"path": {"$audio": "noise-4096-then-more"}}
    file.case(
        "4096-frames",
        "a window in the middle of what follows",
        "AUD-5 FPR-5",
        short | {"max_duration_seconds": 4096.5 / 44100},
        result=_measured(VALUES["noise-4096-samples"], 4096, 44100, 1, 8192 / 44100),
        flags=["whole-frames"],
    )
    one = _measured(VALUES["noise-1-samples"], 1, 44100, 1, 512 / 44100)
    for value, id in (
        (1.5 / 44100, "one-frame"),
        (1e-9, "less-than-a-frame"),
        (Number("5e-324"), "next-to-nothing"),
    ):
        file.case(
            id,
            "at least one frame is analysed",
            "AUD-5 AUD-17",
            {"path": {"$audio": "noise-1-then-more"}, "max_duration_seconds": value},
            result=one,
            flags=["whole-frames"],
        )
    for value, id in ((0, "zero"), (-1, "negative"), (INFINITE, "infinite")):
        spec = "AUD-5 RPC-17 RPC-24" if value is INFINITE else "AUD-5 RPC-24"
        file.case(
            f"{id}-is-refused",
            "that is not a window",
            spec,
            long | {"max_duration_seconds": value},
            error=error("invalid_window"),
        )
    file.case(
        "text-is-refused",
        "nor is a text",
        "RPC-15",
        long | {"max_duration_seconds": "90"},
        error=wrong_params("/max_duration_seconds", "wrong_type"),
    )
    file.case(
        "before-the-file",
        "the window is checked before the file",
        "RPC-18",
        {"path": {"$missing": "song.wav"}, "max_duration_seconds": 0},
        error=error("invalid_window"),
    )
    return file


# MARK: Files by their bytes


def _given(name: str, data: bytes) -> Any:
    return {"path": {"$file": {"name": name, "base64": base64.b64encode(data).decode()}}}


def _floats(*values: float) -> bytes:
    return struct.pack(f"<{len(values)}f", *values)


def _wav(
    data: bytes,
    channels: int = 1,
    bits: int = 32,
    kind: int = 3,
    rate: int = 44100,
    declared: int | None = None,
) -> bytes:
    return recipes.wav_of(data, rate, channels, bits, kind, declared)


def _containers() -> File:
    file = _file(
        "containers",
        "Variants of the WAV header, with one sample of 0.5 in each.",
        BY_HAND + " One sample: see the worked examples of chapter 02.",
    )
    half = _floats(0.5)
    level = -6.020599913279624
    because = "10·log10(0.25), to the last bits of a logarithm"
    file.tolerances = [
        {"at": f"/fingerprint/{metric}", "absolute": 1e-4, "unit": "dB", "because": because}
        for metric in ("loudness_dbfs", "peak_dbfs")
    ]
    file.tolerances += [
        {
            "at": f"/fingerprint/{metric}",
            "absolute": 0.05,
            "unit": "Hz",
            "because": "a flat spectrum, summed in any order",
        }
        for metric in ("spectral_centroid", "spectral_spread")
    ]
    file.tolerances += [
        {
            "at": "/fingerprint/spectral_rolloff",
            "absolute": 0.1,
            "unit": "Hz",
            "because": "a bin's frequency",
        }
    ]
    flat = {
        "loudness_dbfs": level,
        "peak_dbfs": level,
        "crest_db": 0.0,
        "spectral_centroid": 11025.0,
        "spectral_rolloff": 18755.41992,
        "zero_crossing_rate": 0.0,
        "spectral_spread": 6371.499786,
    }
    pcm = struct.pack("<h", 16384)
    guid = b"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"

    def extensible(kind: int, bits: int, data: bytes) -> bytes:
        form = (
            struct.pack(
                "<HHIIHHHHI", 0xFFFE, 1, 44100, 44100 * bits // 8, bits // 8, bits, 22, bits, 4
            )
            + struct.pack("<H", kind)
            + guid
        )
        body = (
            b"WAVEfmt "
            + struct.pack("<I", len(form))
            + form
            + b"data"
            + struct.pack("<I", len(data))
            + data
            + b"\0" * (len(data) % 2)
        )
        return b"RIFF" + struct.pack("<I", len(body)) + body

    def with_chunk(data: bytes) -> bytes:
        """A chunk of an odd size before the format, and another behind the samples."""
        whole = _wav(data)
        note = b"note" + struct.pack("<I", 3) + b"abc\0"
        body = whole[8:12] + note + whole[12:] + note
        return b"RIFF" + struct.pack("<I", len(body)) + body

    for id, data, what in (
        ("float32", _wav(half), "32-bit floats"),
        ("pcm16", _wav(pcm, bits=16, kind=1), "16-bit integers"),
        ("pcm24", _wav(b"\x00\x00\x40", bits=24, kind=1), "24-bit integers with a pad byte"),
        ("extensible-pcm16", extensible(1, 16, pcm), "the extensible format with integers"),
        ("extensible-float32", extensible(3, 32, half), "the extensible format with floats"),
        ("other-chunks", with_chunk(half), "chunks that are not of interest, of odd size"),
    ):
        file.case(
            id,
            what,
            "AUD-1 AUD-4 AUD-17",
            _given(f"{id}.wav", data),
            result=_measured(flat, 1, 44100, 1),
        )
    file.case(
        "named-otherwise",
        "the content counts, not the name",
        "AUD-1",
        _given("sound.txt", _wav(half)),
        result=_measured(flat, 1, 44100, 1),
    )
    many = _wav(_floats(0.5, 0.5, *([1.0] * 62)), channels=64)
    file.case(
        "sixty-four-channels",
        "64 channels are allowed, two are used",
        "AUD-1 AUD-6",
        _given("many.wav", many),
        result=_measured(flat, 1, 44100, 64),
    )
    return file


def _refused() -> File:
    file = _file("refused", "Audio that cannot be measured is a typed error.", BY_HAND)
    file.case(
        "nothing-there",
        "the file does not exist",
        "AUD-12 RPC-24",
        {"path": {"$missing": "song.wav"}},
        error=error("file_not_found"),
    )
    file.case(
        "empty-path",
        "an empty path leads nowhere",
        "AUD-12",
        {"path": ""},
        error=error("file_not_found"),
    )
    file.case(
        "a-folder",
        "a folder is not a file",
        "AUD-13 RPC-24",
        {"path": {"$folder": True}},
        error=error("not_a_file", kind="folder"),
    )
    file.case(
        "a-device",
        "a device is not a file, and is not read",
        "AUD-13",
        {"path": "/dev/zero"},
        error=error("not_a_file", kind="device"),
    )
    file.case(
        "no-bytes",
        "an empty file is not audio",
        "AUD-11 RPC-24",
        _given("empty.wav", b""),
        error=error("unsupported_format"),
    )
    header = _wav(_floats(0.5))[:12]
    for id, data in (
        ("text", b"This is not audio, whatever it is called.\n" * 20),
        ("zeros", bytes(4096)),
        ("only-a-riff-header", header),
        ("half-a-header", _wav(_floats(0.5))[:20]),
        ("rate-of-zero", _wav(_floats(0.5), rate=0)),
        ("rate-too-low", _wav(_floats(0.5), rate=999)),
        ("rate-too-high", _wav(_floats(0.5), rate=768001)),
        (
            "no-channels",
            b"RIFF"
            + struct.pack("<I", 40)
            + b"WAVEfmt "
            + struct.pack("<IHHIIHH", 16, 3, 0, 44100, 0, 0, 32)
            + b"data"
            + struct.pack("<I", 4)
            + _floats(0.5),
        ),
        ("sixty-five-channels", _wav(_floats(*([0.5] * 65)), channels=65)),
    ):
        file.case(
            f"not-audio-{id}",
            "that is not audio the host can read",
            "AUD-11 RPC-24",
            _given(f"{id}.wav", data),
            error=error("unsupported_format"),
        )
    file.case(
        "no-samples",
        "a header without samples is empty audio",
        "AUD-9 RPC-24",
        _given("silent.wav", _wav(b"")),
        error=error("empty_audio"),
    )
    file.case(
        "no-path", "a path is required", "RPC-15 RPC-32", {}, error=wrong_params("/path", "missing")
    )
    file.case(
        "path-is-no-text",
        "a path is text",
        "RPC-15",
        {"path": 7},
        error=wrong_params("/path", "wrong_type"),
    )
    file.case(
        "fingerprint-is-no-parameter",
        "fingerprint.extract takes a path only",
        "RPC-15",
        {"path": {"$missing": "a.wav"}, "fingerprint": {}},
        error=wrong_params("/fingerprint", "unknown"),
    )
    file.case(
        "no-path-in-the-error",
        "no error contains the path of the file",
        "RPC-20",
        {"path": {"$missing": "song.wav"}},
        error=error("file_not_found"),
        forbid=[{"$missing": "song.wav"}, "song.wav"],
    )
    for method in ("recommendation.single", "recommendation.weighted"):
        file.case(
            f"{method.replace('.', '-')}-makes-nothing-up",
            "a recommendation for a file that cannot be measured is the same error",
            "REC-19 RPC-36",
            steps=[
                {
                    "method": method,
                    "params": {"path": {"$missing": "song.wav"}},
                    "expect": {"error": error("file_not_found")},
                },
                {
                    "method": method,
                    "params": _given("silent.wav", _wav(b"")),
                    "expect": {"error": error("empty_audio")},
                },
            ],
        )
    silence = {"path": {"$audio": "silence-one-second"}}
    expected = model.payload(SILENCE, track_id=4) | {"fingerprint": MEASURED_SILENCE}
    file.case(
        "recommendation-of-silence",
        "while silence is measured, and resembles nothing",
        "REC-13 RPC-36 RPC-34",
        steps=[
            {
                "method": "recommendation.weighted",
                "params": silence | {"track_id": 4},
                "expect": {"result": expected},
            }
        ],
    )
    file.open = [*OPEN]
    return file


def _truncated() -> File:
    file = _file("truncated", "A file that ends earlier than its header states.")
    file.notes = {
        "allow-partial": "With allow_partial true it is measured as far as it goes; without, never."
    }
    noise = recipes.data_chunk(RECIPES["noise-4096-samples"])
    cut = _given("cut.wav", _wav(noise, declared=2 * len(noise)))
    stopped = error(
        "truncated_audio", at_seconds={"$near": {"value": 4096 / 44100, "absolute": 1e-9}}
    )
    file.case(
        "half-missing-is-refused",
        "it is refused, and the error states where it ends",
        "AUD-22 RPC-24",
        cut,
        error=stopped,
        flags=["allow-partial"],
    )
    file.case(
        "half-missing-is-refused-by-default",
        "allow_partial is false if absent",
        "AUD-22 AUD-16",
        cut | {"allow_partial": False},
        error=stopped,
        flags=["allow-partial"],
    )
    partial = _measured(
        VALUES["noise-4096-samples"],
        4096,
        44100,
        1,
        None,
        True,
        {
            "code": "ends_early",
            "at_seconds": {"$near": {"value": 4096 / 44100, "absolute": 1e-9}},
        },
    )
    file.case(
        "is-measured-and-told-when-allowed",
        "the existing part is measured, and is_partial is true",
        "AUD-16 AUD-19",
        cut | {"allow_partial": True},
        result=partial,
        flags=["allow-partial"],
    )
    file.case(
        "is-as-long-as-what-is-left",
        "the end that was reached is that of the remaining part",
        "AUD-19 AUD-16",
        cut | {"allow_partial": True},
        result=partial,
        flags=["allow-partial"],
    )
    window = cut | {"max_duration_seconds": 512.5 / 44100}
    unharmed = _measured(
        {"$any": "object"},
        512,
        44100,
        1,
        8192 / 44100,
        True,
        {"code": "damaged_behind"},
    )
    file.case(
        "damage-behind-the-window-is-told",
        "damage after the window changes no metric, and is reported",
        "AUD-24",
        window,
        result=unharmed,
        flags=["allow-partial"],
    )
    nothing = _given("nothing.wav", _wav(b"", declared=1000))
    file.case(
        "nothing-left",
        "if not a single frame is left, there is nothing to allow",
        "AUD-16 AUD-9",
        nothing | {"allow_partial": True},
        error=error("empty_audio"),
        flags=["allow-partial"],
    )
    file.case(
        "sound-file-with-allow-partial",
        "for an intact file it changes nothing",
        "AUD-16",
        {"path": {"$audio": "noise-4096-samples"}, "allow_partial": True},
        result=_of_recipe("noise-4096-samples"),
        flags=["allow-partial"],
    )
    file.case(
        "allow-partial-is-no-text",
        "allow_partial is true or false",
        "RPC-15",
        cut | {"allow_partial": "yes"},
        error=wrong_params("/allow_partial", "wrong_type"),
    )
    return file


def _slightly_truncated() -> File:
    file = _file(
        "slightly-truncated",
        "A file with little missing at its end, and the limits of \"little\".",
        BY_HAND + " Silence; frames and seconds by AUD-23.",
        requires=("fingerprint-wav", "resampling"),
    )
    file.since = "2.0"
    file.notes = {
        "in-proportion": "At least a second and 95 % are present, and no more than two seconds are missing."
    }

    def cut(name: str, frames: int, announced: int) -> Any:
        data = _wav(bytes(2 * frames), bits=16, kind=1, rate=1000, declared=2 * announced)
        return _given(f"{name}.wav", data)

    for name, frames, announced in (
        ("one-frame", 2000, 2001),
        ("exactly-a-twentieth", 1900, 2000),
        ("after-exactly-a-second", 1000, 1050),
    ):
        file.case(
            f"{name}-missing-is-answered",
            "the existing part is measured, and the missing rest is reported",
            "AUD-23 AUD-19",
            cut(name, frames, announced),
            result=_measured(
                MEASURED_SILENCE,
                frames,
                1000,
                1,
                None,
                True,
                {
                    "code": "ends_early",
                    "at_seconds": {"$near": {"value": frames / 1000, "absolute": 1e-9}},
                },
            ),
            flags=["in-proportion"],
        )
    for name, frames, announced in (
        ("more-than-a-twentieth", 1899, 2000),
        ("after-less-than-a-second", 999, 1000),
    ):
        file.case(
            f"{name}-missing-is-refused",
            "too much is missing, or too little is present",
            "AUD-22",
            cut(name, frames, announced),
            error=error(
                "truncated_audio",
                at_seconds={"$near": {"value": frames / 1000, "absolute": 1e-9}},
            ),
            flags=["in-proportion"],
        )
    return file


def _not_finite() -> File:
    file = _file(
        "not-finite", "NaN and infinity are refused in every channel, used or not.", BY_HAND
    )
    nan, infinite = float("nan"), float("inf")

    def refused(
        id: str,
        description: str,
        channels: int,
        values: list[float],
        channel: int,
        frame: int,
        **more: Any,
    ) -> None:
        file.case(
            id,
            description,
            "AUD-10 RPC-24",
            _given(f"{id}.wav", _wav(_floats(*values), channels=channels)) | more,
            error=error("non_finite_samples", channel=channel, frame=frame),
        )

    refused("nan", "a NaN is reported by channel and frame", 1, [0.0, 0.25, nan, 0.5], 0, 2)
    refused("infinity", "so is an infinity", 1, [infinite, 0.25], 0, 0)
    refused("minus-infinity", "of either sign", 1, [0.5, -infinite], 0, 1)
    refused("in-the-second-channel", "in the second channel", 2, [0.0, 0.0, 0.0, nan], 1, 1)
    refused(
        "in-a-channel-that-is-not-heard", "and in a channel that is not used", 3, [0.0] * 8 + [nan], 2, 2
    )
    refused(
        "of-several",
        "of several, the first frame is reported, and in it the first channel",
        2,
        [0.0, 0.0, 0.0, infinite, nan, nan],
        1,
        1,
    )
    behind = _given("behind.wav", _wav(_floats(0.5, 0.5, nan))) | {
        "max_duration_seconds": 2.5 / 44100
    }
    file.case(
        "behind-the-window",
        "samples after the window are not checked",
        "AUD-10 AUD-5",
        behind,
        result=_measured({"$any": "object"}, 2, 44100, 1, 3 / 44100),
    )
    return file
