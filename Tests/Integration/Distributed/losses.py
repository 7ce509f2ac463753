"""Kills an executor, then the whole job in the middle, resumes it, and checks that nothing was lost or done
twice: .build-spark/bin/python Tests/Integration/Distributed/losses.py --entries 20000

It is run by hand because it takes long. It uses short recordings under many names.
"""

import argparse
import json
import math
import os
import random
import signal
import struct
import subprocess
import sys
import tempfile
import time
import wave
from pathlib import Path

sys.dont_write_bytecode = True

ROOT = Path(__file__).resolve().parents[3]
SPARK = str(Path(sys.executable).with_name("mastering-spark"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--part", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=1.0, help="how long a recording is")
    parser.add_argument("--without-undisturbed", action="store_true",
                        help="leave out the job that nothing happens to, at the end")
    parser.add_argument("--command", default=os.environ.get(
        "MASTERING_COMMAND", str(ROOT / ".build/release/mastering")))
    options = parser.parse_args()
    environment = {**os.environ, "MASTERING_CONFIG": ""}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        recordings = [recording(folder / f"{number}.wav", number, options.seconds) for number in range(10)]
        music = folder / "music"
        music.mkdir()
        names = [music / f"{number:07}.flac" for number in range(options.entries)]
        for number, path in enumerate(names):
            path.symlink_to(recordings[number % len(recordings)])
        listed = folder / "list.txt"
        listed.write_text("".join(f"{path}\n" for path in names))

        start = time.monotonic()
        with listed.open("rb") as lines, (folder / "plain.ndjson").open("wb") as answers:
            subprocess.run([options.command, "analyze", "--worker", "--jobs", "2"], stdin=lines,
                           stdout=answers, env=environment, check=True)
        plain = time.monotonic() - start
        print(f"plain command: {options.entries} in {plain:.1f} s, {options.entries / plain:.1f} a second",
              flush=True)

        output = folder / "out"
        job = [SPARK, "analyze", str(listed), "--output", str(output), "--command", options.command,
               "--master", "local-cluster[2,1,1024]", "--part", str(options.part),
               "--wave", str(options.entries)]
        log = (folder / "log").open("w+")
        process = subprocess.Popen(job, stdout=log, stderr=log, env=environment, start_new_session=True)
        wait_for_parts(output, options.entries // options.part // 4, process)
        executors = find("CoarseGrainedExecutorBackend", process.pid)
        print(f"executors {executors}; kill -9 {executors[0]} at {parts(output)} parts", flush=True)
        os.kill(executors[0], signal.SIGKILL)
        wait_for_parts(output, options.entries // options.part // 2, process)
        print(f"executors {find('CoarseGrainedExecutorBackend', process.pid)}; "
              f"kill -9 of the job, {process.pid}, at {parts(output)} parts", flush=True)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

        start = time.monotonic()
        resumed = subprocess.run(job, env=environment, capture_output=True, text=True)
        told = json.loads(resumed.stdout.splitlines()[-1])
        print(f"resumed: {told}", flush=True)
        assert told["skipped"] + told["answered"] + told["failed"] == options.entries, resumed.stderr
        table = subprocess.run([SPARK, "digest", str(output)], capture_output=True, text=True).stdout
        lines = subprocess.run([SPARK, "digest", "--ndjson", str(folder / "plain.ndjson")],
                               capture_output=True, text=True).stdout
        print(f"table {table.strip()}\nplain {lines.strip()}", flush=True)
        assert table == lines and table.startswith(f"{options.entries} ")

        if options.without_undisturbed:
            return 0
        whole = [*job]
        whole[whole.index(str(output))] = str(folder / "whole")
        start = time.monotonic()
        told = json.loads(subprocess.run(whole, env=environment, capture_output=True,
                                         text=True).stdout.splitlines()[-1])
        total = time.monotonic() - start
        print(f"undisturbed: {options.entries} in {told['seconds']} s of work, "
              f"{options.entries / told['seconds']:.1f} a second; {total:.1f} s with Spark's start; "
              f"overhead {100 * (told['seconds'] / plain - 1):.1f} %", flush=True)
    return 0


def recording(path: Path, seed: int, seconds: float) -> Path:
    """Tone and noise, different for each seed."""
    chance = random.Random(seed)
    rate = 44_100
    tone, noise = chance.uniform(100, 4000), chance.uniform(0, 0.3)
    samples = [int(20_000 * chance.uniform(0.3, 1) * (math.sin(tone * frame / rate * 2 * math.pi)
                                                     + noise * chance.uniform(-1, 1)) / 1.3)
               for frame in range(round(rate * seconds))]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return path


def parts(output: Path) -> int:
    return len(list(output.glob("tracks/part-*.parquet")))


def wait_for_parts(output: Path, count: int, process: subprocess.Popen[bytes]) -> None:
    while parts(output) < count:
        assert process.poll() is None, "the job ended too soon"
        time.sleep(0.1)


def find(text: str, session: int | None, argument: str = "") -> list[int]:
    """The processes whose command line contains a text, within a session if one is given."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            line = (entry / "cmdline").read_bytes().decode(errors="replace")
            if text in line and argument in line and (
                    session is None or os.getsid(int(entry.name)) == session):
                found.append(int(entry.name))
        except (OSError, ProcessLookupError):
            continue
    return sorted(found)


if __name__ == "__main__":
    sys.exit(main())
