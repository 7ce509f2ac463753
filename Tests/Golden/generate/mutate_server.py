"""Tests the cases of HTTP and WebSocket themselves: plays wrong servers, and requires that each is caught.

Every mutation of adapters/wrong_server.py is put in front of the project's own server and played. The result
is adapters/server-mutations.json, and the table in README.md. The command is MASTERING_COMMAND, or the one
that Scripts/mastering builds.

Usage: python3 mutate_server.py [--check]   plays for each wrong server the case that caught it
       python3 mutate_server.py --write     plays all for each, and renews file and table (minutes)
"""

import argparse
import json
import shlex
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from golden.folders import ADAPTERS, GOLDEN
from golden.runners import Outcomes, built_mastering, mastering_runner, not_well

sys.path.insert(0, str(ADAPTERS))

from wrong_server import MUTATIONS  # noqa: E402

FILE = ADAPTERS / "server-mutations.json"
BEGIN, END = "<!-- wrong servers -->", "<!-- /wrong servers -->"
ABOUT = (
    "Plausible wrong servers, each made by wrong_server.py, and a case that catches it. "
    "generate/mutate_server.py plays and writes them."
)
CHAPTERS = ("http/", "websocket/")
# Of the framing, heads and lengths of requests, which the proxy in front of the server reads itself. The
# server alone passes them in the golden tests.
OF_THE_PROXY = ("http/framing/", "http/heads/", "http/lengths/")
# Seconds, for a case that waits for something that never arrives.
PATIENCE = "3"

Play = Callable[[str, str], Outcomes]


def main() -> int:
    parser = argparse.ArgumentParser(description="Plays wrong servers; each has to be caught.")
    parser.add_argument("--suite", type=Path, default=GOLDEN, help="folder of the cases")
    parser.add_argument("--only", default="", help="only those whose name contains this")
    does = parser.add_mutually_exclusive_group()
    does.add_argument("--check", action="store_true", help="play what caught them (the default)")
    does.add_argument("--write", action="store_true", help="play all, renew file and table")
    options = parser.parse_args()
    mastering = built_mastering()
    names = [name for name in MUTATIONS if name != "none" and options.only in name]
    with tempfile.TemporaryDirectory() as folder:
        suite = Path(folder)
        _make_suite_of_servers(options.suite.resolve(), suite)

        def play(name: str, cases: str) -> Outcomes:
            return _played(mastering, suite, name, cases)

        if options.write:
            problems = _write(names, play, _steps(suite))
        else:
            problems = _check(names, play)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"{len(names)} wrong servers, all caught")
    return 1 if problems else 0


def _make_suite_of_servers(whole: Path, suite: Path) -> None:
    """The suite without the cases for ports, because reading those a hundred times takes long."""
    manifest = json.loads((whole / "manifest.json").read_text())
    files = [
        file
        for file in manifest["files"]
        if file["file"].removeprefix("vectors/").startswith(CHAPTERS)
    ]
    # No case for servers needs a recording.
    manifest |= {"files": files, "recordings": []}
    manifest["total_cases"] = sum(file["cases"] for file in files)
    (suite / "manifest.json").write_text(json.dumps(manifest))
    for name in ("audio", "vectors"):
        (suite / name).symlink_to(whole / name)


def _played(mastering: str, suite: Path, name: str, cases: str) -> Outcomes:
    """The outcomes of the cases with the server that is wrong in this way."""
    right = [mastering, "serve", "{folder}", "--port", "0", "--no-cache", "--progress", "never"]
    wrong = [sys.executable, str(ADAPTERS / "wrong_server.py"), name, "--", *right]
    # The runner looks for {folder} literally, without quotes.
    more = ["--server", shlex.join(wrong).replace("'{folder}'", "{folder}"), "--filter", cases]
    # A correct server is not limited in time.
    more += [] if name == "none" else ["--time-limit", PATIENCE]
    return mastering_runner(mastering, [mastering, "rpc", "--no-cache"], *more, suite=suite)


