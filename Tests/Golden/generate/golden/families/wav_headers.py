"""WAV files by their bytes: headers as programs write them, headers that no host can read, and early ends."""

import struct
from typing import Any

from ..cases import File, error
from .fingerprint import BY_HAND, MEASURED_SILENCE, RECIPES, _file, _floats, _given, _measured

HALF = struct.pack("<h", 16384)
# The tail of the identifiers in extensible formats, after the format tag (RFC 2361).
IDENTIFIER = b"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"


def files() -> list[File]:
    return [_headers(), _unreadable(), _paths(), _nearly_whole()]


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _riff(*chunks: bytes, head: bytes = b"RIFF", kind: bytes = b"WAVE") -> bytes:
    body = kind + b"".join(chunks)
    return head + struct.pack("<I", len(body)) + body


def _format(
    tag: int = 1, bits: int = 16, channels: int = 1, rate: int = 44100, more: bytes = b""
) -> bytes:
    """A format chunk. Sizes of frames and seconds are those of 16 bits if the others have no room."""
    frame = channels * bits // 8
    frame = frame if 0 < frame < 2**16 else 2
    second = rate * frame % 2**32
    form = struct.pack("<HHIIHH", tag, channels, rate, second, frame, bits)
    return _chunk(b"fmt ", form + more)


def _extensible(tag: int, identifier: bytes = IDENTIFIER) -> bytes:
    return _format(0xFFFE, more=struct.pack("<HHIH", 22, 16, 4, tag) + identifier)


def _headers() -> File:
    file = _file(
        "headers",
        "WAV files as programs write them, with one sample of 0.5 in each.",
        BY_HAND + " One sample of 0.5: see the worked examples of chapter 02.",
    )
    file.since = "2.0"
    file.notes = {
        "fixed-places": "The format chunk may be longer than 16 bytes, and any other chunk may precede the samples.",
    }
    level = -6.020599913279624
    flat = {
        metric: {"$near": {"value": value, "absolute": near}}
        for metric, value, near in (
            ("loudness_dbfs", level, 1e-4),
            ("peak_dbfs", level, 1e-4),
            ("crest_db", 0.0, 1e-4),
            ("spectral_centroid", 11025.0, 0.05),
            ("spectral_rolloff", 18755.41992, 0.1),
            ("zero_crossing_rate", 0.0, 1e-6),
            ("spectral_spread", 6371.499786, 0.05),
        )
    }
    form, data = _format(), _chunk(b"data", HALF)
    for id, description, content in (
        (
            "format-of-18-bytes",
            "a format chunk may state that nothing follows in it",
            _riff(_format(more=b"\0\0"), data),
        ),
        (
            "floats-with-a-format-of-18-bytes",
            "as most programs do for floats",
            _riff(_format(3, 32, more=b"\0\0"), _chunk(b"fact", b"\1\0\0\0"), _chunk(b"data", _floats(0.5))),
        ),
        (
            "plain-format-of-40-bytes",
            "the format tag decides, not the length of the format chunk",
            _riff(_format(more=bytes(24)), data),
        ),
        (
            "list-before-the-samples",
            "what precedes the samples is not part of them",
            _riff(form, _chunk(b"LIST", b"INFO"), data),
        ),
        (
            "odd-list-before-the-samples",
            "a chunk of odd length is followed by a byte that is not part of anything",
            _riff(form, _chunk(b"LIST", b"INFOabc"), data),
        ),
        (
            "data-within-another-chunk",
            "the name of a chunk within another chunk is not a chunk",
            _riff(form, _chunk(b"junk", b"data\x02\0\0\0\0\0"), data),
        ),
        (
            "several-chunks-before-the-samples",
            "there may be several chunks in any place",
            _riff(_chunk(b"JUNK", bytes(28)), _chunk(b"bext", bytes(602)), form, _chunk(b"fact", b"\1\0\0\0"), data),
        ),
        (
            "no-byte-after-an-odd-end",
            "the byte after samples of odd length may be absent at the end of the file",
            _riff(_format(bits=24), _chunk(b"data", b"\0\0\x40"))[:-1],
        ),
    ):
        file.case(
            id,
            description,
            "AUD-1 AUD-4",
            _given(f"{id}.wav", content),
            result=_measured(flat, 1, 44100, 1),
            flags=["fixed-places"],
        )
    return file


