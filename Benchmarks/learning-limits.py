#!/usr/bin/env python3
"""What a change owes to the metrics that learned profiles know, for the chains in which they do not win.

    Benchmarks/learning-limits.py --mastering .build/release/mastering MUSIC…

Tracks and chains are those of learning.py. For each chain and each of loudness and crest, with d the changes of
the twenty tracks: the mean of |d|, which is the error of no change; the error of the best constant, in hindsight;
that of a linear fit on loudness, crest and centroid of the original that is made in hindsight, which no learning
from twelve pairs can rely on; that of the same fit for each track from the other nineteen; and how much of the
variance the fit explains. Of 2,000 random assignments of the changes to the tracks, p is the fraction whose
variance is explained as well: above 0.05 the metrics may say nothing about the changes. Two more tables have the
same for numbers that profiles do not know: how much the level moves, as the standard deviations of the steps of
momentary loudness over 0.4 s, and of momentary loudness itself.
"""

import argparse
import random
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from learning import CHAINS, METRICS, curve, cut, measured, rendered

KNOWN = ("loudness_dbfs", "crest_db", "spectral_centroid")
SHUFFLES = 2000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("music", type=Path, nargs="+")
    parser.add_argument("--mastering", default=".build/release/mastering")
    parser.add_argument("--sox", default="sox")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--chain", action="append", help="only this chain; may be repeated")
    options = parser.parse_args()
    chains = [chain for chain in CHAINS if options.chain is None or chain[0] in options.chain]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        originals = cut(options.music, work, options.seconds)
        before = measured(options.mastering, originals)
        metrics = [[track[name] for name in KNOWN] for track in before]
        curves = [heard(curve(options.mastering, path)) for path in originals]
        rows = []
        for chain in chains:
            after = measured(options.mastering, rendered(chain, originals, work, options))
            for title, metric, _, _, _ in METRICS[:2]:
                changes = [a[metric] - b[metric] for a, b in zip(after, before)]
                rows.append((f"{chain[0]}, {title}", changes))
    tables = (
        ("loudness, crest, centroid", metrics),
        ("how much the level moves within 0.4 s", [[moved(levels)] for levels in curves]),
        ("how much the level moves in all", [[statistics.pstdev(levels)] for levels in curves]),
    )
    for words, features in tables:
        print(f"\n| {words} | none | constant | fit in hindsight | from the others | variance | p |")
        print("|---|---|---|---|---|---|---|")
        for name, changes in rows:
            print(f"| {name} | {' | '.join(limits(features, changes))} |")
    return 0


def heard(history: list[Any]) -> list[float]:
    return [value for value in history if value is not None and value >= -70]


def moved(levels: list[float]) -> float:
    return statistics.pstdev(b - a for a, b in zip(levels, levels[4:]))


def limits(features: list[list[float]], changes: list[float]) -> list[str]:
    middle = statistics.median(changes)
    fitted = predictions(features, changes)
    apart = []
    for place, row in enumerate(features):
        others = [*features[:place], *features[place + 1 :]], [*changes[:place], *changes[place + 1 :]]
        apart.append(applied(fit(*others), row))
    explained = share(fitted, changes)
    chance = random.Random(1)
    shuffled = list(changes)
    as_well = 0
    for _ in range(SHUFFLES):
        chance.shuffle(shuffled)
        as_well += share(predictions(features, shuffled), shuffled) >= explained
    errors = (
        statistics.mean(map(abs, changes)),
        statistics.mean(abs(change - middle) for change in changes),
        statistics.mean(abs(a - b) for a, b in zip(fitted, changes)),
        statistics.mean(abs(a - b) for a, b in zip(apart, changes)),
    )
    return [*(f"{error:.2f}" for error in errors), f"{explained:.0%}".replace("%", " %"), f"{as_well / SHUFFLES:.3f}"]


def predictions(features: list[list[float]], changes: list[float]) -> list[float]:
    model = fit(features, changes)
    return [applied(model, row) for row in features]


def share(fitted: list[float], changes: list[float]) -> float:
    """The fraction of the variance that a fit explains."""
    rest = sum((a - b) ** 2 for a, b in zip(fitted, changes))
    return 1 - rest / (statistics.pvariance(changes) * len(changes))


Model = tuple[list[float], list[tuple[float, float]]]


def fit(features: list[list[float]], changes: list[float]) -> Model:
    """Least squares on standardized features; weights, the constant last, and each feature's mean and deviation."""
    scales = [(statistics.mean(column), statistics.pstdev(column) or 1.0) for column in zip(*features)]
    rows = [[*standard(row, scales), 1.0] for row in features]
    size = len(rows[0])
    table = [
        [sum(row[i] * row[j] for row in rows) for j in range(size)]
        + [sum(row[i] * change for row, change in zip(rows, changes))]
        for i in range(size)
    ]
    for i in range(size):
        best = max(range(i, size), key=lambda place: abs(table[place][i]))
        table[i], table[best] = table[best], table[i]
        for j in range(size):
            if j != i:
                factor = table[j][i] / table[i][i]
                table[j] = [a - factor * b for a, b in zip(table[j], table[i])]
    return [table[i][size] / table[i][i] for i in range(size)], scales


def standard(row: list[float], scales: list[tuple[float, float]]) -> list[float]:
    return [(value - mean) / deviation for value, (mean, deviation) in zip(row, scales)]


def applied(model: Model, row: list[float]) -> float:
    weights, scales = model
    return sum(weight * value for weight, value in zip(weights, [*standard(row, scales), 1.0]))


if __name__ == "__main__":
    sys.exit(main())
