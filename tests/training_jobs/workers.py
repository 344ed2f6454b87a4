"""Real Celery workers in processes of their own, on the test database."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection

from lms.env import ROOT
from lms.up.services import Valkey
from training_jobs.models import WorkerNode

SCRIPTED, REAL = "tests.training_jobs.scripted_worker", "lms"
PATIENCE = 300.0  # seconds that whatever must happen may take on a machine with too much to do


def environment(**more: str) -> dict[str, str]:
    url = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/" + str(connection.settings_dict["NAME"])
    base = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "lms.settings", "LOG_LEVEL": "INFO"}
    return {**base, "DATA": str(settings.RUNS_DIR.parent), "LEASE_SECONDS": "5", **more}


@contextmanager
def worker(
    queue: str = "gpu", name: str = "gpu@test", app: str = SCRIPTED, slots: int = 1, **more: str
) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker that has said it is ready. Whatever is left of its group afterwards is killed."""
    options = ["worker", "--queues", queue, "--concurrency", str(slots), "--hostname", name]
    quiet = ["--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "--app", app, "--quiet", *options, *quiet],
        cwd=ROOT,
        env=environment(**more),
        start_new_session=True,
    )
    try:
        until(lambda: process.poll() is not None or WorkerNode.objects.filter(name=name, ready=True).exists())
        assert process.poll() is None, "the worker did not start"
        yield process
    finally:
        end(process)


@contextmanager
def own_redis(folder: Path) -> Iterator["Redis"]:
    """A Valkey for one test, which may be killed and started again at the same address."""
    redis = Redis(folder)
    try:
        yield redis
    finally:
        redis.kill()


class Redis:
    def __init__(self, folder: Path) -> None:
        self.service = Valkey(folder / "valkey", folder / "valkey-password")
        self.service.prepare()
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self.service.command(), stdout=subprocess.DEVNULL)
        until(self.service.answers)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def ring(self, *, heard: bool = True) -> None:
        """A doorbell from another process that uses this Redis."""
        code = f"import django; django.setup(); from training_jobs.doorbell import ring; assert ring() is {heard}"
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=environment(REDIS_URL=self.service.url), check=True
        )


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ask it to go, and end it in any case: a worker whose broker was broken may wait for it until it is killed."""
    process.send_signal(signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
    kill_all(process)


def kill_all(process: "subprocess.Popen[bytes]") -> None:
    """kill -9 of the worker, its pool and its host at one moment."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def until(met: Callable[[], object], seconds: float = PATIENCE, every: float = 0.02) -> float:
    """Wait for something; how long it took."""
    begun_at = time.monotonic()
    while not met():
        assert time.monotonic() - begun_at < seconds, "it never came to that"
        time.sleep(every)
    return time.monotonic() - begun_at
