"""Beginning an attempt: one open attempt for a person and a quiz, whatever windows ask at the same moment."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.access import quiz_of_attempt
from courses.answers import QuizForm
from courses.attempts.ending import close_if_due
from courses.attempts.selection import selection
from courses.clock import database_now
from courses.models import Block, Enrolment, Lesson, QuizAttempt
from courses.progress import locked
from courses.read_models import quiz_of
from courses.seeds import sitting_of
from courses.states import GRACE
from courses.terms import Terms, check_can_try, check_result_is_known, override_of, terms_of
from lms.kit.prepared import Prepared, Slot, carry_out
from lms.kit.refusals import Conflict

# The clock is the database's; an end that there is not is NULL, which LEAST passes over.
BEGIN = """
WITH attempt AS (
    INSERT INTO courses_quizattempt (public_id, enrolment_id, revision_id, lesson_key, quiz_key, cycle, number, tried,
        state, seed, started_at, deadline, submitted_at, passed)
    VALUES (gen_random_uuid(), %(enrolment)s, %(revision)s, %(lesson)s, %(quiz)s, %(cycle)s, %(number)s, %(tried)s,
        'in_progress', %(seed)s, LEAST(statement_timestamp(), %(closes)s::timestamptz),
        LEAST(statement_timestamp() + %(time)s::interval, %(closes)s::timestamptz), NULL, false)
    RETURNING id
)
INSERT INTO courses_answer (attempt_id, position, question_key)
SELECT attempt.id, asked.place - 1, asked.key FROM attempt, unnest(%(keys)s::text[]) WITH ORDINALITY AS asked (key, place)
"""
START = """
UPDATE courses_quizattempt SET state = 'in_progress',
    started_at = LEAST(statement_timestamp(), %(closes)s::timestamptz),
    deadline = LEAST(statement_timestamp() + %(time)s::interval, %(closes)s::timestamptz)
WHERE enrolment_id = %(enrolment)s AND lesson_key = %(lesson)s AND quiz_key = %(quiz)s AND number = %(number)s
"""


NO_GRACE = timedelta()


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

    An answer begins one only where no clock starts with it, and only for the page that was drawn for it. After the closing
    it has the grace that every answer has: what was given before it may still have been on its way.
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
    prepared = newest if newest is not None and newest.is_prepared else None
    used = tries_used(here, newest)
    terms = terms_of(quiz_of(block), override_of(here.pk, lesson.key, block.key))
    now = (newest and newest.now) or here.now or database_now()
    check_can_try(terms, used, now, NO_GRACE if form is None else GRACE)
    if newest is not None and newest.cycle == here.cycle:
        check_result_is_known(newest)
    number = prepared.number if prepared else newest.number + 1 if newest else 1
    if form is not None:
        _check_begins_with(form, terms, number, sitting_of(here.public_id, lesson.key, block.key, number))
    told = {**place, "number": number, "time": terms.time, "closes": terms.closes}
    if prepared is None:
        _begin(here, lesson, block, told, tried=used + 1)
    else:
        carry_out(START, **told)
    begun = _present(here, place)
    assert begun is not None  # what was just begun
    return begun


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


def _begin(here: Enrolment, lesson: Lesson, block: Block, told: Mapping[str, Any], *, tried: int) -> None:
    asked = selection(here, lesson.key, block, told["number"])
    drawn = {"seed": asked.seed, "keys": list(asked.keys)}
    carry_out(BEGIN, **told, **drawn, revision=lesson.revision_id, cycle=here.cycle, tried=tried)


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
