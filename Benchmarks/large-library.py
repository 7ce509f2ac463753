"""A library of a hundred thousand files: how long scanning, listing and rescanning take.

    python3 Benchmarks/large-library.py --mastering .build/release/mastering

Creates 5,000 folders of 20 tagged WAV files each and serves them. The files are sparse and take only the
space of their headers. Linux only: memory is read from /proc.
"""

import argparse
import json
import pathlib
import re
import struct
import subprocess
import tempfile
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


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mastering", required=True)
    parser.add_argument("--folders", type=int, default=5000)
    parser.add_argument("--files", type=int, default=20)
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
        finally:
            server.terminate()
            server.wait()
    print(f"| {tracks:,} tracks in {options.folders:,} folders | |\n| --- | --- |")
    for what, value in [
        ("server listening", f"{listening:.2f} s"), ("page answered", f"{page:.2f} s"),
        ("first tracks available", f"{first or last:.2f} s"),
        ("all files read", f"{last:.1f} s"),
        ("list of all tracks, first request", f"{listed * 1000:.0f} ms, {size / 1e6:.1f} MB"),
        ("list of all tracks, later requests", f"{listed_again * 1000:.0f} ms"), ("second scan", f"{rescan:.1f} s"),
        ("memory, peak and afterwards", f"{peak:.0f} and {now:.0f} MiB"),
    ]:
        print(f"| {what} | {value} |")


if __name__ == "__main__":
    main()
