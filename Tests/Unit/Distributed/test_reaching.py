"""How much of a file is fetched if its header contradicts itself."""

import struct
import unittest

from mastering_spark.reaching import reach

RATE = 44_100
SECONDS = 60
# A window of 10 s, and a second for the resampler.
NEEDED_SECONDS = 11


def wave(*, code: int = 1, channels: int = 1, bits: int = 16, byte_rate: int | None = None,
         block: int | None = None, extension: bytes = b"") -> tuple[bytes, int]:
    """The header of a minute of samples, and the size of the file."""
    frame = channels * bits // 8
    form = struct.pack("<HHIIHH", code, channels, RATE, RATE * frame if byte_rate is None else byte_rate,
                       frame if block is None else block, bits) + extension
    data = RATE * SECONDS * frame
    head = (b"RIFF" + struct.pack("<I", 20 + len(form) + data) + b"WAVEfmt " + struct.pack("<I", len(form))
            + form + b"data" + struct.pack("<I", data))
    return head, len(head) + data


def extensible(subtype: int, bits: int = 16) -> bytes:
    """The extension of WAVE_FORMAT_EXTENSIBLE."""
    return struct.pack("<HHIHH", 22, bits, 4, subtype, 0) + b"\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71"


def aiff(*, bits: int = 16, codec: bytes | None = None, offset: int = 0,
         mantissa: int = RATE << 48) -> tuple[bytes, int]:
    """The header of a minute of samples, and the size of the file."""
    size = {b"fl32": 4, b"fl64": 8, b"in24": 3, b"in32": 4}.get(codec or b"", -(-bits // 8))
    form = struct.pack(">HIHHQ", 1, RATE * SECONDS, bits, 16383 + 15, mantissa) + (
        codec + b"\0\0" if codec else b"")
    data = RATE * SECONDS * size
    head = (b"FORM" + struct.pack(">I", 4 + 8 + len(form) + 16 + data) + (b"AIFC" if codec else b"AIFF")
            + b"COMM" + struct.pack(">I", len(form)) + form
            + b"SSND" + struct.pack(">III", 8 + data, offset, 0))
    return head, len(head) + data


def fetched(file: tuple[bytes, int]) -> int | None:
    """The number of bytes of samples that a window of 10 s needs; None for the whole file."""
    head, size = file
    found = reach(head, size, 10.0)
    return None if found is None else found.missing(0) - len(head)


class WaveTests(unittest.TestCase):
    def test_plain_samples_are_fetched_up_to_the_window(self) -> None:
        self.assertEqual(fetched(wave()), NEEDED_SECONDS * RATE * 2)
        self.assertEqual(fetched(wave(channels=2, bits=24)), NEEDED_SECONDS * RATE * 6)
        self.assertEqual(fetched(wave(code=0xFFFE, extension=extensible(1))), NEEDED_SECONDS * RATE * 2)

    def test_a_wrong_byte_rate_changes_nothing(self) -> None:
        """libsndfile does not look at it."""
        for byte_rate in (0, 1, RATE, RATE * 4, 0xFFFFFFFF):
            with self.subTest(byte_rate=byte_rate):
                self.assertEqual(fetched(wave(byte_rate=byte_rate)), NEEDED_SECONDS * RATE * 2)

    def test_a_block_that_is_no_frame_fetches_the_whole_file(self) -> None:
        for block in (0, 1, 4):
            with self.subTest(block=block):
                self.assertIsNone(fetched(wave(block=block)))

    def test_compressed_samples_fetch_the_whole_file(self) -> None:
        self.assertIsNone(fetched(wave(code=2)))
        self.assertIsNone(fetched(wave(code=0xFFFE, extension=extensible(2))))
        self.assertIsNone(fetched(wave(code=0xFFFE)))


class AIFFTests(unittest.TestCase):
    def test_plain_samples_are_fetched_up_to_the_window(self) -> None:
        self.assertEqual(fetched(aiff()), NEEDED_SECONDS * RATE * 2)
        self.assertEqual(fetched(aiff(bits=24, codec=b"sowt")), NEEDED_SECONDS * RATE * 3)
        self.assertEqual(fetched(aiff(bits=64, codec=b"fl64")), NEEDED_SECONDS * RATE * 8)

    def test_samples_that_begin_later_fetch_the_whole_file(self) -> None:
        self.assertIsNone(fetched(aiff(offset=1 << 20)))

    def test_a_width_that_the_codec_contradicts_fetches_the_whole_file(self) -> None:
        for codec in (b"fl32", b"fl64", b"in24", b"in32"):
            with self.subTest(codec=codec):
                self.assertIsNone(fetched(aiff(bits=16, codec=codec)))

    def test_a_rate_that_is_not_normalised_fetches_the_whole_file(self) -> None:
        """Readers disagree about what it is."""
        self.assertIsNone(fetched(aiff(mantissa=RATE << 40)))
