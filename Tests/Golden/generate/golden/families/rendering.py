"""Shelf, gains and samples of a rendering (chapter 12), by the example port's direct Python and by numbers
that follow from the clauses at once."""

import math
import sys
from fractions import Fraction
from typing import Any

from ..cases import ERRORS, File, error, wrong_params
from ..folders import ADAPTERS
from ..model import NORMATIVE
from ..text import Number

sys.path.append(str(ADAPTERS))

from parts import rendering  # noqa: E402 -- found once the line above has run
from parts.rendering import Blocks  # noqa: E402

SOURCE = (
    "Chapter 12 in plain Python (adapters/parts/rendering.py), slow and direct; where a number "
    "follows directly from a clause, that number."
)
ERRORS.setdefault("invalid_rendering", -32050)
RATE = 44100
NOTHING_BOUND = {"loudness_db": None, "crest_db": None, "centroid_hz": None}


def files() -> list[File]:
    return [_filters(), _samples(), _solved(), _dynamics(), _limited(), _refused(), _tracks()]


def _file(name: str, overview: str, method: str, **more: Any) -> File:
    return File(
        f"rendering/{name}", overview, SOURCE, requires=["rendering"], method=method, since="2.0", open=[""], **more
    )


# MARK: Filters


def _filters() -> File:
    file = _file("filters", "A shelf has the same taps on every machine.", "render.filter")
    for id, gain, rate in (
        ("brighter-by-six", 6, 44100),
        ("darker-by-three", -3, 48000),
        ("a-fraction", 0.732421875, 44100),
        ("a-low-rate", 2, 8000),
        ("a-high-rate", -1.25, 96000),
    ):
        file.case(
            id,
            "the taps are the inverse transform of the shelf, rounded, and sum to 1",
            "RPC-90 REN-8 REN-9 REN-10",
            {"gain_db": gain, "sample_rate_hz": rate},
            result={
                "gain_db": gain,
                "taps": rendering.taps(gain, rate),
                "block_length": rendering.block_length(rate),
            },
        )
    for id, asked, used in (("beyond-six", 9.5, 6), ("beyond-minus-six", -7, -6)):
        file.case(
            id,
            "a gain beyond 6 dB is 6 dB",
            "RPC-90 REN-9",
            {"gain_db": asked, "sample_rate_hz": RATE},
            result={
                "gain_db": used,
                "taps": rendering.taps(used, RATE),
                "block_length": 64,
            },
        )
    file.case(
        "rounded-to-its-place",
        "a gain is a multiple of 2^-20 dB",
        "RPC-90 REN-10",
        {"gain_db": 1 + 0.75 * 2**-20, "sample_rate_hz": RATE},
        result={
            "gain_db": 1 + 2**-20,
            "taps": rendering.taps(1 + 2**-20, RATE),
            "block_length": 64,
        },
    )
    for id, rate, length in (
        ("blocks-at-8000", 8000, 16),
        ("blocks-at-32000", 32000, 64),
        ("blocks-at-48000", 48000, 64),
        ("blocks-at-88200", 88200, 128),
        ("blocks-at-192000", 192000, 256),
    ):
        file.case(
            id,
            "a block is the power of two that is nearest to 64 at 44.1 kHz; no gain is one tap",
            "RPC-90 REN-8",
            {"gain_db": 0, "sample_rate_hz": rate},
            result={"gain_db": 0, "taps": [1], "block_length": length},
        )
    return file


# MARK: Samples


def _noise(count: int, seed: int, amplitude: float = 0.5) -> list[float]:
    """Multiples of 2^-16, which every number has room for."""
    state, values = seed, []
    for _ in range(count):
        state = (state * 1103515245 + 12345) % 2**31
        values.append(round((state / 2**30 - 1) * amplitude * 2**16) / 2**16)
    return values


