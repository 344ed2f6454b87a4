"""Beginning an attempt: one open attempt for a person and a quiz, whatever windows ask at the same moment."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Least, Now
from django.utils.translation import gettext as _

from courses.access import quiz_of_attempt
from courses.answers import QuizForm
from courses.attempts.ending import close_if_due
from courses.attempts.rows import timed_attempt
from courses.attempts.selection import selection
from courses.clock import database_now
from courses.models import Answer, Block, Enrolment, Lesson, QuizAttempt
from courses.progress import locked
from courses.read_models import quiz_of
from courses.seeds import sitting_of
from courses.states import AttemptState
from courses.terms import Terms, check_can_try, check_result_is_known, override_of, terms_of
from lms.kit.prepared import Prepared, Slot
from lms.kit.refusals import Conflict


@transaction.atomic
def begin_attempt(
    *, enrolment: Enrolment, lesson: Lesson, block: Block, number: int = 0, form: QuizForm | None = None
) -> QuizAttempt:
    """The open attempt, else a new one while tries are left and the quiz is open.

    For a page that was drawn for an earlier attempt than the present one nothing begins: it gets the present one, by
    whose number it can tell. 0 asks for whichever is next. One that was prepared only changes its state, so that many who
    start at the same moment cost little. With a `form` it is its answers that ask, not *Start*.
    """
    if form is not None:
        return attempt_to_answer(enrolment, lesson, block, form)
    return _open_or_next(enrolment, lesson, block, number, None)


def attempt_to_answer(enrolment: Enrolment, lesson: Lesson, block: Block, form: QuizForm) -> QuizAttempt:
    """The attempt that a form is for, within the caller's transaction; its row is locked.

    An answer begins one only where no clock starts with it, and only for the page that was drawn for it.
    """
    return _open_or_next(enrolment, lesson, block, form.number, form)


def _open_or_next(
    enrolment: Enrolment, lesson: Lesson, block: Block, number: int, form: QuizForm | None
) -> QuizAttempt:
    here = locked(enrolment)
    if here.revision_id != lesson.revision_id:
        raise Conflict(
            _("This quiz does not belong to the course as you are on it now. Load the page again.")
        )
    place = {"enrolment": here.pk, "lesson": lesson.key, "quiz": block.key}
    newest = _present(here, place)
    if newest is not None:
        is_here = newest.revision_id == lesson.revision_id
        newest = close_if_due(newest, block if is_here else quiz_of_attempt(newest))
        if not newest.is_prepared and (newest.is_open or 0 < number <= newest.number):
            return newest
        if newest.cycle == here.cycle:
            check_result_is_known(newest)
    prepared = newest if newest is not None and newest.is_prepared else None
    used = tries_used(here, newest)
    terms = terms_of(quiz_of(block), override_of(here.pk, lesson.key, block.key))
    check_can_try(terms, used, (newest and newest.now) or database_now())
    number = prepared.number if prepared else newest.number + 1 if newest else 1
    if form is not None:
        _check_begins_with(form, terms, number, sitting_of(here.public_id, lesson.key, block.key, number))
    attempt = prepared or _new(here, lesson, block, number=number, tried=used + 1)
    return _start(attempt, here, terms)


def _check_begins_with(form: QuizForm, terms: Terms, number: int, sitting: str) -> None:
    if terms.time is not None:
        raise Conflict(
            _("This quiz has a time limit: a try begins with its button “Start”, not with an answer.")
        )
    if not form.is_for(number, sitting):
        raise Conflict(_("This page is not of your present try at the quiz. Load the page again."))


def tries_used(enrolment: Enrolment, newest: QuizAttempt | None) -> int:
    """In the present cycle, by the newest attempt of all; earlier cycles take no try away, nor does one that is prepared."""
    if newest is None or newest.cycle != enrolment.cycle:
        return 0
    return newest.tried - newest.is_prepared


def _new(enrolment: Enrolment, lesson: Lesson, block: Block, *, number: int, tried: int) -> QuizAttempt:
    asked = selection(enrolment, lesson.key, block, number)
    attempt = QuizAttempt(
        enrolment=enrolment,
        lesson_key=lesson.key,
        quiz_key=block.key,
        revision_id=lesson.revision_id,
        cycle=enrolment.cycle,
        number=number,
        tried=tried,
        state=AttemptState.NOT_STARTED,
        seed=asked.seed,
        submitted_at=None,
    )
    attempt.save(force_insert=True)
    Answer.objects.bulk_create(
        Answer(attempt=attempt, position=at, question_key=key) for at, key in enumerate(asked.keys)
    )
    return attempt


def _newest() -> QuerySet[QuizAttempt]:
    place = {"enrolment": Slot("enrolment"), "lesson_key": Slot("lesson"), "quiz_key": Slot("quiz")}
    return QuizAttempt.objects.select_for_update().timed().filter(**place).newest_first()[:1]


PRESENT = Prepared(_newest)


def _present(enrolment: Enrolment, place: Mapping[str, Any]) -> QuizAttempt | None:
    """The attempt that is open, else the last one; its row locked."""
    found = PRESENT.one(**place)
    if found is not None:
        found.enrolment = enrolment
    return found


def _start(attempt: QuizAttempt, enrolment: Enrolment, terms: Terms) -> QuizAttempt:
    """The clock starts now, and it is the database's."""
    ends = [end for end in (terms.time and Now() + terms.time, terms.closes) if end]
    deadline = Least(*ends) if len(ends) > 1 else ends[0] if ends else None
    QuizAttempt.objects.filter(pk=attempt.pk).update(
        state=AttemptState.IN_PROGRESS, started_at=Now(), deadline=deadline
    )
    begun = timed_attempt(attempt)
    begun.enrolment = enrolment
    return begun
