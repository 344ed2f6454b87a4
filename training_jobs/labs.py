"""What a lab block of a course means: checked at import, drawn inside the lesson. Courses reach it through settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from pydantic import BaseModel

from courses.labs import LabPlace, RecordedRun
from courses.models import PartDone, PartKind
from people.models import User
from training_jobs import lab_recordings
from training_jobs.contract.labs import lab_problems
from training_jobs.lab_forms import BEGINNINGS, lab_form
from training_jobs.models import Grading, Kind, Run
from training_jobs.states import State

CARD = "training_jobs/lab_card.html"


@dataclass(frozen=True)
class LabStanding:
    """How far a person is in a lab. `tries_left` is None where nothing is graded."""

    last_run: Run | None
    best_macro_f1: float | None
    passed: bool
    tries_left: int | None


def standing(actor: User, path: str, config: Mapping[str, Any]) -> LabStanding:
    """The actor's own runs and gradings of the lab at `path`."""
    runs = Run.objects.filter(experiment__owner=actor, experiment__lab=path).exclude(kind=Kind.GRADE)
    finished = runs.filter(state=State.FINISHED)
    gradings = list(Grading.objects.of_lab(actor.pk, path))
    rules = config.get("grading")
    course, lesson, key = path.split("/")
    here = {"enrolment__user": actor, "enrolment__course__key": course, "lesson_key": lesson, "key": key}
    passed = PartDone.objects.in_current_cycles().filter(**here, kind=PartKind.LAB).exists()
    return LabStanding(
        last_run=runs.select_related("experiment").order_by("-created_at").first(),
        best_macro_f1=finished.aggregate(best=Max("macro_f1"))["best"],
        passed=passed,
        tries_left=max(0, rules["tries"] - sum(grading.counts for grading in gradings)) if rules else None,
    )


class TrainingLabs:
    def problems(self, config: Mapping[str, Any]) -> list[str]:
        """Every mistake in a lab's settings, as "path: sentence"."""
        return lab_problems(config)

    def form(self, config: Mapping[str, Any]) -> type[BaseModel] | None:
        """The fields that an author fills in for a lab of this kind; None where there is no such kind."""
        return lab_form(str(config.get("kind")))

    def beginning(self, kind: str) -> dict[str, Any]:
        """What a new lab of this kind holds beside its title and summary."""
        return BEGINNINGS[kind]

    def card(self, *, actor: User, place: LabPlace, preview: bool) -> SafeString:
        """The lab as it stands inside a lesson. A preview shows it untouched and leads nowhere."""
        nothing = LabStanding(
            None, None, passed=False, tries_left=(place.config.get("grading") or {}).get("tries")
        )
        context = {
            "place": place,
            "config": place.config,
            "preview": preview,
            "url": "" if preview else reverse("training_jobs:lab", args=place.path.split("/")),
            **vars(nothing if preview else standing(actor, place.path, place.config)),
        }
        return mark_safe(render_to_string(CARD, context))  # noqa: S308 - a template of ours, which escapes

    def recorded_runs(self, actor: User) -> Sequence[RecordedRun]:
        return lab_recordings.recorded_runs(actor)

    def recording(self, actor: User, public_id: UUID) -> bytes:
        return lab_recordings.recording(actor, public_id)

    def analysis_href(self, course: str, lesson: str, lab: str) -> str:
        return reverse("training_jobs:lab_analysis", args=[course, lesson, lab])


registry = TrainingLabs()
