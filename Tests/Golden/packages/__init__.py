"""The suite, to be played and read from Python."""

import runpy
import sys
from pathlib import Path

SUITE = Path(__file__).resolve().parent / "suite"


def main() -> None:
    """Plays the cases: the same as `python3 generate/play.py` in a copy of the suite."""
    sys.path.insert(0, str(SUITE / "generate"))
    sys.argv[0] = "adaptive-mastering-conformance"
    runpy.run_path(str(SUITE / "generate" / "play.py"), run_name="__main__")
