"""Once the training worker has announced itself: when it takes no runs, says at the terminal why, and what to set."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping

from lms.up.parts import ROOT

EVERY = 1.0


class FirstLook:
    """Looks until the worker takes runs or has said why it does not; `look` costs nothing between two looks."""

    def __init__(
        self, host: str, port: int, environment: Mapping[str, str], say: Callable[[str], None]
    ) -> None:
        self.host, self.port, self.environment, self.say = host, port, environment, say
        self.over = False
        self._again_at = 0.0

    def look(self) -> None:
        if self.over or time.monotonic() < self._again_at:
            return
        self._again_at = time.monotonic() + EVERY
        state = self._worker()
        self.over = state in ("ok", "in trouble")
        if state == "in trouble":
            self.say(self._trouble())

    def _worker(self) -> str:
        """What the site's health says of the training worker; "" while it does not answer."""
        try:
            with urllib.request.urlopen(f"http://{self.host}:{self.port}/healthz/ready", timeout=2) as answer:
                return str(json.load(answer)["parts"]["worker_gpu"])
        except (urllib.error.URLError, OSError, ValueError, KeyError):
            return ""

    def _trouble(self) -> str:
        command = [sys.executable, "manage.py", "nodes", "trouble"]
        told = subprocess.run(
            command, cwd=ROOT, env=dict(self.environment), capture_output=True, text=True, check=False
        )
        return "\n" + (
            told.stdout.strip() or "The training worker takes no runs; “manage.py nodes” says why."
        )
