"""The signals themselves: the runner checks that it makes them as the Spec says, before it plays any case."""

from .. import recipes
from ..cases import File
from ..folders import AUDIO
from ..text import read_file

FULL = (
    "pcm16-noise",
    "pcm16-sine-997-hz",
    "pcm16-stereo",
    "pcm16-clipped-sine",
    "pcm16-below-half-a-step",
    "pcm24-noise",
    "pcm24-stereo",
    "pcm24-odd-length",
    "noise-4096-samples",
    "noise-1-samples",
    "sine-997-hz-2049-samples",
    "square-100-25-hz",
    "impulse-at-1023-of-4096",
    "dc-minus-1",
    "noise-and-dc",
    "sines-100-5000-15000-hz",
    "stereo-sine-left-noise-right",
    "five-one-only-front-counts",
    "impulse-below-spectrum-threshold",
    "noise-above-full-scale",
    "silence-1-sample",
    "tones-at-8000-hz",
    "stereo-tones-at-48000-hz",
)


def files() -> list[File]:
    file = File(
        "signals/samples",
        "Sample values and digests of recipes. The runner answers these itself; a port never sees them.",
        "generate/golden/recipes.py, a restatement of CON-20 to CON-22 in plain Python.",
        method="runner.signal",
    )
    file.notes = {
        "runner": "A failure here is a failure of the runner: no fingerprint case can then be trusted."
    }
    known = {recipe["id"]: recipe for recipe in read_file(AUDIO / "recipes.json")["recipes"]}
    for id in FULL:
        samples = int(known[id]["samples"])
        at = sorted({0, 1, 2, 511, 1000, 2048, samples // 2, samples - 1} & set(range(samples)))
        file.case(
            id,
            "samples and digest are as the formula says",
            "CON-20 CON-21 CON-22" if "noise" in id else "CON-20 CON-22",
            {"recipe": id, "at": at},
            result=recipes.described(known[id], at),
            flags=["runner"],
        )
    return [file]
