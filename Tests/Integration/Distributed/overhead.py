"""What Spark adds to the plain command on real tracks, in the same run:
.build-spark/bin/python Tests/Integration/Distributed/overhead.py --music ~/Music --names 600

By hand, since it takes its time. The tracks stand under as many names as are asked for. The two take turns, and of
both the processor time of all their processes is counted, by a control group of its own (Linux, as root), since the
clock depends on what else the machine does. A job of a few tracks shows what starting costs; what the others take
beyond that is the work.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True

ROOT = Path(__file__).resolve().parents[3]
SPARK = str(Path(sys.executable).with_name("mastering-spark"))
ENVIRONMENT = {**os.environ, "MASTERING_CONFIG": ""}
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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--music", required=True, type=Path, help="a folder of real tracks")
    parser.add_argument("--names", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
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
        tracks = [answer for answer in answers if "fingerprint" in answer and (answer["duration_seconds"] or 0) > 30]
        seconds = sum(track["duration_seconds"] for track in tracks)
        kinds: dict[str, int] = {}
        for track in tracks:
            ending = Path(track["file"]).suffix
            kinds[ending] = kinds.get(ending, 0) + 1
        print(f"{len(tracks)} tracks of {seconds / len(tracks):.0f} s on average: {kinds}", flush=True)
        shelf = folder / "music"
        shelf.mkdir()
        paths = []
        for number in range(options.names):
            track = Path(tracks[number % len(tracks)]["file"]).resolve()
            paths.append(shelf / f"{number:07}{track.suffix}")
            paths[-1].symlink_to(track)

        def plain(number: int) -> tuple[float, float]:
            (folder / "list.txt").write_text("".join(f"{path}\n" for path in paths[:number]))
            with (folder / "list.txt").open("rb") as lines, (folder / "plain.ndjson").open("wb") as output:
                clock, processor, _ = timed([options.command, "analyze", "--worker", "--jobs", "2"],
                                            stdin=lines, stdout=output)
            return clock, processor

        def spark(number: int, output: Path) -> tuple[float, float]:
            (folder / "list.txt").write_text("".join(f"{path}\n" for path in paths[:number]))
            _, processor, told = timed(
                [SPARK, "analyze", str(folder / "list.txt"), "--output", str(output), "--command", options.command,
                 "--master", "local-cluster[2,1,1024]", "--part", str(options.part)])
            assert json.loads(told)["answered"] == number, told
            return json.loads(told)["seconds"], processor

        rows = []
        for turn in range(options.rounds):
            output = folder / f"out{turn}"
            few_plain, few_spark = plain(FEW), spark(FEW, folder / f"few{turn}")
            all_plain, all_spark = plain(options.names), spark(options.names, output)
            digests = [subprocess.run([SPARK, "digest", *given], stdout=subprocess.PIPE, check=True).stdout
                       for given in ([str(output)], ["--ndjson", str(folder / "plain.ndjson")])]
            assert digests[0] == digests[1], digests
            count = options.names - FEW
            work = [(whole[1] - few[1]) / count for whole, few in ((all_plain, few_plain), (all_spark, few_spark))]
            clock = [(whole[0] - few[0]) / count for whole, few in ((all_plain, few_plain), (all_spark, few_spark))]
            rows.append((work, clock))
            print(f"round {turn + 1}, load {os.getloadavg()[0]:.1f}: plain {work[0] * 1000:.1f} ms of processor time a "
                  f"track, Spark {work[1] * 1000:.1f} ms, {100 * (work[1] / work[0] - 1):+.1f} %; by the clock "
                  f"{1 / clock[0]:.1f} and {1 / clock[1]:.1f} tracks a second; start {few_spark[1] - few_plain[1]:.1f} s "
                  f"of processor time; {digests[0].decode().strip()}", flush=True)
        ratio = statistics.median(work[1] / work[0] for work, _ in rows)
        by_clock = statistics.median(clock[1] / clock[0] for _, clock in rows)
        print(f"median: {100 * (ratio - 1):+.1f} % of processor time, {100 * (by_clock - 1):+.1f} % by the clock; "
              f"{1 / statistics.median(work[1] for work, _ in rows):.2f} tracks a second per core")
    return 0


if __name__ == "__main__":
    sys.exit(main())
