#!/usr/bin/env python3
"""Whether a taste learned from decisions (chapter 13) approaches what listeners want: simulated listeners
with a hidden preference, without one, and with one that changes after 20 decisions.

    Benchmarks/taste-simulation.py [--users 300] [--mastering .build/release/mastering] [--svg FILE]

Each listener hears random tracks whose recommendation is a blend of three of the seven profiles. A listener
wants the weights from the scores, multiplied by exp of hidden preferences. The weights that they set vary
around that (log-normal, 0.25). They accept anything within 8 % of what they would set, sometimes reject a
wrong leading profile, and otherwise adjust. The error is half the sum of |weight − wanted weight|, over 40
other tracks. Spec/rationale.md has the table and the plot. Needs no packages; takes a minute. With --mastering the
same decisions are also folded by that command (`taste.fold`), and every leaning must be the same within 1e-9.
"""

import argparse
import json
import math
import os
import random
import subprocess
import sys
from pathlib import Path

PROFILES = json.loads((Path(__file__).parent.parent / "Spec/profiles.json").read_text())["profiles"]
RULES = (
    ("loudness_dbfs", 0.1, (-22, -9)),
    ("crest_db", 0.1, (7, 20)),
    ("zero_crossing_rate", 0.01, (0.03, 0.14)),
    ("spectral_centroid_hz", 100.0, (1500, 5200)),
)
STEPS = (0, 5, 10, 20, 30, 50, 100)
KINDS = ("preference", "none", "changes after 20")
NOISE = 0.25


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=300)
    parser.add_argument("--mastering", help="a command whose folds must agree")
    parser.add_argument("--svg", type=Path, help="where to draw the plot")
    options = parser.parse_args()
    host = Host(options.mastering) if options.mastering else None
    curves = {}
    print("| listeners | | " + " | ".join(f"after {step}" for step in STEPS) + " |")
    print("|---|---|" + "---|" * len(STEPS))
    for kind in KINDS:
        runs = [user(1000 + number, kind, host) for number in range(options.users)]
        learned, fixed, chosen = (
            [sum(run[step][part] for run in runs) / len(runs) for step in STEPS] for part in range(3)
        )
        fixed_choice = [sum(run[step][3] for run in runs) / len(runs) for step in STEPS]
        curves[kind] = learned
        print(f"| {kind} | error of the learned blend | " + " | ".join(f"{v:.3f}" for v in learned) + " |")
        print("| | error of the fixed blend | " + " | ".join(f"{v:.3f}" for v in fixed) + " |")
        ratio = [a / b for a, b in zip(chosen, fixed_choice)]
        print("| | distance from the weights they then set, learned : fixed | " + " | ".join(f"{v:.2f}" for v in ratio) + " |")
    if host:
        print(f"{host.folds} folds of the command agree within {host.farthest:.1e}", file=sys.stderr)
    if options.svg:
        options.svg.write_text(plot(curves), encoding="utf-8")
    return 0


def ranking(draw: random.Random) -> list[tuple[int, float]]:
    while True:
        values = [draw.uniform(*usual) for _, _, usual in RULES]
        scored = sorted(((score(p, values), -i) for i, p in enumerate(PROFILES)), reverse=True)[:3]
        ranked = [(-i, s) for s, i in scored if s > 0]
        if len(ranked) == 3 and ranked[0][1] < 0.6:
            return ranked


def score(profile: dict, values: list[float]) -> float:
    scores = []
    for (key, floor, _), value in zip(RULES, values):
        if key in profile["detection_rules"]:
            low, high = profile["detection_rules"][key]
            distance = abs(value - (low + high) / 2) / max((high - low) / 2, floor)
            scores.append(max(0.0, 1 - min(distance / 2, 1.0)))
    return sum(scores) / len(scores)


def weights(ranked: list[tuple[int, float]], leanings: list[float]) -> list[float]:
    parts = [s * math.exp(leanings[i]) for i, s in ranked]
    return [part / sum(parts) for part in parts]


def apart(one: list[float], other: list[float]) -> float:
    return sum(abs(a - b) for a, b in zip(one, other)) / 2


def around(draw: random.Random, wanted: list[float]) -> list[float]:
    parts = [max(1e-3, w * math.exp(draw.gauss(0, NOISE))) for w in wanted]
    return [part / sum(parts) for part in parts]


class Host:
    """A command that folds the same events."""

    def __init__(self, mastering: str) -> None:
        self._process = subprocess.Popen(
            [mastering, "rpc", "--no-cache"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "MASTERING_CONFIG": ""},
        )
        self.folds = 0
        self.farthest = 0.0

    def check(self, events: list[dict], learned: dict[int, float]) -> None:
        """Stops unless the command comes to the same leanings."""
        assert self._process.stdin and self._process.stdout
        question = {"jsonrpc": "2.0", "id": 1, "method": "taste.fold", "params": {"events": events}}
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline())["result"]["leanings"]
        leanings = {one["profile_id"]: one["leaning"] for one in told}
        own = {PROFILES[place]["profile_id"]: leaning for place, leaning in learned.items()}
        assert leanings.keys() == own.keys(), (leanings, own)
        for profile, leaning in leanings.items():
            self.farthest = max(self.farthest, abs(leaning - own[profile]))
        assert self.farthest < 1e-9, (leanings, own)
        self.folds += 1


