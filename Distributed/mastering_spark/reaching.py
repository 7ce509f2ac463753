"""How far into a file a window reaches that begins at the start.

| format | what is fetched |
|---|---|
| WAV, AIFF and AIFF-C with plain samples that are the last thing in them | the seconds in the window |
| FLAC that states its length | up to the frames after the window |
| Ogg Vorbis and Opus of one stream | up to the pages after the window, and the end, which has the length |
| all others | everything: the length of MPEG audio is known when all its frames are counted, and other formats have their index anywhere |

What is behind the window, the command does not look at in these formats: it answers the same.
"""

import struct
from typing import Protocol

# One second more than the window, for the resampler's reach.
MARGIN_SECONDS = 1


class Reach(Protocol):
    """The part of a file that is needed."""

    # The number of bytes also needed at the end.
    tail: int

    def ends_well(self, tail: bytes) -> bool:
        """Whether the end of the file allows reading only a part of it."""

    def missing(self, place: int) -> int:
        """The number of bytes still needed after `place`; reading them may show that more are needed."""

    def take(self, piece: bytes) -> None:
        """Examines the bytes that follow."""


def reach(head: bytes, size: int, seconds: float) -> Reach | None:
    """What a window of this many seconds needs of a file; None for everything."""
    try:
        if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
            end = _wave(head, size, seconds)
        elif head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
            end = _aiff(head, size, seconds)
        elif head[:4] == b"fLaC":
            return FLACReach(head, seconds)
        elif head[:4] == b"OggS":
            return OggReach(head, seconds)
        else:
            return None
    except (struct.error, IndexError, ValueError, OverflowError):
        # An invalid header; the command will report what is wrong with it.
        return None
    return None if end is None else KnownReach(end)


class KnownReach:
    """A number of bytes from the start."""

    tail = 0

    def __init__(self, end: int) -> None:
        self._end = end

    def ends_well(self, tail: bytes) -> bool:
        return True

    def missing(self, place: int) -> int:
        return self._end - place

    def take(self, piece: bytes) -> None:
        pass


