"""Writes audio/recipes.json: the sounds that the cases name by `{"$audio": id}`.

Usage: python3 recipes.py [--check]
"""

import argparse
import json
import sys
from typing import Any

from golden.folders import AUDIO, REFERENCE
from golden.loudness import recipes as loudness_recipes
from golden.text import compact

Recipe = dict[str, Any]

# Their highest tone lies well within the passband of every good resampler at these rates.
LOW_RATES_HZ = (8000, 11025)
HIGH_RATES_HZ = (22050, 32000, 48000, 88200, 96000, 192000)


def main() -> int:
    parser = argparse.ArgumentParser(description="Writes audio/recipes.json.")
    parser.add_argument(
        "--check", action="store_true", help="only say whether the file is up to date"
    )
    options = parser.parse_args()
    lines = ",\n    ".join(map(compact, recipes()))
    text = f'{{\n  "recipes": [\n    {lines}\n  ]\n}}\n'
    path = AUDIO / "recipes.json"
    if options.check:
        is_same = path.read_text() == text
        print("audio/recipes.json is up to date" if is_same else "audio/recipes.json is stale")
        return 0 if is_same else 1
    path.write_text(text)
    return 0


def recipes() -> list[Recipe]:
    made = [*_reference(), *_integers(), *_rates(), *_faded(), *_windows(), *_cut(), *loudness_recipes()]
    ids = [recipe["id"] for recipe in made]
    if len(ids) != len(set(ids)):
        raise ValueError("an id stands twice")
    return made


def recipe(
    name: str,
    channels: list[Any],
    samples: int,
    rate: int = 44100,
    encoding: str = "float32",
    announced: int | None = None,
) -> Recipe:
    """A recipe; `announced` is how many samples its header announces, if it is to end early."""
    return {
        "id": name,
        "sample_rate_hz": rate,
        "encoding": encoding,
        "samples": samples,
        **({} if announced is None else {"announced_samples": announced}),
        "channels": channels,
    }


def sine(hz: float, amplitude: float) -> Any:
    return {"sine": {"hz": hz, "amplitude": amplitude}}


def noise(seed: int, amplitude: float) -> Any:
    return {"noise": {"seed": seed, "amplitude": amplitude}}


def impulse(at: int, amplitude: float) -> Any:
    return {"impulse": {"at": at, "amplitude": amplitude}}


def _reference() -> list[Recipe]:
    """The recipes of reference/signals.ndjson, which librosa has measured."""
    lines = (REFERENCE / "signals.ndjson").read_text().splitlines()
    signals = [json.loads(line) for line in lines]
    return [recipe(s["id"], s["recipe"]["channels"], s["recipe"]["samples"]) for s in signals]


def _integers() -> list[Recipe]:
    left, right = [noise(11, 0.5)], [noise(12, 0.25)]
    return [
        recipe("pcm16-noise", [[noise(10, 0.5)]], 22050, encoding="pcm16"),
        recipe("pcm16-sine-997-hz", [[sine(997, 0.5)]], 22050, encoding="pcm16"),
        recipe("pcm16-stereo", [left, right], 22050, encoding="pcm16"),
        # Too loud for integers: stored samples are clipped to -32768 and 32767.
        recipe("pcm16-clipped-sine", [[sine(441, 2)]], 8820, encoding="pcm16"),
        # A third of one step rounds to nothing.
        recipe("pcm16-below-half-a-step", [[sine(441, 1e-5)]], 4410, encoding="pcm16"),
        recipe("pcm24-noise", [[noise(13, 0.5)]], 22050, encoding="pcm24"),
        recipe("pcm24-stereo", [left, right], 22050, encoding="pcm24"),
        # An odd number of bytes, so that a pad byte follows.
        recipe("pcm24-odd-length", [[noise(14, 0.5)]], 4095, encoding="pcm24"),
        recipe("pcm24-quiet", [[noise(15, 1e-5)]], 8820, encoding="pcm24"),
    ]


def _rates() -> list[Recipe]:
    low = [[sine(440, 0.4), sine(1200, 0.2), sine(2600, 0.15)]]
    high = [[sine(440, 0.3), sine(2500, 0.2), sine(7000, 0.15)]]
    stereo = [[sine(440, 0.3), sine(7000, 0.15)], [sine(2500, 0.4)]]
    return [
        *(recipe(f"tones-at-{rate}-hz", low, 2 * rate, rate) for rate in LOW_RATES_HZ),
        *(recipe(f"tones-at-{rate}-hz", high, 2 * rate, rate) for rate in HIGH_RATES_HZ),
        recipe("stereo-tones-at-48000-hz", stereo, 96000, 48000, "pcm16"),
        recipe("silence-at-48000-hz", [[]], 4801, 48000),
        recipe("silence-one-sample-at-8000-hz", [[]], 1, 8000),
        # An eighth of a second, which CUE sheets divide into tracks.
        recipe("disc-of-1000-frames", [[noise(75, 0.5)]], 1000, 8000, "pcm16"),
    ]


def _faded() -> list[Recipe]:
    """A tone and another one that 44,100 Hz cannot represent, faded so that neither sounds at the ends.

    Both are 20 hops long once resampled; at 96 kHz by less than half a sample.
    """
    made = []
    for rate, samples in ((88200, 20480), (96000, 22290)):
        tones = [_tone(1000, 0.5, samples), _tone(30000, 0.4, samples)]
        made.append(recipe(f"faded-pair-of-{rate}-hz", [tones], samples, rate))
    return made


def _tone(hz: float, amplitude: float, samples: int) -> Any:
    times = {"phase": 0, "from": 0, "to": samples, "fade": 4000}
    return {"tone": {"hz": hz, "amplitude": amplitude, **times}}


def _windows() -> list[Recipe]:
    return [
        # Both start with the same second: noise depends only on its seed and the index.
        recipe("noise-44100-then-more", [[noise(44100, 0.5)]], 66150),
        recipe("noise-4096-then-more", [[noise(4096, 0.5)]], 8192),
        recipe("noise-1-then-more", [[noise(1, 0.5)]], 512),
        # Silent for the 90 seconds that are analysed by default.
        recipe("impulse-after-ninety-seconds", [[impulse(90500, 0.5)]], 91000, 1000),
    ]


# How many samples there are, and how many are announced: at the limits of AUD-23, and just beyond.
CUT = {
    "cut-after-a-second": (44100, 44101),
    "cut-within-a-second": (44099, 44100),
    "cut-by-a-twentieth": (44194, 46520),
    "cut-by-more-than-a-twentieth": (44193, 46520),
    "cut-by-two-seconds": (42 * 44100 - 88200, 42 * 44100),
    "cut-by-more-than-two-seconds": (42 * 44100 - 88201, 42 * 44100),
}


def _cut() -> list[Recipe]:
    return [
        recipe(f"silence-{name}", [[]], samples, encoding="pcm16", announced=announced)
        for name, (samples, announced) in CUT.items()
    ]


if __name__ == "__main__":
    sys.exit(main())
