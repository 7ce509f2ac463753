"""What the processes of a stalled job are doing."""

import os
import signal
import time
from pathlib import Path


def report(session: int) -> str:
    """Linux's report on each process of a session, and the thread dumps of Java and Python.

    Java writes that to where it prints, which for executors is a file in Spark's folder `work`; Python, which
    ends with it, to standard error."""
    processes = sorted(_processes(session))
    lines = [f"load {os.getloadavg()}"]
    for process in processes:
        lines.append(f"{process} {_text(process, 'wchan')} {_state(process)} {_command(process)[:300]}")
    for process in processes:
        name = os.path.basename(_command(process).split(" ")[0])
        if name == "java":
            os.kill(process, signal.SIGQUIT)
    time.sleep(5)
    for process in processes:
        for name in ("stdout", "stderr"):
            path = Path(f"/proc/{process}/cwd") / name
            if "ExecutorBackend" in _command(process) and path.is_file():
                lines.append(f"--- {name} of {process}\n{path.read_text(errors='replace')[-8000:]}")
    for process in processes:
        if "python" in os.path.basename(_command(process).split(" ")[0]):
            os.kill(process, signal.SIGABRT)
    time.sleep(2)
    return "\n".join(lines)


def _processes(session: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.getsid(int(entry.name)) == session:
                    found.append(int(entry.name))
            except ProcessLookupError:
                continue
    return found


def _text(process: int, name: str) -> str:
    try:
        return Path(f"/proc/{process}/{name}").read_text(errors="replace")
    except OSError:
        return ""


def _state(process: int) -> str:
    status = _text(process, "status")
    return " ".join(line.split(":")[1].split()[0] for line in status.splitlines()
                    if line.startswith(("State", "Threads", "VmRSS")))


def _command(process: int) -> str:
    return _text(process, "cmdline").replace("\0", " ")


if __name__ == "__main__":
    import sys

    print(report(int(sys.argv[1])))
