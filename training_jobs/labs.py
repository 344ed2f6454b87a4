"""What a lab block of a course means: checked at import, drawn inside the lesson. Courses reach it through settings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from pydantic import BaseModel

from courses.content.located_yaml import Path
from courses.content.problems import Params, Saying
from courses.labs import LabPlace, RecordedRun
from courses.models import Course
from people.models import User
from training_jobs import lab_recordings
from training_jobs.contract.labs import lab_faults
from training_jobs.contract.wording import Sentence
from training_jobs.lab_forms import BEGINNINGS, lab_choices, lab_form
from training_jobs.models import Grading, Kind, Run
from training_jobs.passing import Passed, passed_lab
from training_jobs.presenting.dry_runs import dry_run_card, never_run
from training_jobs.states import State

CARD = "training_jobs/lab_card.html"


@dataclass(frozen=True)
class LabStanding:
    """How far a person is in a lab. `tries_left` is None where nothing is graded."""

    last_run: Run | None
    best_macro_f1: float | None
    passed: Passed | None
    tries_left: int | None


def standing(actor: User, place: LabPlace) -> LabStanding:
    """The actor's own runs and gradings of a lab; whoever has not tried it yet costs two queries less."""
    runs = Run.objects.filter(experiment__owner=actor, experiment__lab=place.path).exclude(kind=Kind.GRADE)
    last_run = runs.select_related("experiment").order_by("-created_at").first()
    best, gradings = None, []
    if last_run is not None:
        best = runs.filter(state=State.FINISHED).aggregate(best=Max("macro_f1"))["best"]
        gradings = list(Grading.objects.of_lab(actor.pk, place.path))
    rules = place.config.get("grading")
    tries_left = max(0, rules["tries"] - sum(grading.counts for grading in gradings)) if rules else None
    passed = passed_lab(place.enrolment, place.lesson.key, place.block.key, rules)
    return LabStanding(last_run, best, passed=passed, tries_left=tries_left)


class TrainingLabs:
    def problems(self, config: Mapping[str, Any]) -> Sequence[tuple[Path, Saying]]:
        """Every mistake in a lab's settings, with the steps to the setting."""
        return [
            (fault.place, Saying(fault.sentence.template, _plain(fault.sentence)))
            for fault in lab_faults(config)
        ]

    def form(self, config: Mapping[str, Any]) -> type[BaseModel] | None:
        """The fields that an author fills in for a lab of this kind; None where there is no such kind."""
        return lab_form(str(config.get("kind")))

    def choices(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """What the fields of such a form are chosen from, as (key, words)."""
        return lab_choices()

    def beginning(self, kind: str) -> dict[str, Any]:
        """What a new lab of this kind holds beside its title and summary."""
        return BEGINNINGS[kind]

    def card(self, *, actor: User, place: LabPlace, preview: bool) -> SafeString:
        """The lab as it stands inside a lesson. A preview shows it untouched and leads nowhere."""
        nothing = LabStanding(None, None, passed=None, tries_left=None)
        is_draft = preview and place.revision.pk is None
        context = {
            "place": place,
            "dry": dry_run_card(place) if is_draft else None,
            "config": place.config,
            "rules": place.config.get("grading"),
            "preview": preview,
            "url": "" if preview else reverse("training_jobs:lab", args=place.path.split("/")),
            **vars(nothing if preview else standing(actor, place)),
        }
        return mark_safe(render_to_string(CARD, context))  # noqa: S308 - a template of ours, which escapes

    def never_run(self, course: Course, labs: Iterable[str]) -> Mapping[str, bool]:
        return never_run(course, labs)

    def recorded_runs(self, actor: User) -> Sequence[RecordedRun]:
        return lab_recordings.recorded_runs(actor)

    def recording(self, actor: User, public_id: UUID) -> bytes:
        return lab_recordings.recording(actor, public_id)

    def analysis_href(self, course: str, lesson: str, lab: str) -> str:
        return reverse("training_jobs:lab_analysis", args=[course, lesson, lab])


def _plain(sentence: Sentence) -> Params:
    """What goes into a sentence, also where that is another one."""
    return {name: _said(value) for name, value in sentence.values.items()}


def _said(value: object) -> str | int | float:
    if isinstance(value, Sentence):
        return Saying(value.template, _plain(value))
    return value if isinstance(value, str | int | float) else str(value)


registry = TrainingLabs()
