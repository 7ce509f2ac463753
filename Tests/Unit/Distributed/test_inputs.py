"""The entries of lists and tables."""

import os
import tempfile
import unittest
from pathlib import Path

from mastering_spark import inputs


class InputTests(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder.name)
        self.here = os.getcwd()

    def test_relative_paths_are_those_of_the_folder_that_the_job_is_started_in(self) -> None:
        """An executor has another one."""
        Path("list.txt").write_text("music/a.flac\n../b.flac\n/tmp/c.flac\nfile:///tmp/d.flac\ns3://e/f.flac\n")
        # `..` stays: what it leads to depends on links.
        self.assertEqual(list(inputs.entries("list.txt", None)), [
            ("music/a.flac", f"{self.here}/music/a.flac"), ("../b.flac", f"{self.here}/../b.flac"),
            ("/tmp/c.flac", "/tmp/c.flac"), ("file:///tmp/d.flac", "file:///tmp/d.flac"),
            ("s3://e/f.flac", "s3://e/f.flac")])

    def test_relative_paths_of_a_table_are_too(self) -> None:
        Path("list.csv").write_text("path\nmusic/a.flac\ngs://b/c.flac\n")
        self.assertEqual(list(inputs.entries("list.csv", "path")), [
            ("music/a.flac", f"{self.here}/music/a.flac"), ("gs://b/c.flac", "gs://b/c.flac")])

    def test_a_table_may_have_rows_without_an_address(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            table = Path(folder) / "catalogue.csv"
            table.write_text("title,uri\none,s3://music/a.flac\ntwo,\nthree,/b.flac\n")
            self.assertEqual(list(inputs.entries(str(table), "uri")),
                             [("s3://music/a.flac", "s3://music/a.flac"), ("/b.flac", "/b.flac")])
