"""The states of a run and the one table of moves between them; docs/architecture.md shows the diagram made from it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    QUEUED = "queued", _("queued")
    STARTING = "starting", _("starting")
    RUNNING = "running", _("running")
    STOPPING = "stopping", _("stopping")
    FINISHED = "finished", _("finished")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("stopped")


MOVES: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.STARTING, State.CANCELLED, State.FAILED}),
    State.STARTING: frozenset({State.RUNNING, State.STOPPING, State.QUEUED, State.FAILED, State.CANCELLED}),
    State.RUNNING: frozenset({State.STOPPING, State.QUEUED, State.FINISHED, State.FAILED, State.CANCELLED}),
    State.STOPPING: frozenset({State.FINISHED, State.FAILED, State.CANCELLED}),
    State.FINISHED: frozenset(),
    State.FAILED: frozenset(),
    State.CANCELLED: frozenset(),
}
LIVE = frozenset({State.STARTING, State.RUNNING, State.STOPPING})
OPEN = LIVE | {State.QUEUED}
ENDED = frozenset({State.FINISHED, State.FAILED, State.CANCELLED})


def mermaid() -> str:
    """The table of moves as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.QUEUED.value}"]
    for state in State:
        lines += [f"    {state.value} --> {to.value}" for to in State if to in MOVES[state]]
        if not MOVES[state]:
            lines.append(f"    {state.value} --> [*]")
    return "\n".join(lines) + "\n"
