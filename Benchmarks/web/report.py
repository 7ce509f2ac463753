"""The results: tables as they are produced, and at the end the goals with the measured values."""

import statistics
from collections.abc import Callable, Sequence


class Report:
    """Prints Markdown line by line."""

    def __init__(self, say: Callable[[str], None] = lambda line: print(line, flush=True)) -> None:
        self._say = say
        self._goals: list[tuple[str, str, bool | None]] = []

    def table(self, title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table with a title."""
        self._say(f"\n**{title}**\n")
        for row in (header, ["---"] * len(header), *rows):
            self._say("| " + " | ".join(row) + " |")

    def goal(self, goal: str, reached: str, holds: bool | None = None) -> None:
        """A goal. `holds` states whether missing it is a failure, which a time in milliseconds never is."""
        self._goals.append((goal, reached, holds))

    def end(self) -> bool:
        """Prints the goals, and returns whether each one that can be missed was reached."""
        verdicts = {None: "", True: "yes", False: "**no**"}
        self.table(
            "Goals",
            ("goal", "reached", "held"),
            [(goal, reached, verdicts[holds]) for goal, reached, holds in self._goals],
        )
        return all(holds is not False for _, _, holds in self._goals)


def spread(values: Sequence[float], digits: int = 1) -> str:
    """The median and the range."""
    middle, low, high = (f"{x:.{digits}f}" for x in (statistics.median(values), min(values), max(values)))
    return middle if len(values) == 1 else f"{middle} ({low} to {high})"


def share(values: Sequence[float], part: float) -> float:
    """The value that this fraction of sorted values does not exceed."""
    return values[min(len(values) - 1, int(len(values) * part))]