def _cancelling(gain: float, seed: int = 4) -> list[float]:
    """Samples whose sum under the filter's middle is next to nothing, so that its rounding can be seen."""
    taps = rendering.taps(gain, RATE)
    middle = 40
    samples = [rendering.binary32(value * 1000 * math.pi) for value in _noise(80, seed)]
    # Each of these takes away what the ones before have left, and is itself rounded to binary32.
    for place in (0, 1, 5):
        samples[middle + place] = 0.0
        left = sum(
            Fraction(taps[abs(other - middle)]) * Fraction(value)
            for other, value in enumerate(samples)
            if abs(other - middle) < len(taps)
        )
        samples[middle + place] = rendering.binary32(float(-left / Fraction(taps[place])))
    # From the outermost pair inwards, and the other way round.
    pairs = [
        taps[tap] * (samples[middle - tap] + samples[middle + tap]) for tap in range(1, len(taps))
    ]
    inwards = outwards = 0.0
    for pair in reversed(pairs):
        inwards += pair
    inwards += taps[0] * samples[middle]
    for pair in pairs:
        outwards += pair
    outwards += taps[0] * samples[middle]
    if rendering.binary32(inwards) == rendering.binary32(outwards):
        return _cancelling(gain, seed + 1)
    return samples


def _samples() -> File:
    file = _file("samples", "A plan gives the same samples on every machine, to the last bit.", "render.apply")
    impulse = [0.0] * 64 + [0.5] + [0.0] * 63
    for id, what, gain, factors, samples, bits in (
        ("an-impulse", "an impulse gives the taps", 6.0, [1, 1, 1], impulse, None),
        ("a-fade", "between two nodes the factor is linear", 0.0, [1, 0.5, 2], [0.25] * 128, None),
        ("noise-brighter", "the sum runs from the outermost taps to the centre", 2.7, [0.9, 1.3, 0.7, 0.7], _noise(150, 1), None),
        ("noise-darker", "the sum runs from the outermost taps to the centre", -5.1, [1.1, 1.2, 0.4], _noise(128, 2), None),
        ("sixteen-bits", "halves are rounded to the even neighbour, and samples beyond full scale are clipped", 0.0, [1, 1], [0.5**16, 3 * 0.5**16, -(0.5**16), 1.5, -1.5, 0.2], "16"),
        ("twenty-four-bits", "24 bits are rounded to as well", 1.0, [1, 0.8], _noise(40, 3), "24"),
        ("one-sample", "beyond the track's ends there are zeros", -6.0, [0.5, 1], [0.75], None),
        ("small-factors", "where all factors are below 2^-8, they are multiples of a smaller power of two", 0.0, [1.3 * 2**-100, 2**-100, 2**-150], [2.0**99, -(2.0**101)] * 64, None),
        ("the-largest-small-factor", "below 2^-8, a factor is a multiple of 2^-25", 0.0, [2**-8 - 0.7 * 2**-24] * 2, [2.0**28], None),
        ("the-smallest-other-factor", "if one factor is 2^-8, all are multiples of 2^-24", 0.0, [2**-8, 1.25 * 2**-24], [2.0**28] * 64, None),
        ("factors-are-rounded", "a factor is a multiple of 2^-24", 0.0, [1 + 0.75 * 2**-24] * 2, [2.0**20], None),
    ):
        file.case(
            id,
            what,
            "RPC-92 REN-10" + (" REN-18" if bits else "") + (" REN-59" if "small" in id else ""),
            {
                "sample_rate_hz": RATE,
                "shelf_gain_db": gain,
                "node_factors": factors,
                "samples": samples,
            }
            | ({"bits": bits} if bits else {}),
            result={"samples": rendering.applied(samples, gain, RATE, factors, bits or "32f")},
        )
    file.case(
        "the-order-of-the-sum",
        "the remainder of a sum that nearly cancels depends on its order",
        "RPC-92 REN-10",
        {
            "sample_rate_hz": RATE,
            "shelf_gain_db": 4.5,
            "node_factors": [1, 1, 1],
            "samples": (cancelling := _cancelling(4.5)),
        },
        result={"samples": rendering.applied(cancelling, 4.5, RATE, [1, 1, 1])},
    )
    file.case(
        "beyond-binary32",
        "a result that binary32 has no room for is refused",
        "RPC-95",
        {"sample_rate_hz": RATE, "shelf_gain_db": 0, "node_factors": [1e6, 1e6], "samples": [3e38]},
        error=wrong_params("/samples", "wrong_type"),
    )
    file.case(
        "samples-beyond-binary32",
        "nor can binary32 hold such a sample of the track",
        "RPC-92 RPC-95",
        {"sample_rate_hz": RATE, "shelf_gain_db": 0, "node_factors": [0, 0], "samples": [0.5, -3.5e38]},
        error=wrong_params("/samples", "wrong_type"),
    )
    file.case(
        "another-rate",
        "blocks are longer at a higher rate",
        "RPC-92 REN-8",
        {"sample_rate_hz": 96000, "shelf_gain_db": 0, "node_factors": [1, 0], "samples": [1] * 128},
        result={"samples": [1 - place / 128 for place in range(128)]},
    )
    file.case(
        "no-samples",
        "a track without a frame has one node",
        "RPC-92",
        {"sample_rate_hz": RATE, "shelf_gain_db": 3, "node_factors": [1], "samples": []},
        result={"samples": []},
    )
    return file


