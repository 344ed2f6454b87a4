"""My learning: what to do next and why, what is running, how far every course is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Case, F, QuerySet, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.access import enrolments_of
from courses.certificates.held import held_by_enrolment
from courses.clock import NOW
from courses.models import Enrolment, EnrolmentState, PathEnrolment
from courses.paths.access import path_enrolments
from courses.paths.offers import placement_offers
from courses.paths.progress import PathProgress, read_progress
from courses.spaced import count_due
from courses.standings import is_spared, with_standing
from lms.kit.prepared import Prepared, Slot
from people.models import User
from reporting.course_lines import CourseLine
from reporting.expiring import ExpiringLine, read_expiring
from reporting.next_step import Step
from reporting.path_steps import under_way
from reporting.raised import RaisedLine, read_raised
from reporting.run_lines import RunLine, run_lines
from reporting.steps import Situation, next_step, title_of
from training_jobs.models import UNLISTED, Run
from training_jobs.states import OPEN

COURSES_SHOWN = 20
RUNS_SHOWN = 5
PATHS_SHOWN = 10


@dataclass(frozen=True)
class Home:
    """Everything the page shows."""

    greeting: str
    step: Step | None
    enrolments: Sequence[Enrolment]
    runs: list[RunLine]
    expiring: Sequence[ExpiringLine]
    paths: Sequence[PathProgress] = ()
    reviews: int = 0
    raised: Sequence[RaisedLine] = ()

    @property
    def learns(self) -> bool:
        """Whether they are on anything; who is on nothing came for the people or the courses that are theirs."""
        return bool(self.enrolments or self.paths)

    @cached_property
    def courses(self) -> list[CourseLine]:
        """A placement test that was begun belongs to its path; nobody has to pass it."""
        told = self.step.renewed if self.step else ""
        begun = under_way(self.enrolments, self.paths)
        shown = [row for row in self.enrolments if row.state != EnrolmentState.IN_PROGRESS or row in begun]
        held = held_by_enrolment(shown)
        return [
            CourseLine(row, title_of(row), is_told=row.course.key == told, held=held.get(row.pk, ()))
            for row in shown
        ]

    @property
    def has_review(self) -> bool:
        """Whether questions come back that the next step does not name."""
        return bool(self.reviews) and (
            self.step is None or self.step.href != reverse("courses:spaced_review")
        )

    @property
    def summary(self) -> str:
        begun = under_way(self.enrolments, self.paths)
        if len(begun) > 1:  # the next step may be in any of them
            return _("Several courses are under way.")
        if begun:
            words = {"course": title_of(begun[0]), "done": begun[0].done_parts, "of": begun[0].all_parts}
            return _("%(done)d of %(of)d parts of “%(course)s” are done.") % words
        path = next((path for path in self.paths if not path.is_done), None)
        if path and path.done:
            words = {"path": path.title, "done": path.done, "of": path.of}
            return _("%(done)d of %(of)d courses of “%(path)s” are done.") % words
        if not path and self.enrolments and all(_is_settled(one) for one in self.enrolments):
            count = sum(one.state == EnrolmentState.DONE for one in self.enrolments)
            text = ngettext(
                "%(count)d course finished, nothing open.", "%(count)d courses finished, nothing open.", count
            )
            return text % {"count": count}
        return _("Here you learn by doing: read a little, train a model, see what happened.")


def _enrolments() -> QuerySet[Enrolment]:
    """The latest touched first, with the database's `now`."""
    latest = F("last_activity_at").desc(nulls_last=True)
    mine = enrolments_of(Slot("user")).select_related("course__published", "revision__course", "completion")
    mine = mine.defer("revision__source", "course__published__source").annotate(**NOW)
    return with_standing(mine).order_by(latest, "-created_at")[:COURSES_SHOWN]


def _runs() -> QuerySet[Run]:
    """Open runs first, then the newest."""
    runs = Run.objects.filter(experiment__owner=Slot("user")).exclude(kind__in=UNLISTED)
    is_open = Case(When(state__in=OPEN, then=1), default=0)
    runs = runs.select_related("experiment").annotate(is_open=is_open)
    return runs.order_by("-is_open", "-created_at")[:RUNS_SHOWN]


def _paths() -> QuerySet[PathEnrolment]:
    here = path_enrolments().filter(user=Slot("user"), withdrawn_at__isnull=True)
    return here.order_by("due_on", "pk")[:PATHS_SHOWN]


ENROLMENTS, RUNS, PATHS = Prepared(_enrolments), Prepared(_runs), Prepared(_paths)


def read_home(user: User) -> Home:
    """A fixed number of queries, whatever the person has done; paths cost some only to those who are on one."""
    rows = sorted(ENROLMENTS.all(user=user.pk), key=_order)
    runs = RUNS.all(user=user.pk)
    situation = _situation(user, rows, runs)
    told: dict[str, Any] = {"paths": situation.paths, "reviews": situation.reviews}
    told |= {"runs": run_lines(runs), "expiring": situation.expiring, "raised": read_raised(user)}
    return Home(greeting(user, timezone.localtime()), next_step(situation), rows, **told)


def _situation(user: User, rows: Sequence[Enrolment], runs: Sequence[Run]) -> Situation:
    paths = sorted(read_progress(PATHS.all(user=user.pk)), key=lambda path: path.is_done)
    at_work = {run.experiment.lab for run in runs if run.state in OPEN}
    offers = placement_offers(user.pk, paths)
    return Situation(user, rows, paths, offers, count_due(user), at_work, read_expiring(user))


def _is_settled(row: Enrolment) -> bool:
    return row.state == EnrolmentState.DONE or is_spared(row)


def _order(row: Enrolment) -> int:
    """What was begun comes first, then what waits, then what is settled."""
    return 2 if _is_settled(row) else int(row.state == EnrolmentState.NOT_STARTED)


def greeting(user: User, now: datetime) -> str:
    words = {"name": user.name.split()[0] if user.name.isascii() and user.name.strip() else str(user)}
    if now.hour < 12:
        return _("Good morning, %(name)s") % words
    if now.hour < 18:
        return _("Good afternoon, %(name)s") % words
    return _("Good evening, %(name)s") % words
