"""What keeps the queue honest when something was lost: a worker with its run, or a doorbell with Redis."""

from datetime import timedelta

import structlog
from celery import shared_task
from django.db import connection, transaction
from django.db.models.functions import Now
from redis import RedisError

from training_jobs import doorbell, endings, heartbeat
from training_jobs.contract.failures import Failure
from training_jobs.models import WorkerNode

__all__ = ["heartbeat", "reap_lost_runs", "ring_for_waiting_runs"]

FORGET_NODES_AFTER = timedelta(hours=1)

COMES_BACK = (
    15  # seconds after a restart of Postgres in which workers renew what they could not renew meanwhile
)

IS_EXPIRED = """
state IN ('starting', 'running', 'pausing', 'stopping')
AND GREATEST(lease_until, pg_postmaster_start_time() + make_interval(secs => %s)) < clock_timestamp()
"""
EXPIRED = f"SELECT id, attempt FROM training_jobs_run WHERE {IS_EXPIRED}"  # noqa: S608
STILL_EXPIRED = f"SELECT 1 FROM training_jobs_run WHERE id = %s AND {IS_EXPIRED} FOR UPDATE SKIP LOCKED"  # noqa: S608

log = structlog.get_logger("training_jobs.reaper")


@shared_task(name="training_jobs.tasks.reap_lost_runs")
def reap_lost_runs() -> int:
    """Take runs from workers that have not renewed their lease; how many."""
    with connection.cursor() as cursor:
        cursor.execute(EXPIRED, [COMES_BACK])
        expired = cursor.fetchall()
    WorkerNode.objects.filter(seen_at__lt=Now() - FORGET_NODES_AFTER, draining=False).delete()
    return sum(_reap(run_id, attempt) for run_id, attempt in expired)


@transaction.atomic
def _reap(run_id: int, attempt: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(STILL_EXPIRED, [run_id, COMES_BACK])
        if cursor.fetchone() is None:
            return False  # it came back, or another reaper has it
    run = endings.lose(run_id=run_id, attempt=attempt, failure=Failure.WORKER_LOST)
    log.warning("run lost its worker", run=str(run.public_id), attempt=attempt, state=run.state)
    return True


@shared_task(name="training_jobs.tasks.ring_for_waiting_runs")
def ring_for_waiting_runs() -> int:
    """Ring once for each waiting run and free slot that has not heard; how often it rang."""
    try:
        missing = doorbell.missing()
    except RedisError:
        return 0
    return sum(doorbell.ring() for _each in range(missing))
