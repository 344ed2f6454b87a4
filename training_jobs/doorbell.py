"""Wakes GPU workers. A doorbell says only that something waits; which run is decided in Postgres."""

import structlog
from django.conf import settings
from django.db import connection, transaction
from kombu.exceptions import OperationalError
from redis import Redis, RedisError

from lms.celery import app

QUEUE = "gpu"
TASK = "training_jobs.gpu_tasks.work"

WAITING_AND_FREE = """
SELECT (SELECT count(*) FROM training_jobs_run WHERE state = 'queued'),
    (SELECT COALESCE(sum(slots), 0) FROM training_jobs_workernode WHERE queue = 'gpu' AND NOT draining
        AND trouble = '' AND seen_at > clock_timestamp() - interval '30 seconds')
    - (SELECT count(*) FROM training_jobs_run WHERE state IN ('starting', 'running', 'pausing', 'stopping'))
"""

log = structlog.get_logger("training_jobs.doorbell")


def ring_on_commit() -> None:
    """Ring once this transaction stands. A doorbell that is lost is rung again by the beat."""
    transaction.on_commit(ring, robust=True)


def ring() -> bool:
    """Ring now; whether the broker took it."""
    once_more = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
    try:
        app.send_task(TASK, queue=QUEUE, retry=True, retry_policy=once_more, ignore_result=True)
    except (OperationalError, RedisError, OSError) as error:
        log.info("doorbell lost", error=type(error).__name__)
        return False
    return True


def waiting_doorbells() -> int:
    """How many doorbells no worker has heard yet; raises RedisError when the broker is away."""
    with Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=2, socket_connect_timeout=2) as broker:
        return int(broker.llen(QUEUE))


def waiting_and_free() -> tuple[int, int]:
    """How many runs wait, and how many slots of workers that take runs are free."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING_AND_FREE)
        waiting, free = cursor.fetchone()
    return waiting, max(0, free)


def missing() -> int:
    """How many rings it takes that every free slot looks for a run; raises RedisError when the broker is away."""
    waiting, free = waiting_and_free()
    return max(0, min(waiting, max(1, free)) - waiting_doorbells())
