"""How far people are on their paths: the one reader that every page and list asks.

A path's progress is nowhere stored. It follows from the enrolments in its courses and from placement tests, so that it is
right as soon as they are.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from django.db.models import QuerySet
from django.urls import reverse

from courses.clock import site_today
from courses.content.needs import Needs, barriers, first_open, reachable
from courses.content.paths import PathSource
from courses.models import Course, Enrolment, EnrolmentState, KnownByPlacement, PathEnrolment, PathVersion
from courses.needs import needs_of_published, published_by_key, title_of
from courses.paths.importing import source_of
from courses.same_titles import told_apart
from lms.kit.templatetags.texts import said


class Standing(StrEnum):
    """How a person stands to a course of a path; the first two settle it."""

    DONE = "done"
    KNOWN = "known"
    BEGUN = "begun"
    OPEN = "open"
    LOCKED = "locked"


SETTLED = frozenset({Standing.DONE, Standing.KNOWN})


@dataclass(frozen=True)
class CourseLine:
    """One course of a stage; `first` are the courses that unlock it, where it is locked."""

    course: Course
    standing: Standing
    enrolment: Enrolment | None = None
    first: Sequence[Course] = ()

    @property
    def key(self) -> str:
        return self.course.key

    @property
    def title(self) -> str:
        return title_of(self.course)

    @property
    def minutes(self) -> int:
        return self.course.published.minutes if self.course.published else 0

    @property
    def href(self) -> str:
        return reverse("courses:course", args=[self.key])

    @property
    def is_settled(self) -> bool:
        return self.standing in SETTLED


@dataclass(frozen=True)
class StageLine:
    """A stage with the courses that there are; `needed` of them must be settled."""

    number: int
    key: str
    title: str
    needed: int
    courses: Sequence[CourseLine]

    @property
    def settled(self) -> int:
        """How many count: never more than are needed."""
        return min(self.needed, sum(line.is_settled for line in self.courses))

    @property
    def is_done(self) -> bool:
        return self.settled >= self.needed

    @property
    def left(self) -> int:
        return self.needed - self.settled

    @property
    def is_choice(self) -> bool:
        return self.needed < len(self.courses)

    @property
    def waiting(self) -> list[CourseLine]:
        """What could be done in it, what was begun first."""
        left = [line for line in self.courses if not line.is_settled]
        return sorted(left, key=lambda line: line.standing != Standing.BEGUN)


@dataclass(frozen=True)
class PathProgress:
    """One person on one path, as of `today` on the site; without an enrolment, what anybody would see.

    `test_in` is the revision (its id) in which the person would take its placement test; None where they cannot come to one.
    """

    source: PathSource
    version: PathVersion
    stages: Sequence[StageLine]
    today: date
    test_in: int | None
    enrolment: PathEnrolment | None = None

    @property
    def title(self) -> str:
        return said(self.version.title)

    @property
    def href(self) -> str:
        return reverse("courses:path", args=[self.source.key])

    @cached_property
    def twins(self) -> set[str]:
        """The keys of those of its courses that are called like another one."""
        titles = {line.key: line.title for stage in self.stages for line in stage.courses}
        return {key for key, told in told_apart(titles).items() if told != titles[key]}

    @cached_property
    def done(self) -> int:
        return sum(stage.settled for stage in self.stages)

    @cached_property
    def of(self) -> int:
        return sum(stage.needed for stage in self.stages)

    @property
    def percent(self) -> int:
        return 100 * self.done // self.of if self.of else 100

    @property
    def state(self) -> EnrolmentState:
        if self.done >= self.of:
            return EnrolmentState.DONE
        begun = any(line.standing == Standing.BEGUN for stage in self.stages for line in stage.courses)
        return EnrolmentState.IN_PROGRESS if self.done or begun else EnrolmentState.NOT_STARTED

    @property
    def is_done(self) -> bool:
        return self.state == EnrolmentState.DONE

    @property
    def stage(self) -> StageLine | None:
        """Where one is: the first stage with something left."""
        return next((stage for stage in self.stages if not stage.is_done), None)

    @property
    def next(self) -> CourseLine | None:
        """What to go on with there: a course that was begun, else one that is open; where a choice is left, none."""
        waiting = self.stage.waiting if self.stage else []
        first = next((line for line in waiting if line.standing in (Standing.BEGUN, Standing.OPEN)), None)
        return first or (waiting[0] if waiting else None)

    @property
    def has_choice(self) -> bool:
        """Whether it is the person's turn to choose: more courses are open than are needed, and none was begun."""
        stage = self.stage
        if stage is None or not stage.is_choice:
            return False
        return len(stage.waiting) > stage.left and all(w.standing != Standing.BEGUN for w in stage.waiting)

    @property
    def due_on(self) -> date | None:
        return self.enrolment.due_on if self.enrolment else None

    @property
    def days_left(self) -> int | None:
        """0 on the last day, below 0 once it is overdue; None without a due date, and when all is done."""
        return None if self.is_done or self.due_on is None else (self.due_on - self.today).days

    @property
    def was_due(self) -> bool:
        """Whether its day is over, also of a path that is done."""
        return self.due_on is not None and self.due_on < self.today

    @property
    def is_past(self) -> bool:
        """Whether the path's one day for all is over: whoever comes to it now has no due date of it."""
        due = self.source.due
        return due is not None and due.on is not None and due.on < self.today

    @property
    def known(self) -> list[CourseLine]:
        """The courses that a placement test spares."""
        lines = (line for stage in self.stages for line in stage.courses)
        return [line for line in lines if line.standing == Standing.KNOWN]

    @property
    def is_overdue(self) -> bool:
        return self.days_left is not None and self.days_left < 0


