"""Workers announce themselves in Postgres; one that was not seen for a while counts as absent."""

from datetime import timedelta

from django.db.models.functions import Now

from training_jobs.models import WorkerNode

ABSENT_AFTER = timedelta(seconds=30)


def announce(
    *, name: str, queue: str, ready: bool, slots: int = 1, device: str = "", version: str = ""
) -> None:
    """Say that a worker is here now, by the database's clock."""
    values = {
        "queue": queue,
        "ready": ready,
        "slots": slots,
        "device": device,
        "version": version,
        "seen_at": Now(),
    }
    WorkerNode.objects.update_or_create(name=name, defaults=values)


def retire(name: str) -> None:
    WorkerNode.objects.filter(name=name).delete()


def live_nodes(queue: str) -> list[WorkerNode]:
    return list(WorkerNode.objects.filter(queue=queue, seen_at__gte=Now() - ABSENT_AFTER).order_by("name"))
