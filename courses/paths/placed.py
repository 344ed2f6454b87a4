"""What a placement test came to, told where its result is: which courses it spares, and the way back to the path."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.content.paths import Placement
from courses.models import Enrolment, KnownByPlacement, PathEnrolment
from courses.needs import published_by_key, title_of
from courses.paths.placing import WITH_TEST, placement_of
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
    """Of the paths that the person is on, those whose placement test is in the lesson; one query where none is."""
    asking = [(one, placement_of(one.version)) for one in WITH_TEST.all(user=enrolment.user_id)]
    here = (enrolment.course.key, lesson)
    return [_placed(one, test) for one, test in asking if test and (test.course, test.lesson) == here]


def _placed(here: PathEnrolment, test: Placement) -> Placed:
    known = KnownByPlacement.objects.filter(user=here.user_id, course__key__in=test.knows)
    courses = published_by_key(set(known.values_list("course__key", flat=True)))
    listed = dict.fromkeys(key for part in test.parts for key in part.knows)
    titles = [title_of(courses[key]) for key in listed if key in courses]
    return Placed(test.quiz, said(here.version.title), reverse("courses:path", args=[here.path.key]), titles)
