"""Sounds by formula, and their WAV files. The formulas are in Spec chapter 2 and in reference/README.md; this
is a restatement without NumPy, to be compared with the runner's."""

import hashlib
import math
import struct
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_MASK = 2**64 - 1
_FULL_SCALE = {"pcm16": 2**15, "pcm24": 2**23}
_BYTES = {"pcm16": 2, "pcm24": 3, "float32": 4}

Recipe = dict[str, Any]


def channels(recipe: Recipe) -> list[list[float]]:
    """The stored samples as numbers, [channel][sample], rounded once."""
    return [list(_rounded(_sum(terms, recipe), recipe["encoding"])) for terms in recipe["channels"]]


def data_chunk(recipe: Recipe) -> bytes:
    """The bytes of the samples, interleaved."""
    if not any(recipe["channels"]):  # Silence, of which there may be much.
        return bytes(int(recipe["samples"]) * len(recipe["channels"]) * _BYTES[recipe["encoding"]])
    stored = [value for frame in zip(*channels(recipe)) for value in frame]
    encoding = recipe["encoding"]
    if encoding == "float32":
        return _little_endian("f", stored)
    wholes = [round(value * _FULL_SCALE[encoding]) for value in stored]
    if encoding == "pcm16":
        return _little_endian("h", wholes)
    return b"".join(whole.to_bytes(3, "little", signed=True) for whole in wholes)


def wav(recipe: Recipe) -> bytes:
    return wav_of(
        data_chunk(recipe),
        int(recipe["sample_rate_hz"]),
        len(recipe["channels"]),
        _BYTES[recipe["encoding"]] * 8,
        3 if recipe["encoding"] == "float32" else 1,
        _announced_bytes(recipe),
    )


def _announced_bytes(recipe: Recipe) -> int:
    """The size of the samples in the header, which a file that ends early does not have."""
    samples = int(recipe.get("announced_samples", recipe["samples"]))
    return samples * len(recipe["channels"]) * _BYTES[recipe["encoding"]]


def wav_of(
    data: bytes,
    rate: int,
    channel_count: int,
    bits: int,
    kind: int = 1,
    declared: int | None = None,
) -> bytes:
    """A WAV file; `declared` is the size of the samples in its header, if different from the true one."""
    frame = channel_count * bits // 8
    form = struct.pack("<HHIIHH", kind, channel_count, rate, rate * frame, frame, bits)
    size = len(data) if declared is None else declared
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", size)
    body += data + b"\0" * (len(data) % 2)
    riff = len(body) - len(data) - len(data) % 2 + size + size % 2
    return b"RIFF" + struct.pack("<I", riff) + body


def described(recipe: Recipe, at: list[int]) -> dict[str, Any]:
    """What the `signals` family says about a recipe."""
    data = data_chunk(recipe)
    stored = channels(recipe)
    return {
        "sample_rate_hz": int(recipe["sample_rate_hz"]),
        "encoding": recipe["encoding"],
        "channels": len(recipe["channels"]),
        "samples": int(recipe["samples"]),
        "data_bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "values": [[channel[index] for channel in stored] for index in at],
    }


def write(recipe: Recipe, folder: Path) -> Path:
    path = folder / f"{recipe['id']}.wav"
    if not path.exists():
        path.write_bytes(wav(recipe))
    return path


def _sum(terms: list[dict[str, Any]], recipe: Recipe) -> list[float]:
    samples, rate = int(recipe["samples"]), float(recipe["sample_rate_hz"])
    total = [0.0] * samples
    for term in terms:
        for kind, parameters in term.items():
            values = _TERMS[kind](samples, rate, **parameters)
            total = [sum_ + value for sum_, value in zip(total, values)]
    return total


def _rounded(values: list[float], encoding: str) -> Iterator[float]:
    if encoding == "float32":
        yield from array("f", values)
        return
    scale = _FULL_SCALE[encoding]
    for value in values:
        scaled = value * scale
        whole = math.floor(abs(scaled) + 0.5) * (1 if scaled >= 0 else -1)
        yield min(max(whole, -scale), scale - 1) / scale


def _little_endian(kind: str, values: list[Any]) -> bytes:
    return struct.pack(f"<{len(values)}{kind}", *values)


def _phases(samples: int, rate: float, hz: float) -> Iterator[float]:
    return (math.sin(2 * math.pi * hz * i / rate) for i in range(samples))


def _sine(samples: int, rate: float, hz: float, amplitude: float) -> Iterator[float]:
    return (amplitude * value for value in _phases(samples, rate, hz))


def _square(samples: int, rate: float, hz: float, amplitude: float) -> Iterator[float]:
    return (amplitude if value >= 0 else -amplitude for value in _phases(samples, rate, hz))


def _impulse(samples: int, rate: float, at: int, amplitude: float) -> Iterator[float]:
    return (amplitude if i == at else 0.0 for i in range(samples))


def _dc(samples: int, rate: float, amplitude: float) -> Iterator[float]:
    return (amplitude for _ in range(samples))


def _noise(samples: int, rate: float, seed: int, amplitude: float) -> Iterator[float]:
    state = int(seed)
    for _ in range(samples):
        state = (state + 0x9E3779B97F4A7C15) & _MASK
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        z ^= z >> 31
        yield amplitude * (2 * ((z >> 11) * 2.0**-53) - 1)


def _tone(
    samples: int, rate: float, hz: float, amplitude: float, phase: float, **places: int
) -> Iterator[float]:
    start, end, fade = (int(places[name]) for name in ("from", "to", "fade"))
    for i in range(samples):
        if not start <= i < end:
            yield 0.0
            continue
        edge = min(i - start, end - 1 - i) + 0.5
        envelope = 1.0 if edge >= fade else 0.5 - 0.5 * math.cos(math.pi * edge / fade)
        yield envelope * amplitude * math.sin(2 * math.pi * (hz * (i - start) / rate + phase))


_TERMS = {
    "sine": _sine,
    "square": _square,
    "impulse": _impulse,
    "dc": _dc,
    "noise": _noise,
    "tone": _tone,
}
