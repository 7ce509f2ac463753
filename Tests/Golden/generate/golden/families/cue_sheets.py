"""Files that CUE sheets divide: where their tracks start and end, what they are called, and what a broken
sheet does."""

import base64
import struct
from typing import Any

from ..cases import SENTENCE, File

BY_HAND = (
    "Derived by hand from AUD-31 to AUD-34. At 8000 Hz a 75th of a second is 106 2/3 frames, so that places "
    "have to be rounded down: 3 of them are frame 320, 4 are 426, 7 are 746, and the file has 1000 frames."
)
RATE, FRAMES, HEADER = 8000, 1000, 44
SOUND = {"$audio": "disc-of-1000-frames"}


def frame(parts: int) -> int:
    """The frame at a place in 75ths of a second (AUD-32)."""
    return parts * RATE // 75


def sheet(*lines: str, file: str = "disc.wav", end: str = "\n", encoding: str = "utf-8") -> Any:
    text = "".join(line + end for line in (f'FILE "{file}" WAVE', *lines))
    return {"$file": {"name": "disc.cue", "base64": base64.b64encode(text.encode(encoding)).decode()}}


def track(number: int, parts: int, kind: str = "AUDIO") -> list[str]:
    return [f"  TRACK {number:02} {kind}", f"    INDEX 01 00:00:{parts:02}"]


def files() -> list[File]:
    return [_tracks(), _titles(), _names(), _broken()]


def _file(name: str, overview: str) -> File:
    return File(
        f"http/{name}", overview, BY_HAND, requires=["http", "cue-sheets"], since="2.0", library={}
    )


def _load(folder: str, part: str, status: int) -> Any:
    answer: Any = {"message": "Track loaded", "track_id": 7}
    if status != 200:
        answer = {"error": {"code": "path_not_allowed", "message": SENTENCE}}
    return {
        "request": {
            "method": "POST",
            "target": "/api/player/load",
            "body": {"json": {"track_id": 7, "track_path": {"$library": f"{folder}/disc.wav{part}"}}},
        },
        "response": {"status": status, "body": answer},
    }


def _heard(folder: str, start: int, end: int) -> Any:
    """The stream of a track, behind its header, is these frames of the file."""
    total = HEADER + 2 * (end - start)
    return {
        "request": {"target": "/api/player/stream/7", "headers": {"Range": f"bytes={HEADER}-"}},
        "response": {
            "status": 206,
            "headers": {
                "content-type": "audio/wav",
                "content-range": f"bytes {HEADER}-{total - 1}/{total}",
            },
            "content": {
                "of": {"$library": f"{folder}/disc.wav"},
                "from": HEADER + 2 * start,
                "to": HEADER + 2 * end - 1,
            },
        },
    }


def _divided(file: File, folder: str, given: Any, *tracks: tuple[int, int, int]) -> list[Any]:
    """Steps that hear tracks of (number, start, end), and find none with the number behind the last."""
    file.library |= {f"{folder}/disc.wav": SOUND, f"{folder}/disc.cue": given}
    steps = []
    for number, start, end in tracks:
        steps += [_load(folder, f"/{number:02}", 200), _heard(folder, start, end)]
    # 256 is no number of a track, whatever the sheet says.
    return [*steps, _load(folder, f"/{max(t[0] for t in tracks) + 1:02}", 403)]


