"""What a placement test is, told before and while it is taken; and what it came to, told where its result is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.content.paths import Placement
from courses.models import Course, Enrolment, KnownByPlacement, PathEnrolment
from courses.needs import known_to, published_by_key, title_of
from courses.paths.known import placement_of
from courses.paths.placing import WITH_TEST
from lms.kit.templatetags.texts import said


@dataclass(frozen=True)
class Placed:
    """A path whose test a quiz is; `spared` are the titles of the courses that its person knows by placement."""

    quiz: str
    path: str
    href: str
    spared: Collection[str] = ()

    @property
    def courses(self) -> str:
        return _(", ").join(_("“%(title)s”") % {"title": title} for title in self.spared)


def placed_by(enrolment: Enrolment, lesson: str) -> list[Placed]:
    """Of the paths that the person is on, those whose placement test is in the lesson; at most one query where none is."""
    return [_placed(one, test) for one, test in _tests_in(enrolment, lesson)]


def tests_ahead(enrolment: Enrolment, lesson: str) -> list[Placed]:
    """The same before the test was taken: `spared` are the courses that it could spare. At most one query where none is."""
    asking = _tests_in(enrolment, lesson)
    known = known_to(enrolment.user_id) if asking else set()
    courses = published_by_key({key for _one, test in asking for key in test.knows} - known)
    return [_told(one, test, courses) for one, test in asking]


def _tests_in(enrolment: Enrolment, lesson: str) -> list[tuple[PathEnrolment, Placement]]:
    here = (enrolment.course.key, lesson)
    tested = WITH_TEST.all(user=enrolment.user_id) if enrolment.may_be_placed else []
    asking = ((one, placement_of(one.version)) for one in tested)
    return [(one, test) for one, test in asking if test and (test.course, test.lesson) == here]


def _placed(here: PathEnrolment, test: Placement) -> Placed:
    known = KnownByPlacement.objects.filter(user=here.user_id, course__key__in=test.knows)
    return _told(here, test, published_by_key(set(known.values_list("course__key", flat=True))))


def _told(here: PathEnrolment, test: Placement, courses: Mapping[str, Course]) -> Placed:
    """`courses` are those to name, by their keys; they are named in the order of the test."""
    listed = dict.fromkeys(key for part in test.parts for key in part.knows)
    titles = [title_of(courses[key]) for key in listed if key in courses]
    return Placed(test.quiz, said(here.version.title), reverse("courses:path", args=[here.path.key]), titles)
