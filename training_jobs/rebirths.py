"""A worker that starts anew under its own name: what its earlier life had at work is lost, and goes on at once."""

from contextlib import suppress

import structlog
from django.db import transaction

from training_jobs import endings
from training_jobs.contract.failures import Failure
from training_jobs.models import Run, WorkerNode
from training_jobs.moves import Fenced
from training_jobs.states import LIVE

log = structlog.get_logger("training_jobs.worker")


@transaction.atomic
def begin_life(*, name: str, queue: str, life: str) -> int:
    """Take the name for this start of the worker, and give back what an earlier one left; how many runs.

    One that still lives, or wakes, bears the name no more: it can neither announce itself nor claim, and what it had at
    work is fenced by the attempt.
    """
    node, new = WorkerNode.objects.select_for_update().get_or_create(
        name=name, defaults={"queue": queue, "life": life}
    )
    if node.life == life and not new:
        return 0  # another slot of this worker did it, and may have a run at work by now
    WorkerNode.objects.filter(pk=node.pk).update(life=life)
    left = Run.objects.filter(lease_node=name, state__in=LIVE).values_list("pk", "attempt")
    return sum(_give_back(run_id, attempt) for run_id, attempt in list(left))


def _give_back(run_id: int, attempt: int) -> bool:
    with suppress(Fenced):
        run = endings.lose(run_id=run_id, attempt=attempt, failure=Failure.WORKER_LOST)
        log.warning("run lost its worker", run=str(run.public_id), attempt=attempt, state=run.state)
        return True
    return False
