"""One process of the warm engine host, and what it told of its children (the protocol: training_jobs.engine.host)."""

import contextlib
import json
import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from training_jobs.worker.homes import Home

PASSED_ON = ("PATH", "LANG", "CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH")

log = structlog.get_logger("training_jobs.worker")


@dataclass(frozen=True)
class Ended:
    """How a child went: its exit code or its signal; `host_lost` when the host went before it could say."""

    exit: int | None
    signal: int | None
    host_lost: bool = False


class Warm:
    """A host process from its start to its end. `changed` is notified whenever it has said something."""

    def __init__(self, command: Sequence[str], root: Path, changed: threading.Condition) -> None:
        self.about: dict[str, Any] = {}
        self.rss_mb = 0.0
        self.asked: set[str] = set()
        self.children: dict[str, int] = {}  # process ids of those at work
        self._ended: dict[str, Ended] = {}
        self._changed, self._writing = changed, threading.Lock()
        self._home = Home()
        self._process = subprocess.Popen(
            list(command),
            cwd=self._home.path,
            env=clean_environment(root, str(self._home.path)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # it outlives a kill of the whole worker, to end its children
        )
        threading.Thread(target=self._listen, name="engine host", daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def ready(self) -> bool:
        return self.alive and bool(self.about)

    @property
    def idle(self) -> bool:
        """Whether no child of it is left."""
        return self.asked <= self._ended.keys()

    def say(self, message: Mapping[str, Any], key: str) -> None:
        stdin = self._process.stdin
        try:
            if stdin is None:
                raise BrokenPipeError
            with self._writing:
                stdin.write(json.dumps(message) + "\n")
                stdin.flush()
        except (OSError, ValueError):
            self._lose()
            log.warning("engine host gone", run=key)

    def ended(self, key: str) -> Ended | None:
        if not self.alive:  # its children may hold its output open, so do not wait for that to close
            self._lose()
        return self._ended.get(key)

    def close(self) -> None:
        """End the process and all its children, and remove what they left in temporary folders."""
        if self._process.stdin:
            with self._writing, contextlib.suppress(OSError):
                self._process.stdin.close()
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._home.close()

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            try:
                said = json.loads(line)
            except ValueError:
                continue
            with self._changed:
                self._hear(said)
                self._changed.notify_all()
        self._process.wait()
        self._process.stdout.close()
        self._lose()

    def _hear(self, said: dict[str, Any]) -> None:
        self.rss_mb = said.get("rss_mb", self.rss_mb)
        if said.get("ready"):
            self.about = said
        elif "started" in said:
            self.children[said["started"]] = said["pid"]
        elif said.get("refused") in self.asked:
            log.error("engine host refused", run=said["refused"], reason=said.get("reason"))
            self._ended.setdefault(said["refused"], Ended(None, None))
        elif "ended" in said:
            self.children.pop(said["ended"], None)
            self._ended[said["ended"]] = Ended(said.get("exit"), said.get("signal"))

    def _lose(self) -> None:
        """The host is gone: end what it may have left behind, and say so of every child it had."""
        with self._changed:
            for pid in self.children.values():
                try:
                    os.killpg(pid, signal.SIGKILL)
                except (ProcessLookupError, PermissionError):
                    continue
            self.children.clear()
            for key in self.asked - set(self._ended):
                self._ended[key] = Ended(None, None, host_lost=True)
            self._changed.notify_all()


def clean_environment(root: Path, home: str) -> dict[str, str]:
    """All that the engine may know of ours: no credentials, no addresses."""
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    # Threads that spin while they wait make a run ten times slower on a machine that has other work to do.
    threads = {"OMP_NUM_THREADS": str(cores()), "OMP_WAIT_POLICY": "PASSIVE"}
    ours = {"HOME": home, "TMPDIR": home, "PYTHONPATH": str(root), "HF_HUB_OFFLINE": "1", **threads}
    return {"LANG": "C.UTF-8", **passed_on, **ours}


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
