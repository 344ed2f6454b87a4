"""The doors to other people's terms: managers open those of their people, the authors of the course all."""

import uuid

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courses.access import course_for
from courses.models import Block, BlockKind, Course, Enrolment, QuizOverride
from courses.roles.standing import Ability, standing_of
from lms.kit.refusals import Denied, Rule
from lms.kit.titles import by_name
from people.access import leads_anyone, visible_to
from people.models import User


def looks_back_on(actor: User, course: Course) -> bool:
    return standing_of(actor, course).may(Ability.LOOK_BACK)


@Rule
def check_gives_overrides(actor: User, course: Course) -> None:
    if not (looks_back_on(actor, course) or leads_anyone(actor)):
        raise Denied(_("Only managers, authors and administrators can change the terms of a quiz."))


def quiz_to_override(actor: User, course_key: str, lesson_key: str, quiz_key: str) -> tuple[Course, Block]:
    """The quiz as it was published last; drafts are for authors only."""
    course = course_for(actor, course_key)
    check_gives_overrides(actor, course)
    blocks = Block.objects.select_related("lesson__revision").defer("lesson__revision__source")
    named = blocks.filter(kind=BlockKind.QUIZ, key=quiz_key, lesson__key=lesson_key)
    published = named.filter(lesson__revision__course=course, lesson__revision__published_at__isnull=False)
    block = published.filter(lesson__revision=course.published_id).first()
    block = block or published.order_by("-lesson__revision__number").first()
    if block is None:
        raise Http404
    return course, block


def enrolments_to_override(actor: User, course: Course, block: Block) -> QuerySet[Enrolment]:
    """Other people on the course, as far as the actor may see them, who have this quiz or will get it when they start.

    Those who have other terms come first.
    """
    people = User.objects.all() if looks_back_on(actor, course) else visible_to(actor)
    has_it = Block.objects.filter(
        kind=BlockKind.QUIZ,
        key=block.key,
        lesson__key=block.lesson.key,
        lesson__revision=OuterRef("revision"),
    )
    enrolments = Enrolment.objects.filter(course=course, user__in=people.filter(is_active=True))
    others = enrolments.exclude(user=actor).filter(Q(revision__isnull=True) | Exists(has_it))
    terms = QuizOverride.objects.filter(
        enrolment=OuterRef("pk"), lesson_key=block.lesson.key, quiz_key=block.key
    )
    return others.select_related("user").order_by(Exists(terms).desc(), by_name("user__name"), "pk")


def override_place_for(
    actor: User, course_key: str, lesson_key: str, quiz_key: str, public_id: uuid.UUID
) -> tuple[Enrolment, Block]:
    """A person's enrolment, and the quiz as it is in the revision that they are on."""
    course, block = quiz_to_override(actor, course_key, lesson_key, quiz_key)
    enrolment = get_object_or_404(enrolments_to_override(actor, course, block), user__public_id=public_id)
    enrolment.course = course
    if enrolment.revision_id in (None, block.lesson.revision_id):
        return enrolment, block
    blocks = Block.objects.select_related("lesson").filter(kind=BlockKind.QUIZ, key=quiz_key)
    return enrolment, blocks.get(lesson__revision=enrolment.revision_id, lesson__key=lesson_key)
