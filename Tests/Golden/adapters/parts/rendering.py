"""How a rendering is solved and applied (Spec chapter 12): slow, direct, and without the running sums that
a program needs. The suite's expected values come from here, so nothing here is taken from elsewhere."""

import math
import struct
from typing import Any, NamedTuple

from . import params
from .failures import Failure

SHELVES = (-6.0, -3.0, 0.0, 3.0, 6.0)
TRANSFORM = 8192
LARGEST_EXPANSION = 4.0
LARGEST_LIMITING = 4.0
PRECISION = 1e-6
# Peaks are read up to 0.15 dB too low.
MARGIN = 0.2


def binary32(value: float) -> float:
    return float(struct.unpack("<f", struct.pack("<f", value))[0])


def decibels(power: float) -> float:
    return 10 * math.log10(max(power, 1e-12))


def factor(gain_db: float) -> float:
    return 10 ** (gain_db / 20)


# MARK: Filter and blocks (REN-8 to REN-10)


def block_length(rate: int) -> int:
    return int(2 ** round(math.log2(64 * rate / 44100)))


def quantised(gain_db: float) -> float:
    return round(min(max(gain_db, -6.0), 6.0) * 2**20) / 2**20


def shelf_db(gain_db: float, hz: float) -> float:
    return gain_db * hz**2 / (hz**2 + 2000.0**2)


def taps(gain_db: float, rate: int) -> list[float]:
    """From the centre to one side."""
    gain = quantised(gain_db)
    if gain == 0:
        return [1.0]
    response = [factor(shelf_db(gain, bin * rate / TRANSFORM)) for bin in range(TRANSFORM)]
    # The bins above half the rate are those below it, mirrored.
    response = [response[min(bin, TRANSFORM - bin)] for bin in range(TRANSFORM)]
    half = math.ceil(0.73e-3 * rate)
    cosines = [math.cos(2 * math.pi * place / TRANSFORM) for place in range(TRANSFORM)]
    sides = []
    for tap in range(1, half + 1):
        value = math.fsum(
            response[bin] * cosines[bin * tap % TRANSFORM] for bin in range(TRANSFORM)
        ) / TRANSFORM
        sides.append(round(value * 2**30) / 2**30)
    return [1 - 2 * math.fsum(sides), *sides]


def _unit(highest: float) -> float:
    """What factors are multiples of, the highest being this one (REN-10, REN-59)."""
    if highest == 0 or highest >= 2**-8:
        return 2.0**-24
    return math.ldexp(1, math.frexp(highest)[1] - 17)


def applied(
    samples: list[float], gain_db: float, rate: int, factors: list[float], bits: str = "32f"
) -> list[float]:
    """One channel, zeros on both sides of it (REN-10, REN-18, REN-21, REN-59)."""
    filter = taps(gain_db, rate)
    half = len(filter) - 1
    padded = [0.0] * half + samples + [0.0] * half
    length = block_length(rate)
    unit = _unit(max(factors))
    nodes = [round(value / unit) * unit for value in factors]
    result = []
    for frame in range(len(samples)):
        total = 0.0
        for tap in range(half, 0, -1):
            total += filter[tap] * (padded[frame + half - tap] + padded[frame + half + tap])
        total += filter[0] * padded[frame + half]
        block, place = divmod(frame, length)
        gain = nodes[block] + (nodes[block + 1] - nodes[block]) * (place / length)
        result.append(rounded(binary32(gain * total), bits))
    return result


def rounded(sample: float, bits: str) -> float:
    if bits == "32f":
        return sample
    scale = 2.0 ** (int(bits) - 1)
    return min(max(float(round(sample * scale)), -scale), scale - 1) / scale


# MARK: Solving (REN-11 to REN-15)


