"""A library of a hundred thousand files: how long scanning, listing, rescanning and analysing take.

    python3 Benchmarks/large-library.py --mastering .build/release/mastering

Creates 5,000 folders of 20 tagged WAV files each, serves them, and with `--analyze` analyses them, a second
of each. The files are sparse and take only the space of their headers. `--library FOLDER` keeps them there for the
next run, and `--no-watch` turns inotify off. Each row is printed as soon as it is known. Linux only: memory is
read from /proc.
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


def row(what, value):
    print(f"| {what} | {value} |", flush=True)


def serve(options, root):
    start = time.monotonic()
    switches = ["--no-watch"] if options.no_watch else []
    server = subprocess.Popen(
        [options.mastering, "serve", str(root), "--port", "0", "--no-token", "--no-cache", *switches],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    said = []
    threading.Thread(target=lambda: said.extend(server.stderr), daemon=True).start()
    try:
        port = re.search(r":(\d+)/", server.stdout.readline())[1]
        row("server listening", f"{time.monotonic() - start:.2f} s")
        get(port, "/")
        row("page answered", f"{time.monotonic() - start:.2f} s")
        first, last, tracks = ready(port, start)
        row("first tracks available", f"{first or last:.2f} s")
        row(f"all {tracks:,} files read", f"{last:.1f} s")
        for request in ["first request", "second request"]:
            start = time.monotonic()
            size = len(get(port, "/api/tracks"))
            row(f"list of all tracks, {request}",
                f"{(time.monotonic() - start) * 1000:.0f} ms, {size / 1e6:.1f} MB")
        row("memory, peak and afterwards",
            f"{memory(server.pid, 'VmHWM'):.0f} and {memory(server.pid, 'VmRSS'):.0f} MiB")
        start = time.monotonic()
        get(port, "/api/library/scan", "POST")
        row("second scan", f"{ready(port, start)[1]:.1f} s")
        # In the last folder, which a limit of watches leaves out first.
        new = sorted(path for path in root.rglob("album *") if path.is_dir())[-1] / "new.wav"
        head, data = header("New", "A", "B", 1)
        new.write_bytes(head + bytes(data))
        if options.no_watch:
            get(port, "/api/library/scan", "POST")
        row("a new file is listed", f"{noticed(port, tracks + 1):.2f} s")
        new.unlink()
        if options.no_watch:
            get(port, "/api/library/scan", "POST")
        row("a deleted file is not listed any more", f"{noticed(port, tracks):.2f} s")
    finally:
        server.terminate()
        server.wait()
    for line in said:
        row("on standard error", line.strip())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mastering", required=True)
    parser.add_argument("--folders", type=int, default=5000)
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--library", type=pathlib.Path)
    parser.add_argument("--no-watch", action="store_true")
    parser.add_argument("--analyze", action="store_true")
    parser.add_argument("--no-serve", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root = options.library or pathlib.Path(name)
        print("| | |\n| --- | --- |")
        if not root.exists() or not any(root.iterdir()):
            start = time.monotonic()
            make(root, options.folders, options.files)
            row("files made", f"{time.monotonic() - start:.0f} s")
        if not options.no_serve:
            serve(options, root)
        if options.analyze:
            with tempfile.TemporaryDirectory() as cache:
                for what in ["analyze, a second of each file", "analyze again, all from the cache"]:
                    seconds, most, status = analysed(
                        options.mastering, root, pathlib.Path(cache) / "cache.sqlite")
                    row(what, f"{seconds:.0f} s, status {status}, peak {most:.0f} MiB")


if __name__ == "__main__":
    main()
