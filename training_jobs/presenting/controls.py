"""The buttons of a run. A button that would be refused stands there disabled and says why."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from people.models import User
from training_jobs.access import check_can_cancel, check_can_pause, check_can_resume, check_can_stop
from training_jobs.contract.failures import Failure
from training_jobs.leftovers import resume_step
from training_jobs.models import Kind, Run
from training_jobs.states import ENDED, State


@dataclass(frozen=True)
class Button:
    """`sure` is what has to be confirmed first; empty where there is nothing to lose."""

    name: str
    label: str
    url: str
    refusal: str
    primary: bool = False
    sure: str = ""


def controls(run: Run, actor: User) -> list[Button]:
    """Pause or resume, and stop with what there is; nothing once the run has ended."""
    if run.state in ENDED:
        return []
    buttons = []
    if run.state == State.PAUSED:
        refusal = check_can_resume.refusal(actor, run)
        buttons.append(Button("resume", _resume(run), _url("resume", run), refusal, primary=True))
    elif run.kind == Kind.TRAIN:
        refusal = check_can_pause.refusal(actor, run)
        buttons.append(Button("pause", _("Pause"), _url("pause", run), refusal))
    if run.step or run.state != State.QUEUED:
        keep = _("Stop and keep what it has learned")
        if run.kind == Kind.PROMPT:
            keep = _("Stop and keep the answers")
        buttons.append(Button("stop", keep, _url("stop", run), check_can_stop.refusal(actor, run)))
    return buttons


def _resume(run: Run) -> str:
    if run.failure != Failure.QUARANTINED:
        return _("Resume")
    step = resume_step(run)
    return _("Try again from step %(step)s") % {"step": step} if step else _("Try again from the start")


def cancelling(run: Run, actor: User) -> Button | None:
    """The way to throw a run away; asks first when something has been learned."""
    if run.state in ENDED:
        return None
    refusal = check_can_cancel.refusal(actor, run)
    label = _("Take out of the queue") if run.state == State.QUEUED and not run.step else _("Cancel")
    sure = _("This throws away what it has learned: no result, no model. Only its curve stays.")
    return Button(
        "cancel", label, _url("cancel", run), refusal, sure=sure if run.step and not refusal else ""
    )


def _url(name: str, run: Run) -> str:
    return reverse(f"training_jobs:{name}", args=[run.public_id])
