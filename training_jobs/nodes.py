"""Workers announce themselves in Postgres; one that was not seen for a while counts as absent."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from people.access import check_is_admin
from people.audit import Did, record
from people.models import User
from training_jobs.contract.version import CONTRACT
from training_jobs.doorbell import ring_on_commit
from training_jobs.models import WorkerNode

ABSENT_AFTER = timedelta(seconds=30)
LONG_AGO = timedelta(days=1)


class Displaced(Exception):
    """A worker that started later bears the name now."""


def announce(*, name: str, queue: str, ready: bool, life: str = "", **facts: Any) -> None:
    """Say that a worker is here now, by the database's clock. `facts` are other fields of WorkerNode."""
    values = {**facts, "queue": queue, "ready": ready, "seen_at": Now()}
    try:
        WorkerNode.objects.update_or_create(name=name, life=life, defaults=values)
    except IntegrityError as taken:
        raise Displaced(name) from taken


def retire(name: str, life: str = "") -> None:
    """Say that a worker has gone. One that is drained is remembered, so that it comes back drained."""
    here = WorkerNode.objects.filter(name=name, life=life)
    here.filter(draining=False).delete()
    here.update(ready=False, seen_at=Now() - LONG_AGO)


def live_nodes(queue: str) -> list[WorkerNode]:
    return list(WorkerNode.objects.filter(queue=queue, seen_at__gte=Now() - ABSENT_AFTER).order_by("name"))


@transaction.atomic
def drain_node(*, by: User | None, node: WorkerNode, draining: bool) -> WorkerNode:
    """Let a node take no new runs, or take them again. Runs that it has go on to their end.

    `by` is None for the operator at the machine's own command line.
    """
    if by is not None:
        check_is_admin(by)
    here = WorkerNode.objects.select_for_update().get(pk=node.pk)
    if here.draining == draining:
        return here
    here.draining = draining
    here.save(update_fields=["draining"])
    record(by=by, did=Did.DRAINED if draining else Did.UNDRAINED, to=here, node=here.name)
    if not draining:
        ring_on_commit()
    return here


def site_contract() -> int | None:
    """The edition that the site speaks, as its own worker for small jobs tells; None while that is absent."""
    told = [node.contract for node in live_nodes("default") if node.contract]
    return max(told, default=None)


def skew(node: int, site: int | None) -> str:
    """Why a node of edition `node` takes no runs of a site of edition `site`, and what to do, in English; or ""."""
    if site is None or node == site:
        return ""
    if node < site:
        return f"This node is older than the site (edition {node}, the site speaks {site}): update the node."
    return f"This node is newer than the site (edition {node}, the site speaks {site}): update the site."


def trouble_words(node: WorkerNode) -> list[str]:
    """Why a node takes no runs, a sentence each, in the reader's language. Its own words are English."""
    if node.contract and node.contract != CONTRACT:
        values = {"node": node.contract, "site": CONTRACT}
        if node.contract < CONTRACT:
            words = _(
                "This node is older than the site (edition %(node)s, the site speaks %(site)s): update the node."
            )
        else:
            words = _(
                "This node is newer than the site (edition %(node)s, the site speaks %(site)s): update the site."
            )
        return [words % values]
    return [_(line) for line in node.trouble.splitlines()]


def is_unsealed(node: WorkerNode) -> bool:
    """Whether a node takes no runs because its seal leaks, which its operator may allow; else its edition is wrong."""
    return bool(node.trouble) and node.contract in (0, CONTRACT)


def unsealed_words(node: WorkerNode) -> list[str]:
    """What runs on a node could reach that the operator has allowed (UNSEALED_WORKER); empty for a tight seal."""
    return [_(line) for line in node.tuning.get("isolation", {}).get("allowed", [])]
