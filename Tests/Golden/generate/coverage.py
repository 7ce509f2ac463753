"""Writes COVERAGE.md: each requirement of the Spec that needs a case, with the cases that cite it.

Fails if a requirement marked (case) has none, or if a case cites one that the Spec does not have.

Usage: python3 coverage.py [--check]
"""

import argparse
import json
import re
import sys
from collections import defaultdict

from golden.folders import GOLDEN, SPEC, VECTORS

# Every requirement is a paragraph that starts like this.
REQUIREMENT = re.compile(
    r"^\*\*([A-Z]+-\d+)\*\* \((case|test|read)\) (.*?)(?=\n\n|\Z)", re.M | re.S
)
MOST_NAMES = 4


def main() -> int:
    parser = argparse.ArgumentParser(description="Writes COVERAGE.md.")
    parser.add_argument("--check", action="store_true", help="only say whether it is up to date")
    options = parser.parse_args()
    stated = requirements()
    cited = citations()
    missing = [id for id, (kind, _, _) in stated.items() if kind == "case" and not cited[id]]
    unknown = sorted(id for id, names in cited.items() if names and id not in stated)
    for id in missing:
        print(f"{id} has no case")
    for id in unknown:
        print(f"{id} is cited by {cited[id][0]}, but the Spec does not state it")
    text = table(stated, cited)
    path = GOLDEN / "COVERAGE.md"
    if options.check and (not path.exists() or path.read_text() != text):
        print("COVERAGE.md is stale")
        return 1
    path.write_text(text)
    return 1 if missing or unknown else 0


def requirements() -> dict[str, tuple[str, str, str]]:
    """Requirements by id: kind, chapter, and the first words."""
    stated = {}
    for chapter in sorted(SPEC.glob("[0-9][0-9]-*.md")):
        for id, kind, words in REQUIREMENT.findall(chapter.read_text()):
            first = re.split(r"(?<=[.:;])\s", " ".join(words.split()))[0]
            stated[id] = (kind, chapter.name, first)
    return stated


def citations() -> dict[str, list[str]]:
    cited: dict[str, list[str]] = defaultdict(list)
    for path in sorted(VECTORS.rglob("*.json")):
        file = json.loads(path.read_bytes())
        for case in file["cases"]:
            for id in case["spec"]:
                cited[id].append(f"{file['name']}/{case['id']}")
    return cited


def table(stated: dict[str, tuple[str, str, str]], cited: dict[str, list[str]]) -> str:
    lines = [
        "# Which cases hold which requirement",
        "",
        "Made by `generate/coverage.py`; not to be edited. Requirements marked (test) and (read) in the",
        "Spec are here only where a case cites them all the same.",
        "",
        "| requirement | says | cases | for example |",
        "|---|---|---:|---|",
    ]
    for id, (kind, chapter, words) in stated.items():
        names = cited[id]
        if kind == "case" or names:
            shown = ", ".join(f"`{name}`" for name in _spread(names))
            # A chapter's links would lead elsewhere from here, so only their text is kept.
            words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", words).replace("|", "\\|")
            lines.append(f"| [{id}](../../Spec/{chapter}) | {words} | {len(names)} | {shown} |")
    return "\n".join(lines) + "\n"


def _spread(names: list[str]) -> list[str]:
    """A few of them, from different files if possible."""
    by_file: dict[str, list[str]] = defaultdict(list)
    for name in names:
        by_file[name.rsplit("/", 1)[0]].append(name)
    return [group[0] for group in by_file.values()][:MOST_NAMES]


if __name__ == "__main__":
    sys.exit(main())
