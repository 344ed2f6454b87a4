"""`/healthz/live`: the process answers. `/healthz/ready`: each part the site needs, and its state."""

from collections.abc import Callable

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from training_jobs.nodes import live_nodes


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def migrations() -> str:
    executor = MigrationExecutor(connection)
    return "pending" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"


def broker() -> str:
    with redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=2, socket_connect_timeout=2) as client:
        return "ok" if client.ping() else "no answer"


def worker(queue: str) -> str:
    nodes = live_nodes(queue)
    if not nodes:
        return "absent"
    if any(node.ready and not node.trouble for node in nodes):
        return "ok"
    return "in trouble" if any(node.trouble for node in nodes) else "starting"


PARTS: dict[str, Callable[[], str]] = {
    "database": database,
    "migrations": migrations,
    "redis": broker,
    "worker_default": lambda: worker("default"),
    "worker_gpu": lambda: worker("gpu"),
}
NEEDED = {"database", "migrations", "redis"}


def state_of(check: Callable[[], str]) -> str:
    try:
        return check()
    except (DatabaseError, redis.RedisError, OSError) as error:
        return f"down ({type(error).__name__})"


@login_not_required
@require_GET
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"state": "ok"})


@login_not_required
@require_GET
def ready(request: HttpRequest) -> JsonResponse:
    """200 when pages can be served; a missing worker is told but does not take the site away."""
    parts = {name: state_of(check) for name, check in PARTS.items()}
    serving = all(parts[name] == "ok" for name in NEEDED)
    whole = all(state == "ok" for state in parts.values())
    answer = {"state": "ok" if whole else "degraded" if serving else "down", "parts": parts}
    return JsonResponse(answer, status=200 if serving else 503)