def _wave(head: bytes, size: int, seconds: float) -> int | None:
    place, rate = 12, None
    while place + 8 <= len(head):
        name, length = head[place:place + 4], struct.unpack_from("<I", head, place + 4)[0]
        if name == b"fmt ":
            # The field for the bytes of a second can be wrong without consequence: decoders do not use it.
            code, channels, frequency, _, block, bits = struct.unpack_from("<HHIIHH", head, place + 8)
            if code == 0xFFFE and length >= 26:
                code = struct.unpack_from("<H", head, place + 32)[0]
            # Plain samples have a constant number of bytes per second. Where the fields of a frame's size
            # disagree, or a second header follows, everything is fetched.
            if code not in (1, 3) or block != channels * -(-bits // 8) or rate is not None:
                return None
            rate = frequency * block
        if name == b"data":
            end = place + 8 + length
            # If chunks follow the samples, or the lengths disagree, everything is fetched.
            if not rate or end + (length & 1) < size or end > size:
                return None
            return place + 8 + int((seconds + MARGIN_SECONDS) * rate)
        place += 8 + length + (length & 1)
    return None


# The encodings of AIFF-C with plain samples, and the width that one implies.
_AIFF_BITS = {b"NONE": None, b"twos": None, b"sowt": None, b"in24": 24, b"in32": 32, b"fl32": 32, b"fl64": 64}


def _aiff(head: bytes, size: int, seconds: float) -> int | None:
    place, rate = 12, None
    while place + 8 <= len(head):
        name, length = head[place:place + 4], struct.unpack_from(">I", head, place + 4)[0]
        if name == b"COMM":
            channels, _, bits, exponent, mantissa = struct.unpack_from(">HIHHQ", head, place + 8)
            codec = head[place + 26:place + 30] if head[8:12] == b"AIFC" else b"NONE"
            if codec not in _AIFF_BITS or bits != (_AIFF_BITS[codec] or bits) or rate is not None:
                return None
            # An 80-bit number (IEEE 754 extended): its mantissa has 63 fractional bits. Readers disagree
            # about one that does not begin with a set bit.
            if not mantissa >> 63:
                return None
            frequency = mantissa * 2.0 ** (exponent - 16383 - 63)
            rate = frequency * channels * -(-bits // 8)
        if name == b"SSND":
            end = place + 8 + length
            offset = struct.unpack_from(">I", head, place + 8)[0]
            if not rate or offset or end + (length & 1) < size or end > size:
                return None
            return place + 16 + int((seconds + MARGIN_SECONDS) * rate)
        place += 8 + length + (length & 1)
    return None


class FLACReach:
    """Frames state their number (RFC 9639, 9.1); three in a row after the window are accepted."""

    tail = 0
    # Longer than a frame header.
    _HEADER = 16

    def __init__(self, head: bytes, seconds: float) -> None:
        smallest, largest = struct.unpack_from(">HH", head, 8)
        packed = int.from_bytes(head[18:26], "big")
        rate, total = packed >> 44, packed & (1 << 36) - 1
        # Without a length, the command searches for the end; variable block sizes are rare.
        if head[4] & 0x7F != 0 or not rate or not total or smallest != largest:
            raise ValueError("this stream does not state its length")
        self._first = int((seconds + MARGIN_SECONDS) * rate) // smallest + 1
        self._rest = b""
        self._row: list[int] = []
        self._is_enough = False
        self.take(head)

    def ends_well(self, tail: bytes) -> bool:
        return True

    def missing(self, place: int) -> int:
        return 0 if self._is_enough else 1 << 20

    def take(self, piece: bytes) -> None:
        data = self._rest + piece
        place = data.find(b"\xff\xf8")
        while place >= 0 and place + self._HEADER <= len(data):
            number = self._number(data[place:place + self._HEADER])
            if number is not None and number >= self._first:
                self._row = [*self._row, number] if self._row[-1:] == [number - 1] else [number]
                self._is_enough = self._is_enough or len(self._row) >= 3
            place = data.find(b"\xff\xf8", place + 1)
        self._rest = data[-(self._HEADER - 1):]

    @staticmethod
    def _number(header: bytes) -> int | None:
        """The number of the frame that begins here; None if none does."""
        first = header[4]
        length = 1 if first < 0x80 else 8 - (first ^ 0xFF).bit_length()
        if length == 0 or length > 6 or first in (0xFE, 0xFF):
            return None
        number = first if length == 1 else first & (1 << 7 - length) - 1
        for byte in header[5:4 + length]:
            if byte & 0xC0 != 0x80:
                return None
            number = number << 6 | byte & 0x3F
        size, rate = header[2] >> 4, header[2] & 15
        end = 4 + length + {6: 1, 7: 2}.get(size, 0) + {12: 1, 13: 2, 14: 2}.get(rate, 0)
        return number if end < len(header) and _crc8(header[:end]) == header[end] else None


def _crc8(data: bytes) -> int:
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value << 1 ^ 0x07) & 0xFF if value & 0x80 else value << 1
    return value


class OggReach:
    """Pages state their last sample (RFC 3533, 6)."""

    # The last page, at most half as long, contains the length of the stream.
    tail = 1 << 17

    def __init__(self, head: bytes, seconds: float) -> None:
        self._serial = head[14:18]
        start = head[27 + head[26]:]
        if start[:7] == b"\x01vorbis":
            rate = struct.unpack_from("<I", start, 12)[0]
        elif start[:8] == b"OpusHead":
            rate = 48_000
        else:
            raise ValueError("another codec")
        if not rate:
            raise ValueError("no rate")
        # Opus skips some samples at the start, less than a second.
        self._wanted = int((seconds + 2 * MARGIN_SECONDS) * rate)
        self._start: int | None = None
        self._rest = b""
        self._is_enough = self._is_other = False
        self.take(head)

    def ends_well(self, tail: bytes) -> bool:
        """Whether the last page belongs to the first stream; a chain is fetched as a whole."""
        place = tail.rfind(b"OggS")
        return place >= 0 and tail[place + 14:place + 18] == self._serial

    def missing(self, place: int) -> int:
        return 0 if self._is_enough and not self._is_other else 1 << 16

    def take(self, piece: bytes) -> None:
        data = self._rest + piece
        place = 0
        while place + 27 <= len(data) and not self._is_other:
            count = data[place + 26]
            end = place + 27 + count + sum(data[place + 27:place + 27 + count])
            if data[place:place + 4] != b"OggS" or data[place + 14:place + 18] != self._serial:
                # Damage, or another stream: everything is fetched.
                self._is_other = True
                break
            if place + 27 + count > len(data) or end > len(data):
                break
            granule = struct.unpack_from("<q", data, place + 6)[0]
            if granule > 0:
                # A truncated stream may start anywhere.
                if self._start is None:
                    self._start = granule
                self._is_enough = self._is_enough or granule - self._start >= self._wanted
            place = end
        self._rest = data[place:]
