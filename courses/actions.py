"""Everything that changes what a person is learning. Each act is one transaction."""

from typing import Any

from django.db import transaction
from django.db.models import Avg, Count
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from courses.access import check_can_enrol
from courses.authoring import import_course, publish_revision
from courses.content.quiz import grade_quiz
from courses.models import (
    Answer,
    Block,
    Completion,
    Course,
    Enrolment,
    EnrolmentState,
    Lesson,
    PartDone,
    PartKind,
    QuizAttempt,
    Revision,
)
from courses.read_models import quiz_of
from lms.kit.refusals import Conflict
from people.audit import Did, record
from people.models import User

__all__ = [
    "complete_part",
    "enrol",
    "import_course",
    "mark_read",
    "publish_revision",
    "start",
    "submit_quiz",
]


@transaction.atomic
def enrol(*, by: User | None, user: User, course: Course, external_id: str = "") -> Enrolment:
    """Put a person on a course. Doing it again changes nothing."""
    if by is not None:
        check_can_enrol(by, user)
    if course.published_id is None:
        raise Conflict(_("This course is not published yet. Publish it before enrolling people."))
    enrolment, is_new = Enrolment.objects.get_or_create(
        user=user, course=course, defaults={"enrolled_by": by, "external_id": external_id}
    )
    if is_new:
        record(by=by, did=Did.ENROLLED, to=enrolment, course=course.key, user=str(user.public_id))
        enrolment.refresh_from_db()
    return enrolment


@transaction.atomic
def start(*, enrolment: Enrolment) -> Enrolment:
    """Bind the enrolment to what is published now, so that the course under the person stays whole."""
    here = _locked(enrolment)
    if here.revision_id is None:
        revision = Course.objects.select_related("published").get(pk=here.course_id).published
        if revision is None:
            raise Conflict(_("This course is not published yet."))
        here.revision, here.all_parts = revision, len(revision.parts)
        here.state, here.started_at, here.last_activity_at = EnrolmentState.IN_PROGRESS, Now(), Now()
        here.save()
        here.refresh_from_db()
    return here


@transaction.atomic
def complete_part(
    *, enrolment: Enrolment, lesson_key: str, kind: PartKind, key: str, score: float | None
) -> Enrolment:
    """Record that a part is done, keep its best score, and finish the course with its last part.

    The enrolment's row lock makes parts that end at the same moment count one after the other.
    """
    here = _locked(enrolment)
    if here.revision is None or [lesson_key, str(kind), key] not in here.revision.parts:
        raise Conflict(_("This part does not belong to the course as you started it."))
    part, is_new = PartDone.objects.get_or_create(
        enrolment=here,
        lesson_key=lesson_key,
        kind=kind,
        key=key,
        defaults={"revision": here.revision, "score": score},
    )
    if not is_new and score is not None and (part.score is None or score > part.score):
        PartDone.objects.filter(pk=part.pk).update(score=score)
    return _count_progress(here)


@transaction.atomic
def submit_quiz(
    *, enrolment: Enrolment, lesson: Lesson, block: Block, responses: dict[str, Any]
) -> QuizAttempt:
    """Mark parsed responses by question key, keep them, and complete the part when they pass."""
    here = _locked(enrolment)
    if here.revision_id != lesson.revision_id:
        raise Conflict(_("This quiz does not belong to the course as you started it."))
    result = grade_quiz(quiz_of(block), responses)
    earlier = QuizAttempt.objects.filter(enrolment=here, lesson_key=lesson.key, quiz_key=block.key)
    attempt = QuizAttempt.objects.create(
        enrolment=here,
        revision_id=lesson.revision_id,
        lesson_key=lesson.key,
        quiz_key=block.key,
        number=earlier.count() + 1,
        points=result.points,
        of=result.of,
        passed=result.passed,
    )
    Answer.objects.bulk_create(
        Answer(
            attempt=attempt, question_key=key, response=responses.get(key, []), points=mark.points, of=mark.of
        )
        for key, mark in result.marks.items()
    )
    if result.passed:
        complete_part(
            enrolment=here, lesson_key=lesson.key, kind=PartKind.QUIZ, key=block.key, score=result.share
        )
    else:
        Enrolment.objects.filter(pk=here.pk).update(last_activity_at=Now(), updated_at=Now())
    return attempt


def mark_read(*, enrolment: Enrolment, lesson: Lesson) -> Enrolment:
    """For a lesson without quiz or lab: the learner says it is read."""
    return complete_part(
        enrolment=enrolment, lesson_key=lesson.key, kind=PartKind.READ, key=lesson.key, score=None
    )


def _locked(enrolment: Enrolment) -> Enrolment:
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("user", "revision")
    return rows.defer("revision__source").get(pk=enrolment.pk)


def _count_progress(here: Enrolment) -> Enrolment:
    """Progress is recounted from its evidence, in the transaction that added some."""
    told = PartDone.objects.filter(enrolment=here).aggregate(done=Count("id"), score=Avg("score"))
    here.done_parts, here.last_activity_at = told["done"], Now()
    is_complete = here.done_parts >= here.all_parts
    here.state = EnrolmentState.DONE if is_complete else EnrolmentState.IN_PROGRESS
    here.save(update_fields=["done_parts", "last_activity_at", "state", "updated_at"])
    if is_complete and here.revision is not None:
        _complete_course(here, here.revision, score=1.0 if told["score"] is None else told["score"])
    here.refresh_from_db()
    return here


def _complete_course(here: Enrolment, revision: Revision, *, score: float) -> None:
    named = {"user_id": here.user_id, "course_id": here.course_id, "revision": revision, "score": score}
    _completion, is_new = Completion.objects.get_or_create(enrolment=here, defaults=named)
    if is_new:
        record(by=here.user, did=Did.COMPLETED, to=here, score=round(score, 4))
