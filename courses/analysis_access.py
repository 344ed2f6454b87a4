"""The doors to what came of a quiz or a lab, for those who may look back on their course."""

import uuid

from django.http import Http404

from courses.access import authored_course_for
from courses.models import Block, BlockKind, Course, Regrade
from courses.roles.standing import Ability
from courses.states import AT_WORK, RegradeState
from people.models import User

REVISIONS = 50  # the newest among which an author may choose


def block_to_analyse(
    actor: User, course_key: str, lesson_key: str, key: str, number: str, *, kind: BlockKind = BlockKind.QUIZ
) -> list[Block]:
    """A quiz or a lab as its author looks back on it, then the same one in other revisions, newest first.

    `number` says which revision is meant; without it the published one, or else the newest that has it.
    """
    course = authored_course_for(actor, course_key, Ability.LOOK_BACK)
    found = _in_revisions(course, lesson_key, key, kind)
    published = [block for block in found if block.lesson.revision_id == course.published_id]
    return _chosen(found, number, published or found[:1])


def quiz_to_regrade(actor: User, course_key: str, lesson_key: str, quiz_key: str, number: str) -> list[Block]:
    """A quiz whose key marks older attempts, then the same quiz in the other revisions that were ever published.

    Without a `number` it is what is published, unless that has no such quiz any more: then the newest of them.
    """
    course = authored_course_for(actor, course_key, Ability.LOOK_BACK)
    found = _in_revisions(course, lesson_key, quiz_key, BlockKind.QUIZ)
    known = [block for block in found if block.lesson.revision.published_at is not None]
    published = [block for block in known if block.lesson.revision_id == course.published_id]
    return _chosen(known, number, published or known[:1])


def regrade_for(
    actor: User, course_key: str, lesson_key: str, quiz_key: str, public_id: uuid.UUID
) -> Regrade | None:
    """With `now`, the database's. None: a comparison that was dropped, or gave way to a newer one. 404 without a quiz."""
    course = authored_course_for(actor, course_key, Ability.LOOK_BACK)
    regrades = Regrade.objects.timed().select_related("course", "revision", "asked_by")
    here = regrades.filter(course=course, lesson_key=lesson_key, quiz_key=quiz_key)
    found = here.defer("revision__source").filter(public_id=public_id).first()
    if found is None:
        quiz_to_regrade(actor, course_key, lesson_key, quiz_key, "")
    return found


def open_comparison(course_key: str, lesson_key: str, quiz_key: str) -> Regrade | None:
    """The one of a quiz that took the place of any other; the caller has let the actor in."""
    here = Regrade.objects.filter(course__key=course_key, lesson_key=lesson_key, quiz_key=quiz_key)
    return here.filter(state__in=sorted({*AT_WORK, RegradeState.COMPARED})).select_related("asked_by").first()


def _in_revisions(course: Course, lesson_key: str, key: str, kind: BlockKind) -> list[Block]:
    """The quiz or lab in each revision that has it, newest first."""
    blocks = Block.objects.select_related("lesson__revision").defer("content", "lesson__revision__source")
    places = blocks.filter(lesson__revision__course=course, lesson__key=lesson_key, kind=kind)
    return list(places.filter(key=key).order_by("-lesson__revision__number")[:REVISIONS])


def _chosen(found: list[Block], number: str, otherwise: list[Block]) -> list[Block]:
    """That of the revision `number`, or without one of `otherwise`; then the others."""
    wanted = [block for block in found if str(block.lesson.revision.number) == number]
    chosen = wanted or ([] if number else otherwise)
    if not chosen:
        raise Http404
    return [chosen[0], *(block for block in found if block.pk != chosen[0].pk)]
