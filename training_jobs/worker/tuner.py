"""Has the engine measure, while this node has nothing else to do, which settings are fastest on it.

The measurements are cached beside the base models; a node that cannot write there goes without.
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import structlog

from training_jobs.worker.homes import Home
from training_jobs.worker.warm import clean_environment

COMMAND = (sys.executable, "-m", "training_jobs.engine.tuning")
FILE = "tuning.json"
QUIET = 60.0  # seconds without a run before measuring begins

log = structlog.get_logger("training_jobs.worker")


class Tuner:
    """At most one measuring process; `look` is called at every beat and `stop` when a run begins."""

    def __init__(
        self, root: Path, models: Path, command: Sequence[str] = COMMAND, quiet: float = QUIET
    ) -> None:
        self.root, self.models, self.command, self.quiet = root, models, command, quiet
        self.done = False
        self._process: subprocess.Popen[bytes] | None = None
        self._home: Home | None = None
        self._busy_at = time.monotonic()
        self._deciding = threading.RLock()  # beats and runs come from two threads

    @property
    def measuring(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def look(self, *, idle: bool) -> None:
        """Begin when it has been idle for long enough; stop when it is no more."""
        with self._deciding:
            if not idle:
                self.stop()
            elif self._process is not None and not self.measuring:
                self.done = True
                log.info("settings measured", exit=self._process.returncode)
                self._forget()
            elif not self.done and not self.measuring and time.monotonic() - self._busy_at > self.quiet:
                self._begin()

    def stop(self) -> None:
        """A run needs the machine. What was measured so far is kept; the rest is measured at another time."""
        with self._deciding:
            self._busy_at = time.monotonic()
            if self._process is not None:
                self._process.kill()
                self._process.wait()
                self._forget()

    def known(self) -> dict[str, Any]:
        """The cached measurements; empty where there are none."""
        try:
            told = json.loads((self.models / FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return told if isinstance(told, dict) else {}

    def _begin(self) -> None:
        self._home = Home()
        self._process = subprocess.Popen(
            [*self.command, "--models", str(self.models)],
            cwd=self._home.path,
            env=clean_environment(self.root, str(self._home.path)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _forget(self) -> None:
        self._process = None
        if self._home is not None:
            self._home.close()
            self._home = None
