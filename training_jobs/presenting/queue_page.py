"""What the queue page says: the nodes, the runs at work, and who waits, in the order in which they will start."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from people.models import User
from training_jobs import estimates, queue
from training_jobs.models import ELSEWHERE, Run, WorkerNode
from training_jobs.nodes import live_nodes
from training_jobs.presenting.attempts import starts
from training_jobs.presenting.node_words import node_row
from training_jobs.presenting.states import FailureWords, StateWords, explained, state_words
from training_jobs.presenting.words import duration
from training_jobs.states import LIVE, State

SHOWN = 50


@dataclass(frozen=True)
class QueuedRun:
    """A run on the queue page; `position` is None where something holds it.

    `left` is in seconds: for one at work until it ends, for one that waits until it starts. `silent` is how long its
    worker has said nothing, once that is too long.
    """

    run: Run
    words: StateWords
    waits: str = ""
    position: int | None = None
    reason: str = ""
    left: float | None = None
    silent: float | None = None
    failure: FailureWords | None = None

    @property
    def starts(self) -> str:
        return starts(self.run)

    @property
    def page(self) -> uuid.UUID | None:
        """A grading is shown on the page of the run that it scores, one of a question or a widget there only."""
        if self.run.kind in ELSEWHERE:
            return None
        return self.run.graded_run.public_id if self.run.graded_run else self.run.public_id


def queue_context() -> dict[str, Any]:
    board = queue.board()
    ended = Run.objects.filter(ended_at__gte=Now() - timedelta(days=1))
    set_aside = Run.objects.filter(state=State.PAUSED).exclude(failure="")
    drained = WorkerNode.objects.filter(queue="gpu", draining=True)
    here = {node.name for node in board.nodes}
    return {
        "nodes": [node_row(node, board) for node in board.nodes],
        "absent": [node for node in drained if node.name not in here],
        "others": live_nodes("default"),
        "queued": _waiting(board),
        "queued_count": Run.objects.filter(state=State.QUEUED).count(),
        "running": [
            _at_work(run) for run in _shown(Run.objects.filter(state__in=LIVE).order_by("started_at"))
        ],
        "set_aside": [_failed(run) for run in _shown(set_aside.order_by("-updated_at"))],
        "failed": [_failed(run) for run in _shown(ended.filter(state=State.FAILED).order_by("-ended_at"))],
        "done_today": Run.objects.filter(state=State.FINISHED, ended_at__gte=today()).count(),
        "failed_today": Run.objects.filter(state=State.FAILED, ended_at__gte=today()).count(),
    }


def listed_now(runs: QuerySet[Run], reader: User) -> list[QueuedRun]:
    """Open runs of one person for `reader`, those at work first, each as it stands."""
    board = queue.board()
    loaded = sorted(_shown(runs), key=lambda run: (run.state == State.QUEUED, run.created_at))
    return [_queued(run, board, reader) if run.state == State.QUEUED else _at_work(run) for run in loaded]


def today() -> datetime:
    """Midnight in the reader's time zone."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def _waiting(board: queue.Board) -> list[QueuedRun]:
    """The first of the fair order, then what no node can take."""
    first = [entry.id for entry in board.entries[:SHOWN]]
    queued = Run.objects.filter(state=State.QUEUED)
    rest = (
        queued.exclude(pk__in=board.positions).order_by("created_at") if len(first) < SHOWN else queued.none()
    )
    runs = _loaded(queued.filter(pk__in=first))
    by_id = {run.pk: run for run in runs}
    listed = [by_id[pk] for pk in first if pk in by_id] + list(_shown(rest))[: SHOWN - len(first)]
    return [_queued(run, board) for run in listed]


def _queued(run: Run, board: queue.Board, reader: User | None = None) -> QueuedRun:
    standing = queue.waiting(run, board, reader=reader)
    waits = _waited(run, timezone.now())
    return QueuedRun(
        run, state_words(run), waits, standing.position, standing.reason, left=standing.starts_in
    )


def _at_work(run: Run) -> QueuedRun:
    left, silent = estimates.seconds_left(run), queue.silent_for(run)
    waits = _waited(run, run.started_at or timezone.now())
    return QueuedRun(run, state_words(run), waits, left=left, silent=silent)


def _failed(run: Run) -> QueuedRun:
    return QueuedRun(run, state_words(run), failure=explained(run, own=False))


def _waited(run: Run, until: datetime) -> str:
    """How long its present wait has taken, or the one that ended `until`."""
    return duration((until - run.queued_at).total_seconds())


def _shown(runs: QuerySet[Run]) -> QuerySet[Run]:
    return _loaded(runs)[:SHOWN]


def _loaded(runs: QuerySet[Run]) -> QuerySet[Run]:
    shown = runs.select_related("experiment__owner", "experiment__enrolment", "graded_run")
    return queue.with_lease_left(shown).prefetch_related("attempts")