# MARK: Solving


def _blocks(levels: list[float]) -> Blocks:
    """Blocks of 64 samples whose true peaks have these levels, similar to noise."""
    def short(values: Any) -> list[float]:
        return [float(f"{value:.6g}") for value in values]

    power = short(10 ** ((level - 9) / 10) for level in levels)
    energy = short(64 * value for value in power)
    return Blocks(
        levels,
        power,
        energy,
        short(value / 2 for value in energy),
        short(value / 3 for value in energy),
        short(0.9 * 10 ** (level / 20) for level in levels),
        [0.5] * len(levels),
    )


def _with_energy(blocks: Blocks, energy: list[float]) -> Blocks:
    return blocks._replace(
        mono_energy=energy,
        mono_energy_by_place=[value / 2 for value in energy],
        mono_energy_by_square=[float(f"{value / 3:.6g}") for value in energy],
    )


def _call(blocks: Blocks, asks: dict[str, float], centroids: list[float] | None = None, **more: Any) -> dict[str, Any]:
    count = len(blocks.power)
    loudness, crest = _level(blocks)
    return {
        "sample_rate_hz": RATE,
        "frames": 64 * count,
        "mono_samples": 64 * count,
        "source": {
            "loudness_dbfs": loudness,
            "crest_db": crest,
            "centroids_hz": centroids or [1400, 1700, 2000, 2300, 2600],
        },
        "blocks": blocks._asdict(),
        "asks": asks,
    } | more


def _level(blocks: Blocks) -> tuple[float, float]:
    count = len(blocks.power)
    return blocks.mono([0.0] * (count + 1), 64 * count)