class Blocks(NamedTuple):
    """The statistics of blocks, a list for each."""

    true_peak_dbtp: list[float]
    power: list[float]
    mono_energy: list[float]
    mono_energy_by_place: list[float]
    mono_energy_by_square: list[float]
    mono_peak: list[float]
    mono_peak_place: list[float]

    def mono(self, gains_db: list[float], samples: int) -> tuple[float, float]:
        """Loudness and crest factor under gains, in dB."""
        factors = [factor(gain) for gain in gains_db]
        energy, peak = 0.0, 0.0
        for block in range(len(self.power)):
            start, rise = factors[block], factors[block + 1] - factors[block]
            energy += (
                start**2 * self.mono_energy[block]
                + 2 * start * rise * self.mono_energy_by_place[block]
                + rise**2 * self.mono_energy_by_square[block]
            )
            peak = max(peak, self.mono_peak[block] * (start + rise * self.mono_peak_place[block]))
        loudness = decibels(energy / samples)
        return loudness, decibels(peak**2) - loudness

    def highest_db(self, gains_db: list[float]) -> float:
        return max(
            peak + max(gains_db[block], gains_db[block + 1])
            for block, peak in enumerate(self.true_peak_dbtp)
        )


def shelf_for(centroids: list[float], change: float) -> float:
    """τ: the cubic through the four nearest points, met by halving."""
    if change == 0:
        return 0.0

    def centroid(gain: float) -> float:
        first = 0 if gain < 0 else 1
        places = range(first, first + 4)
        return sum(
            centroids[place]
            * math.prod(
                (gain - SHELVES[other]) / (SHELVES[place] - SHELVES[other])
                for other in places
                if other != place
            )
            for place in places
        )

    target = centroids[2] + change
    low, high = -6.0, 6.0
    if target <= centroid(low) or target >= centroid(high):
        return low if target <= centroid(low) else high
    while high - low > 1e-12:
        middle = (low + high) / 2
        low, high = (middle, high) if centroid(middle) < target else (low, middle)
    return quantised(low)


def nodes_of(blocks: list[float]) -> list[float]:
    return [max(blocks[max(node - 1, 0) : node + 1]) for node in range(len(blocks) + 1)]


def released(nodes: list[float], db_per_second: float, rate: int) -> list[float]:
    step = db_per_second * block_length(rate) / rate
    result = nodes[:1]
    for node in nodes[1:]:
        result.append(max(node, result[-1] - step))
    return result


def held(nodes: list[float], back: int, ahead: int) -> list[float]:
    return [max(nodes[max(node - back, 0) : node + ahead + 1]) for node in range(len(nodes))]


def smoothed(nodes: list[float], half: int) -> list[float]:
    weights = [0.5 + 0.5 * math.cos(math.pi * place / (half + 1)) for place in range(-half, half + 1)]
    last = len(nodes) - 1
    return [
        sum(
            weight * nodes[min(max(node + place - half, 0), last)]
            for place, weight in enumerate(weights)
        )
        / sum(weights)
        for node in range(len(nodes))
    ]


def covering(seconds: float, rate: int) -> int:
    return math.ceil(seconds * rate / block_length(rate))


def smoothing(rate: int) -> int:
    return round(0.004 * rate / block_length(rate))


def envelope(blocks: Blocks, rate: int) -> list[float]:
    return held(
        released(nodes_of(blocks.true_peak_dbtp), 150, rate), covering(0.015, rate), covering(0.004, rate)
    )


def mean_level(blocks: Blocks, rate: int) -> list[float]:
    reach = 0.4 * rate / block_length(rate)
    levels = []
    for node in range(len(blocks.power) + 1):
        total, weights = 0.0, 0.0
        for block, power in enumerate(blocks.power):
            distance = block + 0.5 - node
            if abs(distance) < reach:
                weight = 0.5 + 0.5 * math.cos(math.pi * distance / reach)
                total, weights = total + weight * power, weights + weight
        levels.append(decibels(total / weights))
    return levels


def smoothstep(x: float) -> float:
    x = min(max(x, 0.0), 1.0)
    return x * x * (3 - 2 * x)


