"""Who is next. The order is Postgres': oldest first, and a run that lost its worker keeps its place."""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training_jobs.models import Run, RunAttempt
from training_jobs.moves import tell_state
from training_jobs.nodes import live_nodes
from training_jobs.states import LIVE, State

CLAIM = """
WITH next AS (
    SELECT id FROM training_jobs_run WHERE state = 'queued'
    ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE training_jobs_run run SET
    state = 'starting', attempt = attempt + 1, last_seq = last_seq + 1,
    lease_owner = %(worker)s, lease_until = clock_timestamp() + make_interval(secs => %(lease)s),
    told = 0, step = 0, macro_f1 = NULL, accuracy = NULL,
    started_at = clock_timestamp(), updated_at = clock_timestamp()
FROM next WHERE run.id = next.id
RETURNING run.id
"""


@dataclass(frozen=True)
class Claimed:
    """A run in a worker's hands. `attempt` fences every write the worker makes."""

    run_id: int
    public_id: uuid.UUID
    attempt: int
    kind: str


@transaction.atomic
def claim(worker: str) -> Claimed | None:
    """Take the next queued run, or None. Any number of workers may ask at once; each run goes to one."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"worker": worker[:120], "lease": settings.LEASE_SECONDS})
        taken = cursor.fetchone()
    if taken is None:
        return None
    run = Run.objects.get(pk=taken[0])
    RunAttempt.objects.create(run=run, number=run.attempt, worker=worker[:120])
    tell_state(run, resume_step=0 if run.attempt > 1 else None)
    return Claimed(run.pk, run.public_id, run.attempt, run.kind)


def position(run: Run) -> int | None:
    """1 for the run that starts next; None for one that does not wait."""
    if run.state != State.QUEUED:
        return None
    ahead = Q(created_at__lt=run.created_at) | Q(created_at=run.created_at, pk__lt=run.pk)
    return Run.objects.filter(ahead, state=State.QUEUED).count() + 1


def waiting_reason(run: Run) -> str:
    """Why a queued run has not started, in words; "" for a run that does not wait."""
    place = position(run)
    if place is None:
        return ""
    nodes = live_nodes("gpu")
    if not nodes:
        return _(
            "No GPU worker is running, so nothing can start. Your run keeps its place; "
            "tell an administrator if this lasts."
        )
    if not any(node.ready for node in nodes):
        return _("The GPU worker is starting up. Your run begins as soon as it is ready.")
    if place == 1 and Run.objects.filter(state__in=LIVE).count() < len(nodes):
        return _("Your run starts in a moment.")
    if place == 1:
        return _("Your run is next. It starts when a run before it has ended.")
    return ngettext("%(count)d run is ahead of yours.", "%(count)d runs are ahead of yours.", place - 1) % {
        "count": place - 1
    }
