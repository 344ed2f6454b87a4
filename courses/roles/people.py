"""The people of a course: finding them, giving them a role, taking it back. Each act is one transaction."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf.locale import LANG_INFO
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courses.drafts.pages import languages_of_draft
from courses.models import Course, CourseMember, CourseRole, Draft
from courses.roles.standing import Ability, check_may
from lms.kit.refusals import Conflict, Rule
from lms.kit.titles import by_name
from people.audit import Did, record
from people.models import User

SHORTEST_SEARCH, MOST_FOUND = 2, 20


@dataclass(frozen=True)
class Found:
    """Who was found, the first `MOST_FOUND` by name; `too_many` when there are more."""

    people: Sequence[User]
    too_many: bool = False


def people_named(sought: str, course: Course) -> Found:
    """Active people by a part of name or e-mail, but those who have a role on the course. One query, whoever there is."""
    words = sought.split()
    if len(sought.strip()) < SHORTEST_SEARCH:
        return Found([])
    here = CourseMember.objects.filter(course=course, user=OuterRef("pk"))
    people = User.objects.filter(~Exists(here), is_active=True)
    for word in words:
        people = people.filter(Q(name__icontains=word) | Q(email__icontains=word))
    found = list(people.order_by(by_name(), "pk")[: MOST_FOUND + 1])
    return Found(found[:MOST_FOUND], len(found) > MOST_FOUND)


def members_of(course: Course) -> QuerySet[CourseMember]:
    return course.members.select_related("user", "by").order_by("role", by_name("user__name"), "pk")


def target_languages(course: Course) -> list[tuple[str, str]]:
    """What the course can be translated into: its languages but the one it is written in, with their names."""
    draft = Draft.objects.filter(course=course).first()
    newest = (
        None if draft else course.revisions.order_by("-number").values_list("languages", flat=True).first()
    )
    languages = languages_of_draft(draft) if draft else newest or []
    return [(code, LANG_INFO.get(code, {}).get("name_local", code)) for code in languages[1:]]


def invited_person(public_id: uuid.UUID) -> User:
    return get_object_or_404(User, public_id=public_id, is_active=True)


@Rule
def check_role_makes_sense(course: Course, role: str, languages: Collection[str]) -> None:
    if role not in CourseRole:
        raise Conflict(_("Choose a role."))
    if role == CourseRole.TRANSLATOR:
        known = {code for code, _name in target_languages(course)}
        if not known:
            raise Conflict(_("This course has one language. Add another one under “About the course” first."))
        if not languages or not known.issuperset(languages):
            raise Conflict(_("Choose at least one language that a translator translates into."))


@transaction.atomic
def give_role(
    *, by: User, course: Course, person: User, role: str, languages: Collection[str] = ()
) -> CourseMember:
    """From now on this is what the person may do on the course. Giving the same again changes nothing."""
    here = _locked(by, course)
    check_role_makes_sense(here, role, languages)
    spoken = sorted(languages) if role == CourseRole.TRANSLATOR else []
    was = CourseMember.objects.filter(course=here, user=person).first()
    if was and (was.role, was.languages) == (role, spoken):
        return was
    if was and role != CourseRole.AUTHOR:
        check_leaves_an_author(was)
    told = {"role": role, "languages": spoken, "by": by, "at": Now()}
    member, _is_new = CourseMember.objects.update_or_create(course=here, user=person, defaults=told)
    record(by=by, did=Did.GAVE_COURSE_ROLE, to=here, user=str(person.public_id), role=role, languages=spoken)
    return member


@transaction.atomic
def take_role(*, by: User, member: CourseMember) -> None:
    here = _locked(by, member.course)
    check_leaves_an_author(member)
    count, _by_table = CourseMember.objects.filter(pk=member.pk).delete()
    if count:
        record(by=by, did=Did.TOOK_COURSE_ROLE, to=here, user=str(member.user.public_id), role=member.role)


@transaction.atomic
def set_rules(*, by: User, course: Course, open_to_authors: bool, needs_approval: bool) -> None:
    """Whether every author of the site works on it, and whether it is published without a review.

    Who closes a course that was open to all stays one of its authors.
    """
    here = _locked(by, course)
    told = {"open_to_authors": open_to_authors, "needs_approval": needs_approval}
    if told == {name: getattr(here, name) for name in told}:
        return
    is_closed = here.open_to_authors and not open_to_authors
    Course.objects.filter(pk=here.pk).update(**told, updated_at=Now())
    authors = here.members.filter(role=CourseRole.AUTHOR)
    if is_closed and not (by.is_admin and authors.exists()):
        author = {"role": CourseRole.AUTHOR, "languages": [], "by": by}
        CourseMember.objects.update_or_create(course=here, user=by, defaults=author)
    record(by=by, did=Did.SET_COURSE_RULES, to=here, **told)


@Rule
def check_leaves_an_author(member: CourseMember) -> None:
    """A course that is not open to all authors has one of its own who can sign in."""
    if member.role != CourseRole.AUTHOR or member.course.open_to_authors:
        return
    others = CourseMember.objects.filter(
        course=member.course_id, role=CourseRole.AUTHOR, user__is_active=True
    )
    if not others.exclude(pk=member.pk).exists():
        raise Conflict(_("A course keeps at least one author. Name another one first."))


def _locked(by: User, course: Course) -> Course:
    here = Course.objects.select_for_update().get(pk=course.pk)
    check_may(by, here, Ability.INVITE)
    return here


def make_author(course: Course, author: User) -> None:
    """Whoever began a course has it. Part of the act that makes it."""
    CourseMember.objects.create(course=course, user=author, role=CourseRole.AUTHOR, by=author)
