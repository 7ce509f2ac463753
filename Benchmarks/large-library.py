"""A library of a hundred thousand files: how long scanning, listing, rescanning and analysing take.

    python3 Benchmarks/large-library.py --mastering .build/release/mastering

Creates 5,000 folders of 20 tagged WAV files each, serves them, and with `--analyze` analyses them, a second
of each. The files are sparse and take only the space of their headers. Linux only: memory is read from /proc.
"""

import argparse
import json
import pathlib
import re
import struct
import subprocess
import tempfile
import threading
import time
import urllib.request


def header(title, artist, album, seconds):
    """The bytes of a WAV file before its samples, tags included."""
    def text(name, value):
        value = value.encode() + b"\0"
        return name + struct.pack("<I", len(value)) + value + b"\0" * (len(value) % 2)

    info = b"INFO" + text(b"INAM", title) + text(b"IART", artist) + text(b"IPRD", album)
    data = seconds * 176_400
    fmt = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 2, 44_100, 176_400, 4, 16)
    body = b"WAVE" + fmt + b"LIST" + struct.pack("<I", len(info)) + info
    body += b"data" + struct.pack("<I", data)
    return b"RIFF" + struct.pack("<I", len(body) + data) + body, data


def make(root, folders, files):
    for number in range(folders):
        folder = root / f"artist {number // 10:04}" / f"album {number:05}"
        folder.mkdir(parents=True)
        for track in range(files):
            head, data = header(
                f"Song {number}-{track}", f"Artist {number // 10}", f"Album {number}", 180)
            path = folder / f"{track:02} song.wav"
            path.write_bytes(head)
            with path.open("r+b") as file:
                file.truncate(len(head) + data)


def get(port, path, method="GET"):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method)
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def memory(process, field):
    status = pathlib.Path(f"/proc/{process}/status").read_text()
    return int(re.search(rf"{field}:\s+(\d+)", status)[1]) / 1024


def ready(port, start):
    """Waits for the scan; returns the seconds until the first tracks and until the last."""
    first = None
    while True:
        library = json.loads(get(port, "/api/library"))
        if first is None and library["tracks"] > 0:
            first = time.monotonic() - start
        if library["state"] == "ready":
            return first, time.monotonic() - start, library["tracks"]
        time.sleep(0.005)


def noticed(port, tracks):
    """The seconds until the library has this many tracks."""
    start = time.monotonic()
    while json.loads(get(port, "/api/library"))["tracks"] != tracks:
        if time.monotonic() - start > 600:
            return float("nan")
        time.sleep(0.005)
    return time.monotonic() - start


def analysed(mastering, root, cache):
    """The seconds that `analyze` takes, its peak memory in MiB, and its exit status."""
    start = time.monotonic()
    run = subprocess.Popen(
        [mastering, "analyze", "--max-duration", "1", "--cache", str(cache), str(root)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    peak, lines = 0, []
    reader = threading.Thread(target=lambda: lines.extend(run.stdout))
    reader.start()
    while run.poll() is None:
        try:
            peak = max(peak, memory(run.pid, "VmHWM"))
        except (OSError, TypeError):
            pass
        time.sleep(0.02)
    reader.join()
    return time.monotonic() - start, peak, run.returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mastering", required=True)
    parser.add_argument("--folders", type=int, default=5000)
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--analyze", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        make(root, options.folders, options.files)
        start = time.monotonic()
        server = subprocess.Popen(
            [options.mastering, "serve", name, "--port", "0", "--no-token", "--no-cache"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            port = re.search(r":(\d+)/", server.stdout.readline())[1]
            listening = time.monotonic() - start
            get(port, "/")
            page = time.monotonic() - start
            first, last, tracks = ready(port, start)
            listed = time.monotonic()
            size = len(get(port, "/api/tracks"))
            listed = time.monotonic() - listed
            listed_again = time.monotonic()
            get(port, "/api/tracks")
            listed_again = time.monotonic() - listed_again
            peak, now = memory(server.pid, "VmHWM"), memory(server.pid, "VmRSS")
            again = time.monotonic()
            get(port, "/api/library/scan", "POST")
            _, rescan, _ = ready(port, again)
            new = root / "artist 0000" / "new.wav"
            head, data = header("New", "A", "B", 1)
            new.write_bytes(head + bytes(data))
            appeared = noticed(port, tracks + 1)
            new.unlink()
            vanished = noticed(port, tracks)
        finally:
            server.terminate()
            server.wait()
        rows = []
        if options.analyze:
            with tempfile.TemporaryDirectory() as cache:
                for name in ["analyze, a second of each file", "analyze again, all from the cache"]:
                    seconds, most, status = analysed(
                        options.mastering, root, pathlib.Path(cache) / "cache.sqlite")
                    rows.append((name, f"{seconds:.0f} s, status {status}, peak {most:.0f} MiB"))
    print(f"| {tracks:,} tracks in {options.folders:,} folders | |\n| --- | --- |")
    for what, value in [
        ("server listening", f"{listening:.2f} s"), ("page answered", f"{page:.2f} s"),
        ("first tracks available", f"{first or last:.2f} s"),
        ("all files read", f"{last:.1f} s"),
        ("list of all tracks, first request", f"{listed * 1000:.0f} ms, {size / 1e6:.1f} MB"),
        ("list of all tracks, later requests", f"{listed_again * 1000:.0f} ms"), ("second scan", f"{rescan:.1f} s"),
        ("memory, peak and afterwards", f"{peak:.0f} and {now:.0f} MiB"),
        ("a new file is listed, a deleted one is not", f"{appeared:.2f} and {vanished:.2f} s"),
        *rows,
    ]:
        print(f"| {what} | {value} |")


if __name__ == "__main__":
    main()