def _tracks() -> File:
    file = _file("cue-tracks", "Where the tracks of a file start and end.")
    file.notes = {
        "rounding": "A place is rounded down to a frame, not to the nearest one.",
        "pauses": "INDEX 00, PREGAP and POSTGAP move nothing.",
    }
    three = ((1, 0, frame(3)), (2, frame(3), frame(7)), (3, frame(7), FRAMES))

    def case(id: str, description: str, spec: str, given: Any, *tracks: Any, flags: Any = None) -> None:
        file.case(
            id, description, f"{spec} AUD-60", flags=flags, transcript=_divided(file, id, given, *tracks)
        )

    case(
        "three-tracks",
        "a track ends where the next one starts, and the last one at the end of the file",
        "AUD-32 AUD-33",
        sheet(*track(1, 0), *track(2, 3), *track(3, 7)),
        *three,
        flags=["rounding"],
    )
    case(
        "sound-before-the-first",
        "audio before the first track belongs to no track",
        "AUD-32",
        sheet(*track(1, 3), *track(2, 7)),
        (1, frame(3), frame(7)),
        (2, frame(7), FRAMES),
    )
    case(
        "pauses",
        "the pause before a track belongs to the end of the previous one",
        "AUD-32",
        sheet(
            *track(1, 0),
            "    POSTGAP 00:02:00",
            "  TRACK 02 AUDIO",
            "    PREGAP 00:02:00",
            "    INDEX 00 00:00:02",
            "    INDEX 01 00:00:03",
            "    INDEX 02 00:00:05",
            *track(3, 7),
        ),
        *three,
        flags=["pauses"],
    )
    case(
        "data",
        "a data track is not a track, and the previous one ends where it starts",
        "AUD-32",
        sheet(*track(1, 0), *track(2, 3), *track(3, 7, "MODE1/2352")),
        (1, 0, frame(3)),
        (2, frame(3), frame(7)),
    )
    case(
        "numbers",
        "numbers are those of the sheet, and need not follow each other",
        "AUD-33",
        sheet(*track(4, 0), *track(99, 4), *track(255, 7)),
        (4, 0, frame(4)),
        (99, frame(4), frame(7)),
        (255, frame(7), FRAMES),
    )
    texts = ("  TITLE \"One\"", "  PERFORMER Two", "  REM ISRC FLAGS", "  CATALOG 1", "  NONSENSE")
    case(
        "other-lines",
        "lines without places have no effect",
        "AUD-34",
        sheet(*texts, *track(1, 0), *texts, *track(2, 3), *texts, *track(3, 7)),
        *three,
    )
    for id, end in (("carriage-returns", "\r"), ("both-line-ends", "\r\n")):
        case(
            id,
            f"lines may end in {'CR' if end == chr(13) else 'CR and LF'}",
            "AUD-34",
            sheet(*track(1, 0), *track(2, 3), *track(3, 7), end=end),
            *three,
        )
    for id, encoding, words in (
        ("utf-16", "utf-16", "UTF-16 with a mark"),
        ("windows-1252", "cp1252", "Windows-1252"),
        ("marked-utf-8", "utf-8-sig", "UTF-8 with a mark"),
    ):
        case(
            id,
            f"a sheet may be {words}",
            "AUD-34",
            sheet('  TITLE "Café"', *track(1, 0), *track(2, 3), *track(3, 7), encoding=encoding),
            *three,
        )
    case(
        "unknown-encoding",
        "the places of a sheet in no known encoding still apply",
        "AUD-34",
        {
            "$file": {
                "name": "disc.cue",
                # 0x81 is not assigned in Windows-1252.
                "base64": base64.b64encode(
                    b'FILE "disc.wav" WAVE\nTITLE "\x81\x8d"\n'
                    + "\n".join([*track(1, 0), *track(2, 3), *track(3, 7)]).encode()
                ).decode(),
            }
        },
        *three,
    )
    return file


def _tagged() -> Any:
    """A WAVE file of the same length as the others, with an INFO list."""

    def text(name: bytes, value: bytes) -> bytes:
        return name + struct.pack("<I", len(value) + 1) + value + bytes(2 - len(value) % 2 or 2)

    tags = b"INFO" + text(b"INAM", b"A disc") + text(b"IART", b"Someone")
    sound = struct.pack("<IHHIIHH", 16, 1, 1, RATE, 2 * RATE, 2, 16) + b"LIST"
    sound += struct.pack("<I", len(tags)) + tags + b"data" + struct.pack("<I", 2 * FRAMES)
    whole = b"WAVEfmt " + sound + bytes(2 * FRAMES)
    whole = b"RIFF" + struct.pack("<I", len(whole)) + whole
    return {"$file": {"name": "disc.wav", "base64": base64.b64encode(whole).decode()}}


