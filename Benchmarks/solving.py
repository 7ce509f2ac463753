"""How long a server takes to solve a rendering, as a multiple of the analysis of the whole file.

Usage: python3 Benchmarks/solving.py [--mastering .build/release/mastering] [--turns 3]

Each turn starts a server of its own for four minutes of stereo FLAC, so that nothing is remembered, and asks for
the rendering until it is ready. Needs ffmpeg.
"""

import argparse
import contextlib
import json
import os
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent.parent / "Examples"
TOKEN = "0123456789abcdef"
ENVIRONMENT = {**os.environ, "MASTERING_CONFIG": "", "MASTERING_TOKEN": TOKEN}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mastering", default=".build/release/mastering")
    parser.add_argument("--turns", type=int, default=3)
    arguments = parser.parse_args()
    print("| four minutes of stereo FLAC | analysis s (processor) | solving s (processor) | multiple (processor) |")
    print("| --- | --- | --- | --- |")
    for name in ("loop_garzul", "loop_amen_full", "loop_mika"):
        with tempfile.TemporaryDirectory() as folder:
            track = Path(folder, f"{name}.flac")
            subprocess.run(
                ["ffmpeg", "-v", "error", "-nostdin", "-stream_loop", "-1", "-i", EXAMPLES / f"{name}.flac",
                 "-t", "240", "-ac", "2", "-ar", "44100", track], check=True)
            for _ in range(arguments.turns):
                analysis, solving = analysed(arguments.mastering, track), solved(arguments.mastering, track)
                print("| `{}` | {:.2f} ({:.2f}) | {:.2f} ({:.2f}) | {:.1f} ({:.1f}) |".format(
                    name, *analysis, *solving, *(b / a for a, b in zip(analysis, solving))), flush=True)


def analysed(mastering: str, track: Path) -> tuple[float, float]:
    """Seconds by the clock and of the processor."""
    before, start = os.times(), time.monotonic()
    subprocess.run(
        [mastering, "fingerprint", "--no-cache", "--json", "--max-duration", "all", track],
        check=True, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    took, after = time.monotonic() - start, os.times()
    return took, (after.children_user - before.children_user
                  + after.children_system - before.children_system)


def solved(mastering: str, track: Path) -> tuple[float, float]:
    with server(mastering, track.parent) as (process, call):
        while not (tracks := call("/api/tracks")[1].get("tracks")):
            time.sleep(0.05)
        # Its own analysis, which the rendering would wait for and which is no part of it.
        identifier = tracks[0]["track_id"]
        while call(f"/api/player/mastering/recommendation/{identifier}")[0] != 200:
            time.sleep(0.05)
        address = f"/api/player/mastering/render/{identifier}"
        before, start = ticks(process), time.monotonic()
        while (status := call(address)[0]) == 202:
            time.sleep(0.02)
        assert status == 200, status
        return time.monotonic() - start, (ticks(process) - before) / os.sysconf("SC_CLK_TCK")


def ticks(process: subprocess.Popen) -> int:
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


@contextlib.contextmanager
def server(mastering: str, folder: Path) -> Iterator[tuple]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [mastering, "serve", folder, "--port", str(port), "--no-cache", "--no-watch"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)

    def call(path: str) -> tuple[int, dict]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}{path}", headers={"Authorization": f"Bearer {TOKEN}"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, {}
        except urllib.error.URLError:
            return 0, {}

    try:
        while call("/health")[0] != 200:
            time.sleep(0.05)
        yield process, call
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
