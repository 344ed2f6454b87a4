"""Rows of the experiments list, and what the queue page says about now."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from training_jobs import nodes
from training_jobs.contract.knobs import flat
from training_jobs.models import Kind, Run
from training_jobs.presenting.states import FailureWords, StateWords, failure_words, state_words
from training_jobs.presenting.words import duration, setting_value
from training_jobs.states import LIVE, State

SHOWN = 50


@dataclass(frozen=True)
class ListedRun:
    """One run on a list; `got` is its validation macro-F1, for prompts the share of right answers."""

    run: Run
    words: StateWords
    what: str
    got: float | None
    took: str


def listed(run: Run) -> ListedRun:
    got = run.accuracy if run.kind == Kind.PROMPT else run.macro_f1
    return ListedRun(run, state_words(run), in_short(run), got, duration(seconds_of(run)))


def in_short(run: Run) -> str:
    """The settings that tell runs apart: “minilm-l6 · LoRA · 0.001”."""
    return settings_in_short(run.experiment.spec)


def settings_in_short(settings: Mapping[str, Any]) -> str:
    spec = flat(settings)
    parts = [spec.get("base_model")]
    parts += [setting_value(path, spec[path]) for path in ("method", "learning_rate") if path in spec]
    return " · ".join(str(part) for part in parts if part)


def seconds_of(run: Run) -> float | None:
    """How long a run worked, until now for one at work; None before it starts."""
    if run.started_at is None:
        return None
    return ((run.ended_at or timezone.now()) - run.started_at).total_seconds()


@dataclass(frozen=True)
class QueuedRun:
    run: Run
    words: StateWords
    waits: str
    failure: FailureWords | None = None

    @property
    def page(self) -> uuid.UUID:
        """A grading is shown on the page of the run that it scores."""
        return self.run.graded_run.public_id if self.run.graded_run else self.run.public_id


def _rows(runs: QuerySet[Run]) -> list[QueuedRun]:
    rows = []
    for run in runs.select_related("experiment__owner", "graded_run")[:SHOWN]:
        until = run.started_at or run.ended_at or timezone.now()
        waits = duration((until - run.created_at).total_seconds())
        rows.append(QueuedRun(run, state_words(run), waits, failure_words(run)))
    return rows


def queue_context() -> dict[str, Any]:
    recent = Run.objects.filter(ended_at__gte=Now() - timedelta(days=1))
    return {
        "gpu": nodes.live_nodes("gpu"),
        "others": nodes.live_nodes("default"),
        "queued": _rows(Run.objects.filter(state=State.QUEUED).order_by("created_at")),
        "queued_count": Run.objects.filter(state=State.QUEUED).count(),
        "running": _rows(Run.objects.filter(state__in=LIVE).order_by("started_at")),
        "failed": _rows(recent.filter(state=State.FAILED).order_by("-ended_at")),
        "done_today": Run.objects.filter(state=State.FINISHED, ended_at__gte=today()).count(),
        "failed_today": Run.objects.filter(state=State.FAILED, ended_at__gte=today()).count(),
    }


def today() -> datetime:
    """Midnight in the reader's time zone."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
