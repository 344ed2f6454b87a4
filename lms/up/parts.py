"""The parts of a running site and the commands that start them; docker-compose.yml starts the same ones."""

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CELERY = [sys.executable, "-m", "celery", "--app", "lms", "--quiet"]
# A worker's connection lasts as long as its task, so that it sees at once when PostgreSQL went away.
SHORT_CONNECTIONS = {"KEEP_CONNECTIONS": "0"}
MOST_WEB = 4  # processes; whoever has more cores for them says so


def web_processes() -> int:
    """One per core, because a process computes one answer at a time."""
    return min(MOST_WEB, os.cpu_count() or 1)


@dataclass(frozen=True)
class Part:
    """One process the supervisor keeps alive. Parts of a higher stage start later and end earlier."""

    name: str
    command: list[str]
    stage: int
    account: str | None = None
    environment: dict[str, str] = field(default_factory=dict)
    grace: float = 3.0


def web(host: str, port: int) -> Part:
    """As many processes as WEB_CONCURRENCY says, which uvicorn reads itself."""
    serve = ["uvicorn", "lms.asgi:application", "--host", host, "--port", str(port), "--no-access-log"]
    limits = [
        "--ws-max-size",
        "16384",
        "--ws-per-message-deflate",  # frames are small, and each socket would compress them anew
        "false",
        "--timeout-graceful-shutdown",
        "2",
        "--lifespan",
        "off",
        "--timeout-worker-healthcheck",  # a process that is slow on a busy machine is not dead
        "30",
        "--log-level",
        "warning",
    ]
    return Part("web", [sys.executable, "-m", *serve, *limits], stage=2)


def worker(queue: str, processes: int) -> Part:
    command = [sys.executable, "manage.py", "worker", queue, "--slots", str(processes)]
    return Part(f"worker-{queue}", command, stage=2, environment=SHORT_CONNECTIONS, grace=6.0)


def beat() -> Part:
    command = [*CELERY, "beat", "--loglevel", "WARNING", "--pidfile="]
    return Part("beat", command, stage=2, environment=SHORT_CONNECTIONS)


def product(host: str, port: int) -> list[Part]:
    """Web, both workers and beat, in the order they start."""
    return [web(host, port), worker("gpu", 1), worker("default", 1), beat()]