def shares(blocks: Blocks, rate: int, part_of_mean: float, quantile: float) -> list[float] | None:
    """The fraction of u that each node gets; None if that affects too little of the track."""
    peaks = envelope(blocks, rate)
    mean = mean_level(blocks, rate)
    standing = [peak - part_of_mean * level for peak, level in zip(peaks, mean)]
    power = nodes_of(blocks.power)
    total = 0.0
    for value, weight in sorted(zip(standing, power)):
        total += weight
        threshold = value
        if total >= quantile * sum(power):
            break
    result = [
        smoothstep((value - threshold) / 6) * smoothstep((peak + 66) / 12)
        for value, peak in zip(standing, peaks)
    ]
    sounding = sum(peak > -66 for peak in peaks)
    if sum(share >= 0.1 for share in result) < 0.02 * sounding:
        return None
    return smoothed(result, smoothing(rate))


def raised(blocks: Blocks, rate: int, samples: int, target: float) -> tuple[list[float], str | None]:
    """Gains for a higher crest factor, and what bound it."""
    reaching: list[tuple[float, list[float]]] = []
    highest: list[tuple[float, list[float]]] = []
    for part in (1.0, 0.5, 0.0):
        for quantile in (0.5, 0.2):
            gained = shares(blocks, rate, part, quantile)
            if gained is None:
                continue

            def gains(u: float) -> list[float]:
                return [u * share for share in gained]

            most = blocks.mono(gains(LARGEST_EXPANSION), samples)[1]
            highest.append((most, gains(LARGEST_EXPANSION)))
            if most < target:
                continue
            low, high = 0.0, LARGEST_EXPANSION
            while high - low > PRECISION:
                middle = (low + high) / 2
                reached = blocks.mono(gains(middle), samples)[1]
                low, high = (low, middle) if reached >= target else (middle, high)
            reaching.append((high, gains(high)))
    if reaching:
        return min(reaching)[1], None
    if not highest:
        return [0.0] * (len(blocks.power) + 1), "nothing_to_move"
    return max(highest)[1], "largest_expansion"


def compressed(blocks: Blocks, rate: int, threshold: float) -> list[float]:
    def knee(x: float) -> float:
        return 0.0 if x <= -3 else x if x >= 3 else (x + 3) ** 2 / 12

    return smoothed(
        [-min(0.9 * knee(peak - threshold), 6.0) for peak in envelope(blocks, rate)], smoothing(rate)
    )


def lowered(
    blocks: Blocks, rate: int, samples: int, target: float
) -> tuple[list[float], str | None]:
    """Gains for a lower crest factor: the highest threshold that reaches it, or the limiter's 4 dB."""
    top = max(envelope(blocks, rate))
    low, high, lowest = 0.0, 1.5, (math.inf, 0.0)
    while (reached := blocks.mono(compressed(blocks, rate, top + 3 - high), samples)[1]) > target:
        lowest = min(lowest, (reached, high))
        low, high = high, high + 1.5
        if high > 27:
            gains = compressed(blocks, rate, top + 3 - lowest[1])
            return limited(blocks, rate, gains, blocks.highest_db(gains) - LARGEST_LIMITING), (
                "largest_reduction"
            )
    while high - low > PRECISION:
        middle = (low + high) / 2
        reached = blocks.mono(compressed(blocks, rate, top + 3 - middle), samples)[1]
        low, high = (low, middle) if reached <= target else (middle, high)
    return compressed(blocks, rate, top + 3 - high), None


def limited(blocks: Blocks, rate: int, gains: list[float], ceiling: float) -> list[float]:
    """Gains under which no block passes the ceiling."""
    needed = [
        max(0.0, peak + max(gains[block], gains[block + 1]) - ceiling)
        for block, peak in enumerate(blocks.true_peak_dbtp)
    ]
    half = covering(0.0044, rate)
    reductions = smoothed(held(released(nodes_of(needed), 100, rate), half, half), half)
    return [gain - reduction for gain, reduction in zip(gains, reductions)]


