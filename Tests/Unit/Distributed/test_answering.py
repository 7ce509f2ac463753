"""The entries of a part, when workers die and refuse and fetching takes long."""

import io
import sys
import tempfile
import threading
import time
import unittest
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from mastering_spark import engine, fetching, worker

# Answers lines as a worker does. An entry whose name has "bad" in it ends it, and one with "flaky" does once.
WORKER = """import json, os, sys
if sys.argv[2:]:
    sys.exit(sys.stderr.write("Error: There is no option " + sys.argv[2] + ".\\nUsage: mastering\\n") and 64)
for line in sys.stdin:
    asked = json.loads(line)
    seen = os.path.join(sys.argv[1], os.path.basename(asked["path"]))
    if "bad" in asked["path"] or "flaky" in asked["path"] and not os.path.exists(seen):
        open(seen, "w").close()
        os.kill(os.getpid(), 9)
    print(json.dumps({"id": asked["id"]}), flush=True)
"""


class AnsweringTests(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        script = Path(folder.name) / "worker.py"
        script.write_text(WORKER)
        self.command = [sys.executable, str(script), folder.name]

    def codes(self, names: list[str], command: list[str] | None = None) -> list[tuple[str, str | None]]:
        """The names with the codes of their failures."""
        part = [(name, name, place) for place, name in enumerate(names)]
        return [(entry[0], answer.get("error", {}).get("code"))
                for entry, answer, _ in engine.answered(part, engine.Options(), command or self.command)]

    def test_an_entry_that_ends_a_worker_once_is_answered(self) -> None:
        self.assertEqual(self.codes(["a", "flaky", "c"]), [("a", None), ("flaky", None), ("c", None)])

    def test_the_entry_after_one_that_was_given_up_is_tried_again_too(self) -> None:
        self.assertEqual(self.codes(["a", "bad", "flaky", "c"]),
                         [("a", None), ("bad", "worker_died"), ("flaky", None), ("c", None)])
        self.assertEqual(self.codes(["bad", "another bad", "flakier", "worse bad"]),
                         [("bad", "worker_died"), ("another bad", "worker_died"), ("flakier", None),
                          ("worse bad", "worker_died")])

    def test_a_command_that_refuses_its_options_fails_no_entry(self) -> None:
        with self.assertRaisesRegex(worker.WorkerRefused, "There is no option --wrong"):
            self.codes(["a", "b"], [*self.command, "--wrong"])

    def test_a_command_that_starts_is_not_refused(self) -> None:
        worker.check(self.command)


class FetchingTests(unittest.TestCase):
    def setUp(self) -> None:
        self.opened: list[str] = []
        self.closed: list[str] = []
        # What a fetch does before it is finished.
        self.during: Callable[[str, Callable[[], bool]], None] = lambda uri, is_wanted: None
        patch = mock.patch.object(fetching, "fetched", self.fetched)
        patch.start()
        self.addCleanup(patch.stop)

    @contextmanager
    def fetched(self, uri: str, seconds: float | None,
                is_wanted: Callable[[], bool] = lambda: True) -> Iterator[tuple[str, int]]:
        self.opened.append(uri)
        try:
            self.during(uri, is_wanted)
            yield uri, 1
        finally:
            self.closed.append(uri)

    @staticmethod
    def part(count: int) -> list[tuple[str, str, int]]:
        return [(f"memory://{place}", f"memory://{place}", place) for place in range(count)]

    def wait(self, holds: Callable[[], bool]) -> None:
        """For a fact; the limit is only reached if it never comes."""
        limit = time.monotonic() + 60
        while not holds():
            self.assertLess(time.monotonic(), limit)
            time.sleep(0.002)

    def test_one_file_is_fetched_ahead_of_the_one_that_is_analysed(self) -> None:
        open_files: list[int] = []
        self.during = lambda uri, is_wanted: open_files.append(len(self.opened) - len(self.closed))
        with engine.Fetcher(engine.Options()) as fetcher:
            taking = threading.Thread(target=lambda: list(fetcher.lines(self.part(5))), daemon=True)
            taking.start()
            for place in range(5):
                self.wait(lambda: len(open_files) == min(place + 2, 5))  # noqa: B023
                fetcher.done(place)
            taking.join()
        self.assertEqual(open_files, [1, 2, 2, 2, 2])

    def test_nothing_is_fetched_after_the_worker_has_died(self) -> None:
        with engine.Fetcher(engine.Options()) as fetcher:
            lines = fetcher.lines(self.part(4))
            taking = threading.Thread(target=lambda: list(lines), daemon=True)
            taking.start()
            self.wait(lambda: len(self.opened) == 2)
        taking.join(60)
        self.assertFalse(taking.is_alive())
        self.assertEqual(self.opened, ["memory://0", "memory://1"])
        self.assertEqual(sorted(self.closed), sorted(self.opened))

    def test_a_fetch_in_progress_ends_with_the_worker(self) -> None:
        def during(uri: str, is_wanted: Callable[[], bool]) -> None:
            # The second fetch takes as long as it is wanted.
            while len(self.opened) == 2 and is_wanted():
                time.sleep(0.002)

        self.during = during
        before = threading.active_count()
        # It reads the first line and ends, unless there is none.
        command = [sys.executable, "-c", "import sys; sys.exit(1 if sys.stdin.readline() else 0)"]
        came = [answer["error"]["code"] for _, answer, _ in
                engine.answered(self.part(2), engine.Options(), command)]
        self.assertEqual(came, ["worker_died", "worker_died"])
        self.assertEqual(threading.active_count(), before)
        self.assertEqual(sorted(self.closed), sorted(self.opened))

    def test_a_caller_that_stops_early_leaves_nothing_open(self) -> None:
        before = threading.active_count()
        command = [sys.executable, "-c",
                   "import sys\nfor line in sys.stdin: print('{}', flush=True)"]
        came = engine.answered(self.part(9), engine.Options(), command)
        next(came)
        came.close()
        self.assertEqual(threading.active_count(), before)
        self.assertEqual(sorted(self.closed), sorted(self.opened))

    def test_copying_stops_when_it_is_no_longer_wanted(self) -> None:
        source = io.BytesIO(bytes(8 * fetching.PIECE))
        with self.assertRaises(fetching.Unwanted):
            fetching.copied(source, 8 * fetching.PIECE, None, io.BytesIO(),
                          lambda: source.tell() < 3 * fetching.PIECE)
        self.assertLess(source.tell(), 4 * fetching.PIECE)
