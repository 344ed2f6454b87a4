"""What somebody may do on a course. Hidden and absent courses look alike."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from courses.models import Course, CourseMember, CourseRole
from lms.kit.refusals import Denied, Rule
from people.access import check_is_author
from people.models import Role, User


class Ability(StrEnum):
    READ = "read"
    COMMENT = "comment"
    REVIEW = "review"
    TRANSLATE = "translate"
    WRITE = "write"
    PUBLISH = "publish"
    LOOK_BACK = "look back"
    INVITE = "invite"


MAY: dict[CourseRole, frozenset[Ability]] = {
    CourseRole.AUTHOR: frozenset(Ability),
    CourseRole.REVIEWER: frozenset({Ability.READ, Ability.COMMENT, Ability.REVIEW}),
    CourseRole.TRANSLATOR: frozenset({Ability.READ, Ability.COMMENT, Ability.TRANSLATE}),
}
REASONS = {
    Ability.READ: _("Only the people of this course can read its draft."),
    Ability.COMMENT: _("Only the people of this course can comment on it."),
    Ability.REVIEW: _("Only authors and reviewers of this course can approve it."),
    Ability.TRANSLATE: _("Only authors and translators of this course can translate it."),
    Ability.WRITE: _("Only authors of this course can change it."),
    Ability.PUBLISH: _("Only authors of this course can publish it."),
    Ability.LOOK_BACK: _("Only authors of this course see what its learners answered and said."),
    Ability.INVITE: _("Only authors of this course choose its people."),
}


@dataclass(frozen=True)
class Standing:
    """A person's role on a course, and the languages they translate into. Pages ask it what to offer."""

    role: CourseRole | None = None
    languages: tuple[str, ...] = ()

    def may(self, ability: Ability) -> bool:
        return self.role is not None and ability in MAY[self.role]

    @property
    def writes(self) -> bool:
        return self.may(Ability.WRITE)

    @property
    def translates(self) -> bool:
        return self.may(Ability.TRANSLATE)

    @property
    def reviews(self) -> bool:
        return self.may(Ability.REVIEW)


def standing_of(actor: User, course: Course) -> Standing:
    """Without a query for administrators, and for authors of a course that is open to them."""
    if actor.is_admin or (course.open_to_authors and actor.is_author):
        return Standing(CourseRole.AUTHOR)
    member = CourseMember.objects.filter(course=course, user=actor).first()
    return Standing(CourseRole(member.role), tuple(member.languages)) if member else Standing()


@Rule
def check_may(actor: User, course: Course, ability: Ability) -> None:
    if not standing_of(actor, course).may(ability):
        raise Denied(str(REASONS[ability]))


def let_in(actor: User, course: Course | None, ability: Ability) -> Course:
    """The course, for those who may do this on it.

    Who has no role on it hears the same as of one that is not there; who has one is told what it does not allow.
    """
    standing = standing_of(actor, course) if course else Standing()
    if course is None or standing.role is None:
        check_is_author(actor)
        raise Http404
    if not standing.may(ability):
        raise Denied(str(REASONS[ability]))
    return course


def courses_of(actor: User) -> QuerySet[Course]:
    """The courses that somebody has a role on."""
    courses = Course.objects.all()
    if actor.is_admin:
        return courses
    mine = Q(Exists(CourseMember.objects.filter(course=OuterRef("pk"), user=actor)))
    return courses.filter(mine | Q(open_to_authors=True) if actor.is_author else mine)


def authored_by(actor: User) -> QuerySet[Course]:
    """The courses on which somebody does what authors do."""
    courses = Course.objects.all()
    if actor.is_admin:
        return courses
    here = CourseMember.objects.filter(course=OuterRef("pk"), user=actor, role=CourseRole.AUTHOR)
    return courses.filter(Q(Exists(here)) | Q(open_to_authors=True) if actor.is_author else Exists(here))


def authors_of(course: int | OuterRef) -> QuerySet[User]:
    """Who does on a course what its authors do: `authored_by` seen from the other side."""
    open_to_all = Course.objects.filter(pk=course, open_to_authors=True)
    members = CourseMember.objects.filter(course=course, user=OuterRef("pk"), role=CourseRole.AUTHOR)
    authors = Q(roles__contains=[Role.AUTHOR]) & Q(Exists(open_to_all))
    people = User.objects.filter(is_active=True)
    return people.filter(Q(roles__contains=[Role.ADMIN]) | authors | Q(Exists(members)))


def writes_courses(actor: User) -> bool:
    authors = CourseMember.objects.filter(user=actor, role=CourseRole.AUTHOR)
    return actor.is_author or authors.exists()


def works_on_courses(actor: User) -> bool:
    return actor.is_author or CourseMember.objects.filter(user=actor).exists()


@Rule
def check_works_on_courses(actor: User) -> None:
    """For pages about courses in general: each course has its own door."""
    if not works_on_courses(actor):
        check_is_author(actor)