def solved(
    blocks: Blocks, rate: int, samples: int, source: dict[str, Any], asks: dict[str, float],
    policy: str = "level", ceiling: float = -1.0,
) -> dict[str, Any]:
    """The first plan (REN-22)."""
    nodes = len(blocks.power) + 1
    loudness_change, crest_change = asks.get("loudness_db", 0.0), asks.get("crest_db", 0.0)
    centroid_change = asks.get("centroid_hz", 0.0)
    if source["loudness_dbfs"] < -99:
        bounds = {key: "nothing_to_move" for key, ask in asks.items() if ask != 0}
        return answer(0.0, 0.0, [0.0] * nodes, **bounds)
    if loudness_change == crest_change == centroid_change == 0:
        return answer(0.0, 0.0, [0.0] * nodes)
    bounds = {}
    shelf = shelf_for(source["centroids_hz"], centroid_change)
    if abs(shelf) == 6:
        bounds["centroid_hz"] = "largest_shelf"
    gains, bound = _dynamics(blocks, rate, samples, source["crest_db"] + crest_change)
    if bound:
        bounds["crest_db"] = bound
    level = source["loudness_dbfs"] + loudness_change - blocks.mono(gains, samples)[0]
    inside = ceiling - MARGIN
    excess = blocks.highest_db(gains) + level - inside
    if policy == "level" and excess > 0:
        level -= excess
        bounds["loudness_db"] = "ceiling"
    elif policy == "crest" and excess > 0:
        bounds["crest_db"] = "ceiling"
        most = level - excess + LARGEST_LIMITING
        wanted = source["loudness_dbfs"] + loudness_change
        level, gains, missing = _held(blocks, rate, samples, gains, wanted, min(level, most), most, inside)
        if missing > 0.1:
            bounds["loudness_db"] = "ceiling"
    return answer(shelf, level, gains, **bounds)


def _held(
    blocks: Blocks, rate: int, samples: int, unlimited: list[float], wanted: float, level: float, most: float,
    inside: float,
) -> tuple[float, list[float], float]:
    """The least level between two that gives the loudness under the limiter, or the highest (REN-54)."""

    def at(level: float) -> tuple[float, list[float], float]:
        gains = limited(blocks, rate, unlimited, inside - level)
        return level, gains, wanted - level - blocks.mono(gains, samples)[0]

    lowest, highest = at(level), at(most)
    if lowest[2] < PRECISION:
        return lowest
    if highest[2] >= PRECISION:
        return highest
    low, high = level, most
    for _ in range(40):
        middle = at((low + high) / 2)
        if middle[2] > 0:
            low = middle[0]
        else:
            high, highest = middle[0], middle
    return highest


def _dynamics(
    blocks: Blocks, rate: int, samples: int, target: float
) -> tuple[list[float], str | None]:
    still = [0.0] * (len(blocks.power) + 1)
    start = blocks.mono(still, samples)[1]
    change = target - start
    if abs(change) < 0.0005:
        return still, None
    gains, bound = (raised if change > 0 else lowered)(blocks, rate, samples, target)
    # Dynamics that move the crest by less than a tenth are not applied (REN-13).
    if bound and (blocks.mono(gains, samples)[1] - start) / change < 0.1:
        return still, "nothing_to_move"
    return gains, bound


def answer(
    shelf: float, level: float, gains: list[float], **bounds: Any
) -> dict[str, Any]:
    return {
        "shelf_gain_db": shelf,
        "level_db": level,
        "node_gains_db": gains,
        "bounds": {key: bounds.get(key) for key in ("loudness_db", "crest_db", "centroid_hz")},
    }


# MARK: Calls (RPC-90 to RPC-92)


def filter_call(given: dict[str, Any]) -> dict[str, Any]:
    call = params.members(given, "", {"gain_db": _finite, "sample_rate_hz": _rate})
    gain, rate = call["gain_db"], call["sample_rate_hz"]
    return {"gain_db": quantised(gain), "taps": taps(gain, rate), "block_length": block_length(rate)}


