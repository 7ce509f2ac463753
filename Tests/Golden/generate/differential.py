"""Plays the calls of the golden cases, each story with one value changed, on the Python port and on another host,
and prints where their answers differ, apart from what the Spec leaves open.

`mastering conformance fuzz` generates calls of its own; these cover whatever the cases cover, in every capability
that both claim.

Usage: python3 differential.py --against '.build/release/mastering rpc --no-cache' [--calls 1000000] [--seed 1]
"""

import argparse
import contextlib
import random
import shlex
import sys
import time
from collections import Counter
from typing import Any

from golden import differential
from golden.direct import DirectHost, Sources, load
from golden.host import Host, HostFailed
from golden.text import read

# Both hosts are replaced after this many stories. Until then, what earlier stories left behind is compared too.
STORIES_OF_A_PAIR = 500
BURST = 64
PATIENCE_SECONDS = 60
SHOWN = 1500


def main() -> int:
    parser = argparse.ArgumentParser(description="Compares the Python port with another host.")
    parser.add_argument("--against", required=True, metavar="COMMAND", help="starts the other host")
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", metavar="TEXT", help="calls of cases with this in their name")
    parser.add_argument("--except", dest="left_out", metavar="TEXT", help="no calls of cases with this in it")
    parser.add_argument("--max-differences", type=int, default=10)
    options = parser.parse_args()
    module = load(Sources())
    pair = Pair(module, shlex.split(options.against))
    stories = [
        story
        for story in differential.stories(pair.claimed)
        if options.only in story.name and not (options.left_out and options.left_out in story.name)
    ]
    if not stories:
        print("no case has such calls", file=sys.stderr)
        return 2
    draw = random.Random(options.seed)
    started = time.monotonic()
    calls: Counter[str] = Counter()
    differences = 0
    # Ctrl-C ends a long run with its result.
    with contextlib.suppress(KeyboardInterrupt):
        while calls.total() < options.calls and differences < options.max_differences:
            if pair.stories >= STORIES_OF_A_PAIR:
                pair.renew()
            burst = [draw.choice(stories) for _ in range(BURST)]
            asked = []
            for story in burst:
                asked += [(story, r) for r in differential.requests(story.calls, draw, len(asked))]
            pair.stories += len(burst)
            # A host may work on several calls at once, unless one has to see what another did.
            at_once = [r for story, r in asked if not story.changes_its_host]
            one_by_one = [[r] for story, r in asked if story.changes_its_host]
            told = dict(one for some in (at_once, *one_by_one) for one in pair.answers(some).items())
            for story, request in asked:
                if (answers := told.get(request)) is None:
                    continue
                calls[story.name.partition("/")[0]] += 1
                if place := differential.differs(story, request, *answers):
                    differences += 1
                    print(f"{story.name} {place}\n  {request[:SHOWN]}")
                    for one in answers:
                        print(f"  {one[:SHOWN]}", flush=True)
                    if pair.ended:
                        break
            if pair.ended:
                pair.renew()
    pair.stop()
    by_kind = ", ".join(f"{kind} {count:,}" for kind, count in sorted(calls.items()))
    print(
        f"{calls.total():,} calls in {time.monotonic() - started:.0f} s, seed {options.seed}: "
        f"{differences} differences ({by_kind})"
    )
    return 1 if differences else 0


class Pair:
    """The Python port in this process, and another host beside it."""

    def __init__(self, module: Any, command: list[str]) -> None:
        self.module = module
        self.command = command
        self.renew()
        described = read(self.answers([DESCRIBE])[DESCRIBE][1])["result"]
        self.claimed = set(module.CAPABILITIES) & set(described["capabilities"])

    def renew(self) -> None:
        if hasattr(self, "other"):
            self.stop()
        self.port = DirectHost(self.module, list(self.module.CAPABILITIES))
        self.other = Host(self.command)
        self.stories = 0
        self.ended = False

    def answers(self, requests: list[str]) -> dict[str, tuple[str, str]]:
        """The answers of both to each; after the other's end there are none."""
        if self.ended:
            return {}
        self.other.deadline = time.monotonic() + PATIENCE_SECONDS
        self.other.send("".join(request + "\n" for request in requests).encode())
        ours = [differential.answer(self.port, request) for request in requests]
        theirs: dict[Any, str] = {}
        try:
            while len(theirs) < len(requests):
                message, line = self.other.message()
                theirs[message.get("id")] = line.rstrip("\n")
        except HostFailed as failure:
            self.ended = True
            first = next(request for request in requests if read(request)["id"] not in theirs)
            theirs[read(first)["id"]] = f"it {failure}"
        answers = {}
        for request, one in zip(requests, ours):
            if (other := theirs.get(read(request)["id"])) is not None:
                answers[request] = one, other
        return answers

    def stop(self) -> None:
        self.other.stop()


DESCRIBE = '{"jsonrpc":"2.0","id":0,"method":"engine.describe"}'


if __name__ == "__main__":
    sys.exit(main())