def read_progress(enrolments: Sequence[PathEnrolment] | QuerySet[PathEnrolment]) -> list[PathProgress]:
    """How far each is, in five queries for any number of people and paths; they come with user and version."""
    here = list(enrolments)
    if not here:
        return []
    sources = {one.version_id: source_of(one.version) for one in here}
    reading = _Reading(sources.values(), {one.user_id for one in here})
    return [
        PathProgress(
            sources[one.version_id],
            one.version,
            reading.stages(sources[one.version_id], one.user_id),
            reading.today,
            reading.test_in(sources[one.version_id], one.user_id),
            one,
        )
        for one in here
    ]


def read_path_for(user_id: int, version: PathVersion) -> PathProgress:
    """The same for somebody who is not on the path, and may think about it."""
    source = source_of(version)
    reading = _Reading([source], {user_id})
    test_in = reading.test_in(source, user_id)
    return PathProgress(source, version, reading.stages(source, user_id), reading.today, test_in)


class _Reading:
    """All that the paths of some people need, read once."""

    def __init__(self, sources: Collection[PathSource], people: Collection[int]) -> None:
        self.today = site_today()
        self.needs: Needs = needs_of_published()
        tests = {source.placement.course for source in sources if source.placement}
        wanted = reachable({key for source in sources for key in source.courses} | tests, self.needs)
        self.courses: Mapping[str, Course] = published_by_key(wanted)
        rows = Enrolment.objects.filter(user__in=people, course__key__in=wanted).select_related("course")
        self.enrolments = {(row.user_id, row.course.key): row for row in rows}
        self.known: dict[int, set[str]] = defaultdict(set)
        placed = KnownByPlacement.objects.filter(user__in=people)
        done = ((row.user_id, row.course.key) for row in rows if row.completion_id is not None)
        for user_id, key in (*placed.values_list("user_id", "course__key"), *done):
            self.known[user_id].add(key)

    def stages(self, source: PathSource, user_id: int) -> list[StageLine]:
        lines = []
        for number, stage in enumerate(source.stages, start=1):
            there = [self.courses[key] for key in stage.courses if self._is_there(key, user_id)]
            courses = [self._line(course, user_id, self.known[user_id]) for course in there]
            title = said(stage.title.texts)
            lines.append(StageLine(number, stage.key, title, min(stage.needed, len(there)), courses))
        return lines

    def test_in(self, source: PathSource, user_id: int) -> int | None:
        key = source.placement.course if source.placement else ""
        if not self._is_there(key, user_id):
            return None
        enrolment = self.enrolments.get((user_id, key))
        return (enrolment.revision_id if enrolment else None) or self.courses[key].published_id

    def _is_there(self, key: str, user_id: int) -> bool:
        """Whether this person can do a course: an archived one is for those who are on it, and counts where it is known."""
        course = self.courses.get(key)
        if course is None or course.archived_at is None:
            return course is not None
        return (user_id, key) in self.enrolments or key in self.known[user_id]

    def _line(self, course: Course, user_id: int, known: Collection[str]) -> CourseLine:
        enrolment = self.enrolments.get((user_id, course.key))
        if enrolment is not None and enrolment.completion_id is not None:
            return CourseLine(course, Standing.DONE, enrolment)
        if course.key in known:
            return CourseLine(course, Standing.KNOWN, enrolment)
        if enrolment is not None and enrolment.revision_id is not None:
            return CourseLine(course, Standing.BEGUN, enrolment)
        waits_for = barriers(course.key, self.needs, known)
        if waits_for:
            opens = [first_open(key, self.needs, known) for key in waits_for]
            first = [self.courses[key] for key in dict.fromkeys(opens) if key in self.courses]
            return CourseLine(course, Standing.LOCKED, enrolment, tuple(first))
        return CourseLine(course, Standing.OPEN, enrolment)
