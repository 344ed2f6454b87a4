"""Which courses wait for others, for whom, and what opens them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from django.utils.translation import gettext as _

from courses.content.needs import Level, Need, Needs, barriers
from courses.models import Course, Enrolment, KnownByPlacement, Revision
from lms.kit.refusals import Conflict, Rule
from lms.kit.templatetags.texts import said
from people.models import User


@dataclass(frozen=True)
class Lock:
    """`first` are the courses that must be done before, `better` those that it helps to have done; none of them is."""

    first: Sequence[Course] = field(default_factory=tuple)
    better: Sequence[Course] = field(default_factory=tuple)


def needs_of_newest() -> Needs:
    """What the newest revision of every course needs, published or not: what an import is checked against."""
    newest = Revision.objects.order_by("course_id", "-number").distinct("course_id")
    return {key: read_needs(listed) for key, listed in newest.values_list("course__key", "needs")}


def needs_of_published() -> Needs:
    """What holds for people; nobody takes a shared course, and nobody comes to an archived one any more."""
    open_to_all = Course.objects.filter(
        published__isnull=False, published__shared=False, archived_at__isnull=True
    )
    return {key: read_needs(listed) for key, listed in open_to_all.values_list("key", "published__needs")}


def read_needs(stored: Sequence[Sequence[str]]) -> tuple[Need, ...]:
    return tuple(Need.model_construct(course=course, level=cast("Level", level)) for course, level in stored)


def known_to(user: User | int) -> set[str]:
    """The keys of the courses that a person has done, in whichever cycle, or knows by placement."""
    done = Enrolment.objects.filter(user=user, completion__isnull=False).values_list("course__key")
    placed = KnownByPlacement.objects.filter(user=user).values_list("course__key")
    return {key for (key,) in done.union(placed)}


def lock_of(user: User, revision: Revision) -> Lock:
    """Four queries at most, and none for a course that needs nothing."""
    own = read_needs(revision.needs)
    if not own:
        return Lock()
    key, known = revision.course.key, known_to(user)
    published = needs_of_published()
    first = barriers(key, {**published, key: own}, known)
    better = [need.course for need in own if need.course in published and need.course not in {*first, *known}]
    courses = published_by_key({*first, *better})
    return Lock(_in_order(first, courses), _in_order(better, courses))


def locked_among(user: User, courses: Collection[Course]) -> set[int]:
    """The ids of those that wait for others; two queries, and none where no course needs anything."""
    asking = [course for course in courses if course.published and course.published.needs]
    if not asking:
        return set()
    needs, known = needs_of_published(), known_to(user)
    return {course.pk for course in asking if barriers(course.key, needs, known)}


def before_starting(user: User, revision: Revision) -> dict[str, object]:
    """What the page of a course says to somebody who has not begun it: what it waits for, and whether they know it."""
    placed = KnownByPlacement.objects.filter(user=user, course=revision.course_id).exists()
    return {"lock": lock_of(user, revision), "placed": placed}


@Rule
def check_can_begin(user: User, revision: Revision) -> None:
    """Whether a course that was not begun is open for a person."""
    first = lock_of(user, revision).first
    if first:
        raise Conflict(locked_text(first))


def locked_text(first: Sequence[Course]) -> str:
    titles = _(", ").join(_("“%(title)s”") % {"title": title_of(course)} for course in first)
    return _("This course builds on others. Do first: %(courses)s.") % {"courses": titles}


def title_of(course: Course) -> str:
    return said(course.published.title) if course.published else course.key


def published_by_key(keys: Collection[str]) -> Mapping[str, Course]:
    if not keys:
        return {}
    found = Course.objects.filter(key__in=keys, published__isnull=False, published__shared=False)
    courses = found.select_related("published")
    return {course.key: course for course in courses.defer("published__source")}


def _in_order(keys: Sequence[str], courses: Mapping[str, Course]) -> tuple[Course, ...]:
    return tuple(courses[key] for key in keys if key in courses)