def _titles() -> File:
    file = _file("cue-titles", "The names of a file's tracks in the library.")
    file.open = ["/body"]
    file.notes = {
        "file-listed": "A file that is divided is not a track of the library beside its tracks.",
        "scopes": "A text before the first TRACK is of the disc, one behind a TRACK is of that track.",
    }
    ready = {
        "request": {"target": "/api/library"},
        "response": {"status": 200, "body": {"state": "ready"}},
        "awaited": True,
    }

    def listed(title: str, artist: str | None, album: str | None, start: int, end: int) -> Any:
        seconds = {"$near": {"value": (end - start) / 75, "absolute": 1e-9, "relative": 0}}
        return {
            "track_id": {"$any": "integer"},
            "title": title,
            "artist": artist,
            "album": album,
            "duration_seconds": seconds,
            "media_type": "audio/wav",
        }

    def case(id: str, description: str, given: Any, *tracks: Any, flags: Any = None, sound: Any = SOUND) -> None:
        file.library |= {f"{id}/disc.wav": sound, f"{id}/disc.cue": given}
        wanted = {"$all": [{"$contains": track} for track in tracks]}
        answer = {"status": 200, "body": {"tracks": wanted}}
        file.case(
            id,
            description,
            "AUD-34 AUD-61",
            flags=flags,
            transcript=[ready, {"request": {"target": "/api/tracks"}, "response": answer}],
        )

    # A second has 75 parts, and the file an eighth of one.
    whole = FRAMES * 75 / RATE
    one, two, three = track(1, 0), track(2, 3), track(3, 7)
    case(
        "scopes",
        "titles and performers are those of the track; without one, the performer is that of the disc",
        sheet(
            'TITLE "Disc one"',
            'PERFORMER "Both"',
            *one,
            '    TITLE "First"',
            '    PERFORMER "Her"',
            *two,
            '    TITLE "Second"',
            *three,
            '    TITLE "Third"',
            '    PERFORMER "Him"',
        ),
        listed("First", "Her", "Disc one", 0, 3),
        listed("Second", "Both", "Disc one", 3, 7),
        listed("Third", "Him", "Disc one", 7, whole),
        flags=["scopes"],
    )
    case(
        "numbers",
        "a track without a title is named by its number, as in its path",
        sheet('TITLE "Disc two"', *track(9, 0), *track(10, 3), *track(100, 7)),
        listed("Track 09", None, "Disc two", 0, 3),
        listed("Track 10", None, "Disc two", 3, 7),
        listed("Track 100", None, "Disc two", 7, whole),
    )
    case(
        "quotation-marks",
        "quotation marks around a text are not part of it, and are optional",
        sheet("TITLE Disc three", *one, "    TITLE It is so", *two, '    TITLE "The "best" of"'),
        listed("It is so", None, "Disc three", 0, 3),
        listed('The "best" of', None, "Disc three", 3, whole),
    )
    case(
        "empty",
        "an empty text counts as absent",
        sheet('TITLE "Disc four"', 'PERFORMER "Who"', *one, '    TITLE ""', *two, '    PERFORMER ""'),
        listed("Track 01", "Who", "Disc four", 0, 3),
        listed("Track 02", "Who", "Disc four", 3, whole),
    )
    case(
        "file",
        "anything the sheet leaves out comes from the file, whose title is that of the disc",
        sheet(*one, '    TITLE "Own"', *two),
        listed("Own", "Someone", "A disc", 0, 3),
        listed("Track 02", "Someone", "A disc", 3, whole),
        sound=_tagged(),
    )
    case(
        "sheet-first",
        "if both have a value, the sheet takes precedence",
        sheet('TITLE "Disc five"', 'PERFORMER "Else"', *one, *two),
        listed("Track 01", "Else", "Disc five", 0, 3),
        sound=_tagged(),
    )
    for number, (id, encoding) in enumerate(
        [("utf-16", "utf-16"), ("windows-1252", "cp1252"), ("marked-utf-8", "utf-8-sig"), ("utf-8", "utf-8")]
    ):
        case(
            id,
            "texts are decoded in the sheet's encoding",
            sheet(f'TITLE "Café {number}"', *one, '    TITLE "Çà et là"', *two, encoding=encoding),
            listed("Çà et là", None, f"Café {number}", 0, 3),
        )
    case(
        "unknown-encoding",
        "texts of a sheet in no known encoding are ignored",
        {
            "$file": {
                "name": "disc.cue",
                # 0x81 is not assigned in Windows-1252.
                "base64": base64.b64encode(
                    b'FILE "disc.wav" WAVE\nTITLE "Disc six"\n'
                    + "\n".join(one).encode()
                    + b'\nTITLE "\x81\x8d\x81"\n'
                    + "\n".join(two).encode()
                ).decode(),
            }
        },
        listed("Track 01", None, None, 0, 3),
    )
    anything = {"$anyOf": [{"$any": "string"}, {"$any": "null"}]}
    no_file = listed("disc", None, None, 0, whole) | {"artist": anything, "album": anything}
    file.case(
        "only-tracks",
        "a file that is divided is not listed itself",
        "AUD-61",
        flags=["file-listed"],
        transcript=[
            ready,
            {
                "request": {"target": "/api/tracks"},
                "response": {"status": 200, "body": {"tracks": {"$not": {"$contains": no_file}}}},
            },
        ],
    )
    return file


