"""A worker node as the queue page shows it: its state in words, what it has, and what it does now."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training_jobs.models import WorkerNode
from training_jobs.nodes import trouble_words, unsealed_words
from training_jobs.presenting.states import StateWords
from training_jobs.queue import Board
from training_jobs.queue.places import gigabytes


@dataclass(frozen=True)
class NodeRow:
    """One node. `busy` counts the slots that work; `trouble` says, a sentence each, why it takes no runs."""

    node: WorkerNode
    state: StateWords
    busy: int
    memory: str
    trouble: list[str]
    warnings: list[str]

    @property
    def free(self) -> int:
        return max(0, self.node.slots - self.busy)

    @property
    def labels(self) -> str:
        return ", ".join(self.node.labels)

    @property
    def models(self) -> str:
        return ", ".join(self.node.base_models)


def node_row(node: WorkerNode, board: Board) -> NodeRow:
    here = [run for run in board.at_work if run.node == node.name]
    trouble = trouble_words(node)
    state = node_state(node, busy=len(here))
    return NodeRow(
        node, state, min(len(here), node.slots), _memory(node, board), trouble, unsealed_words(node)
    )


def node_state(node: WorkerNode, *, busy: int) -> StateWords:
    """What a node that answers does, with `busy` runs on it."""
    if trouble_words(node):
        return StateWords(_("takes no runs"), "bad")
    if node.draining and busy:
        left = ngettext("draining, %(count)d run left", "draining, %(count)d runs left", busy) % {
            "count": busy
        }
        return StateWords(left, "warn")
    if node.draining:
        return StateWords(_("drained"), "warn")
    if not node.ready:
        return StateWords(_("warming up"), "warn")
    return StateWords(_("running"), "live") if busy else StateWords(_("ready"), "good")


def _memory(node: WorkerNode, board: Board) -> str:
    """“1.2 of 4.0 GB taken”; "" for a node that has not told."""
    free = board.free(node)[1]
    if free is None:
        return ""
    taken = gigabytes(node.memory_mb - free)
    return _("%(taken)s of %(all)s taken") % {"taken": taken, "all": gigabytes(node.memory_mb)}