def user(seed: int, kind: str, host: Host | None = None) -> dict[int, tuple[float, ...]]:
    draw = random.Random(seed)

    def preference() -> list[float]:
        leanings = [draw.gauss(0, 1) for _ in PROFILES]
        mean = sum(leanings) / len(leanings)
        return [leaning - mean for leaning in leanings]

    hidden, second = preference(), preference()
    if kind == "none":
        hidden = [0.0] * len(PROFILES)
    nothing = [0.0] * len(PROFILES)
    # The profiles met so far (LRN-24).
    leanings: dict[int, float] = {}
    events: list[dict] = []
    tests = [ranking(draw) for _ in range(40)]
    results: dict[int, tuple[float, ...]] = {}
    for decision in range(max(STEPS) + 1):
        wish = second if kind.startswith("changes") and decision > 20 else hidden
        if decision > 0:
            events.append(learn(draw, leanings, wish, decision))
        learned = [leanings.get(place, 0.0) for place in range(len(PROFILES))]
        if decision in STEPS:
            if host and decision > 0:
                host.check(events, leanings)
            other = random.Random(seed * 7 + decision)
            sums = [0.0] * 4
            for test in tests:
                wanted = weights(test, wish)
                choice = around(other, wanted)
                for part, (known, target) in enumerate(
                    ((learned, wanted), (nothing, wanted), (learned, choice), (nothing, choice))
                ):
                    sums[part] += apart(weights(test, known), target) / len(tests)
            results[decision] = tuple(sums)
    return results


def learn(draw: random.Random, learned: dict[int, float], wish: list[float], decision: int) -> dict:
    """One decision, folded as LRN-22 to LRN-24 specify; gives its event (LRN-20)."""
    ranked = ranking(draw)
    rate = 1 / math.sqrt(decision)
    for profile, _ in ranked:
        learned.setdefault(profile, 0.0)
    shown = weights(ranked, [learned.get(place, 0.0) for place in range(len(PROFILES))])
    wanted = weights(ranked, wish)
    choice = around(draw, wanted)
    kind = "adjusted"
    if apart(shown, choice) < 0.08:
        kind, choice = "accepted", shown
    elif shown[0] > wanted[0] + 0.35 and draw.random() < 0.3:
        kind = "rejected"
    if kind == "rejected":
        learned[ranked[0][0]] -= rate * shown[0]
    else:
        for (profile, _), target, share in zip(ranked, choice, shown):
            learned[profile] += rate * (target - share)
    mean = sum(learned.values()) / len(learned)
    for profile, leaning in learned.items():
        learned[profile] = min(max(leaning - mean, -2.0), 2.0)
    members = [{"profile_id": PROFILES[profile]["profile_id"], "score": score} for profile, score in ranked]
    if kind != "rejected":
        for member, weight in zip(members, choice):
            member["weight"] = weight
    return {"id": f"d-{decision}", "at": "2026-11-30T12:00:00Z", "kind": kind, "ranking": members}


def plot(curves: dict[str, list[float]]) -> str:
    width, height, margin = 560, 300, 46
    most = max(max(values) for values in curves.values())

    def place(step: int, value: float) -> str:
        x = margin + step / max(STEPS) * (width - 2 * margin)
        return f"{x:.1f},{height - margin - value / most * (height - 2 * margin):.1f}"

    colours = ("#3b78c2", "#3c9a5f", "#d2603a")
    lines = []
    for number, ((kind, values), colour) in enumerate(zip(curves.items(), colours)):
        points = " ".join(place(step, value) for step, value in zip(STEPS, values))
        lines.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        lines.append(f'<text x="{width - 190}" y="{24 + 18 * number}" fill="{colour}">{kind}</text>')
    for step in STEPS:
        x = place(step, 0).split(",")[0]
        lines.append(f'<text x="{x}" y="{height - margin + 18}" text-anchor="middle" fill="#666">{step}</text>')
    for value in (0.0, most / 2, most):
        y = place(0, value).split(",")[1]
        lines.append(f'<text x="{margin - 6}" y="{y}" text-anchor="end" fill="#666">{value:.2f}</text>')
        lines.append(f'<line x1="{margin}" x2="{width - margin}" y1="{y}" y2="{y}" stroke="#ccc"/>')
    lines.append(f'<text x="{margin}" y="{height - 8}" fill="#666">decisions; error of the learned blend</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="sans-serif" font-size="13">\n' + "\n".join(lines) + "\n</svg>\n"
    )


if __name__ == "__main__":
    sys.exit(main())
