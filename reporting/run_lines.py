"""One run in one line: its state, and how its outcome compares with what its owner expected."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training_jobs.models import Kind, Run
from training_jobs.presenting.states import StateWords, failure_words, state_words
from training_jobs.presenting.words import percent, score
from training_jobs.states import State


@dataclass(frozen=True)
class RunLine:
    run: Run
    words: StateWords
    text: str


def run_line(run: Run) -> RunLine:
    return RunLine(run, state_words(run), outcome(run))


def outcome(run: Run) -> str:
    """What came of the run, or how far it is. A waiting run may carry `ahead`: the runs before it."""
    if run.state == State.QUEUED:
        ahead = getattr(run, "ahead", 0)
        if not ahead:
            return _("next in the queue")
        return ngettext("%(count)d run ahead", "%(count)d runs ahead", ahead) % {"count": ahead}
    if run.state == State.FAILED:
        why = failure_words(run)
        return why.happened if why else ""
    if run.state == State.FINISHED:
        return _result(run)
    if run.total_steps:
        return _("step %(step)d of %(of)d") % {"step": run.step, "of": run.total_steps}
    return ""


def _result(run: Run) -> str:
    if run.kind == Kind.PROMPT:
        return _("%(share)s answers right") % {"share": percent(run.accuracy)}
    got = _("macro-F1 %(score)s") % {"score": score(run.macro_f1)}
    said = run.experiment.prediction
    return got if said is None else _("%(got)s · predicted %(said)s") % {"got": got, "said": score(said)}
