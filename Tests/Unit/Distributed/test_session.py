"""What Spark is started with, and how work is divided."""

import os
import unittest
from typing import Any
from unittest import mock

from mastering_spark import engine

JAVA = ["spark.driver.extraJavaOptions", "spark.executor.extraJavaOptions"]


class Builder:
    """Stands for Spark's own, and remembers what it is given."""

    def __init__(self) -> None:
        self.settings: dict[str, str] = {}

    def appName(self, name: str) -> "Builder":
        return self

    def master(self, url: str) -> "Builder":
        return self

    def config(self, key: str, value: str) -> "Builder":
        self.settings[key] = value
        return self

    def getOrCreate(self) -> dict[str, str]:
        return self.settings


class SessionTests(unittest.TestCase):
    def settings(self, master: str | None, **given: str) -> Any:
        with mock.patch.object(engine.SparkSession, "builder", Builder()), mock.patch.dict(os.environ):
            return engine.session(master, "a job", given)

    def test_a_cluster_keeps_its_own_options_of_java(self) -> None:
        for master in (None, "yarn", "spark://host:7077", "k8s://https://host"):
            self.assertFalse(set(JAVA) & set(self.settings(master)), master)

    def test_java_is_not_optimised_on_this_machine_unless_options_are_given(self) -> None:
        for master in ("local[2]", "local-cluster[2,1,1024]"):
            settings = self.settings(master, **{JAVA[0]: "-Xmx1g"})
            self.assertEqual(settings[JAVA[0]], "-Xmx1g")
            self.assertIn("-XX:TieredStopAtLevel=1", settings[JAVA[1]])

    def test_spark_does_not_unpack_the_bundle(self) -> None:
        # It unpacks files with these endings wherever it sends them.
        self.assertFalse(engine.ARCHIVE.endswith((".tar", ".tar.gz", ".tgz", ".zip")))

    def test_every_core_has_parts_and_no_part_has_more_than_the_most(self) -> None:
        for entries, most, cores, size in [
            (52, 500, 2, 13), (1, 500, 2, 1), (4, 500, 2, 1), (5, 500, 2, 2), (2000, 500, 2, 500),
            (100_000, 500, 1000, 50), (200_000, 2000, 2, 2000), (10, 0, 0, 1),
        ]:
            self.assertEqual(engine.part_size(entries, most, cores), size, (entries, most, cores))
