"""Finds and hits the processes of a run."""

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import psutil

from training_jobs.models import Run

GONE = (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)


def children_of(run: Run, attempt: int | None = None) -> list[int]:
    """Processes of a run, or of one attempt: a real engine has the attempt's log open, a script has its spec."""
    place = f"/{run.public_id}/{attempt}/" if attempt else f"/{run.public_id}/"
    return [pid for pid in map(int, filter(str.isdecimal, os.listdir("/proc"))) if _is_of(pid, place)]


def _is_of(pid: int, place: str) -> bool:
    with suppress(OSError):
        return place in os.readlink(f"/proc/{pid}/fd/2") or place.encode() in _words(pid)
    return False


def _words(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


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
    return _status(pid) not in GONE


def are_stopped(pids: list[int]) -> bool:
    """Whether each stands still as SIGSTOP wants it, or is gone."""
    return all(_status(pid) in (psutil.STATUS_STOPPED, *GONE) for pid in pids)


def _status(pid: int) -> str:
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status()
    return psutil.STATUS_DEAD
