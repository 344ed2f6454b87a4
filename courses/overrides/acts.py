"""Granting a person other terms of a quiz, and taking them back; what is under way follows at once."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from courses.access import quiz_of_attempt
from courses.attempts.ending import marks_due
from courses.attempts.grading import move
from courses.content.schema import QuizSource
from courses.models import Block, Course, Enrolment, QuizAttempt, QuizOverride
from courses.overrides.access import looks_back_on
from courses.progress import locked
from courses.read_models import quiz_of
from courses.states import AttemptState
from courses.terms import terms_of
from lms.kit.refusals import Conflict, Denied, Rule
from people.access import may_see
from people.audit import Did, record
from people.models import User


@dataclass(frozen=True)
class Granted:
    """What changes for the person; what is left as it is stays as the quiz says."""

    reason: str
    opens: datetime | None = None
    closes: datetime | None = None
    time_factor: float = 1.0
    extra_minutes: int = 0
    extra_tries: int = 0

    @property
    def changes_time(self) -> bool:
        return self.time_factor != 1 or self.extra_minutes > 0

    @property
    def is_nothing(self) -> bool:
        return not (self.changes_time or self.opens or self.closes or self.extra_tries)


@Rule
def check_can_override(actor: User, person: User, course: Course) -> None:
    if actor.pk == person.pk:
        raise Denied(_("Nobody changes the terms of their own quiz. Ask your manager or an author."))
    if not (looks_back_on(actor, course) or may_see(actor, person)):
        raise Denied(_("Only the person's managers, authors and administrators can change their terms."))


@Rule
def check_makes_sense(quiz: QuizSource, granted: Granted) -> None:
    """What would change nothing was meant otherwise."""
    if granted.is_nothing:
        raise Conflict(_("Say what changes: more time, other dates or further tries."))
    if granted.changes_time and not quiz.time_limit:
        raise Conflict(_("This quiz has no time limit, so more time changes nothing. Give another closing."))
    if granted.extra_tries and quiz.tries is None:
        raise Conflict(_("This quiz can be tried as often as one likes, so there are no tries to add."))
    opens, closes = granted.opens or quiz.opens, granted.closes or quiz.closes
    if opens and closes and closes <= opens:
        raise Conflict(_("The quiz would close before it opens."))


@transaction.atomic
def give_override(*, by: User, enrolment: Enrolment, block: Block, granted: Granted) -> QuizOverride:
    """Put these terms in the place of any granted before; the deadline of a try under way moves with them."""
    here = locked(enrolment)
    check_can_override(by, here.user, here.course)
    quiz = quiz_of(block)
    check_makes_sense(quiz, granted)
    override, _is_new = QuizOverride.objects.update_or_create(
        enrolment=here,
        lesson_key=block.lesson.key,
        quiz_key=block.key,
        defaults={**asdict(granted), "given_by": by, "given_at": Now()},
    )
    _move_what_is_under_way(here, block, override)
    record(by=by, did=Did.GRANTED_TERMS, to=override, **_told(here, override))
    return override


@transaction.atomic
def withdraw_override(*, by: User, enrolment: Enrolment, block: Block) -> None:
    """Let the quiz's own terms hold again. Where none were granted, nothing changes."""
    here = locked(enrolment)
    check_can_override(by, here.user, here.course)
    named = {"enrolment": here, "lesson_key": block.lesson.key, "quiz_key": block.key}
    override = QuizOverride.objects.filter(**named).first()
    if override is None:
        return
    record(by=by, did=Did.WITHDREW_TERMS, to=override, **_told(here, override))
    override.delete()
    _move_what_is_under_way(here, block, None)


def _move_what_is_under_way(enrolment: Enrolment, block: Block, override: QuizOverride | None) -> None:
    """Each by the quiz as it was taken, for the person may be on a revision with another closing by now."""
    attempts = QuizAttempt.objects.filter(
        enrolment=enrolment, lesson_key=block.lesson.key, quiz_key=block.key
    )
    here = attempts.select_for_update(of=("self",)).timed().open().exclude(started_at=None).first()
    if here is not None:
        _move_deadline(here, override)
    for kept_back in attempts.filter(state=AttemptState.SUBMITTED, marks_at__isnull=False):
        until = marks_due(terms_of(quiz_of(quiz_of_attempt(kept_back)), override))
        attempts.filter(pk=kept_back.pk).update(marks_at=until or Now())


def _move_deadline(attempt: QuizAttempt, override: QuizOverride | None) -> None:
    assert attempt.started_at
    assert attempt.now
    quiz = quiz_of(quiz_of_attempt(attempt))
    ends, plain = (terms_of(quiz, granted).ends(attempt.started_at) for granted in (override, None))
    if ends == attempt.deadline:
        return
    if ends is not None and ends <= attempt.now:
        raise Conflict(
            _("With these terms the time of the try that is under way would be over. Give more, or wait.")
        )
    is_longer = bool(ends and plain and ends > plain)
    QuizAttempt.objects.filter(pk=attempt.pk).update(deadline=ends, was_extended=is_longer)
    if attempt.state == AttemptState.OVERDUE:
        move(attempt, AttemptState.IN_PROGRESS)


def _told(enrolment: Enrolment, override: QuizOverride) -> dict[str, Any]:
    """For the audit trail: all that is needed to know what held, after the row has gone."""
    return {
        "user": str(enrolment.user.public_id),
        "quiz": f"{override.lesson_key}/{override.quiz_key}",
        "opens": override.opens and override.opens.isoformat(),
        "closes": override.closes and override.closes.isoformat(),
        "time_factor": override.time_factor,
        "extra_minutes": override.extra_minutes,
        "extra_tries": override.extra_tries,
        "reason": override.reason,
    }
