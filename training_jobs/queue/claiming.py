"""Taking the next run. One claim at a time, so that limits and memory hold; it takes milliseconds."""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction

from training_jobs.doorbell import ring_on_commit, waiting_and_free
from training_jobs.models import Run, RunAttempt, WorkerNode
from training_jobs.moves import tell_state
from training_jobs.queue.order import BY_KEY, OWN_ORDER, PEOPLE, asked

# Two claims at once would both see the same free memory and the same limits. A worker that is frozen inside its
# claim loses its session, so that it holds up nobody for long. Compiling the query would take longer than running it.
TURN = """
SELECT set_config('idle_in_transaction_session_timeout', '15s', true), set_config('jit', 'off', true),
    pg_advisory_xact_lock(7261003)
"""

# A run that needs more memory than is free now is passed by smaller ones; once it is first and has waited long
# enough, nothing passes it on this node, so that its memory comes free.
CLAIM = f"""
{PEOPLE}, room AS (
    SELECT CASE WHEN %(memory)s = 0 THEN NULL ELSE %(memory)s - COALESCE(sum(memory_mb), 0) END AS free
    FROM training_jobs_run
    WHERE lease_node = %(node)s AND state IN ('starting', 'running', 'pausing', 'stopping')
), entitled AS (
    SELECT * FROM person WHERE used_up IS NOT TRUE AND (at_once IS NULL OR at_work < at_once)
), first AS (
    SELECT wait < %(patience)s OR memory_mb <= COALESCE((SELECT free FROM room), memory_mb) AS lets_pass
    FROM waiting WHERE NOT closed AND owner_id = (SELECT owner_id FROM entitled ORDER BY {BY_KEY} LIMIT 1)
    ORDER BY {OWN_ORDER} LIMIT 1
), front AS (
    SELECT * FROM entitled WHERE least_mb <= COALESCE((SELECT free FROM room), least_mb) ORDER BY {BY_KEY} LIMIT 20
), next AS (
    SELECT run.id FROM front JOIN waiting USING (owner_id) JOIN training_jobs_run run ON run.id = waiting.id
    WHERE run.state = 'queued' AND NOT closed AND (SELECT lets_pass FROM first)
        AND run.memory_mb <= COALESCE((SELECT free FROM room), run.memory_mb)
    ORDER BY {BY_KEY}, returned DESC, grades DESC, run.created_at, run.id LIMIT 1 FOR UPDATE OF run SKIP LOCKED
)
UPDATE training_jobs_run run SET
    state = 'starting', attempt = attempt + 1, last_seq = last_seq + 1, told = 0,
    lease_owner = %(worker)s, lease_node = %(node)s,
    lease_until = clock_timestamp() + make_interval(secs => %(lease)s),
    started_at = clock_timestamp(), updated_at = clock_timestamp()
FROM next WHERE run.id = next.id
RETURNING run.id
"""  # noqa: S608 - the parts are constants


@dataclass(frozen=True)
class Claimed:
    """A run in a worker's hands. `attempt` fences every write the worker makes."""

    run_id: int
    public_id: uuid.UUID
    attempt: int
    kind: str


@transaction.atomic
def claim(worker: str, node: str = "", life: str = "") -> Claimed | None:
    """Take the run that is next for `node`, or None. Any number of workers may ask at once; each run goes to one.

    A node that has not announced itself takes any run; one whose name a later start of it bears (`life`) takes none.
    """
    taken = _take(worker[:120], node[:120], life)
    if taken is None:
        return None
    run = Run.objects.select_related("experiment").get(pk=taken)
    owner = run.experiment.owner_id
    RunAttempt.objects.create(
        run=run, number=run.attempt, worker=worker[:120], node=node[:120], owner_id=owner
    )
    tell_state(run)
    _wake_others()
    return Claimed(run.pk, run.public_id, run.attempt, run.kind)


def _take(worker: str, node: str, life: str) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(TURN)
        here = WorkerNode.objects.filter(name=node).first() if node else None
        if here is not None and (here.draining or here.trouble or here.life != life):
            return None
        sql, told = asked(CLAIM, [here] if here else [])
        told |= {"worker": worker, "node": node, "memory": here.memory_mb if here else 0}
        told |= {"lease": settings.LEASE_SECONDS, "patience": settings.QUEUE_PATIENCE_SECONDS}
        cursor.execute(sql, told)
        row = cursor.fetchone()
    return int(row[0]) if row else None


def _wake_others() -> None:
    """Ring for the next run when a slot is free: what just ended may have made room for more than one."""
    if all(waiting_and_free()):
        ring_on_commit()
