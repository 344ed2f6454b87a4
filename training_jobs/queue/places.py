"""Where a run may start, and if nowhere, why not in words. The claim asks the same in SQL (`order.FITS`)."""

from collections.abc import Callable, Sequence
from typing import Protocol

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from training_jobs.models import WorkerNode


class Needs(Protocol):
    """What of a run decides where it may start."""

    @property
    def base_model(self) -> str: ...
    @property
    def node_label(self) -> str: ...
    @property
    def devices(self) -> int: ...
    @property
    def memory_mb(self) -> int: ...
    @property
    def contract(self) -> int: ...


def accepting(node: WorkerNode) -> bool:
    """Whether a node takes new runs, now or once it is ready."""
    return not node.draining and not node.trouble


def speaks(node: WorkerNode, run: Needs) -> bool:
    return node.contract >= run.contract


def has_model(node: WorkerNode, run: Needs) -> bool:
    """A node of the first edition does not tell what it has."""
    return not run.base_model or not node.contract or run.base_model in node.base_models


def has_label(node: WorkerNode, run: Needs) -> bool:
    return not run.node_label or run.node_label in node.labels


def has_devices(node: WorkerNode, run: Needs) -> bool:
    return run.devices <= node.devices


def has_memory(node: WorkerNode, run: Needs) -> bool:
    """Whether it fits when the node does nothing else."""
    return not node.memory_mb or run.memory_mb <= node.memory_mb


def fits(node: WorkerNode, run: Needs) -> bool:
    return accepting(node) and all(
        asked(node, run) for asked in (speaks, has_model, has_label, has_devices, has_memory)
    )


def misfit(run: Needs, nodes: Sequence[WorkerNode]) -> str:
    """Why no node can take the run, however long it waits; "" when one can."""
    left = list(nodes)
    for may, why in _HURDLES:
        passed = [node for node in left if may(node, run)]
        if not passed:
            return why(run, left)
        left = passed
    return ""


def gigabytes(megabytes: float) -> str:
    return _("%(count)s GB") % {"count": number_format(round(megabytes / 1024, 1), decimal_pos=1)}


def _none(_run: Needs, _nodes: list[WorkerNode]) -> str:
    return _(
        "No GPU worker is running, so nothing can start. This run keeps its place; "
        "tell an administrator if this lasts."
    )


def _trouble(_run: Needs, _nodes: list[WorkerNode]) -> str:
    return _(
        "The GPU worker reports trouble and takes no runs. This run keeps its place; "
        "an administrator reads the cause on the queue page."
    )


def _draining(_run: Needs, _nodes: list[WorkerNode]) -> str:
    return _(
        "Every GPU worker is being taken out of service and takes no new runs. This run keeps its place; "
        "an administrator can let a worker take runs again on the queue page."
    )


def _skew(_run: Needs, _nodes: list[WorkerNode]) -> str:
    return _(
        "The GPU workers run an older version than this site, so they would misread this run. "
        "It waits until an administrator has updated them."
    )


def _model(run: Needs, _nodes: list[WorkerNode]) -> str:
    return _(
        "No worker has the base model “%(model)s”. This run waits until an administrator runs "
        "“manage.py models fetch” on a worker, or starts one that has the model."
    ) % {"model": run.base_model}


def _label(run: Needs, _nodes: list[WorkerNode]) -> str:
    return _(
        "This run asks for a worker labelled “%(label)s”, and none is running. It waits until an administrator "
        "starts one."
    ) % {"label": run.node_label}


def _devices(run: Needs, nodes: list[WorkerNode]) -> str:
    most = max(node.devices for node in nodes)
    return _(
        "This run asks for %(count)d devices at once, and the largest running worker has %(most)d. "
        "It waits until a larger one is started."
    ) % {"count": run.devices, "most": most}


def _memory(run: Needs, nodes: list[WorkerNode]) -> str:
    most = max(node.memory_mb for node in nodes)
    return _(
        "This run needs about %(need)s, and the largest running worker has %(most)s. "
        "It waits until a larger one is started."
    ) % {"need": gigabytes(run.memory_mb), "most": gigabytes(most)}


def _starting(_run: Needs, _nodes: list[WorkerNode]) -> str:
    return _("The GPU worker is starting up. This run begins as soon as it is ready.")


Hurdle = tuple[Callable[[WorkerNode, Needs], bool], Callable[[Needs, list[WorkerNode]], str]]
_HURDLES: tuple[Hurdle, ...] = (
    (lambda _node, _run: True, _none),
    (lambda node, _run: not node.trouble, _trouble),
    (lambda node, _run: not node.draining, _draining),
    (speaks, _skew),
    (has_model, _model),
    (has_label, _label),
    (has_devices, _devices),
    (has_memory, _memory),
    (lambda node, _run: node.ready, _starting),
)