def _names() -> File:
    file = _file("cue-names", "Which file a sheet refers to.")
    file.notes = {"folder": "Only the last part of the name in the sheet counts."}
    two = ((1, 0, frame(4)), (2, frame(4), FRAMES))

    def case(id: str, description: str, name: str, flags: Any = None) -> None:
        given = sheet(*track(1, 0), *track(2, 4), file=name)
        file.case(id, description, "AUD-31", flags=flags, transcript=_divided(file, id, given, *two))

    case("case-of-letters", "names are compared in any case", "DISC.Wav")
    case("slashes", "folders in the name do not count", "/music/old/disc.wav", flags=["folder"])
    case("backslashes", "nor do those of Windows", "C:\\Rips\\disc.wav", flags=["folder"])
    case("up", "nor does the folder above", "../disc.wav", flags=["folder"])
    case("converted", "a converted file has the same name except for the extension", "disc.ape")
    case("renamed", "a file that was renamed has the sheet's name", "CDImage.ape")

    # disc.cue comes before the others, since it is named as the file; then a.cue, the first by name.
    four = sheet(*track(1, 0), *track(2, 4))
    seven = sheet(*track(1, 0), *track(2, 7))
    folder = "several"
    steps = _divided(file, folder, four, *two)
    file.library[f"{folder}/a.cue"] = seven
    file.case(
        "named-as-the-file",
        "of several sheets for a file, the one with the same name is used",
        "AUD-31",
        transcript=steps,
    )
    folder = "first"
    file.library |= {
        f"{folder}/disc.wav": SOUND,
        f"{folder}/b.cue": seven,
        f"{folder}/a.cue": four,
        f"{folder}/C.cue": seven,
    }
    file.case(
        "first-by-name",
        "then the first by the bytes of its name",
        "AUD-31",
        transcript=[
            _load(folder, "/02", 200),
            _heard(folder, frame(7), FRAMES),
        ],
    )
    return file


def _broken() -> File:
    file = _file("cue-broken", "An invalid sheet divides nothing: the file is one track.")
    file.notes = {
        "all-or-nothing": "A sheet is followed as a whole or not at all; its good lines do not count alone."
    }

    def case(id: str, description: str, given: Any, spec: str = "AUD-34") -> None:
        file.library |= {f"{id}/disc.wav": SOUND, f"{id}/disc.cue": given}
        file.case(
            id,
            description,
            spec,
            flags=["all-or-nothing"],
            transcript=[
                _load(id, "/01", 403),
                _load(id, "/02", 403),
                _load(id, "", 200),
                _heard(id, 0, FRAMES),
            ],
        )

    one, two = track(1, 0), track(2, 3)

    def third(time: str) -> Any:
        return sheet(*one, *two, "  TRACK 03 AUDIO", f"    INDEX 01 {time}")

    case("one-track", "one track is the file", sheet(*one), "AUD-32")
    case("frames", "a second has 75 parts, counted from 0", third("00:00:75"))
    case("seconds", "a minute has 60 seconds, counted from 0", third("00:60:00"))
    case("no-time", "a time has three parts", third("00:05"))
    case("negative", "a time has no sign", third("00:00:-7"))
    case("order", "tracks start in their order", sheet(*one, *track(2, 7), *track(3, 3)))
    case("same-place", "two tracks cannot start at the same place", sheet(*one, *two, *track(3, 3)))
    case("same-number", "two tracks cannot have the same number", sheet(*one, *two, *track(2, 7)))
    case("large-number", "a number above 255 is refused", sheet(*one, *two, *track(256, 7)))
    case("number-zero", "the number 0 is refused", sheet(*track(0, 0), *two))
    case(
        "no-start",
        "every track has an INDEX 01",
        sheet(*one, *two, "  TRACK 03 AUDIO", "    INDEX 02 00:00:07"),
    )
    case("no-tracks", "a sheet without a track divides nothing", sheet('TITLE "Nothing"'))
    file.library["another-file/disc.wav"] = SOUND
    file.library["another-file/disc.cue"] = {
        "$file": {
            "name": "disc.cue",
            "base64": base64.b64encode(
                "\n".join(
                    ['FILE "a.wav" WAVE', *track(1, 0), *track(2, 3), 'FILE "b.wav" WAVE', *track(3, 0)]
                ).encode()
            ).decode(),
        }
    }
    file.case(
        "another-file",
        "a sheet whose files are missing divides no other file",
        "AUD-31 AUD-34",
        flags=["all-or-nothing"],
        transcript=[
            _load("another-file", "/01", 403),
            _load("another-file", "", 200),
            _heard("another-file", 0, FRAMES),
        ],
    )
    return file
