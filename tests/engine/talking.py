"""A conversation with the warm host."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from training_jobs.engine.places import Places

SECRET = "canary-secret"


class Talk:
    """A conversation with a host: one JSON line out, one in."""

    def __init__(self, *command: str, **more: str) -> None:
        words = command or (sys.executable, "-m", "training_jobs.engine.host")
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "DATABASE_URL": SECRET, **more}
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
        )
        self.ready = self.hear()

    def say(self, **asked: Any) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())

    def hear_end(self) -> dict[str, Any]:
        """The end of a child, without what the host tells of itself."""
        told = self.hear()
        assert told.pop("rss_mb") > 0
        return told

    def start(self, name: str, spec: Path, places: Places, resume: Sequence[Path] = (), **more: Any) -> int:
        argv = [str(spec), "--out", str(places.out)]
        argv += [word for folder in resume for word in ("--resume", str(folder))]
        argv += ["--models", str(places.models), "--datasets", str(places.datasets)]
        self.say(start=name, argv=argv, **more)
        answer = self.hear()
        assert answer["started"] == name
        return answer["pid"]

    def end(self) -> int:
        assert self.process.stdin
        self.process.stdin.close()
        with self.process:
            return self.process.wait(timeout=60)


def wait_for_a_step(places: Places) -> None:
    """Returns once the run has told a step; its file is the only sign there is."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        path = places.out / "events.jsonl"
        if path.exists() and '"kind":"step"' in path.read_text():
            return
        time.sleep(0.02)
    pytest.fail(f"No step: {(places.out / 'log.txt').read_text()}")


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that waits to be reaped by init does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_dead(pid: int) -> None:
    deadline = time.monotonic() + 30
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(pid)
