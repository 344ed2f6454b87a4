"""Packs the small chunks that a live run leaves into full ones. Nothing that a reader gets changes by it."""

from datetime import timedelta

import structlog
from celery import shared_task
from django.db import transaction
from django.db.models import Count, F
from django.db.models.functions import Now
from kombu.exceptions import OperationalError
from redis import RedisError

from lms.celery import app
from training_jobs import chunks
from training_jobs.models import Run, RunChunk

SMALL = 64  # chunks of a run that are not full: with so many it is worth the work
LATELY = timedelta(hours=1)
PACK = "training_jobs.compaction.pack_stream"

log = structlog.get_logger("training_jobs.compaction")


def ask_on_commit(run_id: int) -> None:
    """Once this transaction stands, ask a worker to pack the run. When the question is lost, beat asks again."""
    transaction.on_commit(lambda: _ask(run_id), robust=True)


def _ask(run_id: int) -> None:
    once = {"max_retries": 0, "interval_start": 0, "interval_step": 0, "interval_max": 0}
    try:
        app.send_task(PACK, args=[run_id], queue="default", retry=True, retry_policy=once, ignore_result=True)
    except (OperationalError, RedisError, OSError) as error:
        log.info("packing waits", error=type(error).__name__)


@shared_task(name=PACK)
def pack_stream(run_id: int) -> int:
    """How many chunks are fewer now."""
    return chunks.compact(run_id) if Run.objects.filter(pk=run_id).exists() else 0


@shared_task(name="training_jobs.compaction.pack_streams")
def pack_streams() -> int:
    """Pack what was told lately, running or not; how many chunks are fewer now."""
    lately = Run.objects.filter(updated_at__gt=Now() - LATELY).values("pk")
    small = RunChunk.objects.filter(run__in=lately, last_seq__lt=F("first_seq") + chunks.FULL // 2)
    crowded = small.values("run_id").annotate(count=Count("pk")).filter(count__gt=SMALL)
    return sum(chunks.compact(run_id) for run_id in crowded.values_list("run_id", flat=True))
