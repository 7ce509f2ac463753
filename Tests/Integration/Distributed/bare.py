"""Runs a job on executors that have nothing but Java and Spark, from a bucket into a bucket:
.build-spark/bin/python Tests/Integration/Distributed/bare.py --root /tmp/bare

By hand and as root: a separate Debian system is made with debootstrap unless it exists, and two workers
of a Spark cluster run in it (chroot), in their own namespace so that nothing stays mounted. It has neither Python
nor any library of the command. The table has to be that of the plain command.
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True

ROOT = Path(__file__).resolve().parents[3]
SPARK = str(Path(sys.executable).with_name("mastering-spark"))
ABSENT = ["python3", "libsndfile*", "libsoxr*", "libmpg123*", "libfftw*", "libebur128*", "libtag.*", "libswift*",
          "ffmpeg", "*pyarrow*", "*fsspec*"]
ENVIRONMENT = {**os.environ, "MASTERING_CONFIG": "", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
               "AWS_DEFAULT_REGION": "us-east-1", "SPARK_LOCAL_IP": "127.0.0.1"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", required=True, type=Path, help="the folder of the bare system")
    parser.add_argument("--command", default=os.environ.get(
        "MASTERING_COMMAND", str(ROOT / ".build/release/mastering")))
    options = parser.parse_args()
    if os.environ.get("MASTERING_BARE") != "1":
        # The mounts below are visible to this process only.
        os.environ["MASTERING_BARE"] = "1"
        os.execvp("unshare", ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child",
                              sys.executable, *sys.argv])
    import pyspark

    make(options.root, Path(pyspark.__file__).parent)
    found = [path for name in ABSENT for path in options.root.rglob(name)
             if not str(path).startswith((f"{options.root}/proc", f"{options.root}/opt/spark"))]
    assert not found, found
    print(f"the root has {', '.join(name for name in ABSENT)} nowhere", flush=True)
    with tempfile.TemporaryDirectory() as name:
        run(options, Path(name))
    return 0


def make(root: Path, spark: Path) -> None:
    if not (root / "debian").exists():
        subprocess.run(["debootstrap", "--variant=minbase", "bookworm", str(root)], check=True,
                       stdout=subprocess.DEVNULL)
        (root / "debian").touch()
    # Java's installation needs them too.
    subprocess.run(["mount", "-t", "proc", "proc", str(root / "proc")], check=True)
    subprocess.run(["mount", "--bind", "/dev", str(root / "dev")], check=True)
    if not (root / "ready").exists():
        inside(root, "apt-get", "update", "-q")
        inside(root, "apt-get", "install", "-qy", "--no-install-recommends", "openjdk-17-jre-headless")
        shutil.rmtree(root / "opt/spark", ignore_errors=True)
        (root / "opt/spark").mkdir(parents=True)
        for part in ("bin", "sbin", "jars"):
            shutil.copytree(spark / part, root / "opt/spark" / part)
        (root / "opt/spark/python/lib").mkdir(parents=True)
        for path in (spark / "python/lib").glob("*.zip"):
            shutil.copy(path, root / "opt/spark/python/lib")
        (root / "ready").touch()


def inside(root: Path, *command: str) -> None:
    subprocess.run(["chroot", str(root), *command], check=True, stdout=subprocess.DEVNULL,
                   env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive"})


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def run(options: argparse.Namespace, folder: Path) -> None:
    import pyspark
    from moto.server import ThreadedMotoServer

    import s3fs

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    given = {"client_kwargs": {"endpoint_url": f"http://{host}:{port}"}, "key": "test", "secret": "test"}
    store = s3fs.S3FileSystem(**given)
    store.mkdir("music")
    store.mkdir("tables")
    recordings = sorted((ROOT / "Examples").glob("*.flac"))
    for recording in recordings:
        store.put(str(recording), f"music/masters/{recording.name}")
    cluster = free_port()
    address = f"spark://127.0.0.1:{cluster}"
    home = Path(pyspark.__file__).parent
    logs = folder / "logs"
    logs.mkdir()
    processes = []

    def start(name: str, *command: str) -> None:
        with (logs / name).open("w") as log:
            processes.append(subprocess.Popen(command, stdout=log, stderr=log, env=ENVIRONMENT))

    try:
        start("master", str(home / "bin/spark-class"), "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1",
              "--port", str(cluster), "--webui-port", str(free_port()))
        for number in (1, 2):
            start(f"worker{number}", "chroot", str(options.root), "/usr/bin/env", "-i", "PATH=/usr/bin:/bin",
                  "SPARK_HOME=/opt/spark", "SPARK_LOCAL_IP=127.0.0.1", "/opt/spark/bin/spark-class",
                  "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "-c", "1", "-m", "1g",
                  "--webui-port", str(free_port()), "-d", f"/tmp/work{number}", address)
        wait(logs / "master", r"(?s)Registering worker.*Registering worker")
        done = subprocess.run(
            [SPARK, "analyze", "s3://music/masters", "--output", "s3://tables/bare", "--command", options.command,
             "--master", address, "--part", "2", "--storage", f"s3={json.dumps(given)}"],
            env=ENVIRONMENT, stdout=subprocess.PIPE, text=True, check=False)
        print(done.stdout.strip(), flush=True)
        assert done.returncode == 0, "".join(path.read_text()[-3000:] for path in logs.iterdir())
        executors = sum(1 for path in (options.root / "tmp").glob("work*/app-*/*/python/bin/python"))
        print(f"{executors} executors unpacked the Python that came with the job", flush=True)
        assert executors == 2
        import fsspec
        fsspec.config.conf["s3"] = given
        from mastering_spark.tables import METRICS, Store
        rows = {row["id"].rsplit("/", 1)[-1]: row for row in Store("s3://tables/bare").rows("tracks")}
        listed = "".join(f"{recording}\n" for recording in recordings)
        plain = subprocess.run([options.command, "analyze", "--worker"], input=listed.encode(), env=ENVIRONMENT,
                               stdout=subprocess.PIPE, check=True).stdout
        for line in plain.splitlines():
            answer = json.loads(line)
            row = rows.pop(Path(answer["id"]).name)
            assert all(row[name] == answer["fingerprint"][name] for name in METRICS), answer
            assert row["primary_profile_id"] == answer["primary_profile_id"], answer
        assert not rows, rows
        print(f"{len(recordings)} rows are those of the plain command", flush=True)
    finally:
        for process in reversed(processes):
            process.send_signal(signal.SIGTERM)
            process.wait(60)
        server.stop()


def wait(log: Path, pattern: str) -> None:
    end = time.monotonic() + 600
    while not re.search(pattern, log.read_text()):
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
