"""Programs under test, which end with the runner, whatever ends that."""

import contextlib
import os
import signal
import subprocess

# Waits until its input ends, which even `kill -9` of the runner brings about.
_GUARDIAN = 'read -r line; kill -9 -- "-$1"'


class Process:
    """A running command in its own process group."""

    def __init__(self, command: list[str], is_read: bool) -> None:
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE if is_read else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.guardian = subprocess.Popen(
            ["sh", "-c", _GUARDIAN, "guardian", str(self.process.pid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def stop(self) -> None:
        """Ends it and what it has started."""
        # Before the number of the group can be another's.
        self.guardian.kill()
        self.guardian.wait()
        self.guardian.stdin.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                if pipe:
                    pipe.close()
