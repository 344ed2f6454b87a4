"""A run's state as one phrase with its tone, and a failure as three sentences."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from training_jobs.contract.failures import explain
from training_jobs.models import Run
from training_jobs.states import ENDED, OPEN, State

TONES = {
    State.QUEUED: "warn",
    State.STARTING: "live",
    State.RUNNING: "live",
    State.STOPPING: "warn",
    State.FINISHED: "good",
    State.FAILED: "bad",
    State.CANCELLED: "",
}


@dataclass(frozen=True)
class StateWords:
    """`tone` is the class of the pill; `dot` marks a run that is at work."""

    label: str
    tone: str

    @property
    def dot(self) -> bool:
        return self.tone == "live"


def state_words(run: Run) -> StateWords:
    labels = {
        State.QUEUED: _("Waiting"),
        State.STARTING: _("Starting"),
        State.RUNNING: _("Running"),
        State.STOPPING: _("Stopping"),
        State.FINISHED: _("Finished"),
        State.FAILED: _("Failed"),
        State.CANCELLED: _("Stopped"),
    }
    state = State(run.state)
    return StateWords(labels[state], TONES[state])


@dataclass(frozen=True)
class FailureWords:
    """Whose fault, what happened, what to do next."""

    fault: str
    blame: str
    happened: str
    next_step: str
    detail: str


def failure_words(run: Run) -> FailureWords | None:
    if not run.failure or run.state not in {State.FAILED, State.CANCELLED}:
        return None
    why = explain(run.failure)
    blame = {
        "yours": _("This came from the settings of the run."),
        "platform": _("This was the platform's fault, not yours."),
        "nobody": _("Nothing went wrong."),
    }
    return FailureWords(why.fault, blame[why.fault], _(why.happened), _(why.next_step), run.failure_detail)


def is_open(run: Run) -> bool:
    return run.state in OPEN


def is_ended(run: Run) -> bool:
    return run.state in ENDED
