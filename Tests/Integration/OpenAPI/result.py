"""The number of checks that passed, and the problems of the others."""

from dataclasses import dataclass, field


@dataclass
class Result:
    name: str
    passed: int = 0
    problems: list[str] = field(default_factory=list)
    # Additional information; it does not count.
    notes: list[str] = field(default_factory=list)

    @property
    def failed(self) -> int:
        return len(self.problems)

    def check(self, holds: bool, problem: str) -> None:
        """Counts a check; `problem` describes what is wrong if it fails."""
        if holds:
            self.passed += 1
        else:
            self.problems.append(problem)

    def __str__(self) -> str:
        lines = [f"{self.name}: {self.passed} passed, {self.failed} failed"]
        return "\n".join(lines + [f"  {problem}" for problem in self.problems + self.notes])
