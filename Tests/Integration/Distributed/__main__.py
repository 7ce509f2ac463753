"""Runs jobs of Distributed/ on a small catalogue: python3 Tests/Integration/Distributed"""

import contextlib
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

sys.dont_write_bytecode = True

import stalled  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]
COMMAND = os.environ.get("MASTERING_COMMAND", str(ROOT / ".build/release/mastering"))
SPARK = str(Path(sys.executable).with_name("mastering-spark"))
# Two executors, each its own JVM with one core.
CLUSTER = ["--command", COMMAND, "--master", "local-cluster[2,1,1024]", "--part", "3",
           "--conf", "spark.log.level=WARN"]
PATIENCE_SECONDS = 600
# If a job stalls, Spark's warnings and Python's stacks are printed.
ENVIRONMENT = {**os.environ, "MASTERING_CONFIG": "", "PYTHONFAULTHANDLER": "1", "AWS_ACCESS_KEY_ID": "test",
               "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}


def spark(*arguments: str, status: int = 0) -> str:
    # Redirected to files: with a pipe, this would wait for every process that Spark leaves behind.
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen([SPARK, *arguments], env=ENVIRONMENT, stdout=output, stderr=errors,
                                   start_new_session=True)
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            try:
                found = stalled.report(process.pid)
            finally:
                _end(process)
            output.seek(0)
            errors.seek(0)
            raise AssertionError(f"{arguments}: nothing for {PATIENCE_SECONDS} s\n{output.read()[-2000:]}"
                                 f"{errors.read()[-20000:]}\n{found}") from None
        except BaseException:
            # Its session does not get the interrupt.
            _end(process)
            raise
        output.seek(0)
        errors.seek(0)
        assert process.returncode == status, f"{arguments}: {process.returncode}\n{errors.read()[-3000:]}"
        return output.read()


def _end(process: subprocess.Popen) -> None:
    """Kills the job and its executors."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def worker(lines: list[str], *arguments: str) -> bytes:
    return subprocess.run([COMMAND, "analyze", "--worker", *arguments], env=ENVIRONMENT, check=True,
                          input="".join(f"{line}\n" for line in lines).encode(),
                          stdout=subprocess.PIPE, timeout=PATIENCE_SECONDS).stdout


class Catalogue:
    """Twelve recordings in two folders, and two files that are not audio."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.music = folder / "music"
        (self.music / "b" / "deep").mkdir(parents=True)
        for number, recording in enumerate(sorted((ROOT / "Examples").glob("*.flac"))):
            shutil.copy(recording, self.music / ("b" if number % 2 else ".") / recording.name)
        shutil.copy(ROOT / "Examples/loop_mika.flac", self.music / "b/deep/again.flac")
        (self.music / "broken.wav").write_bytes(b"no sound at all")
        (self.music / "b" / "empty.flac").touch()
        (self.music / "cover.jpg").write_bytes(b"not looked at")
        self.output = str(folder / "out")

    def expected_digest(self, *arguments: str) -> str:
        listed = [line for line in worker_paths(self.music)]
        path = self.folder / "plain.ndjson"
        path.write_bytes(worker(listed, *arguments))
        return spark("digest", "--ndjson", str(path))


def worker_paths(music: Path) -> list[str]:
    """The files as `mastering analyze` finds them."""
    done = subprocess.run([COMMAND, "analyze", "--json", "--no-cache", "--progress", "never", str(music)],
                          env=ENVIRONMENT, stdout=subprocess.PIPE, timeout=PATIENCE_SECONDS)
    document = json.loads(done.stdout)
    worker_paths.summary = document["summary"]  # type: ignore[attr-defined]
    return [record["file"] for record in document["files"]]


def whole(catalogue: Catalogue) -> str:
    """The table equals that of the plain command, and so does the summary, to the last digit."""
    told = json.loads(spark("analyze", str(catalogue.music), "--output", catalogue.output, *CLUSTER,
                            status=1).splitlines()[-1])
    assert (told["answered"], told["failed"]) == (12, 2), told
    digest = spark("digest", catalogue.output)
    assert digest == catalogue.expected_digest(), digest
    mine = json.loads(spark("summary", catalogue.output))
    plain = worker_paths.summary  # type: ignore[attr-defined]
    for key in mine.keys() & plain.keys():
        assert mine[key] == plain[key], (key, mine[key], plain[key])
    assert len(mine.keys() & plain.keys()) >= 9
    return digest.strip()[:20]


def resumed(catalogue: Catalogue) -> str:
    """Finished entries are skipped and the others done, failures among them if asked: none is lost or done
    twice."""
    parts = sorted((Path(catalogue.output) / "tracks").glob("part-*.parquet"))
    parts[0].unlink()
    shutil.copy(ROOT / "Examples/loop_mika.flac", catalogue.music / "b" / "empty.flac")
    job = ["analyze", str(catalogue.music), "--output", catalogue.output, *CLUSTER]
    told = json.loads(spark(*job, "--retry-failures", status=1).splitlines()[-1])
    assert told["skipped"] + told["answered"] == 13 and 1 < told["answered"] <= 4, told
    assert told["failed"] == 1, told
    assert spark("digest", catalogue.output) == catalogue.expected_digest()
    for threshold, words in [("0.9", b"other settings"), ("7", b"threshold 7.0 is not a number from 0 to 1")]:
        refused = subprocess.run([SPARK, *job, "--threshold", threshold], env=ENVIRONMENT, capture_output=True)
        assert refused.returncode == 1 and words in refused.stderr, refused.stderr
        assert b"Traceback" not in refused.stderr, refused.stderr
    return f"{told['answered']} done again"


def again(catalogue: Catalogue) -> str:
    """Recommendations recomputed from stored fingerprints equal those from the audio."""
    output = str(catalogue.folder / "anew")
    spark("recommend", catalogue.output, "--output", output, "--threshold", "0.9", "--top-k", "2",
          "--partition-by", "primary_profile_id", *CLUSTER)
    folders = {part.name for part in (Path(output) / "tracks").iterdir()}
    assert len(folders) > 1 and all(name.startswith("primary_profile_id=") for name in folders), folders
    from mastering_spark.tables import Store
    anew = {row["id"]: row for row in Store(output).rows("tracks")}
    heard = [json.loads(line) for line in
             worker(sorted(anew), "--threshold", "0.9", "--top-k", "2").splitlines()]
    assert len(heard) == 13
    for answer in heard:
        row = anew[answer["id"]]
        for key in ("primary_profile_id", "confidence_score", "weighted_profiles", "is_hybrid", "top_k",
                    "predicted_loudness_change", "predicted_crest_change", "predicted_centroid_change"):
            assert row[key] == answer[key], (answer["id"], key, row[key], answer[key])
    return f"{sum(row['is_hybrid'] for row in anew.values())} hybrids"


def bucket(catalogue: Catalogue) -> str:
    """Objects are fetched as far as the window needs, with the same results as files."""
    from moto.server import ThreadedMotoServer

    import s3fs

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        given = {"client_kwargs": {"endpoint_url": f"http://{host}:{port}"}, "key": "test",
                 "secret": "test"}
        store = s3fs.S3FileSystem(**given)
        store.mkdir("music")
        long = catalogue.folder / "long.wav"
        _write_long_wav(long)
        store.put(str(long), "music/deep/long.wav")
        store.put(str(ROOT / "Examples/loop_garzul.flac"), "music/loop_garzul.flac")
        output = "s3://music-out/table"
        store.mkdir("music-out")
        storage = ["--storage", f"s3={json.dumps(given)}"]
        # The executors have no Python but the one that the job carries.
        told = json.loads(spark("analyze", "s3://music", "--output", output, *CLUSTER, *storage,
                                "--max-duration", "5", "--loudness", "--python", "carried").splitlines()[-1])
        assert told["answered"] == 2 and not told["failed"], told
        size = long.stat().st_size
        assert told["fetched_bytes"] < size / 2, (told, size)
        import fsspec
        fsspec.config.conf["s3"] = given
        from mastering_spark.tables import LOUDNESS, METRICS, Store
        rows = {row["id"]: row for row in Store(output).rows("tracks")}
        for name, path in [("s3://music/deep/long.wav", long),
                           ("s3://music/loop_garzul.flac", ROOT / "Examples/loop_garzul.flac")]:
            plain = json.loads(worker([str(path)], "--max-duration", "5", "--loudness"))
            for metric in METRICS:
                assert rows[name][metric] == plain["fingerprint"][metric], (name, metric)
            for value in LOUDNESS:
                assert rows[name][value] == plain["loudness"][value], (name, value)
            assert rows[name]["integrated_lufs"] is not None and rows[name]["channels"] == plain["channels"]
            assert rows[name]["duration_seconds"] == plain["duration_seconds"]
        return f"{told['fetched_bytes']} bytes of {size} fetched"
    finally:
        server.stop()


def _write_long_wav(path: Path) -> None:
    """One minute of a sawtooth."""
    rate, seconds = 44_100, 60
    samples = b"".join(struct.pack("<h", (frame * 331) % 20_000 - 10_000) for frame in range(rate)) * seconds
    path.write_bytes(b"RIFF" + struct.pack("<I", 36 + len(samples)) + b"WAVEfmt " + struct.pack(
        "<IHHIIHH", 16, 1, 1, rate, rate * 2, 2, 16) + b"data" + struct.pack("<I", len(samples)) + samples)


def reached(catalogue: Catalogue) -> str:
    """The worker gets as much of a file as the window needs, and answers as for the whole."""
    import fsspec
    from mastering_spark import fetching

    folder = catalogue.folder / "long"
    folder.mkdir()
    long = folder / "long.wav"
    _write_long_wav(long)
    chain = folder / "chain.ogg"
    codecs = {"long.flac": ["flac"], "long.ogg": ["libvorbis"], "long.opus": ["libopus"],
              "long.aiff": ["pcm_s24be"], "long.mp3": ["libmp3lame"], "other.oga": ["flac"],
              # An unusual block size, and a header that does not fit the first bytes.
              "small.flac": ["flac", "-frame_size", "576"]}
    for name, codec in codecs.items():
        subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-i", long, "-c:a", *codec, folder / name],
                       check=True, timeout=PATIENCE_SECONDS)
    chain.write_bytes((folder / "long.ogg").read_bytes() + (folder / "long.opus").read_bytes())
    shutil.copy(catalogue.music / "broken.wav", folder / "broken.flac")
    # The field for the bytes of a second is redundant, and decoders do not look at it.
    for name, rate in [("no rate.wav", 0), ("half rate.wav", 44_100)]:
        head = bytearray(long.read_bytes())
        head[28:32] = struct.pack("<I", rate)
        (folder / name).write_bytes(head)
    cut = (folder / "long.flac").read_bytes()
    (folder / "cut.flac").write_bytes(cut[:len(cut) // 2])
    shares = {}
    for path in sorted(folder.iterdir()):
        address = f"memory://{path.name}"
        with fsspec.open(address, "wb") as copy:
            copy.write(path.read_bytes())
        with fetching.fetched(address, 5.0) as (local, count):
            fetched, whole = (json.loads(worker([str(file)], "--max-duration", "5"))
                              for file in (local, path))
        assert {**fetched, "id": None} == {**whole, "id": None}, (path.name, fetched, whole)
        shares[path.name] = count / path.stat().st_size
    for name in ("long.wav", "no rate.wav", "half rate.wav", "long.aiff", "long.flac", "small.flac",
                 "long.ogg", "long.opus"):
        assert shares[name] < 0.6, shares
    for name in ("long.mp3", "other.oga", "chain.ogg", "broken.flac"):
        assert shares[name] == 1, shares
    return ", ".join(f"{name} {share:.0%}" for name, share in shares.items())


def partitioned(catalogue: Catalogue) -> str:
    """Rows are in a folder for each value, and any reader infers their types."""
    import pyarrow as pa
    import pyarrow.dataset as dataset
    from mastering_spark.tables import TRACKS, Store, partition

    store = Store(str(catalogue.folder / "partitioned"))
    empty = dict.fromkeys(TRACKS.names)
    rows = [empty | {"id": f"{place}", "primary_profile_id": profile, "sample_rate_hz": rate}
            for place, (profile, rate) in enumerate(
                [("warm", 44_100), ("a/b =", 48_000), ("warm", 48_000), ("warm", 44_100)])]
    columns = ["primary_profile_id", "sample_rate_hz"]
    # The first attempt could not fetch the third, and named the second otherwise.
    failure = {"id": "2", "position": 2, "code": "file_unreadable", "message": "no network"}
    cold = rows[1] | {"primary_profile_id": "cold"}
    for found in ({"tracks": [rows[0], cold, rows[3]], "failures": [failure]},
                  {"tracks": rows, "failures": []}):
        store.write_part(["0", "1", "2", "3"], found, TRACKS, columns)
    assert not store.parts("failures")
    assert len(store.parts("tracks")) == 3, store.parts("tracks")
    assert store.ids() == {"0", "1", "2", "3"} and len(list(store.rows("tracks"))) == 4
    table = dataset.dataset(f"{store.root}/tracks", partitioning="hive").to_table()
    assert table.schema.field("sample_rate_hz").type == pa.int32()
    assert sorted(zip(*(table[name].to_pylist() for name in ["id", *columns]), strict=True)) == [
        (row["id"], *(row[name] for name in columns)) for row in rows]
    assert partition(empty, ["channels"]) == "/channels=__HIVE_DEFAULT_PARTITION__"
    return f"{len(store.parts('tracks'))} parts"


def bundled(catalogue: Catalogue) -> str:
    """A bundle runs, is reproducible, and is refused after one of its files was changed."""
    from mastering_spark import bundle

    archive = catalogue.folder / "bundle.tar.gz"
    manifest = bundle.make(COMMAND, archive)
    place = catalogue.folder / "unpacked"
    place.mkdir()
    unpacked = bundle.unpack(str(archive), str(place))
    assert bundle.version(unpacked.command) == manifest["version"]
    library = next(name for name in manifest["files"] if name.startswith("libsndfile"))
    (unpacked.folder / library).write_bytes(b"another library")
    try:
        bundle.Unpacked(unpacked.folder)
    except bundle.BundleError as error:
        assert library in str(error)
    else:
        raise AssertionError("a changed library was not noticed")
    return f"{len(manifest['files'])} files, {archive.stat().st_size >> 20} MiB"


def carried(catalogue: Catalogue) -> str:
    """The Python that travels with a job runs in any folder, and finds only its own packages."""
    from mastering_spark import interpreter

    archive = catalogue.folder / "python.tar.gz"
    packages = interpreter.make(archive)
    assert {"fsspec", "pyarrow", "s3fs", "botocore"} <= packages.keys() and "pyspark" not in packages
    place = catalogue.folder / "another place"
    place.mkdir()
    subprocess.run(["tar", "-xzf", archive, "-C", place], check=True)
    script = ("import sys, fsspec, pyarrow.parquet, s3fs, ssl, sqlite3, zlib; "
              "print(*(module.__file__ for module in (fsspec, pyarrow, s3fs, ssl)), sys.prefix, sep='\\n')")
    done = subprocess.run([place / "bin/python", "-c", script], env={}, cwd="/", check=True,
                          stdout=subprocess.PIPE, text=True, timeout=PATIENCE_SECONDS)
    assert all(line.startswith(str(place)) for line in done.stdout.splitlines()), done.stdout
    mapped = subprocess.run([place / "bin/python", "-c", "import pyarrow; print(open('/proc/self/maps').read())"],
                            env={}, check=True, stdout=subprocess.PIPE, text=True, timeout=PATIENCE_SECONDS)
    libraries = set(re.findall(r"/\S.*\.so[.0-9]*$", mapped.stdout, re.MULTILINE))
    assert libraries and all(path.startswith(str(place)) for path in libraries), libraries
    return f"{len(packages)} packages, {archive.stat().st_size >> 20} MiB, {len(libraries)} libraries"


def named(catalogue: Catalogue) -> str:
    """Files are selected by the same extensions as in the command."""
    from mastering_spark.inputs import ENDINGS

    source = (ROOT / "Sources/WireFormat/Formats/AudioFileType.swift").read_text()
    listed = re.findall(r'AudioFileType\(\s*"[^"]*", \[([^\]]*)\]', source)
    known = {ending for words in listed for ending in re.findall(r'"(\w+)"', words)}
    assert known == ENDINGS, known ^ ENDINGS
    return f"{len(known)} endings"


def main() -> int:
    checks = [named, reached, partitioned, bundled, carried, whole, resumed, again, bucket]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        catalogue = Catalogue(Path(folder))
        for check in checks:
            try:
                print(f"ok    {check.__doc__} {check(catalogue)}", flush=True)
            except Exception:
                failed += 1
                print(f"WRONG {check.__doc__}\n{traceback.format_exc()}", flush=True)
    print(f"{len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
