"""One run in one line: its state, and how its outcome compares with what its owner expected."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reporting.lab_metrics import USUAL, Lab, metrics_of
from training_jobs.models import Kind, Run
from training_jobs.presenting.states import StateWords, failure_words, state_words
from training_jobs.presenting.words import metric_name, percent, score
from training_jobs.queue import Board, board, waiting
from training_jobs.states import State


@dataclass(frozen=True)
class RunLine:
    run: Run
    words: StateWords
    text: str


def run_lines(runs: Iterable[Run]) -> list[RunLine]:
    """Each run in a line; the queue is looked at once, and only if one of them waits."""
    shown = list(runs)
    seen = board() if any(run.state == State.QUEUED for run in shown) else None
    metrics = metrics_of(_lab(run) for run in shown if run.state == State.FINISHED)
    return [
        RunLine(run, state_words(run), outcome(run, seen, metrics.get(_lab(run), USUAL))) for run in shown
    ]


def _lab(run: Run) -> Lab:
    return run.experiment.revision_id, run.experiment.lab


def outcome(run: Run, seen: Board | None = None, metric: str = USUAL) -> str:
    """What came of the run, by the metric of its lab, or how far it is."""
    match run.state:
        case State.QUEUED:
            return _place(run, seen or board())
        case State.FAILED:
            why = failure_words(run)
            return why.happened if why else ""
        case State.FINISHED:
            return _result(run, metric)
    if run.total_steps:
        return _("step %(step)d of %(of)d") % {"step": run.step, "of": run.total_steps}
    return ""


def _place(run: Run, seen: Board) -> str:
    place = waiting(run, seen).position or 1
    if place == 1:
        return _("next in the queue")
    return ngettext("%(count)d run ahead", "%(count)d runs ahead", place - 1) % {"count": place - 1}


def _result(run: Run, metric: str) -> str:
    if run.kind == Kind.PROMPT:
        return _("%(share)s answers right") % {"share": percent(run.accuracy)}
    got = _("%(metric)s %(score)s") % {"metric": metric_name(metric), "score": score(getattr(run, metric))}
    said = run.experiment.prediction
    return got if said is None else _("%(got)s · predicted %(said)s") % {"got": got, "said": score(said)}
