"""Measures the overhead of Spark over the plain command on real tracks, in one run:
.build-spark/bin/python Tests/Integration/Distributed/overhead.py --music ~/Music

It is run by hand because it takes long. The tracks get the requested number of names, and each round has its
share of them. In a round the two take turns, and the next round begins with the other one. The processor time of all
processes of each is counted, by a separate control group (Linux, as root), because the clock depends on what else
the machine does. A job of a few tracks shows what starting costs; what the others take beyond that is the work.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.dont_write_bytecode = True

ROOT = Path(__file__).resolve().parents[3]
SPARK = str(Path(sys.executable).with_name("mastering-spark"))
ENVIRONMENT = {**os.environ, "MASTERING_CONFIG": ""}
# Tracks of a job that shows what starting costs.
FEW = 4


class Group:
    """A control group, whose processor time outlives its processes."""

    def __init__(self) -> None:
        version2 = Path("/sys/fs/cgroup/cgroup.controllers").exists()
        root = Path("/sys/fs/cgroup" if version2 else "/sys/fs/cgroup/cpuacct")
        self._folder = root / f"mastering-overhead-{os.getpid()}-{time.monotonic_ns()}"
        self._folder.mkdir()
        self._version2 = version2

    def enter(self) -> None:
        (self._folder / "cgroup.procs").write_text(str(os.getpid()))

    def seconds(self) -> float:
        if self._version2:
            return int((self._folder / "cpu.stat").read_text().split()[1]) / 1e6
        return int((self._folder / "cpuacct.usage").read_text()) / 1e9

    def end(self) -> None:
        for _ in range(300):
            if not (self._folder / "cgroup.procs").read_text():
                break
            time.sleep(0.1)
        self._folder.rmdir()


def timed(command: list[str], **files: object) -> tuple[float, float, str]:
    """The seconds of the clock and of the processors, and the last line that was printed."""
    group = Group()
    start = time.monotonic()
    done = subprocess.run(command, env=ENVIRONMENT, preexec_fn=group.enter, check=False,
                          **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **files})  # type: ignore[call-overload]
    clock = time.monotonic() - start
    assert done.returncode == 0, (command, done.stderr[-2000:] if done.stderr else done.returncode)
    seconds = group.seconds()
    group.end()
    return clock, seconds, done.stdout.decode().strip().splitlines()[-1] if done.stdout else ""


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock and of the processors."""

    clock: float
    processor: float

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.clock + other.clock, self.processor + other.processor)

    def __sub__(self, other: "Cost") -> "Cost":
        return Cost(self.clock - other.clock, self.processor - other.processor)