def _problems_of_a_right_server(play: Play) -> list[str]:
    problems = []
    for chapter in CHAPTERS:
        outcomes = play("none", chapter)
        bad = [name for name, outcome in outcomes.items()
               if outcome != "pass" and not name.startswith(OF_THE_PROXY)]
        problems += [f"a right server: {name} is {outcomes[name]}" for name in bad]
        problems += [] if outcomes else [f"no case of {chapter} was played"]
    return problems


# MARK: Checking


def _check(names: list[str], play: Play) -> list[str]:
    caught_by = {entry["name"]: entry["caught_by"] for entry in _entries()}
    problems = _problems_of_the_texts()
    known = [name for name in names if name in caught_by]

    def outcome(name: str) -> str:
        return play(name, caught_by[name]).get(caught_by[name], "not there")

    with ThreadPoolExecutor(2) as pool:
        right = pool.submit(_problems_of_a_right_server, play)
        outcomes = dict(zip(known, pool.map(outcome, known), strict=True))
    problems += right.result()
    for name, word in outcomes.items():
        if word in ("pass", "skip", "not there"):
            problems.append(f"{name} is not caught by {caught_by[name]}, which is {word}")
    return problems


def _problems_of_the_texts() -> list[str]:
    """Where functions, file and table list different mutations."""
    entries = _entries()
    told = {entry["name"]: entry["description"] for entry in entries}
    made = {name: m.description for name, m in MUTATIONS.items() if name != "none"}
    problems = [
        f"{name} is not told in {FILE.name} as in wrong_server.py"
        for name in sorted(made.keys() | told.keys())
        if made.get(name) != told.get(name)
    ]
    table = (GOLDEN / "README.md").read_text().partition(BEGIN)[2].partition(END)[0]
    if table.strip() != _table(entries):
        problems.append("the table in README.md is stale")
    return problems


def _entries() -> list[dict[str, str]]:
    return json.loads(FILE.read_text())["mutations"] if FILE.exists() else []


# MARK: Writing


def _write(names: list[str], play: Play, steps: dict[str, int]) -> list[str]:
    caught_by = {entry["name"]: entry["caught_by"] for entry in _entries()}
    problems = _problems_of_a_right_server(play)
    with ThreadPoolExecutor(2) as pool:
        catches = pool.map(lambda name: _catch(name, play, steps), names)
        for name, case in zip(names, catches, strict=True):
            print(f"{name}: {case or 'NOT CAUGHT'}", flush=True)
            if case:
                caught_by[name] = case
            else:
                caught_by.pop(name, None)
                problems.append(f"{name} is not caught: a case is missing")
    entries = [
        {"name": name, "description": mutation.description, "caught_by": caught_by[name]}
        for name, mutation in MUTATIONS.items()
        if name in caught_by
    ]
    lines = ",\n".join(f"    {json.dumps(entry, ensure_ascii=False)}" for entry in entries)
    FILE.write_text(f'{{\n  "about": {json.dumps(ABOUT)},\n  "mutations": [\n{lines}\n  ]\n}}\n')
    readme = GOLDEN / "README.md"
    before, begin, rest = readme.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        return [*problems, f"README.md lacks {BEGIN} and {END}"]
    readme.write_text(f"{before}{begin}\n\n{_table(entries)}\n\n{end}{after}")
    return problems


def _catch(name: str, play: Play, steps: dict[str, int]) -> str:
    """The case that catches it in the fewest steps, preferring those that need not wait for a timeout."""
    for chapter in CHAPTERS:
        outcomes = play(name, chapter)
        failed = not_well(outcomes)
        if failed:
            return min(failed, key=lambda case: (outcomes[case] == "timeout", steps.get(case, 99)))
    return ""


def _steps(suite: Path) -> dict[str, int]:
    """How many steps each case has, by name."""
    counts = {}
    for chapter in CHAPTERS:
        for path in (suite / "vectors" / chapter).glob("*.json"):
            file = json.loads(path.read_bytes())
            for case in file["cases"]:
                counts[f"{file['name']}/{case['id']}"] = len(case["transcript"])
    return counts


def _table(entries: list[dict[str, str]]) -> str:
    rows = [f"| {e['name']} | {e['description']} | `{e['caught_by']}` |" for e in entries]
    return "\n".join(["| wrong server | what is wrong | caught by |", "|---|---|---|", *rows])


if __name__ == "__main__":
    sys.exit(main())
