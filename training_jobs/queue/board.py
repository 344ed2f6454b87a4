"""The whole queue at one moment, in fair order: a fixed number of queries, however many wait."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from django.db import connection, transaction

from training_jobs import estimates
from training_jobs.models import Run, WorkerNode
from training_jobs.nodes import live_nodes
from training_jobs.queue.forecast import Job, Seat, starts
from training_jobs.queue.order import BY_RANK, RANKED, asked
from training_jobs.queue.places import accepting
from training_jobs.states import LIVE

FORESEEN = 500  # runs; a start further away than that is no estimate

IN_ORDER = f"""
{RANKED}
SELECT id, owner_id, ranked.seconds, run.memory_mb, run.base_model, run.node_label, run.devices, run.contract,
    at_once, spent, (at_work >= at_once) IS TRUE AS too_many
FROM ranked JOIN training_jobs_run run USING (id) ORDER BY {BY_RANK}
"""  # noqa: S608 - the parts are constants


@dataclass(frozen=True)
class Entry:
    """One waiting run that some node could run. `spent`: a quota is used up; `too_many`: its owner's runs at
    work fill what may run at once."""

    id: int
    owner: int
    seconds: float | None
    memory_mb: int
    base_model: str
    node_label: str
    devices: int
    contract: int
    at_once: int | None
    spent: bool
    too_many: bool

    @property
    def held(self) -> bool:
        return self.spent or self.too_many


@dataclass(frozen=True)
class AtWork:
    """What a live run occupies; `left` is in seconds, None when nobody knows."""

    owner: int
    node: str
    memory_mb: int
    left: float | None


@dataclass(frozen=True)
class Board:
    """Nodes, runs at work, and who waits, the next one first."""

    nodes: list[WorkerNode]
    at_work: list[AtWork]
    entries: list[Entry]

    @cached_property
    def positions(self) -> dict[int, int]:
        """1 for the run that starts next. Runs that are held stand where they would, and push nobody back."""
        places, ahead = {}, 0
        for entry in self.entries:
            places[entry.id] = ahead + 1
            ahead += not entry.held
        return places

    @cached_property
    def by_id(self) -> dict[int, Entry]:
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def starts(self) -> dict[int, float | None]:
        """Seconds until each of the next runs starts, as far as that can be told."""
        jobs = [_job(entry) for entry in islice(self._in_turn(), FORESEEN)]
        return starts(
            [self._seat(node) for node in self.nodes if node.ready and accepting(node)], jobs, self._own
        )

    def free(self, node: WorkerNode) -> tuple[int, int | None]:
        """Free slots of a node, and its free memory in MB (None where the node told none)."""
        here = [run for run in self.at_work if run.node == node.name]
        memory = node.memory_mb - sum(run.memory_mb for run in here) if node.memory_mb else None
        return max(0, node.slots - len(here)), memory

    @cached_property
    def _own(self) -> dict[int, list[float | None]]:
        own: dict[int, list[float | None]] = defaultdict(list)
        for run in self.at_work:
            own[run.owner].append(run.left)
        return own

    def _in_turn(self) -> Iterator[Entry]:
        yield from (entry for entry in self.entries if not entry.held)
        yield from (entry for entry in self.entries if entry.too_many and not entry.spent)

    def _seat(self, node: WorkerNode) -> Seat:
        return Seat(node, [(run.left, run.memory_mb) for run in self.at_work if run.node == node.name])


def board() -> Board:
    nodes = live_nodes("gpu")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")  # compiling would take longer than reading
        cursor.execute(*asked(IN_ORDER, [node for node in nodes if accepting(node)]))
        entries = [Entry(*row) for row in cursor.fetchall()]
    return Board(nodes, _at_work(), entries)


def _at_work() -> list[AtWork]:
    runs = Run.objects.filter(state__in=LIVE).select_related("experiment")
    return [
        AtWork(run.experiment.owner_id, run.lease_node, run.memory_mb, estimates.seconds_left(run))
        for run in runs
    ]


def _job(entry: Entry) -> Job:
    return Job(entry.id, entry.owner, entry.seconds, entry.at_once, entry)
