"""A run's state as one phrase with its tone, and a failure as three sentences."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from training_jobs.contract.failures import Explanation, Failure, explain
from training_jobs.models import Run, Wish
from training_jobs.states import ENDED, OPEN, State

TONES = {
    State.QUEUED: "warn",
    State.STARTING: "live",
    State.RUNNING: "live",
    State.PAUSING: "warn",
    State.PAUSED: "warn",
    State.STOPPING: "warn",
    State.FINISHED: "good",
    State.FAILED: "bad",
    State.CANCELLED: "",
}


@dataclass(frozen=True)
class StateWords:
    """`tone` is the class of the pill; `dot` marks a run that is at work. `reason` says why it does not go on."""

    label: str
    tone: str
    reason: str = ""

    @property
    def dot(self) -> bool:
        return self.tone == "live"


def state_words(run: Run) -> StateWords:
    labels = {
        State.QUEUED: _("Waiting"),
        State.STARTING: _("Starting"),
        State.RUNNING: _("Running"),
        State.PAUSING: _("Pausing"),
        State.PAUSED: _("Paused"),
        State.STOPPING: _("Cancelling") if run.wish == Wish.CANCEL else _("Stopping"),
        State.FINISHED: _("Stopped early, kept") if run.wish == Wish.KEEP else _("Finished"),
        State.FAILED: _("Failed"),
        State.CANCELLED: _("Cancelled"),
    }
    state = State(run.state)
    return StateWords(labels[state], TONES[state], _reason(run))


def _reason(run: Run) -> str:
    """What a run between two states is doing, or what keeps it."""
    if run.state == State.PAUSING:
        return _(
            "It saves a checkpoint and then frees the worker. Until its process is gone it says “pausing”."
        )
    if run.state == State.PAUSED:
        return _paused(run)
    if run.state == State.STOPPING and run.wish == Wish.CANCEL:
        return _("Its process is being ended. Until that is gone it says “cancelling”.")
    if run.state == State.STOPPING:
        return _("It evaluates and saves what it has learned. Until its process is gone it says “stopping”.")
    if run.state == State.QUEUED and run.wish == Wish.KEEP:
        return _("When a worker is free, it evaluates and saves what was learned, and does not train on.")
    return ""


def _paused(run: Run) -> str:
    if run.failure:
        happened = _(explain(run.failure).happened)
        if run.failure == Failure.NO_SPACE:
            return _("%(happened)s When an administrator has made room, resume it.") % {"happened": happened}
        if run.failure == Failure.QUARANTINED:
            return _(
                "%(happened)s Nothing starts it again by itself. What it has saved is kept until you try again or "
                "discard it."
            ) % {"happened": happened}
        return _("%(happened)s Resume it to go on from its checkpoint.") % {"happened": happened}
    if run.step:
        return _("Paused on request after step %(step)s. It goes on from its checkpoint when resumed.") % {
            "step": run.step
        }
    return _("Paused on request before it began. It takes its place in the queue when resumed.")


@dataclass(frozen=True)
class FailureWords:
    """Whose fault, what happened, what to do next."""

    fault: str
    blame: str
    happened: str
    next_step: str
    detail: str


def failure_words(run: Run) -> FailureWords | None:
    """Why a run failed or was cancelled; nothing for one that goes on, or that can."""
    return explained(run) if run.failure and run.state in {State.FAILED, State.CANCELLED} else None


def explained(run: Run) -> FailureWords:
    why = explain(run.failure)
    blame = {
        "yours": _("This came from the settings of the run."),
        "platform": _("This was the platform's fault, not that of the settings."),
        "nobody": _("Nothing went wrong."),
    }
    detail = _beyond(run.failure_detail, why)
    return FailureWords(why.fault, blame[why.fault], _(why.happened), _(why.next_step), detail)


def _beyond(detail: str, why: Explanation) -> str:
    """The part of what the worker wrote that the explanation does not say already."""
    for said in (why.happened, why.next_step):
        detail = detail.replace(said, " ")
    return " ".join(detail.split()) if "\n" not in detail.strip() else detail.strip()


def is_open(run: Run) -> bool:
    return run.state in OPEN


def is_ended(run: Run) -> bool:
    return run.state in ENDED