def _unreadable() -> File:
    file = _file("unreadable-headers", "Headers that no host can read, whatever it reads.", BY_HAND)
    file.since = "2.0"
    file.notes = {
        "lowest-byte": "A number in a header has all its bytes: 272 bits are not 16, and 257 channels not one.",
        "first-letters": "RIFF, WAVE and the identifier of a format are compared whole.",
    }
    data = _chunk(b"data", HALF)
    for id, content, flag in (
        ("another-container", _riff(_format(), data, head=b"RUFF"), "first-letters"),
        ("another-kind-of-riff", _riff(_format(), data, kind=b"WAVX"), "first-letters"),
        ("format-of-15-bytes", _riff(_chunk(b"fmt ", _format()[8:23]), data), "lowest-byte"),
        ("unknown-format", _riff(_format(0x4242), data), "lowest-byte"),
        ("no-format", _riff(_format(0), data), "lowest-byte"),
        ("format-257", _riff(_format(0x0101), data), "lowest-byte"),
        ("272-bits", _riff(_format(bits=272), data), "lowest-byte"),
        ("257-channels", _riff(_format(channels=257), data), "lowest-byte"),
        ("rate-beyond-24-bits", _riff(_format(rate=44100 + 2**24), data), "lowest-byte"),
        ("rate-beyond-20-bits", _riff(_format(rate=44100 + 2**20), data), "lowest-byte"),
        ("extensible-unknown-format", _riff(_extensible(0x4242), data), "first-letters"),
        ("extensible-format-257", _riff(_extensible(0x0101), data), "lowest-byte"),
        (
            "extensible-other-identifier",
            _riff(_extensible(1, b"\1" + IDENTIFIER[1:]), data),
            "first-letters",
        ),
        ("extensible-without-extension", _riff(_format(0xFFFE), data), "first-letters"),
        ("no-samples-chunk", _riff(_format()), "first-letters"),
        ("no-format-chunk", _riff(_chunk(b"LIST", b"INFO")), "first-letters"),
    ):
        file.case(
            id,
            "that is not audio a host can read",
            "AUD-11",
            _given(f"{id}.wav", content),
            error=error("unsupported_format"),
            flags=[flag],
        )
    return file


def _paths() -> File:
    file = _file("paths", "Paths at which nothing can exist.", BY_HAND)
    file.since = "2.0"
    for id, description, path in (
        ("with-nul", "no file has NUL in its name", "song\0.wav"),
        ("below-a-device", "nothing is below what is not a folder", "/dev/null/song.wav"),
    ):
        file.case(id, description, "AUD-12 RPC-24", {"path": path}, error=error("file_not_found"))
    return file


def _nearly_whole() -> File:
    file = _file(
        "nearly-whole",
        "Files at 44,100 Hz that end a little before the end of their header's count.",
        BY_HAND + " Silence; samples and seconds by AUD-23.",
    )
    file.since = "2.0"
    file.notes = {
        "limits": "At least one second, at least 95 % and all but two seconds at most: each limit is included, and all three apply."
    }
    for id in RECIPES:
        if not id.startswith("silence-cut-"):
            continue
        recipe = RECIPES[id]
        samples, announced = int(recipe["samples"]), int(recipe["announced_samples"])
        ends = {"$near": {"value": samples / 44100, "absolute": 1e-9}}
        is_answered = (
            samples >= 44100 and 100 * samples >= 95 * announced and announced - samples <= 88200
        )
        expected: Any = {"error": error("truncated_audio", at_seconds=ends)}
        if is_answered:
            warning = {"code": "ends_early", "at_seconds": ends}
            measured = _measured(MEASURED_SILENCE, samples, 44100, 1, None, True, warning)
            expected = {"result": measured}
        file.case(
            id.removeprefix("silence-"),
            f"{samples:,} of {announced:,} samples are {'enough' if is_answered else 'too few'}",
            "AUD-23 AUD-22 AUD-19" if is_answered else "AUD-22 AUD-23",
            {"path": {"$audio": id}},
            flags=["limits"],
            **expected,
        )
    return file
