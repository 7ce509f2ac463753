"""Tables whose tasks are repeated and whose jobs are killed."""

import tempfile
import unittest
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import pyarrow.parquet as pq

from mastering_spark import tables
from mastering_spark.tables import FAILURES, TRACKS, Store, StoreError

PARTITIONS = ["primary_profile_id", "sample_rate_hz"]


class Killed(BaseException):
    """The effect of a signal on a task."""


class TablesTests(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.store = Store(folder.name)

    @staticmethod
    def rows(entries: Sequence[str], failed: Sequence[str],
             profile: str = "warm") -> dict[str, list[dict[str, Any]]]:
        tracks = [dict.fromkeys(TRACKS.names) | {
            "id": name, "position": place, "primary_profile_id": profile,
            "sample_rate_hz": 44_100 + place % 2} for place, name in enumerate(entries) if name not in failed]
        failures = [{"id": name, "position": place, "code": "file_unreadable", "message": "no network"}
                    for place, name in enumerate(entries) if name in failed]
        return {"tracks": tracks, "failures": failures}

    def write(self, entries: Sequence[str], failed: Sequence[str], partitions: Sequence[str] = (),
              profile: str = "warm") -> None:
        self.store.write_part(entries, self.rows(entries, failed, profile), TRACKS, partitions)

    def found(self, table: str) -> list[str]:
        return sorted(row["id"] for row in self.store.rows(table, ["id"]))

    def test_a_task_whose_outcomes_change_when_repeated_writes_each_entry_once(self) -> None:
        for partitions in ([], PARTITIONS):
            with self.subTest(partitions=partitions):
                self.write("abcd", "b", partitions)
                self.assertEqual((self.found("tracks"), self.found("failures")), (["a", "c", "d"], ["b"]))
                self.write("abcd", "", partitions)
                self.assertEqual((self.found("tracks"), self.found("failures")), (["a", "b", "c", "d"], []))
                self.write("abcd", "ad", partitions)
                self.assertEqual((self.found("tracks"), self.found("failures")), (["b", "c"], ["a", "d"]))
                # Another profile is another folder.
                self.write("abcd", "abc", partitions, profile="cold")
                self.assertEqual((self.found("tracks"), self.found("failures")), (["d"], ["a", "b", "c"]))
                self.write("abcd", "abcd", partitions)
                self.assertEqual((self.found("tracks"), self.found("failures")), ([], ["a", "b", "c", "d"]))

    def test_an_object_store_keeps_each_entry_once_too(self) -> None:
        self.store = Store("memory://tables")
        self.addCleanup(self.store.fs.rm, "/tables", recursive=True)
        self.test_a_task_whose_outcomes_change_when_repeated_writes_each_entry_once()

    def test_a_task_killed_anywhere_and_repeated_writes_each_entry_once(self) -> None:
        for partitions in ([], PARTITIONS):
            for allowed in range(4):
                with self.subTest(partitions=partitions, files=allowed):
                    entries = [f"{name}{allowed}{len(partitions)}" for name in "abcd"]
                    self.kill_after(allowed, entries, entries[1:2], partitions)
                    self.write(entries, [], partitions)
                    self.assertEqual([name for name in self.found("tracks") if name in entries], entries)
                    self.assertFalse(set(self.found("failures")) & set(entries))
                    self.store.ids()

    def test_rows_come_in_the_order_of_the_input_with_few_parts_at_a_time(self) -> None:
        for partitions in ([], PARTITIONS):
            with self.subTest(partitions=partitions), tempfile.TemporaryDirectory() as folder:
                store = Store(folder)
                # What a resumed job did lies between what the first one did, and two parts interlock.
                for places in ([4, 5, 8], [0, 1], [6, 7, 9], [2, 3], [10, 11]):
                    names = [f"{place:02}" for place in places]
                    rows = [dict.fromkeys(TRACKS.names) | {
                        "id": name, "position": place, "primary_profile_id": "warm",
                        "sample_rate_hz": 44_100 + place % 2} for name, place in zip(names, places, strict=True)]
                    # Rows of a part need not be in order.
                    store.write_part(names, {"tracks": rows[::-1], "failures": []}, TRACKS, partitions)
                held: list[int] = []
                read = Store._part

                def part(store: Store, path: str, columns: Any, held: list[int] = held, read: Any = read) -> Any:
                    found = read(store, path, columns)
                    if columns != ["position"]:
                        held.append(found.num_rows)
                    return found

                with mock.patch.object(Store, "_part", part):
                    ordered = store.in_order("tracks", ["id", "position"])
                    first = next(ordered)
                    self.assertEqual(sum(held), 1 if partitions else 2)
                    self.assertEqual([first["id"], *(row["id"] for row in ordered)],
                                     [f"{place:02}" for place in range(12)])
                self.assertEqual(sum(held), 12)

    def test_loudness_has_its_columns_and_takes_no_others(self) -> None:
        # The loudness of an answer lists its channels; the track has their number.
        channels = [{"role": "front", "sample_peak_dbfs": -1.0, "true_peak_dbtp": -0.5}] * 2
        answer = {"id": 7, "analysed_seconds": 3.0, "channels": 2, "sample_rate_hz": 44_100,
                  "fingerprint": dict.fromkeys(tables.METRICS, 1.5),
                  "loudness": {**{name: float(place) for place, name in enumerate(tables.LOUDNESS)},
                               "channels": channels, "sample_rate_hz": 1, "analysed_seconds": 1.0}}
        table, row = tables.row(answer, "a", 0)
        self.assertEqual((table, row["channels"], row["sample_rate_hz"], row["analysed_seconds"]),
                         ("tracks", 2, 44_100, 3.0))
        self.assertEqual([row[name] for name in tables.LOUDNESS], [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
        self.store.write_part(["a"], {"tracks": [row], "failures": []}, TRACKS)
        self.assertEqual([found["channels"] for found in self.store.rows("tracks")], [2])
        without = tables.row({**answer, "loudness": None}, "a", 0)[1]
        self.assertEqual({without[name] for name in tables.LOUDNESS}, {None})

    def test_the_digest_is_that_of_the_rows_in_any_order_and_of_all_their_values(self) -> None:
        rows = [{"id": f"{place}", "position": place, "loudness_dbfs": place / 3} for place in range(5)]
        count, whole = tables.digest(rows)
        self.assertEqual(count, 5)
        self.assertEqual(tables.digest([{**row, "position": 7} for row in rows[::-1]]), (5, whole))
        for other in (rows[1:], [*rows, rows[0]], [{**rows[0], "id": "5"}, *rows[1:]],
                      [{**rows[0], "loudness_dbfs": 5e-324}, *rows[1:]]):
            self.assertNotEqual(tables.digest(other)[1], whole)

    def kill_after(self, files: int, entries: Sequence[str], failed: Sequence[str],
                   partitions: Sequence[str]) -> None:
        """Writes a part until it has written this many files."""
        write, written = Store._put, 0

        def put(store: Store, path: str, content: bytes) -> None:
            nonlocal written
            if written == files:
                raise Killed
            write(store, path, content)
            written += 1

        with mock.patch.object(Store, "_put", put):
            try:
                self.write(entries, failed, partitions)
            except Killed:
                pass

    def test_the_same_entries_have_the_same_files(self) -> None:
        self.write("abc", "")
        before = self.store.parts("tracks")
        self.write("abc", "b")
        self.assertEqual(self.store.parts("tracks"), before)
        self.write("abd", "")
        self.assertEqual(len(self.store.parts("tracks")), 2)

    def test_an_entry_with_two_rows_is_noticed(self) -> None:
        self.write("ab", "b")
        self.write("bc", "")
        with self.assertRaisesRegex(StoreError, r"'b'.*part-"):
            self.store.ids()

    def test_failures_can_be_forgotten(self) -> None:
        self.write("abc", "b")
        self.write("de", "de")
        self.store.remove("failures")
        self.assertEqual(self.store.ids(), {"a", "c"})
        self.assertEqual(self.found("failures"), [])

    def test_a_note_is_replaced_completely_or_not_at_all(self) -> None:
        self.store.note("job.json", {"commands": ["one"]})
        with mock.patch.object(tables.os, "replace", side_effect=Killed), self.assertRaises(Killed):
            self.store.note("job.json", {"commands": ["one", "two" * 1_000]})
        self.assertEqual(self.store.noted("job.json"), {"commands": ["one"]})

    def test_a_damaged_note_is_an_error_with_a_sentence(self) -> None:
        (self.folder / "job.json").write_text('{"version": "0.1')
        with self.assertRaisesRegex(StoreError, "job.json"):
            self.store.noted("job.json")

    def test_the_columns_keep_their_types_in_every_part(self) -> None:
        self.write("ab", "a")
        for table, schema in (("tracks", TRACKS), ("failures", FAILURES)):
            for part in self.store.parts(table):
                self.assertEqual(pq.read_schema(part), schema)
