"""A PostgreSQL, a Valkey, one learner and runs of hers, for benchmarks that need no whole product."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

AT = 1_790_000_000.0
_random = Random(7)
NOISE = [[_random.random() for _metric in range(4)] for _step in range(8_191)]


def prepare() -> None:
    """Start the servers that the tests use and make the tables. Once per process."""
    os.environ["DURABLE"] = "1"
    import tests.servers  # noqa: F401

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    os.environ["LOG_LEVEL"] = "WARNING"
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def learner(name: str = "Ling") -> Any:
    from people.models import User

    email = f"{name.lower()}@example.org"
    return User.objects.filter(email=email).first() or User.objects.create_user(email, "x", name=name)


def runs(owner: Any, count: int, **fields: Any) -> list[Any]:
    """Runs of one experiment each, in whatever state the fields say."""
    from tests.training_jobs.told import SPEC
    from training_jobs.models import Experiment, Kind, Run

    asked = [Experiment(owner=owner, title=f"Try {number}", spec=SPEC) for number in range(count)]
    Experiment.objects.bulk_create(asked)
    made = [Run(experiment=one, kind=Kind.TRAIN, **fields) for one in asked]
    Run.objects.bulk_create(made)
    return made


def live_run(owner: Any) -> Any:
    return runs(owner, 1, state="running", attempt=1)[0]


def line(number: int, at: float = AT) -> Any:
    """Line `number` of a run: the step of its number, with all metrics an engine tells."""
    from training_jobs.contract.events import Line

    first, second, third, fourth = NOISE[number * 31 % len(NOISE)]
    metrics = {
        "loss": 2 / (1 + number / 1_000) + first / 10,
        "learning_rate": 0.001 / (1 + number / 10_000),
        "gradient_norm": 1 + second,
        "examples_per_second": round(20 + third, 2),
        "memory_mb": round(900 + 100 * fourth),
        "load": round(0.9 + first / 20, 3),
    }
    return Line(n=number, kind="step", data={"step": number, "epoch": number / 60, "metrics": metrics}, at=at)


@contextmanager
def rate(per_second: float) -> Iterator[Any]:
    """A pace: call it before each act; it waits until the act is due and returns how late it is, in seconds."""
    import time

    began, count = time.perf_counter(), 0

    def due() -> float:
        nonlocal count
        wait = began + count / per_second - time.perf_counter()
        count += 1
        if wait > 0:
            time.sleep(wait)
        return max(0.0, -wait)

    yield due
