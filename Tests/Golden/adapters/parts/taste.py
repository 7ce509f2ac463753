"""A taste, folded from decisions about recommendations (Spec chapter 13)."""

import math
import re
from typing import Any

from . import params
from .learning import percentile

MOST_LEANING = 2.0
MOST_STRENGTH = 2.0
MOST_RANKED = 64
SUM_TOLERANCE = 1e-9
CHANGES = ("loudness", "crest", "spectral_centroid")

_IDENTIFIER = re.compile(r"[A-Za-z0-9-]{1,64}", re.ASCII)

Event = dict[str, Any]
Ranking = list[dict[str, Any]]
Leanings = dict[str, float]


def fold_call(given: dict[str, Any]) -> dict[str, Any]:
    """The result of `taste.fold`."""
    call = params.members(given, "", {"events": _events}, {"ranking": _scored_ranking})
    taste = fold(call["events"])
    ranking = call.get("ranking", [])
    named = zip(ranking, weights(ranking, taste["leanings"]))
    return taste | {
        "leanings": [
            {"profile_id": profile_id, "leaning": leaning}
            for profile_id, leaning in taste["leanings"].items()
        ],
        "weights": [
            {"profile_id": entry["profile_id"], "weight": weight} for entry, weight in named
        ],
    }


def fold(events: list[Event]) -> dict[str, Any]:
    """The result of the events: the decisions that count, the leanings, the strengths."""
    leanings: Leanings = {}
    decisions = _decisions_that_count(events)
    for number, decision in enumerate(decisions, start=1):
        for entry in decision["ranking"]:
            leanings.setdefault(entry["profile_id"], 0.0)
        _learn(decision, 1 / math.sqrt(number), leanings)
        _center(leanings)
    wanted = [decision["strengths"] for decision in decisions if "strengths" in decision]
    return {
        "decisions": len(decisions),
        "leanings": leanings,
        "strengths": {change: _strength([each[change] for each in wanted]) for change in CHANGES},
    }


def weights(ranking: Ranking, leanings: Leanings) -> list[float]:
    """The weights that leanings make of a ranking's scores."""
    # As parts of the best score, because the smallest ones times exp(-2) would all be 0.
    best = max((entry["score"] for entry in ranking), default=1.0)
    products = [
        entry["score"] / best * math.exp(leanings.get(entry["profile_id"], 0.0))
        for entry in ranking
    ]
    total = 0.0
    for product in products:
        total += product
    return [product / total for product in products]


def _learn(decision: Event, rate: float, leanings: Leanings) -> None:
    ranking = decision["ranking"]
    expected = weights(ranking, leanings)
    if decision["kind"] == "rejected":
        leanings[ranking[0]["profile_id"]] -= rate * expected[0]
        return
    for entry, weight in zip(ranking, expected):
        leanings[entry["profile_id"]] += rate * (entry["weight"] - weight)


def _center(leanings: Leanings) -> None:
    """Subtracts the mean from each, and clamps each to its bounds."""
    total = 0.0
    for leaning in leanings.values():
        total += leaning
    mean = total / len(leanings)
    for profile_id, leaning in leanings.items():
        leanings[profile_id] = min(max(leaning - mean, -MOST_LEANING), MOST_LEANING)


def _strength(wanted: list[float]) -> float:
    return percentile(wanted, 0.5) if wanted else 1.0


# MARK: Which events count


def _decisions_that_count(events: list[Event]) -> list[Event]:
    told: dict[str, Event] = {}
    for event in events:
        told.setdefault(event["id"], event)  # A repeated id is ignored.
    undone: set[str] = set()
    counting: list[Event] = []
    # From the last to the first: an undo comes after the event that it undoes.
    while told:
        event_id, event = told.popitem()
        if event_id in undone:
            continue
        if event["kind"] == "undone":
            undone.add(event["event"])
        elif event["kind"] == "reset":
            break
        else:
            counting.append(event)
    return counting[::-1]


# MARK: Shapes


def _events(value: Any, path: str) -> list[Event]:
    return [_event(event, f"{path}/{i}") for i, event in enumerate(params.array(value, path))]


def _event(value: Any, path: str) -> Event:
    given = value if isinstance(value, dict) else {}
    needed: dict[str, params.Check] = {"id": _identifier, "at": params.text, "kind": _kind}
    if "kind" not in given:
        return params.members(value, path, needed, dict.fromkeys(given, params.anything))
    kind = _kind(given["kind"], f"{path}/kind")
    required, optional = _MEMBERS[kind]
    return params.members(value, path, needed | required, optional)


def _kind(value: Any, path: str) -> str:
    if params.text(value, path) not in _MEMBERS:
        raise params.invalid(path, "wrong_type", params.among(_MEMBERS))
    return value


def _identifier(value: Any, path: str) -> str:
    if not _IDENTIFIER.fullmatch(params.text(value, path)):
        raise params.invalid(path, "wrong_type", "1 to 64 letters, digits and hyphens")
    return value


def _scored_ranking(value: Any, path: str) -> Ranking:
    """Profiles with their scores, for example to be weighted; the list may be empty."""
    return _ranked(value, path, {"profile_id": params.text, "score": _score})


def _turned_down(value: Any, path: str) -> Ranking:
    return _some(_scored_ranking(value, path), path)


def _chosen(value: Any, path: str) -> Ranking:
    shape = {"profile_id": params.text, "score": _score, "weight": _weight}
    ranking = _some(_ranked(value, path, shape), path)
    if abs(sum(entry["weight"] for entry in ranking) - 1) > SUM_TOLERANCE:
        raise params.invalid(path, "wrong_type", "weights that sum to 1")
    return ranking


def _ranked(value: Any, path: str, shape: dict[str, params.Check]) -> Ranking:
    entries = enumerate(params.array(value, path))
    return [params.members(entry, f"{path}/{index}", shape) for index, entry in entries]


def _some(ranking: Ranking, path: str) -> Ranking:
    if not 1 <= len(ranking) <= MOST_RANKED:
        raise params.invalid(path, "wrong_type", f"1 to {MOST_RANKED} profiles")
    return ranking


def _strengths(value: Any, path: str) -> dict[str, float]:
    return params.members(value, path, dict.fromkeys(CHANGES, _wanted))


def _score(value: Any, path: str) -> float:
    return _inside(value, path, params.number(value, path) > 0, 1, "above 0 and up to 1")


def _weight(value: Any, path: str) -> float:
    return _inside(value, path, params.number(value, path) >= 0, 1, "from 0 to 1")


def _wanted(value: Any, path: str) -> float:
    return _inside(value, path, params.number(value, path) >= 0, MOST_STRENGTH, "from 0 to 2")


def _inside(value: Any, path: str, is_above: bool, most: float, words: str) -> float:
    if not is_above or value > most:
        raise params.invalid(path, "wrong_type", f"a number {words}")
    return float(value)


_TRACK: dict[str, params.Check] = {"track": params.text}
# The members that each kind of event requires besides `id`, `at` and `kind`, and the optional ones.
_MEMBERS: dict[str, tuple[dict[str, params.Check], dict[str, params.Check]]] = {
    "accepted": ({"ranking": _chosen}, _TRACK),
    "adjusted": ({"ranking": _chosen}, _TRACK | {"strengths": _strengths}),
    "rejected": ({"ranking": _turned_down}, _TRACK),
    "undone": ({"event": params.text}, {}),
    "reset": ({}, {}),
}
