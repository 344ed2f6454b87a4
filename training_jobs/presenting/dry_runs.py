"""What came of the dry runs of a lab, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.labs import LabPlace
from courses.models import Course
from people.models import User
from training_jobs.contract.wording import plain
from training_jobs.dry_runs import digest_of
from training_jobs.models import DryRun, Kind, Run
from training_jobs.presenting.words import duration
from training_jobs.states import OPEN, State

SHOWN = 10


@dataclass(frozen=True)
class DryRunLine:
    """A dry run beside the settings that the lab has now. `grading` scores it on the hidden test, once it is trained."""

    made: DryRun
    grading: Run | None
    is_current: bool

    @property
    def run(self) -> Run:
        return self.made.run

    @property
    def is_open(self) -> bool:
        return any(run.state in OPEN for run in (self.run, self.grading) if run)

    @property
    def score(self) -> float | None:
        """What the lab's rules compare: on the hidden test, or how many answers of a prompt were right."""
        if self.made.rules and self.grading and self.grading.state == State.FINISHED:
            return float(getattr(self.grading, self.made.rules["metric"]))
        return (
            self.run.accuracy if self.run.kind == Kind.PROMPT and self.run.state == State.FINISHED else None
        )

    @property
    def passes(self) -> bool | None:
        """Whether a learner would pass with the lab's own values; None where that is not known, or nothing is graded."""
        score = self.score
        return score >= self.made.rules["threshold"] if self.made.rules and score is not None else None

    @property
    def result(self) -> str:
        score = self.score
        if self.made.rules and score is not None:
            told = {"score": plain(round(score, 2)), "wanted": plain(self.made.rules["threshold"])}
            return _("%(score)s on the hidden test, against %(wanted)s wanted") % told
        if score is not None:
            return _("%(score)s of the answers were right") % {"score": f"{score:.0%}"}
        if self.run.state in OPEN:
            return self.run.get_state_display()
        if self.grading and self.grading.state in OPEN:
            return _("trained, being scored on the hidden test")
        if self.run.state == State.FINISHED and not self.made.rules:
            return _("it ran to its end")
        return _("ended without a result")

    @property
    def said(self) -> str:
        """The result, and how long it took, as a sentence."""
        told = {"result": self.result, "took": self.took}
        return (_("%(result)s, in %(took)s.") if self.took else _("%(result)s.")) % told

    @property
    def took(self) -> str:
        """From the start of the run to the end of its last part; "" while that is not known."""
        last = self.grading or self.run
        if self.is_open or not self.run.started_at or not last.ended_at:
            return ""
        return duration((last.ended_at - self.run.started_at).total_seconds())


def dry_runs_of(course: Course, lab: str, config: Mapping[str, Any]) -> list[DryRunLine]:
    """The newest first; two queries."""
    related = ("run__experiment__owner", "course")
    made = list(DryRun.objects.filter(course=course, lab=lab).select_related(*related)[:SHOWN])
    runs = Run.objects.filter(graded_run__in=[one.run_id for one in made]).order_by("pk")
    gradings = {run.graded_run_id: run for run in runs}
    digest = digest_of(config)
    return [DryRunLine(one, gradings.get(one.run_id), one.digest == digest) for one in made]


@dataclass(frozen=True)
class DryRunCard:
    """In the editor, beside the form of the lab: its newest dry run, and the way to them."""

    line: DryRunLine | None
    href: str


def dry_run_card(place: LabPlace) -> DryRunCard:
    course, lesson, lab = place.path.split("/")
    lines = dry_runs_of(place.revision.course, f"{lesson}/{lab}", place.config)
    href = reverse("training_jobs:dry_run", args=[course, lesson, lab])
    return DryRunCard(lines[0] if lines else None, href)


def never_run(course: Course, labs: Iterable[str]) -> dict[str, bool]:
    """Of these labs, those that nobody has tried to the end: whether somebody is about it."""
    made = list(DryRun.objects.filter(course=course).values_list("lab", "run__state").distinct())
    tried = {lab for lab, state in made if state == State.FINISHED}
    at_work = {lab for lab, state in made if state in OPEN}
    return {lab: lab in at_work for lab in labs if lab not in tried}


def can_open(actor: User, line: DryRunLine) -> bool:
    return actor.is_admin or line.run.experiment.owner_id == actor.pk
