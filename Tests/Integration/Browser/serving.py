"""`mastering serve` as a process: started, contacted, killed, restarted."""

import os
import re
import signal
import subprocess
import tempfile
import threading

STARTED_WITHIN_SECONDS = 60


class Server:
    """A server for a folder of music, with its own cache."""

    def __init__(self, folder, *options, token=None):
        self._folder = folder
        self._options = options
        # A given token is not printed, and stays the same after a restart.
        self._given = token
        self.token = token
        self._scratch = tempfile.TemporaryDirectory(prefix="mastering-browser-")
        self._process = None
        self.address = None
        self.log = ""

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()
        self._scratch.cleanup()

    def start(self, port=0):
        """Starts it and waits for the line with its address."""
        cache = os.path.join(self._scratch.name, "cache.db")
        command = [os.environ["MASTERING_COMMAND"], "serve", str(self._folder)]
        command += ["--port", str(port), "--cache", cache, *self._options]
        environment = {k: v for k, v in os.environ.items() if k != "MASTERING_TOKEN"}
        if self._given:
            environment["MASTERING_TOKEN"] = self._given
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
            env=environment,
        )  # fmt: skip
        threading.Thread(target=self._read_log, args=[self._process], daemon=True).start()
        # A server without output is killed at the deadline, so the line is empty.
        deadline = threading.Timer(STARTED_WITHIN_SECONDS, self._process.kill)
        deadline.start()
        line = self._process.stdout.readline()
        deadline.cancel()
        found = re.search(r"(http://[^\s/]+:(\d+)/)(?:#token=(\S+))?", line)
        if not found:
            self.kill()
            raise RuntimeError(f"The server did not print its address: {line!r} {self.log}")
        self.address = found[1]
        self.port = int(found[2])
        self.token = self._given or found[3]

    @property
    def page(self):
        """The address that a user opens."""
        return f"{self.address}#token={self.token}"

    @property
    def authorization(self):
        """The fields that a request needs."""
        return {"Authorization": f"Bearer {self.token}"}

    def kill(self):
        """Ends it like a crash."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
        if self._process:
            self._process.wait()
            self._process.stdout.close()

    def restart(self):
        """Restarts it on the same port."""
        self.start(port=self.port)

    def _read_log(self, process):
        for line in process.stderr:
            self.log = (self.log + line)[-10_000:]
