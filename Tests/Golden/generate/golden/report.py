"""A run as text for people, and as JSON (Spec/schemas/report.json)."""

from collections import Counter
from typing import Any

from .play import Outcome

OUTCOMES = (
    "pass", "acceptable", "fail", "error", "crash", "timeout", "unsupported", "skip", "xfail", "xpass",
)  # fmt: skip
WELL = ("pass", "acceptable", "skip", "xfail")
_MOST_DIFFERENCES = 5


def failure(outcome: Outcome, clauses: dict[str, str]) -> str:
    """What is wrong in a case, the clauses that say so, and what is usually the cause."""
    lines = [f"{outcome.outcome.upper()}  {outcome.name}", f"      {outcome.description}"]
    lines += [f"      {difference}" for difference in outcome.differences[:_MOST_DIFFERENCES]]
    if (rest := len(outcome.differences) - _MOST_DIFFERENCES) > 0:
        lines.append(f"      and {rest} more")
    if outcome.outcome not in WELL:
        lines += [f"      {id}  {clauses.get(id, '')}".rstrip() for id in outcome.spec]
        lines += [f"      Usual cause: {cause}" for cause in outcome.usual_causes]
    # Control characters of a port's must not command a terminal.
    return "\n".join(map(_printable, lines)) + "\n"


def _printable(line: str) -> str:
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)


def table(outcomes: list[Outcome]) -> str:
    """How many cases of each family came out how."""
    shown = [word for word in OUTCOMES if any(outcome.outcome == word for outcome in outcomes)]
    families: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        families.setdefault(outcome.name.partition("/")[0], Counter())[outcome.outcome] += 1
    families["all"] = Counter(outcome.outcome for outcome in outcomes)
    width = max(map(len, families))
    columns = {word: max(6, len(word)) for word in shown}
    rows = [" " * width + "".join(f"  {word:>{size}}" for word, size in columns.items())]
    for name, counts in families.items():
        cells = (f"  {counts[word] or '·':>{size}}" for word, size in columns.items())
        rows.append(f"{name:{width}}" + "".join(cells))
    return "\n".join(rows)


def document(
    manifest: Any, described: Any, started_at: str, seconds: float, outcomes: list[Outcome]
) -> dict[str, Any]:
    """A report, which `mastering conformance compare` and `matrix` read too."""
    counts = Counter(outcome.outcome for outcome in outcomes)
    return {
        "suite": manifest["suite"],
        "specification": manifest["specification"],
        "implementation": {key: described["implementation"][key] for key in ("name", "version")},
        "claimed": described["capabilities"],
        "started_at": started_at,
        "duration_seconds": seconds,
        "cases": [_case(outcome) for outcome in outcomes],
        "totals": {"cases": len(outcomes)} | {word: counts[word] for word in OUTCOMES},
    }


def _case(outcome: Outcome) -> dict[str, Any]:
    case: dict[str, Any] = {
        "name": outcome.name,
        "outcome": outcome.outcome,
        "duration_seconds": outcome.seconds,
        "spec": outcome.spec,
    }
    if outcome.worst_margin > 0 and outcome.worst_margin != float("inf"):
        case["worst_margin"] = outcome.worst_margin
    if outcome.differences:
        case["detail"] = "\n".join(outcome.differences)
    if outcome.outcome not in WELL and outcome.usual_causes:
        case["hints"] = outcome.usual_causes
    return case
