"""One run in one line: its state, and how its outcome compares with what its owner expected."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training_jobs.models import Kind, Run
from training_jobs.presenting.states import StateWords, failure_words, state_words
from training_jobs.presenting.words import percent, score
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
    return [RunLine(run, state_words(run), outcome(run, seen)) for run in shown]


def outcome(run: Run, seen: Board | None = None) -> str:
    """What came of the run, or how far it is."""
    match run.state:
        case State.QUEUED:
            return _place(run, seen or board())
        case State.FAILED:
            why = failure_words(run)
            return why.happened if why else ""
        case State.FINISHED:
            return _result(run)
    if run.total_steps:
        return _("step %(step)d of %(of)d") % {"step": run.step, "of": run.total_steps}
    return ""


def _place(run: Run, seen: Board) -> str:
    place = waiting(run, seen).position or 1
    if place == 1:
        return _("next in the queue")
    return ngettext("%(count)d run ahead", "%(count)d runs ahead", place - 1) % {"count": place - 1}


def _result(run: Run) -> str:
    if run.kind == Kind.PROMPT:
        return _("%(share)s answers right") % {"share": percent(run.accuracy)}
    got = _("macro-F1 %(score)s") % {"score": score(run.macro_f1)}
    said = run.experiment.prediction
    return got if said is None else _("%(got)s · predicted %(said)s") % {"got": got, "said": score(said)}
