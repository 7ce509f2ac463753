"""Jobs from the command line, with the cluster's part played by the test."""

import contextlib
import io
import json
import os
import tempfile
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

from mastering_spark import bundle, cli, engine, tables

# Starts as a worker does, and refuses one threshold in the command's words.
COMMAND = """#!/bin/sh
case "$*" in *"--threshold 7"*)
  printf 'Error: The confidence threshold 7.0 is not a number from 0 to 1.\\nUsage: mastering\\n' >&2
  exit 64;;
esac
"""


class JobTests(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.command = self.folder / "mastering"
        self.command.write_text(COMMAND)
        self.command.chmod(0o755)
        self.list = self.folder / "list.txt"
        self.list.write_text("a\nb\nc\n")
        self.output = self.folder / "out"
        # The digest of the command's build, the entries that fail, and what a job was asked for.
        self.build = "one"
        self.failing: set[str] = set()
        self.asked: list[list[tuple[str, Any, int]]] = []
        self.work: engine.Options | None = None
        # The working folders of the command and of an executor, and the folder that an executor takes for the output.
        self.here, self.elsewhere = self.folder / "here", self.folder / "elsewhere"
        self.here.mkdir()
        self.elsewhere.mkdir()
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.here)
        self.executors_store: str | None = None
        for owner, name, stand_in in [(bundle, "make", self.make), (engine, "analyse", self.analyse),
                                      (engine, "session", mock.Mock())]:
            patch = mock.patch.object(owner, name, stand_in)
            patch.start()
            self.addCleanup(patch.stop)

    def make(self, command: str, archive: Path) -> dict[str, Any]:
        return {"version": "mastering 0.1.0", "files": {bundle.COMMAND: self.build}}

    def analyse(self, spark: Any, entries: list[tuple[str, Any, int]], store: str, archive: Path,
                work: engine.Options) -> dict[str, int]:
        self.asked.append(list(entries))
        self.work = work
        # An executor has a working folder of its own.
        os.chdir(self.elsewhere)
        try:
            return self.write(entries, self.executors_store or store)
        finally:
            os.chdir(self.here)

    def write(self, entries: list[tuple[str, Any, int]], store: str) -> dict[str, int]:
        rows: dict[str, list[dict[str, Any]]] = {"tracks": [], "failures": []}
        for name, _, position in entries:
            failed = name in self.failing
            table, row = tables.row({"error": {"code": "file_unreadable", "message": ""}} if failed
                                    else {"analysed_seconds": 1.0}, name, position)
            rows[table].append(row)
        tables.Store(store).write_part([entry[0] for entry in entries], rows, tables.TRACKS)
        return {"answered": len(rows["tracks"]), "failed": len(rows["failures"]), "fetched_bytes": 0}

    def run_job(self, *arguments: str, source: Path | None = None) -> tuple[int, dict[str, Any], str]:
        """The status, the summary, and the messages."""
        output, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
            status = cli.main(["analyze", str(source or self.list), "--output", str(self.output), "--command",
                               str(self.command), *arguments])
        return status, json.loads(output.getvalue() or "{}"), errors.getvalue()

    def note(self) -> dict[str, Any]:
        return json.loads((self.output / "job.json").read_text())

    def test_a_wrong_option_ends_the_job_with_the_commands_words_and_leaves_nothing(self) -> None:
        status, _, errors = self.run_job("--threshold", "7")
        self.assertEqual((status, errors), (
            1, "mastering-spark: The confidence threshold 7.0 is not a number from 0 to 1.\n"))
        self.assertFalse(self.output.exists())
        self.assertEqual(self.asked, [])
        self.assertEqual(self.run_job("--threshold", "0.7")[0], 0)

    def test_a_window_that_is_no_number_is_an_error_with_a_sentence(self) -> None:
        status, _, errors = self.run_job("--max-duration", "long")
        self.assertEqual(status, 1)
        self.assertIn("--max-duration takes a decimal number", errors)

    def test_failures_are_skipped_unless_they_are_to_be_tried_again(self) -> None:
        self.failing = {"b", "c"}
        status, told, _ = self.run_job()
        self.assertEqual((status, told["answered"], told["failed"]), (1, 1, 2))
        self.failing = {"c"}
        status, told, _ = self.run_job()
        self.assertEqual((status, told["answered"], told["failed"], told["skipped"]), (0, 0, 0, 3))
        status, told, _ = self.run_job("--retry-failures")
        self.assertEqual((status, told["answered"], told["failed"], told["skipped"]), (1, 1, 1, 1))
        self.assertEqual([(name, place) for name, _, place in self.asked[-1]], [("b", 1), ("c", 2)])
        store = tables.Store(str(self.output))
        self.assertEqual(sorted(row["id"] for row in store.rows("tracks")), ["a", "b"])
        self.assertEqual([row["id"] for row in store.rows("failures")], ["c"])

    def test_a_missing_input_deletes_no_failures(self) -> None:
        self.failing = {"b"}
        self.run_job()
        status, _, errors = self.run_job("--retry-failures", source=self.folder / "elsewhere.txt")
        self.assertEqual(status, 1)
        self.assertIn("elsewhere.txt", errors)
        self.assertEqual(tables.Store(str(self.output)).ids(), {"a", "b", "c"})

    def test_the_note_names_every_build_that_made_rows(self) -> None:
        self.run_job()
        self.assertEqual(self.note()["commands"], ["one"])
        self.run_job()
        self.assertEqual(self.note()["commands"], ["one"])
        self.build = "two"
        self.list.write_text("a\nb\nc\nd\n")
        status, told, errors = self.run_job()
        self.assertEqual((status, told["answered"]), (0, 1))
        self.assertIn("another build", errors)
        self.assertEqual(self.note()["commands"], ["one", "two"])

    def test_other_settings_are_refused_and_the_note_stays(self) -> None:
        self.run_job()
        before = self.note()
        status, _, errors = self.run_job("--threshold", "0.9")
        self.assertEqual(status, 1)
        self.assertIn("other settings", errors)
        self.assertEqual(self.note(), before)

    def test_a_recommendation_anew_does_not_continue_an_analysis(self) -> None:
        self.run_job()
        errors = io.StringIO()
        with contextlib.redirect_stderr(errors):
            status = cli.main(["recommend", str(self.output), "--output", str(self.output),
                               "--command", str(self.command)])
        self.assertEqual(status, 1)
        self.assertIn("other settings", errors.getvalue())

    def test_a_relative_output_starts_at_the_folder_of_the_command(self) -> None:
        self.output = Path("results")
        for skipped in (0, 3):
            status, told, _ = self.run_job("--profiles", os.path.relpath(self.command))
            self.assertEqual((status, told["skipped"]), (0, skipped))
        self.assertEqual(list(self.elsewhere.iterdir()), [])
        self.assertEqual(tables.Store(str(self.here / "results")).ids(), {"a", "b", "c"})
        assert self.work and self.work.profiles
        self.assertTrue(os.path.isabs(self.work.profiles))

    def test_an_output_that_only_the_executors_see_is_an_error(self) -> None:
        self.executors_store = str(self.elsewhere / "their own disk")
        status, told, errors = self.run_job()
        self.assertEqual((status, told), (1, {}))
        self.assertIn("not where this machine finds them", errors)
        # One wave shows it; the others are not done in vain.
        self.asked.clear()
        self.run_job("--wave", "1")
        self.assertEqual(len(self.asked), 1)

    def test_two_rows_of_an_entry_are_an_error_of_summary_and_digest(self) -> None:
        self.run_job()
        store = tables.Store(str(self.output))
        failure = {"id": "b", "position": 1, "code": "worker_died", "message": ""}
        store.write_part(["b"], {"tracks": [], "failures": [failure]}, tables.TRACKS)
        for command in ("summary", "digest"):
            errors = io.StringIO()
            with contextlib.redirect_stderr(errors):
                self.assertEqual(cli.main([command, str(self.output)]), 1)
            self.assertIn("'b' has two rows", errors.getvalue())

    def test_the_mode_is_no_argument_of_the_command(self) -> None:
        self.run_job()
        assert self.work
        self.assertFalse(self.work.from_fingerprints)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            cli.main(["recommend", str(self.output), "--output", str(self.folder / "anew"), "--command",
                      str(self.command), "--top-k", "2"])
        self.assertTrue(self.work.from_fingerprints)
        self.assertEqual(self.work.arguments, ["--top-k", "2"])