def apply_call(given: dict[str, Any]) -> dict[str, Any]:
    call = params.members(
        given,
        "",
        {"sample_rate_hz": _rate, "shelf_gain_db": _finite, "node_factors": _numbers, "samples": _numbers},
        {"bits": _one_of("16", "24", "32f")},
    )
    nodes = -(-len(call["samples"]) // block_length(call["sample_rate_hz"])) + 1
    factors = call["node_factors"]
    if len(factors) != nodes or not all(0 <= value <= 1e6 for value in factors):
        raise params.invalid("/node_factors", "wrong_type", f"{nodes} numbers from 0 to 1000000")
    try:
        samples = [binary32(sample) for sample in call["samples"]]
        result = applied(
            samples, call["shelf_gain_db"], call["sample_rate_hz"], factors, call.get("bits", "32f")
        )
    except OverflowError:
        wanted = "numbers that binary32 has room for, as they are and rendered"
        raise params.invalid("/samples", "wrong_type", wanted) from None
    return {"samples": result}


def solve_call(given: dict[str, Any]) -> dict[str, Any]:
    call = params.members(
        given,
        "",
        {
            "sample_rate_hz": _rate,
            "frames": _count,
            "mono_samples": _count,
            "source": _source,
            "blocks": params.anything,
            "asks": params.anything,
        },
        {"policy": _one_of("level", "crest", "free"), "ceiling_dbtp": params.number},
    )
    rate = call["sample_rate_hz"]
    blocks = _blocks(call["blocks"], -(-call["frames"] // block_length(rate)))
    asks = params.members(
        call["asks"], "/asks", {}, dict.fromkeys(("loudness_db", "crest_db", "centroid_hz"), params.number)
    )
    for field, most in (("loudness_db", 60), ("crest_db", 60), ("centroid_hz", 20_000)):
        if not abs(asks.get(field, 0.0)) <= most:
            raise _refused(field, asks[field])
    ceiling = call.get("ceiling_dbtp", -1.0)
    if not -20 <= ceiling <= 0:
        raise _refused("ceiling_dbtp", ceiling)
    return solved(
        blocks, rate, call["mono_samples"], call["source"], asks, call.get("policy", "level"), ceiling
    )


def _refused(field: str, value: float) -> Failure:
    facts = {"value": value} if math.isfinite(value) else {}
    return Failure("invalid_rendering", f"{field} cannot be {value}", field=field, **facts)


def _finite(value: Any, path: str) -> float:
    number = params.number(value, path)
    if not math.isfinite(number):
        raise params.invalid(path, "wrong_type", "a number of binary64")
    return number


def _rate(value: Any, path: str) -> int:
    rate = params.integer(value, path)
    if not 1000 <= rate <= 768_000:
        raise params.invalid(path, "wrong_type", "an integer from 1000 to 768000")
    return int(rate)


def _count(value: Any, path: str) -> int:
    count = params.integer(value, path)
    if not 1 <= count <= 2**48:
        raise params.invalid(path, "wrong_type", "an integer from 1 to 2^48")
    return int(count)


def _numbers(value: Any, path: str) -> list[float]:
    return [_finite(item, f"{path}/{place}") for place, item in enumerate(params.array(value, path))]


def _one_of(*names: str) -> params.Check:
    def check(value: Any, path: str) -> str:
        if params.text(value, path) not in names:
            raise params.invalid(path, "wrong_type", params.among(names))
        return str(value)

    return check


def _source(value: Any, path: str) -> dict[str, Any]:
    source = params.members(
        value, path, {"loudness_dbfs": params.number, "crest_db": params.number, "centroids_hz": _numbers}
    )
    for field in ("loudness_dbfs", "crest_db"):
        if not -1000 <= source[field] <= 1000:
            raise params.invalid(f"{path}/{field}", "wrong_type", "a number from -1000 to 1000")
    centroids = source["centroids_hz"]
    if len(centroids) != len(SHELVES) or not all(0 <= value <= 1e6 for value in centroids):
        raise params.invalid(f"{path}/centroids_hz", "wrong_type", "5 numbers from 0 to 1000000")
    return source


def _blocks(value: Any, count: int) -> Blocks:
    ranges = ((-200, 200), (0, 1e30), (0, 1e30), (0, 1e30), (0, 1e30), (0, 1e15), (0, 1))
    lists = params.members(value, "/blocks", dict.fromkeys(Blocks._fields, params.array))
    columns = []
    for name, (low, high) in zip(Blocks._fields, ranges):
        numbers = _numbers(lists[name], f"/blocks/{name}")
        if len(numbers) != count or not all(low <= number <= high for number in numbers):
            raise params.invalid(
                f"/blocks/{name}", "wrong_type", f"{count} numbers from {low} to {high}, one a block"
            )
        columns.append(numbers)
    return Blocks(*columns)
