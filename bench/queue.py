"""The fair queue: how long a claim takes, and what it costs to tell a run its place."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from bench import world
from bench.figures import Figure, figure
from bench.ingest import milliseconds

PEOPLE, WAITING, ENDED, NODES = 2_000, 5_000, 10_000, 4
NEXT = """
UPDATE training_jobs_run SET state = 'starting', updated_at = clock_timestamp() WHERE id = (
    SELECT id FROM training_jobs_run WHERE state = 'queued' ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id
"""


def crowd(waiting: int, ended: int) -> None:
    """So many waiting runs of many people, who used the workers in the last days."""
    from django.db import connection
    from django.utils import timezone

    from people.models import User
    from training_jobs.models import RunAttempt, WorkerNode

    now = timezone.now()
    people = [User(email=f"p{n}@example.org", name=f"P{n}", password="!") for n in range(PEOPLE)]
    people = User.objects.bulk_create(people)
    fields = {"base_model": "minilm-l6", "memory_mb": 900, "expected_seconds": 30, "contract": 1}
    for number, owner in enumerate(people):
        world.runs(owner, waiting // PEOPLE + (number < waiting % PEOPLE), **fields)
        done = world.runs(owner, ended // PEOPLE, state="finished", attempt=1)
        RunAttempt.objects.bulk_create(
            RunAttempt(
                run=run,
                number=1,
                owner=owner,
                worker="w",
                started_at=now - timedelta(minutes=place + 2 + number % 600),
                ended_at=now - timedelta(minutes=place + 1),
            )
            for place, run in enumerate(done)
        )
    for number in range(NODES):
        facts = {"ready": True, "slots": 2, "contract": 2, "base_models": ["minilm-l6"], "memory_mb": 8_000}
        WorkerNode.objects.create(name=f"gpu@{number}", queue="gpu", **facts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def claims() -> Iterator[Figure]:
    from django.db import connection, transaction

    from training_jobs.models import Run
    from training_jobs.queue import claim

    def fair(number: int) -> None:
        taken = claim("bench", f"gpu@{number % NODES}")
        assert taken is not None
        Run.objects.filter(pk=taken.run_id).update(state="finished")

    def oldest() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(NEXT)
            Run.objects.filter(pk=cursor.fetchone()[0]).update(state="finished")

    values, controls = [], []
    for number in range(40):
        values.append(milliseconds(partial(fair, number)))
        controls.append(milliseconds(oldest))
    yield figure("queue.claim_5000", values, "ms", control="oldest first, nothing weighed", controls=controls)


def places() -> Iterator[Figure]:
    from training_jobs import queue
    from training_jobs.models import Run

    def told() -> list[float]:
        run = Run.objects.select_related("experiment").filter(state="queued").order_by("-created_at")[0]
        return [milliseconds(lambda: queue.waiting(run)) for _round in range(15)]

    found: dict[int, Any] = {}
    for left in (1_000, 10):
        keep = list(
            Run.objects.filter(state="queued").order_by("created_at").values_list("pk", flat=True)[:left]
        )
        Run.objects.filter(state="queued").exclude(pk__in=keep).update(state="cancelled")
        found[left] = told()
    yield figure("queue.place_1000", found[1_000], "ms", control="among 10 that wait", controls=found[10])


def figures() -> Iterator[Figure]:
    world.prepare()
    crowd(WAITING, ENDED)
    yield from claims()
    yield from places()
