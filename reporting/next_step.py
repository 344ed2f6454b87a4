"""The one thing to do next, with its reason. Pure: a situation in, a step out."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from training_jobs.presenting.words import metric_name, score

Part = tuple[str, str, str]
Action = Literal["read", "quiz", "lab", "watch", "grade"]


@dataclass(frozen=True)
class LabStanding:
    """How far somebody is in a lab. Scores are those of its `metric`, 0 to 1; no `threshold` where nothing is graded."""

    threshold: float | None = None
    best: float | None = None
    open_run: str = ""
    best_run: str = ""
    failed_runs: int = 0
    graded: float | None = None
    metric: str = "macro_f1"


@dataclass(frozen=True)
class Step:
    """What the page offers first: one heading, one reason, one action, which `begins` something or opens a page.

    `note` is what the author of a renewed course says of it; `renewed` names a course whose renewal is in the reason.
    """

    over: str
    title: str
    reason: str
    action: str
    href: str
    minutes: int | None = None
    begins: bool = False
    note: str = ""
    renewed: str = ""


def what_to_do(kind: str, lab: LabStanding | None) -> Action:
    """How a part is taken up: a lab is watched while a run is open, graded once one reached the threshold."""
    if kind in ("read", "acknowledge"):
        return "read"
    if kind == "quiz":
        return "quiz"
    if lab is None:
        return "lab"
    if lab.open_run:
        return "watch"
    if (
        lab.threshold is not None
        and lab.best is not None
        and lab.best >= lab.threshold
        and lab.graded is None
    ):
        return "grade"
    return "lab"


def action_label(action: Action) -> str:
    return {
        "read": _("Continue the lesson"),
        "quiz": _("Continue the lesson"),
        "lab": _("Open the lab"),
        "watch": _("Watch your run"),
        "grade": _("Open your best run"),
    }[action]


def reason(action: Action, *, done: int, of: int, begins: bool, lab: LabStanding | None) -> str:
    """Why this is next, in one or two sentences, with the numbers it rests on; `begins`: it is the first of its course."""
    if action == "watch":
        return _("Your run is at work. Its curve appears while it trains.")
    if lab is not None and lab.threshold is not None:
        return _graded_lab(action, lab, lab.threshold)
    if done == 0 and begins:
        return _("This is where the course begins.")
    return _("%(done)d of %(of)d parts are done; this one comes next.") % {"done": done, "of": of}


def _graded_lab(action: Action, lab: LabStanding, threshold: float) -> str:
    words = {
        "best": score(lab.best, threshold),
        "asked": score(threshold),
        "graded": score(lab.graded, threshold),
        "metric": metric_name(lab.metric),
    }
    if action == "grade":
        return (
            _(
                "Your best run reached %(metric)s %(best)s on validation. Submit it: the lab asks for %(asked)s."
            )
            % words
        )
    if lab.graded is not None:
        return (
            _("The hidden test gave %(graded)s, and the lab asks for %(asked)s. Train a better run.") % words
        )
    if lab.best is not None:
        return (
            _("Your best run reached %(metric)s %(best)s, and the lab asks for %(asked)s. Change one thing.")
            % words
        )
    if lab.failed_runs:
        return _("Your last run failed. Its page says why and what to change.")
    return _("Train your own model. The lab is passed with %(asked)s (%(metric)s).") % words
