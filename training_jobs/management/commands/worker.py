"""`manage.py worker gpu --slots 2 --label a100`: the one command that makes this machine a node of the site."""

import os
import re
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.env import ROOT
from training_jobs.worker.facts import base_models
from training_jobs.worker.slots import MOST

LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


class Command(BaseCommand):
    help = "Work for the site: train runs (gpu), or do its small jobs (default). Ctrl-C ends it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("queue", choices=["gpu", "default"])
        parser.add_argument("--slots", type=int, default=1, help="how many runs at a time (default: 1)")
        parser.add_argument(
            "--label", action="append", default=[], help="what runs may ask for, such as a100; repeat"
        )
        parser.add_argument(
            "--memory-mb", type=int, default=0, help="for all runs together (default: found out)"
        )
        parser.add_argument(
            "--name", default=os.uname().nodename, help="of this node (default: the host's name)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        check(options)
        if options["queue"] == "gpu" and not base_models():
            self.stderr.write(
                f"No base model lies in {settings.MODELS_DIR}: run “manage.py models fetch” on this node."
            )
        os.chdir(ROOT)
        os.execve(sys.executable, celery(options), {**os.environ, **environment(options)})  # noqa: S606


def check(options: dict[str, Any]) -> None:
    """Raises CommandError with what to write instead."""
    if not 1 <= options["slots"] <= MOST:
        raise CommandError(f"--slots is between 1 and {MOST}.")
    if options["memory_mb"] < 0:
        raise CommandError("--memory-mb is a number of megabytes, such as 40000.")
    wrong = [word for word in (*options["label"], options["name"]) if not LABEL.fullmatch(word)]
    if wrong:
        raise CommandError(
            f"{wrong[0]!r}: names and labels have letters, digits, “.”, “_” and “-”, at most 40."
        )


def celery(options: dict[str, Any]) -> list[str]:
    """The command line of the worker process."""
    queue = options["queue"]
    pool = ["--concurrency", str(options["slots"]), "--hostname", f"{queue}@{options['name']}"]
    quiet = ["--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    return [
        sys.executable,
        "-m",
        "celery",
        "--app",
        "lms",
        "--quiet",
        "worker",
        "--queues",
        queue,
        *pool,
        *quiet,
    ]


def environment(options: dict[str, Any]) -> dict[str, str]:
    """Settings that the options stand for; what is not given stays as the environment has it."""
    given = {"WORKER_LABELS": ",".join(options["label"]), "WORKER_MEMORY_MB": str(options["memory_mb"] or "")}
    # A connection lasts as long as its task, so that a worker sees at once when PostgreSQL went away.
    return {"KEEP_CONNECTIONS": "0", **{name: value for name, value in given.items() if value}}
