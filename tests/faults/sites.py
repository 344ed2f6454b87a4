"""Processes of the site that a scenario may kill and start again at the same address."""

import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType

import httpx

from lms.env import ROOT
from lms.up.services import Postgres, free_port
from tests.training_jobs.workers import PATIENCE, environment, until


class Web:
    """The web server alone: `kill()` is kill -9, `start()` brings it back at the same port."""

    def __init__(self, **more: str) -> None:
        self.port, self.more = free_port(), more
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Web":
        self.start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.kill()

    def start(self) -> None:
        serve = ["uvicorn", "lms.asgi:application", "--port", str(self.port), "--lifespan", "off"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", *serve, "--log-level", "warning"],
            cwd=ROOT,
            env=environment(LOG_LEVEL="WARNING", **self.more),
        )
        until(self.answers)

    def answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, "the web server did not start"
        try:
            return httpx.get(f"{self.url}/healthz/live", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


class Database:
    """A PostgreSQL of its own, which a scenario may stop as hard as a power cut."""

    def __init__(self, folder: Path) -> None:
        self.service = Postgres(folder / "postgres", folder / "postgres-password")
        self.log = folder / "postgres.log"
        self.service.prepare()
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as log:
            account = self.service.account()
            self.process = subprocess.Popen(
                self.service.command(), stdout=log, stderr=log, user=account, start_new_session=True
            )
        until(self.answers)

    def answers(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()[-1000:]
        return self.service.answers()

    def stop_hard(self) -> None:
        """`pg_ctl stop -m immediate`: no goodbye to anybody, recovery from the log at the next start."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(PATIENCE)
