"""Reintroduces each fixed fault and requires that its test fails.

Usage: python3 Tests/Integration/Storms/reverts.py [--only NAME] [--together]
Works on the sources in place, and restores them; commit or stash before. One build and one run
for each fault; with --together, one build with all fixes reverted at once.
"""

import argparse
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Revert:
    """A fault as it was: text in the fixed file, and roughly the text before the fix."""

    name: str
    file: str
    mended: str
    faulty: str
    # The test that must fail: part of a unit test's name, or `storm:` and the name of a storm.
    test: str


REVERTS = [
    Revert(
        "a load whose answer is lost",
        "Sources/MasteringService/Player/LoadOrder.swift",
        "  deinit { order.begin(number) }\n",
        "",
        "a load whose answer is lost still takes place",
    ),
    Revert(
        "a path of any length is looked for",
        "Sources/MasteringService/Access/AccessPolicy.swift",
        "guard named.utf8.count <= Self.longestPathBytes, !named",
        "guard !named",
        "a path longer than any file's is not looked up",
    ),
    Revert(
        "one address has all places",
        "Sources/WebHosting/HTTP/ConnectionPlaces.swift",
        "limitOfAnAddress = max(1, self.limit / 2)",
        "limitOfAnAddress = self.limit",
        "one address never gets all places, however many connections it opens",
    ),
    Revert(
        "no rest without descriptors",
        "Sources/WebHosting/WebHost.swift",
        "guard !isResting else { return }",
        "if !isResting { return }",
        "storm:no-descriptor-left",
    ),
    Revert(
        "a separate list for each client",
        "Sources/WebHosting/Routes/Listings.swift",
        "guard isNew, now.isReady || hasGrown || !isLong else { return known.text }",
        "_ = isNew && now.isReady && hasGrown && isLong",
        "the list of tracks exists once, until the library changes",
    ),
    Revert(
        "a WebSocket behind no other request",
        "Sources/WebHosting/HTTP/ConnectionGuard.swift",
        "if beginsWebSocket(head, Client(context.channel)) {",
        "if requestsInFlight == 1, beginsWebSocket(head, Client(context.channel)) {",
        "an upgrade waits for the answers before it",
    ),
    Revert(
        "a body is made as fast as it can be",
        "Sources/WebHosting/WebHost.swift",
        "      try await loop.submit {}.get()\n",
        "      _ = loop\n",
        "storm:unread-streams",
    ),
    Revert(
        "any number of frames is believed",
        "Sources/MasteringModel/Tracks/AudioFormat.swift",
        "declaredFrames.map { min(max($0, 0), Self.mostFrames) }",
        "declaredFrames",
        "a frame count that no file has is not believed",
    ),
    Revert(
        "a stream is parked forever",
        "Sources/WebHosting/Sound/SoundSource.swift",
        "      self?.drop(turn)\n",
        "      _ = self\n      _ = turn\n",
        "a stream that no player returns for is closed",
    ),
    Revert(
        "a crowd's memory is kept",
        "Sources/WebHosting/HTTP/ConnectionPlaces.swift",
        "if isLastOfCrowd { crowdLeft() }",
        "_ = isLastOfCrowd",
        "memory is released once when a crowd has left, and not for a few",
    ),
    Revert(
        "a link that is put in place is followed",
        "Sources/AudioDecoding/Files/RegularFile.swift",
        "    if followsLinks {\n",
        "    if followsLinks || path.utf8.count > 0 {\n",
        "leads nowhere",
    ),
    Revert(
        "complaints count as output",
        "Sources/AudioDecoding/FFmpeg/ChildProgram.swift",
        "+ polledRemarks, until: deadline)",
        "+ polledRemarks, until: deadline + .seconds(101))",
        "a program that gives no output for too long is killed, whatever else it does",
    ),
    Revert(
        "an infinite true peak",
        "Sources/TruePeaks/TruePeakSearch.swift",
        "return min(peak, .greatestFiniteMagnitude)",
        "return peak",
        "peak beyond the largest number is reported as that number",
    ),
]


def main() -> int:
    parser = argparse.ArgumentParser(description="Shows that the tests of mended faults can fail.")
    parser.add_argument("--only", choices=[revert.name for revert in REVERTS])
    parser.add_argument("--together", action="store_true", help="one build with all taken back")
    options = parser.parse_args()
    chosen = [revert for revert in REVERTS if options.only in (None, revert.name)]
    groups = [chosen] if options.together else [[revert] for revert in chosen]
    missed = 0
    for group in groups:
        missed += _try(group)
    print(f"{len(chosen) - missed} of {len(chosen)} faults are found")
    return 1 if missed else 0


def _try(group: list[Revert]) -> int:
    """Reintroduces faults, and counts those that no test detects."""
    originals = {revert.file: (ROOT / revert.file).read_text() for revert in group}
    try:
        for revert in group:
            path = ROOT / revert.file
            text = path.read_text()
            if text.count(revert.mended) != 1:
                raise SystemExit(f"{revert.name}: {revert.file} has changed; so must this list")
            path.write_text(text.replace(revert.mended, revert.faulty))
        subprocess.run(["swift", "build", "--build-tests"], cwd=ROOT, check=True)
        missed = 0
        for revert in group:
            found = _fails(revert.test)
            print(f"{'red ' if found else 'GREEN'} {revert.name}: {revert.test}", flush=True)
            missed += not found
        return missed
    finally:
        for file, text in originals.items():
            (ROOT / file).write_text(text)


def _fails(test: str) -> bool:
    if test.startswith("storm:"):
        command = [sys.executable, str(ROOT / "Tests/Integration/Storms"), "--seconds", "1"]
        command += ["--tracks", "50", "--only", test.removeprefix("storm:")]
        environment = {"MASTERING_COMMAND": str(ROOT / ".build/debug/mastering")}
    else:
        command = ["swift", "test", "--skip-build", "--disable-xctest", "--filter", test]
        environment = {}
    try:
        run = subprocess.run(
            command, cwd=ROOT, env=os.environ | environment, capture_output=True, timeout=600
        )
    except subprocess.TimeoutExpired:
        return True
    if b"with 0 tests" in run.stdout:
        raise SystemExit(f"no test has the name: {test}")
    return run.returncode != 0


if __name__ == "__main__":
    sys.exit(main())
