"""Writes the table of the original's bugs in testing-the-original.md.

Usage: python3 originals.py [--check]   --check: is it up to date, and does each case have its flag?
"""

import argparse
import json
import sys
from collections.abc import Iterator

from golden.folders import ADAPTERS, GOLDEN, VECTORS
from golden.originals import Bug, bugs

PAGE = GOLDEN / "testing-the-original.md"
BEGIN, END = "<!-- bugs: begin -->", "<!-- bugs: end -->"


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes the table of the original's bugs.")
    parser.add_argument("--check", action="store_true", help="only say whether all is up to date")
    options = parser.parse_args()
    problems = list(_problems())
    before, rest = PAGE.read_text().split(BEGIN)
    _, after = rest.split(END)
    page = f"{before}{BEGIN}\n\n{_table()}\n\n{END}{after}"
    if page != PAGE.read_text():
        if options.check:
            problems.append(f"{PAGE.name} is stale")
        else:
            PAGE.write_text(page)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def _table() -> str:
    rows = [
        f"| #{bug.issue} | {bug.wrong} | {bug.mended} | {bug.port or bug.server} "
        f"| {len(bug.cases)} | `{bug.cases[0]}` |"
        for bug in bugs()
    ]
    head = "| issue | what was wrong | fixed in | wrong port or server that has it | cases flagged | one of them |"
    return "\n".join([head, "|---|---|---|---|---:|---|", *rows])


def _problems() -> Iterator[str]:
    """Inconsistencies between bugs, flags of cases, and wrong ports and servers."""
    told: dict[str, set[str]] = {}
    for path in VECTORS.rglob("*.json"):
        file = json.loads(path.read_bytes())
        for case in file["cases"]:
            for flag in case.get("flags", []):
                if flag.startswith("original-"):
                    told.setdefault(flag, set()).add(f"{file['name']}/{case['id']}")
    for bug in bugs():
        flagged = told.pop(bug.flag, set())
        for name in sorted(flagged ^ set(bug.cases)):
            yield f"{name}: the flag {bug.flag} stands in one of case file and originals.json only"
        yield from _wrong(bug)
    for flag in sorted(told):
        yield f"{flag} is the flag of no bug"


def _wrong(bug: Bug) -> Iterator[str]:
    ports = json.loads((ADAPTERS / "mutations.json").read_text())["mutations"]
    servers = json.loads((ADAPTERS / "server-mutations.json").read_text())["mutations"]
    if not bug.cases:
        yield f"#{bug.issue} has no case"
    if bug.port and bug.port not in {port["id"] for port in ports}:
        yield f"#{bug.issue}: there is no wrong port {bug.port}"
    caught_by = {server["name"]: server["caught_by"] for server in servers}
    if bug.server and caught_by.get(bug.server) not in bug.cases:
        yield f"#{bug.issue}: the wrong server {bug.server} is caught by another case"


if __name__ == "__main__":
    sys.exit(main())
