"""What a lab block means is asked here; courses know no training."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from pydantic import BaseModel

from courses.content.located_yaml import Path
from courses.content.problems import Saying
from courses.models import Block, Course, Enrolment, Lesson, Revision
from people.models import User


@dataclass(frozen=True)
class LabPlace:
    """Where a lab stands for a person. `enrolment` is None only where an author previews."""

    enrolment: Enrolment | None
    revision: Revision
    lesson: Lesson
    block: Block

    @property
    def path(self) -> str:
        return f"{self.revision.course.key}/{self.lesson.key}/{self.block.key}"

    @property
    def config(self) -> dict[str, Any]:
        """The lab as its author wrote it; `title` and `summary` hold one text per language."""
        return cast("dict[str, Any]", self.block.content)


@dataclass(frozen=True)
class RecordedRun:
    """A run that a lesson can replay, and how its owner tells it from others."""

    public_id: str
    words: str


class LabRegistry(Protocol):
    def problems(self, config: Mapping[str, Any]) -> Sequence[tuple[Path, Saying]]:
        """Every mistake in a lab's settings, with the steps to the setting."""

    def form(self, config: Mapping[str, Any]) -> type[BaseModel] | None:
        """The fields that an author fills in for a lab of this kind; None where there is no such kind."""

    def choices(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """What the fields of such a form are chosen from, as (key, words) under the name that the form has for them."""

    def beginning(self, kind: str) -> dict[str, Any]:
        """What a new lab of this kind holds beside its title and summary."""

    def card(self, *, actor: User, place: LabPlace, preview: bool) -> SafeString:
        """The lab as it stands inside a lesson: what it asks, how far the actor is, the way in.

        In the editor, where the revision is not stored yet, it says what came of dry runs.
        """

    def never_run(self, course: Course, labs: Iterable[str]) -> Mapping[str, bool]:
        """Of the labs of a draft, each as `lesson/lab`, those that nobody has tried: whether somebody is about it."""

    def recorded_runs(self, actor: User) -> Sequence[RecordedRun]:
        """The actor's own runs that have ended, newest first."""

    def recording(self, actor: User, public_id: UUID) -> bytes:
        """The curve of one of them, as a file of a course; `Http404` for any other run."""

    def analysis_href(self, course: str, lesson: str, lab: str) -> str:
        """Where authors read what everybody's runs say about the lab."""


def lab_registry() -> LabRegistry:
    return cast("LabRegistry", import_string(settings.LAB_REGISTRY))
