"""Client of the warm engine host: a process that has loaded the libraries and forks one child per run.

The protocol is JSON lines (see training_jobs.engine.host): we write start and kill, it writes the rest. When its
standard input closes it kills its children and goes.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

COMMAND = (sys.executable, "-m", "training_jobs.engine.host")
BACK_OFF = 3.0
PASSED_ON = ("PATH", "LANG")

log = structlog.get_logger("training_jobs.worker")


@dataclass(frozen=True)
class Ended:
    """How a child went: its exit code or its signal; `host_lost` when the host went before it could say."""

    exit: int | None
    signal: int | None
    host_lost: bool = False


@dataclass
class _Children:
    """What one host process has told of its children."""

    pids: dict[str, int] = field(default_factory=dict)
    ended: dict[str, Ended] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)


class Host:
    """One warm host at a time. `root` is where the code lies; the child sees nothing else of our environment."""

    def __init__(self, root: Path, command: Sequence[str] = COMMAND) -> None:
        self.root, self.command = root, list(command)
        self.about: dict[str, Any] = {}
        self._changed = threading.Condition()
        self._process: subprocess.Popen[str] | None = None
        self._home: tempfile.TemporaryDirectory[str] | None = None
        self._children = _Children()
        self._started_at = -BACK_OFF
        self._writing = threading.Lock()

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def ready(self) -> bool:
        return self.alive and bool(self.about)

    def ensure(self) -> None:
        """Start the host where there is none, not more often than every BACK_OFF seconds."""
        with self._changed:
            if self.alive or time.monotonic() - self._started_at < BACK_OFF:
                return
            self._started_at, self.about, self._children = time.monotonic(), {}, _Children()
            self._home = self._home or tempfile.TemporaryDirectory(prefix="lc-engine-")
            self._process = subprocess.Popen(
                self.command,
                cwd=self._home.name,
                env=clean_environment(self.root, self._home.name),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=True,  # it outlives a kill of the whole worker, to end its children
            )
            listener = threading.Thread(
                target=self._listen, args=(self._process, self._children), daemon=True
            )
            listener.start()

    def start(
        self,
        key: str,
        argv: Sequence[str],
        *,
        seconds: int,
        memory_mb: int | None = None,
        out: Path | None = None,
    ) -> None:
        """Ask for a child that may compute for `seconds` on every core; `ended(key)` tells when it has gone."""
        self._children.asked.add(key)
        self._say({"start": key, "argv": list(argv), "limits": {"cpu_seconds": seconds * cores()}}, key)

    def kill(self, key: str, name: str) -> None:
        """Send TERM, USR1 or KILL to the child's whole group."""
        self._say({"kill": key, "signal": name}, key)

    def ended(self, key: str) -> Ended | None:
        with self._changed:
            children = self._children
            if not self.alive:  # its children may hold its output open, so do not wait for that to close
                self._lose(children)
            if key in children.ended:
                return children.ended[key]
            return None if key in children.asked else Ended(None, None, host_lost=True)

    def wait(self, seconds: float) -> None:
        """Sleep until the host has said something, at most `seconds`."""
        with self._changed:
            self._changed.wait(seconds)

    def close(self) -> None:
        """End the host and all its children."""
        process, self._process = self._process, None
        if process is not None:
            if process.stdin:
                process.stdin.close()
            try:
                process.wait(1)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._home is not None:
            self._home.cleanup()
            self._home = None

    def _say(self, message: Mapping[str, Any], key: str) -> None:
        process = self._process
        try:
            if process is None or process.stdin is None:
                raise BrokenPipeError
            with self._writing:
                process.stdin.write(json.dumps(message) + "\n")
                process.stdin.flush()
        except (OSError, ValueError):
            self._lose(self._children)
            log.warning("engine host gone", run=key)

    def _listen(self, process: "subprocess.Popen[str]", children: _Children) -> None:
        assert process.stdout
        for line in process.stdout:
            try:
                said = json.loads(line)
            except ValueError:
                continue
            with self._changed:
                self._hear(said, children)
                self._changed.notify_all()
        process.wait()
        process.stdout.close()
        self._lose(children)

    def _hear(self, said: dict[str, Any], children: _Children) -> None:
        if said.get("ready"):
            self.about = said
        elif "started" in said:
            children.pids[said["started"]] = said["pid"]
        elif said.get("refused") in children.asked:
            log.error("engine host refused", run=said["refused"], reason=said.get("reason"))
            children.ended.setdefault(said["refused"], Ended(None, None))
        elif "ended" in said:
            children.pids.pop(said["ended"], None)
            children.ended[said["ended"]] = Ended(said.get("exit"), said.get("signal"))

    def _lose(self, children: _Children) -> None:
        """The host is gone: end what it may have left behind, and say so of every child it had."""
        with self._changed:
            for pid in children.pids.values():
                try:
                    os.killpg(pid, signal.SIGKILL)
                except (ProcessLookupError, PermissionError):
                    continue
            children.pids.clear()
            for key in children.asked - set(children.ended):
                children.ended[key] = Ended(None, None, host_lost=True)
            self._changed.notify_all()


def clean_environment(root: Path, home: str) -> dict[str, str]:
    """All that the engine may know of ours: no credentials, no addresses."""
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    # Threads that spin while they wait make a run ten times slower on a machine that has other work to do.
    threads = {"OMP_NUM_THREADS": str(cores()), "OMP_WAIT_POLICY": "PASSIVE"}
    ours = {"HOME": home, "PYTHONPATH": str(root), "HF_HUB_OFFLINE": "1", **threads}
    return {"LANG": "C.UTF-8", **passed_on, **ours}


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
