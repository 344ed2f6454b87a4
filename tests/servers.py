"""A pytest plugin loaded before Django: real PostgreSQL and Valkey for the whole test session, shared by all workers."""

import atexit
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from lms.up.services import Postgres, Valkey, stop

ROOT = Path(__file__).resolve().parent.parent
STARTED: list["subprocess.Popen[bytes]"] = []


class Hasty(Postgres):
    """One whose tables need not survive a power cut: they do not survive the session. A killed process loses nothing.

    Benchmarks ask for DURABLE, because saving to the disk is part of what they measure.
    """

    def command(self) -> list[str]:
        careless = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        settings = [] if "DURABLE" in os.environ else careless
        return [*super().command(), *(part for setting in settings for part in ("-c", setting))]


def _start(service: Postgres | Valkey, log: Path) -> str:
    service.prepare()
    with log.open("ab") as output:
        process = subprocess.Popen(
            service.command(), stdout=output, stderr=output, user=service.account(), start_new_session=True
        )
    STARTED.append(process)
    deadline = time.monotonic() + 20
    while not service.answers():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{service.command()[0]} did not start:\n{log.read_text()[-2000:]}")
        time.sleep(0.05)
    return service.url


def _stop_all(folder: Path) -> None:
    for process in reversed(STARTED):
        process.send_signal(signal.SIGINT)
        stop(process)
    shutil.rmtree(folder, ignore_errors=True)


def _start_servers() -> None:
    folder = Path(tempfile.mkdtemp(prefix="lc-test-"))
    atexit.register(_stop_all, folder)
    os.environ.update(
        TEST_SERVERS="started",
        DATA=str(folder / "data"),
        SECRET_KEY=secrets.token_urlsafe(48),
        KEEP_CONNECTIONS="0",
        MODELS=os.environ.get("MODELS", str(ROOT / "var" / "models")),
        DATABASE_URL=_start(Hasty(folder / "postgres", folder / "pg-password"), folder / "postgres.log"),
        REDIS_URL=_start(Valkey(folder / "valkey", folder / "valkey-password"), folder / "valkey.log"),
    )


if "TEST_SERVERS" not in os.environ:
    _start_servers()
if "PYTEST_XDIST_WORKER" in os.environ:  # each process its own doorbells and announcements
    number = int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{number}"
