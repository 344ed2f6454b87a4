"""Finds and hits the processes of a run."""

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import psutil

from training_jobs.models import Run


def children_of(run: Run, attempt: int | None = None) -> list[int]:
    """Engine processes of a run (of one attempt of it): what has the attempt's log open as its stderr."""
    log = f"/{run.public_id}/{attempt or '*'}/log.txt"
    return [pid for pid in map(int, filter(str.isdecimal, os.listdir("/proc"))) if _writes_to(pid, log)]


def _writes_to(pid: int, log: str) -> bool:
    with suppress(OSError):
        return Path(os.readlink(f"/proc/{pid}/fd/2")).match(f"*{log}")
    return False


def family(process: "subprocess.Popen[bytes]") -> list[int]:
    """A worker and everything it started: pool, warm host, and the children of that."""
    with suppress(psutil.NoSuchProcess):
        return [process.pid, *(child.pid for child in psutil.Process(process.pid).children(recursive=True))]
    return []


def host_of(process: "subprocess.Popen[bytes]") -> int:
    """The warm host of a worker: the first of its descendants that is none of its pool."""
    for child in psutil.Process(process.pid).children(recursive=True):
        words = " ".join(child.cmdline())
        if "engine.host" in words or words.endswith("scripted_host.py"):
            return child.pid
    raise AssertionError("this worker has no host")


def hit(pids: list[int], number: signal.Signals = signal.SIGKILL) -> int:
    """Signal each; how many were there."""
    reached = 0
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
            reached += 1
    return reached


def alive(pid: int) -> bool:
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False