@dataclass(frozen=True)
class Round:
    """What a few tracks and `count` more cost the plain command and Spark."""

    count: int
    few_plain: Cost
    plain: Cost
    few_spark: Cost
    spark: Cost

    def __add__(self, other: "Round") -> "Round":
        return Round(self.count + other.count, self.few_plain + other.few_plain, self.plain + other.plain,
                     self.few_spark + other.few_spark, self.spark + other.spark)

    @property
    def ratio(self) -> float:
        return (self.spark - self.few_spark).processor / (self.plain - self.few_plain).processor

    def words(self) -> str:
        plain, spark = self.plain - self.few_plain, self.spark - self.few_spark
        return (f"plain {1000 * plain.processor / self.count:.1f} ms of processor time a track, "
                f"Spark {1000 * spark.processor / self.count:.1f} ms, {100 * (self.ratio - 1):+.1f} %; "
                f"tracks a second per core {self.count / plain.processor:.2f} and {self.count / spark.processor:.2f}; "
                f"by the clock {self.count / plain.clock:.1f} and {self.count / spark.clock:.1f} tracks a second")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--music", required=True, type=Path, help="a folder of real tracks")
    parser.add_argument("--names", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--part", type=int, default=50)
    parser.add_argument("--command", default=os.environ.get(
        "MASTERING_COMMAND", str(ROOT / ".build/release/mastering")))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = subprocess.run(
            [options.command, "analyze", "--ndjson", "--no-cache", "--progress", "never", "--max-duration", "1",
             str(options.music)], env=ENVIRONMENT, stdout=subprocess.PIPE, check=False).stdout
        answers = [json.loads(line) for line in found.splitlines()]
        tracks = [answer for answer in answers if "fingerprint" in answer and answer["duration_seconds"]]
        seconds = sum(track["duration_seconds"] for track in tracks)
        analysed = sum(min(track["duration_seconds"], 90) for track in tracks) / len(tracks)
        kinds: dict[str, int] = {}
        for track in tracks:
            ending = Path(track["file"]).suffix
            kinds[ending] = kinds.get(ending, 0) + 1
        print(f"{options.names} names for {len(tracks)} tracks of {seconds / len(tracks):.0f} s on average, of which "
              f"{analysed:.0f} s are analysed: {kinds}", flush=True)
        shelf = folder / "music"
        shelf.mkdir()
        paths = []
        for number in range(options.names):
            track = Path(tracks[number % len(tracks)]["file"]).resolve()
            paths.append(shelf / f"{number:07}{track.suffix}")
            paths[-1].symlink_to(track)

        def plain(some: list[Path]) -> Cost:
            (folder / "list.txt").write_text("".join(f"{path}\n" for path in some))
            with (folder / "list.txt").open("rb") as lines, (folder / "plain.ndjson").open("wb") as output:
                clock, processor, _ = timed([options.command, "analyze", "--worker", "--jobs", "2"],
                                            stdin=lines, stdout=output)
            return Cost(clock, processor)

        def spark(some: list[Path], output: Path, part: int) -> Cost:
            (folder / "list.txt").write_text("".join(f"{path}\n" for path in some))
            _, processor, told = timed(
                [SPARK, "analyze", str(folder / "list.txt"), "--output", str(output), "--command", options.command,
                 "--master", "local-cluster[2,1,1024]", "--part", str(part)])
            assert json.loads(told)["answered"] == len(some), told
            return Cost(json.loads(told)["seconds"], processor)

        # What is read from a disk once is in memory for both.
        plain(paths[:len(tracks)])
        size = options.names // options.rounds
        rounds: list[Round] = []
        few: dict[str, Cost] = {}
        for turn in range(options.rounds):
            some, output = paths[turn * size:(turn + 1) * size], folder / f"out{turn}"
            costs: dict[str, Cost] = {}
            for kind in ("plain", "spark") if turn % 2 == 0 else ("spark", "plain"):
                # Starting costs the same each time, and is measured every other time.
                if turn % 2 == 0:
                    # Each executor starts, since each has a part.
                    few[kind] = (plain(some[:FEW]) if kind == "plain"
                                 else spark(some[:FEW], folder / f"few{turn}", part=1))
                costs[kind] = plain(some) if kind == "plain" else spark(some, output, options.part)
            digests = [subprocess.run([SPARK, "digest", *given], stdout=subprocess.PIPE, check=True).stdout
                       for given in ([str(output)], ["--ndjson", str(folder / "plain.ndjson")])]
            assert digests[0] == digests[1], digests
            round_ = Round(size - FEW, few["plain"], costs["plain"], few["spark"], costs["spark"])
            rounds.append(round_)
            print(f"round {turn + 1}, load {os.getloadavg()[0]:.1f}: {round_.words()}; the start "
                  f"{(few['spark'] - few['plain']).processor:.1f} s of processor time; {digests[0].decode().strip()}",
                  flush=True)
        every = sum(rounds[1:], rounds[0])
        print(f"all {options.names}: {every.words()}")
        one_start = (every.few_spark - every.few_plain).processor / options.rounds
        plain_work, spark_work = (every.plain - every.few_plain).processor, (every.spark - every.few_spark).processor
        print(f"one job of them, with its start: {100 * ((spark_work + one_start) / plain_work - 1):+.1f} %")
        ratios = [round_.ratio for round_ in rounds]
        print(f"overhead by processor time: median {100 * (statistics.median(ratios) - 1):+.1f} %, "
              f"from {100 * (min(ratios) - 1):+.1f} to {100 * (max(ratios) - 1):+.1f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main())
