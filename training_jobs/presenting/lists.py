"""Rows of the experiments list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from training_jobs.contract.knobs import flat
from training_jobs.models import Kind, Run
from training_jobs.presenting.states import StateWords, state_words
from training_jobs.presenting.words import duration, setting_value
from training_jobs.states import State


@dataclass(frozen=True)
class ListedRun:
    """One run on a list; `got` is the validation macro-F1 of a finished one, for prompts the share of right answers."""

    run: Run
    words: StateWords
    what: str
    got: float | None
    took: str


def listed(run: Run) -> ListedRun:
    return ListedRun(run, state_words(run), in_short(run), result_of(run), duration(seconds_of(run)))


def result_of(run: Run) -> float | None:
    """What came of a run; nothing came of one that was cancelled or failed, whatever it had reached."""
    if run.state != State.FINISHED:
        return None
    return run.accuracy if run.kind == Kind.PROMPT else run.macro_f1


def in_short(run: Run) -> str:
    """The settings that tell runs apart: “minilm-l6 · LoRA · 0.001”."""
    return settings_in_short(run.experiment.spec)


def settings_in_short(settings: Mapping[str, Any]) -> str:
    spec = flat(settings)
    parts = [spec.get("base_model")]
    parts += [setting_value(path, spec[path]) for path in ("method", "learning_rate") if path in spec]
    return " · ".join(str(part) for part in parts if part)


def seconds_of(run: Run) -> float | None:
    """How long workers worked on it in all its attempts, until now for one at work; None before it starts."""
    tries = run.attempts.all()
    spans = [((tried.ended_at or timezone.now()) - tried.started_at).total_seconds() for tried in tries]
    return sum(spans) if spans else None