def _beats(count: int = 240, every: int = 60, fall: float = 0.5) -> Blocks:
    return _blocks([max(-6.0 - 2 * (place // every) - fall * (place % every), -34.0) for place in range(count)])


def _answer(blocks: Blocks, loudness: float, gains: list[float], **bounds: str | None) -> dict[str, Any]:
    """Gains, and the level that restores the loudness; digits below the tolerances are not compared."""
    level = loudness - blocks.mono(gains, 64 * len(blocks.power))[0]
    return rendering.answer(0, round(level, 5), [round(gain, 5) for gain in gains], **bounds)


LEVELS = {
    "at": "/level_db",
    "absolute": 0.002,
    "unit": "dB",
    "because": "statistics are binary32, and a level is solved to 0.001 dB (REN-14)",
}
SHELF = {
    "at": "/shelf_gain_db",
    "absolute": 2**-20,
    "unit": "dB",
    "because": "a search may end on either side of a place of REN-10",
}
GAINS = {
    "at": "/node_gains_db/*",
    "absolute": 0.02,
    "unit": "dB",
    "because": "a crest factor is solved to 0.0005 dB, which is more of the gain where it moves little (REN-12)",
}


def _solved() -> File:
    file = _file(
        "solved", "Shelf and level follow from the measurements.", "render.solve", tolerances=[SHELF, LEVELS, GAINS]
    )
    steady = _blocks([-12.0] * 12)
    still = [0.0] * 13
    for ask in (-3.0, 0.5):
        file.case(
            "louder" if ask > 0 else "softer",
            "the level is the ask if nothing limits it",
            "RPC-91 REN-14",
            _call(steady, {"loudness_db": ask}, policy="free"),
            result=rendering.answer(0, ask, still),
        )
    file.case(
        "the-ceiling-yields-loudness",
        "loudness yields by the amount by which the true peak exceeds 0.2 dB below the ceiling",
        "RPC-91 REN-15 REN-14",
        _call(_blocks([-1.0] * 12), {"loudness_db": 3}),
        result=rendering.answer(0, -0.2, still, loudness_db="ceiling"),
    )
    file.case(
        "another-ceiling",
        "the ceiling is the requested one",
        "RPC-91 REN-15",
        _call(_blocks([-1.0] * 12), {"loudness_db": 3}, ceiling_dbtp=-6),
        result=rendering.answer(0, -5.2, still, loudness_db="ceiling"),
    )
    file.case(
        "no-ceiling-for-the-free",
        "without a ceiling the level is the ask",
        "RPC-91 REN-14",
        _call(_blocks([-1.0] * 12), {"loudness_db": 3}, policy="free"),
        result=rendering.answer(0, 3, still),
    )
    # A straight line and a parabola are met by every cubic.
    straight = [2000 + 100 * gain for gain in rendering.SHELVES]
    bent = [2000 + 100 * gain + 4 * gain**2 for gain in rendering.SHELVES]
    for id, what, centroids, ask, shelf in (
        ("a-straight-curve", "a straight curve is solved by its slope", straight, 150, 1.5),
        ("a-bent-curve", "a parabola is solved exactly", bent, 100 * -2.5 + 4 * 6.25, -2.5),
        ("the-largest-shelf", "a centroid beyond the curve gets the outermost shelf", straight, 1000, 6.0),
        ("the-smallest-shelf", "a centroid below the curve gets the outermost shelf", straight, -1000, -6.0),
    ):
        file.case(
            id,
            what,
            "RPC-91 REN-11",
            _call(steady, {"centroid_hz": ask}, centroids),
            result=rendering.answer(
                shelf, 0, still, **({"centroid_hz": "largest_shelf"} if abs(shelf) == 6 else {})
            ),
        )
    uneven = [1500.0, 1680.0, 2000.0, 2500.0, 2900.0]
    for ask in (-120.0, 333.0):
        file.case(
            f"four-points-for-{'less' if ask < 0 else 'more'}",
            "the cubic goes through the four points that are nearest",
            "RPC-91 REN-11",
            _call(steady, {"centroid_hz": ask}, uneven),
            result=rendering.answer(rendering.shelf_for(uneven, ask), 0, still),
        )
    file.case(
        "nothing",
        "asks of 0 change nothing, regardless of the ceiling",
        "RPC-91 REN-2",
        _call(_blocks([0.0] * 12), {}),
        result=rendering.answer(0, 0, still),
    )
    file.case(
        "silence",
        "a track without a level is left unchanged",
        "RPC-91 REN-7",
        _call(_blocks([-115.0] * 12), {"loudness_db": 3, "centroid_hz": 100}),
        result=rendering.answer(
            0, 0, still, loudness_db="nothing_to_move", centroid_hz="nothing_to_move"
        ),
    )
    return file


def _dynamics() -> File:
    file = _file(
        "dynamics",
        "Peaks are raised or lowered until the crest factor is as asked.",
        "render.solve",
        tolerances=[SHELF, LEVELS | {"absolute": 0.02}, GAINS],
    )
    beats = _beats()
    slow = _beats(every=80, fall=0.25)
    for id, blocks, ask in (("up-a-little", beats, 0.5), ("up-by-one", beats, 1.0), ("up-for-slow-beats", slow, 0.7)):
        loudness, crest = _level(blocks)
        gains, bound = rendering.raised(blocks, RATE, 64 * 240, crest + ask)
        assert bound is None, id
        file.case(
            id,
            "the smallest gain that reaches the crest factor is used",
            "RPC-91 REN-12 REN-14 REN-44",
            _call(blocks, {"crest_db": ask}, policy="free"),
            result=_answer(blocks, loudness, gains),
        )
    loudness, crest = _level(beats)
    gains, bound = rendering.raised(beats, RATE, 64 * 240, crest + 4)
    file.case(
        "the-largest-expansion",
        "no node gets more than 4 dB",
        "RPC-91 REN-12 REN-5",
        _call(beats, {"crest_db": 4}, policy="free"),
        result=_answer(beats, loudness, gains, crest_db=bound),
    )
    for id, blocks, ask in (("down-a-little", beats, -0.5), ("down-by-two", beats, -2.0), ("down-for-slow-beats", slow, -1.0)):
        loudness, crest = _level(blocks)
        gains, bound = rendering.lowered(blocks, RATE, 64 * 240, crest + ask)
        assert bound is None, id
        file.case(
            id,
            "the highest threshold that reaches the crest factor is used",
            "RPC-91 REN-12 REN-14 REN-44",
            _call(blocks, {"crest_db": ask}, policy="free"),
            result=_answer(blocks, loudness, gains),
        )
    # Equal peaks: each stands out from the level around it, or not at all.
    limited = _blocks([-6.0] * 240)._replace(
        power=[0.04 if block < 120 else 0.0004 for block in range(240)]
    )
    limited = _with_energy(limited, [64 * power for power in limited.power])
    # Peaks of all heights over one level: half of them stand out, or four fifths.
    slope = [round(-36 + block / 8, 3) for block in range(240)]
    heights = _with_energy(_blocks(slope)._replace(power=[0.0025] * 240), [0.16] * 240)
    for id, what, blocks, asks, policy in (
        ("peaks-all-alike", "peaks are compared with the level around them", limited, {"crest_db": 0.5}, "free"),
        ("the-upper-half", "the quantile that needs the smallest gain is used", heights, {"crest_db": 1.0}, "free"),
        ("limited-afterwards", "the limiter works on the result of the dynamics", beats, {"crest_db": 1.0, "loudness_db": 7.0}, "crest"),
    ):
        call = _call(blocks, asks, policy=policy)
        expected = rendering.solved(blocks, RATE, 64 * 240, call["source"], asks, policy)
        assert expected["bounds"]["crest_db"] == (None if policy == "free" else "ceiling"), id
        file.case(
            id,
            what,
            "RPC-91 REN-12 REN-15",
            call,
            result=_rounded(expected),
        )
    for id, ask in (("nothing-stands-out", 2.0), ("nothing-to-take-down", -2.0)):
        file.case(
            id,
            "a steady level has no dynamics to move",
            "RPC-91 REN-13",
            _call(_blocks([-12.0] * 60), {"crest_db": ask}),
            result=rendering.answer(0, 0, [0.0] * 61, crest_db="nothing_to_move"),
        )
    return file


def _limited() -> File:
    file = _file(
        "limited",
        "The limiter lowers peaks above the ceiling, by no more than 4 dB.",
        "render.solve",
        tolerances=[
            SHELF,
            LEVELS,
            GAINS | {"absolute": 0.001, "because": "additions in binary32 (REN-15)"},
        ],
    )
    # At the peak the mono signal is silent: lowering the peak does not change the loudness.
    for id, places, height in (("one-block", (60,), 4.0), ("one-block-2-db-over", (60,), 2.0), ("two-blocks", (60, 75), 3.0)):
        levels = [-20.0] * 120
        for place in places:
            levels[place] = -6.0
        blocks = _blocks(levels)
        silent = [place if not 30 <= block < 115 else 0.0 for block, place in enumerate(blocks.mono_energy)]
        blocks = blocks._replace(
            mono_energy=silent,
            mono_energy_by_place=[value / 2 for value in silent],
            mono_energy_by_square=[value / 3 for value in silent],
        )
        level = -1.2 + height + 6.0
        gains = rendering.limited(blocks, RATE, [0.0] * 121, -1.2 - level)
        assert abs(gains[60] + height) < 1e-9 and abs(gains[61] + height) < 1e-9
        assert gains[:30] == [0.0] * 30 and gains[115:] == [0.0] * 6
        file.case(
            id,
            f"a block {height:g} dB over comes down by that at both its nodes",
            "RPC-91 REN-15 REN-44",
            _call(blocks, {"loudness_db": level}, policy="crest"),
            result=rendering.answer(0, level, [round(gain, 5) for gain in gains], crest_db="ceiling"),
        )
    levels = [-20.0] * 60 + [-6.0] + [-20.0] * 59
    blocks = _blocks(levels)
    gains = rendering.limited(blocks, RATE, [0.0] * 121, -10.0)
    file.case(
        "no-more-than-four",
        "beyond 4 dB of limiting, loudness yields",
        "RPC-91 REN-15 REN-5",
        _call(blocks, {"loudness_db": 20}, policy="crest"),
        result=rendering.answer(
            0, 8.8, [round(gain, 5) for gain in gains], crest_db="ceiling", loudness_db="ceiling"
        ),
    )
    # Most of it is as loud as the ceiling lets them be: the rest has to make up for what the limiter
    # takes, and each decibel of level gives a small part of one.
    for id, what, ask, bound in (
        ("held-for-the-most-part", "the level is found however much of it the limiter takes", 5.2, None),
        ("held-and-not-enough", "a loudness that 4 dB of limiting do not leave is bound by the ceiling", 5.5, "ceiling"),
    ):
        blocks = _blocks([-6.0] * 75 + [-12.0] * 45)
        asks = {"loudness_db": ask}
        call = _call(blocks, asks, policy="crest")
        expected = rendering.solved(blocks, RATE, 64 * 120, call["source"], asks, "crest")
        assert expected["bounds"] == NOTHING_BOUND | {"crest_db": "ceiling", "loudness_db": bound}, id
        assert math.isclose(expected["level_db"], 8.8) == (bound == "ceiling"), id
        file.case(
            id,
            what,
            "RPC-91 REN-5 REN-15 REN-54",
            call,
            result=_rounded(expected),
        )
    return file


# MARK: Refusals


def _refused() -> File:
    file = _file("refused", "A problem that cannot be solved is refused with its position.", "render.solve")
    good = _call(_blocks([-12.0] * 3), {"loudness_db": 1})
    for id, what, params, path in (
        ("a-block-too-few", "every block has its numbers", good | {"frames": 300}, "/blocks/true_peak_dbtp"),
        ("no-frames", "a track has at least one frame", good | {"frames": 0}, "/frames"),
        ("a-place-beyond-its-block", "a position must be within its block", good | {"blocks": good["blocks"] | {"mono_peak_place": [0, 1, 1.5]}}, "/blocks/mono_peak_place"),
        ("four-shelves", "the centroid is given under five shelves", good | {"source": good["source"] | {"centroids_hz": [1, 2, 3, 4]}}, "/source/centroids_hz"),
        ("no-such-policy", "there are three policies", good | {"policy": "loud"}, "/policy"),
    ):
        file.case(id, what, "RPC-91", params, error=wrong_params(path, "wrong_type"))
    for id, what, params, field, value in (
        ("an-ask-too-large", "asks have bounds", {"asks": {"crest_db": 61}}, "crest_db", 61),
        ("loudness-too-low", "asks are bounded below", {"asks": {"loudness_db": -60.5}}, "loudness_db", -60.5),
        ("centroid-too-high", "the centroid has its own bounds", {"asks": {"centroid_hz": 20001}}, "centroid_hz", 20001),
        ("centroid-too-low", "the centroid is bounded below", {"asks": {"centroid_hz": -20000.5}}, "centroid_hz", -20000.5),
        ("an-ask-without-end", "a number that is not finite is not repeated", {"asks": {"loudness_db": Number("1e999")}}, "loudness_db", {"$absent": True}),
        ("ceiling-above-full-scale", "a ceiling must not be above full scale", {"ceiling_dbtp": 0.5}, "ceiling_dbtp", 0.5),
        ("ceiling-too-low", "a ceiling must not be below -20 dBTP", {"ceiling_dbtp": -20.5}, "ceiling_dbtp", -20.5),
    ):
        file.case(id, what, "RPC-91 REN-1 REN-25", good | params, error=error("invalid_rendering", field=field, value=value))
    return file


# MARK: Tracks


def _tracks() -> File:
    file = File(
        "rendering/files",
        "Small files are rendered as asked, or the report states the bound.",
        "The levels of the recipes: a gain is a gain, a sine of full scale peaks at 0 dBTP.",
        requires=["rendering", "rendering-files", "fingerprint-wav"],
        method="render.plan",
        since="2.0",
        open=["", "/loudness_db", "/crest_db", "/centroid_hz", "/source", "/result"],
        tolerances=[
            {"at": "/loudness_db/achieved", "absolute": 0.01, "unit": "dB", "because": "REN-16"},
            {"at": "/crest_db/achieved", "absolute": 0.01, "unit": "dB", "because": "REN-16"},
            {"at": "/centroid_hz/achieved", "absolute": 10, "unit": "Hz", "because": "REN-5"},
            {"at": "/level_db", "absolute": 0.01, "unit": "dB", "because": "REN-16"},
            {"at": "/result_true_peak_dbtp", "absolute": 0.05, "unit": "dB", "because": "REN-15"},
        ],
    )

    def change(asked: float, achieved: float, bound: str | None = None) -> dict[str, Any]:
        return {"asked": asked, "achieved": achieved, "is_reached": bound is None, "bound": bound}

    def call(id: str, **more: Any) -> dict[str, Any]:
        return {"path": {"$audio": id}, "bits": "32f"} | more

    still = change(0, 0)
    file.case(
        "softer",
        "a change in loudness alone is a gain",
        "RPC-70 REN-5 REN-6 REN-14",
        call("noise-44100-samples", asks={"loudness_db": -3}),
        result={
            "loudness_db": change(-3, -3), "crest_db": still, "centroid_hz": still,
            "level_db": -3, "shelf_gain_db": 0, "renders": 1,
        },
    )
    file.case(
        "half-of-it",
        "half the intensity asks for half",
        "RPC-70 REN-3",
        call("noise-44100-samples", asks={"loudness_db": -3}, intensity_percent=50),
        result={"loudness_db": change(-1.5, -1.5), "level_db": -1.5},
    )
    file.case(
        "darker",
        "a darker track is darker by the ask, with the same loudness and crest factor",
        "RPC-70 REN-5 REN-11",
        call("noise-44100-samples", asks={"centroid_hz": -200}, policy="free"),
        result={"loudness_db": still, "centroid_hz": change(-200, -200)},
    )
    file.case(
        "the-ceiling",
        "a sine of full scale comes down to 0.2 dB below the ceiling",
        "RPC-70 REN-4 REN-5 REN-15",
        call("sine-1000-hz-full-scale", asks={"loudness_db": 3}),
        result={
            "loudness_db": change(3, -1.2, "ceiling"), "level_db": -1.2,
            "ceiling_dbtp": -1, "result_true_peak_dbtp": -1.2, "exceeds_ceiling": False,
        },
    )
    for id, sound in (("silence", "silence-one-second"), ("antiphase", "stereo-antiphase-cancels")):
        nothing = "nothing_to_move"
        file.case(
            id,
            "a track whose mono signal has no level is left unchanged",
            "RPC-70 REN-7",
            call(sound, asks={"loudness_db": 3, "crest_db": 1, "centroid_hz": 100}),
            result={
                "loudness_db": change(3, 0, nothing), "crest_db": change(1, 0, nothing),
                "centroid_hz": change(100, 0) | {"is_reached": False, "bound": nothing}, "renders": 0,
            },
        )
    _stated(file, call, change)
    _strengths(file, call)
    file.case(
        "nothing-asked-above-the-ceiling",
        "without an ask nothing changes, and the report says that the ceiling is exceeded",
        "RPC-70 REN-2 REN-45",
        call("sine-1000-hz-above-full-scale", asks={}),
        result={
            "loudness_db": still, "crest_db": still, "centroid_hz": still, "renders": 0,
            "result_true_peak_dbtp": 20 * math.log10(2.5), "ceiling_dbtp": -1, "exceeds_ceiling": True,
        },
    )
    return file


def _stated(file: File, call: Any, change: Any) -> None:
    """Blends whose members have a weight for each change, of two profiles of the normative catalogue."""
    one, other = "quiet-reference-modernization-v1", "damaged-studio-restoration-v1"
    targets = {profile["profile_id"]: profile["processing_targets"] for profile in NORMATIVE}
    names = ("loudness", "crest", "spectral_centroid")

    def member(id: str, *weights: float) -> dict[str, Any]:
        return {"profile_id": id, "weights": dict(zip(names, weights))}

    def asked(target: str, weight: float, rest: float) -> float:
        total = weight + rest
        return targets[one][target] * (weight / total) + targets[other][target] * (rest / total)

    nothing = {"achieved": 0, "is_reached": False, "bound": "nothing_to_move"}
    for id, what, blend, columns in (
        (
            "a-weight-for-each-change",
            "each change is blended by its own weights",
            [member(one, 3, 0, 1), member(other, 1, 2, 1)],
            ((3, 1), (0, 2), (1, 1)),
        ),
        (
            "one-weight-beside-three",
            "a member's only weight is its weight for each change",
            [{"profile_id": one, "weight": 1}, member(other, 3, 1, 0)],
            ((1, 3), (1, 1), (1, 0)),
        ),
    ):
        loudness, crest, centroid = (
            asked(target, *weights)
            for target, weights in zip(
                ("loudness_change_db", "crest_change_db", "centroid_change_hz"), columns
            )
        )
        file.case(
            id,
            what,
            "LRN-51 RPC-70",
            call("silence-one-second", blend=blend),
            result={
                "loudness_db": {"asked": loudness} | nothing, "crest_db": {"asked": crest} | nothing,
                "centroid_hz": {"asked": centroid} | nothing,
            },
        )
    for id, what, blend, path, reason in (
        (
            "two-kinds-of-weights",
            "a member has one weight or three",
            [member(one, 1, 1, 1), member(other, 1, 1, 1) | {"weight": 1}], "/blend/1", "conflict",
        ),
        ("no-weight", "a member has one weight or three", [{"profile_id": one}], "/blend/0/weight", "missing"),
        (
            "a-change-without-weight",
            "for each change there is a weight above 0",
            [member(one, 1, 0, 1), member(other, 0, 0, 1)], "/blend", "wrong_type",
        ),
        (
            "a-weight-below-zero",
            "no weight is below 0",
            [member(one, 1, -1, 1)], "/blend/0/weights/crest", "wrong_type",
        ),
    ):
        file.case(id, what, "LRN-51", call("silence-one-second", blend=blend), error=wrong_params(path, reason))
    for id, blend in (("a-blend-as-in-a-url", f"{one}:60,{other}:40"), ("a-blend-as-an-object", {one: 60, other: 40})):
        file.case(
            id, "a blend is a list", "LRN-58",
            call("silence-one-second", blend=blend), error=wrong_params("/blend", "wrong_type"),
        )


def _strengths(file: File, call: Any) -> None:
    """Factors of the changes, of one profile of the normative catalogue."""
    one = "quiet-reference-modernization-v1"
    targets = next(p["processing_targets"] for p in NORMATIVE if p["profile_id"] == one)
    names = ("loudness", "crest", "spectral_centroid")
    changes = [targets[f"{name}_change_{unit}"] for name, unit in (("loudness", "db"), ("crest", "db"), ("centroid", "hz"))]
    for id, what, factors, more, percent in (
        ("strengths-of-a-blend", "strengths multiply the changes of a blend", (0.5, 2, 0), {}, 1),
        (
            "strengths-and-percentages",
            "strengths multiply in addition to percentages",
            (1.5, 2, 0.5), {"intensity_percent": 50}, 0.5,
        ),
    ):
        nothing = {"achieved": 0, "is_reached": False, "bound": "nothing_to_move"}
        none = {"asked": 0, "achieved": 0, "is_reached": True, "bound": None}
        asks = [change * factor * percent for change, factor in zip(changes, factors)]
        result = [{"asked": ask} | nothing if ask != 0 else none for ask in asks]
        file.case(
            id, what, "LRN-54",
            call(
                "silence-one-second", blend=[{"profile_id": one, "weight": 1}],
                strengths=dict(zip(names, factors)), **more,
            ),
            result=dict(zip(("loudness_db", "crest_db", "centroid_hz"), result)),
        )
    for id, what, strengths, path, reason in (
        ("a-strength-above-two", "a strength is at most 2", (1, 2.125, 1), "/strengths/crest", "wrong_type"),
        ("a-strength-below-zero", "a strength is at least 0", (-0.125, 1, 1), "/strengths/loudness", "wrong_type"),
        ("a-strength-missing", "strengths have three members", (1, 1), "/strengths/spectral_centroid", "missing"),
    ):
        file.case(
            id, what, "LRN-54",
            call("silence-one-second", asks={}, strengths=dict(zip(names, strengths))),
            error=wrong_params(path, reason),
        )
    for id, strengths in (("strengths-as-in-a-url", "1:1:1"), ("strengths-as-a-list", [1, 1, 1])):
        file.case(
            id, "strengths are an object", "LRN-58",
            call("silence-one-second", asks={}, strengths=strengths), error=wrong_params("/strengths", "wrong_type"),
        )


def _rounded(solved: dict) -> dict:
    """A solution as it is written into a case: levels and gains to 10 µdB."""
    return solved | {
        "level_db": round(solved["level_db"], 5),
        "node_gains_db": [round(gain, 5) for gain in solved["node_gains_db"]],
    }
