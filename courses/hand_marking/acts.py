"""Marking an answer, changing a mark, asking for another look, deciding it. Each is one transaction, with its audit row."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404

from courses.attempts.grading import grade
from courses.hand_marking.access import check_marks
from courses.hand_marking.questions import Asked, asked_by
from courses.hand_marking.rules import (
    check_answers_the_learner,
    check_can_ask_again,
    check_chooses_every_level,
    check_does_not_lower,
    check_is_not_own,
    check_leaves_decision,
    check_may_decide,
    check_nobody_asks,
    check_nobody_was_faster,
    check_says_why,
)
from courses.hand_marking.settling import settle
from courses.hand_marking.suggestions import suggested_for
from courses.models import Answer, Appeal, Marking
from courses.progress import locked
from lms.kit.typed import typed
from people.audit import Did, record
from people.models import User

LONGEST_WORDS = 2_000


@dataclass(frozen=True)
class Given:
    """What a marker's form says. `seen` is the number of the newest mark that it showed, 0 for none."""

    levels: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""
    reason: str = ""
    seen: int = 0
    was_looked_at: bool = False


@transaction.atomic
def mark_answer(*, by: User, answer: Answer, given: Given) -> Marking:
    """The first mark of an answer; with the last one that an attempt waits for, the attempt is graded."""
    here, asked = _opened(by, answer, given)
    check_nobody_was_faster(here, given.seen)
    check_chooses_every_level(asked.question, given.levels)
    marking = _write(by, here, asked, given, number=1)
    record(by=by, did=Did.MARKED_ANSWER, to=here.attempt, **_told(here, marking))
    grade(here.attempt, asked.block, by=by)
    return marking


@transaction.atomic
def change_mark(*, by: User, answer: Answer, given: Given) -> Marking:
    """A further mark in place of the one that counts; its reason is for the learner."""
    here, asked = _opened(by, answer, given)
    check_nobody_was_faster(here, given.seen)
    check_nobody_asks(here)
    check_leaves_decision(by, here)
    check_says_why(given.reason)
    check_chooses_every_level(asked.question, given.levels)
    return _change(by, here, asked, given)


@transaction.atomic
def ask_again(*, by: User, answer: Answer, words: str) -> Appeal:
    """A learner asks for another look at the mark of their own answer, once."""
    locked(answer.attempt.enrolment)
    asked, newest = asked_by(answer), answer.markings.order_by("-number").first()
    check_can_ask_again(by, answer, newest, asked.quiz.appeal_days)
    assert newest is not None  # what was just checked
    check_says_why(words)
    appeal = Appeal.objects.create(answer=answer, marking=newest, words=typed(words).strip()[:LONGEST_WORDS])
    record(by=by, did=Did.ASKED_FOR_ANOTHER_LOOK, to=answer.attempt, question=answer.question_key)
    return appeal


@transaction.atomic
def decide_appeal(*, by: User, answer: Answer, given: Given) -> Appeal:
    """Say whether the mark stays; an appeal never costs points."""
    here, asked = _opened(by, answer, given)
    appeal = get_object_or_404(Appeal.objects.select_for_update(), answer=here)
    check_may_decide(by, appeal)
    check_nobody_was_faster(here, given.seen)
    check_answers_the_learner(given.reason)
    check_chooses_every_level(asked.question, given.levels)
    newest = here.markings.order_by("-number").first()
    assert newest is not None  # what the appeal is about
    check_does_not_lower(asked.question, newest, given.levels)
    is_other = dict(given.levels) != newest.levels
    appeal.decision = _change(by, here, asked, given) if is_other else None
    appeal.decided_at, appeal.decided_by = Now(), by
    appeal.reason = typed(given.reason).strip()[:LONGEST_WORDS]
    appeal.save()
    record(
        by=by, did=Did.DECIDED_ANOTHER_LOOK, to=here.attempt, question=here.question_key, stays=not is_other
    )
    return appeal


def _opened(by: User, answer: Answer, given: Given) -> tuple[Answer, Asked]:
    """The answer under its enrolment's lock, so that two who mark at once come one after the other."""
    check_marks(by)
    check_is_not_own(by, answer)
    locked(answer.attempt.enrolment)
    related = ("attempt__enrolment", "attempt__revision")
    here = Answer.objects.select_related(*related).defer("attempt__revision__source").get(pk=answer.pk)
    return here, asked_by(here)


def _change(by: User, here: Answer, asked: Asked, given: Given) -> Marking:
    number = here.markings.count() + 1
    marking = _write(by, here, asked, given, number=number)
    record(
        by=by,
        did=Did.CHANGED_MARK,
        to=here.attempt,
        **_told(here, marking),
        reason=marking.reason,
        number=number,
    )
    settle(by=by, answer=here, marking=marking, asked=asked)
    return marking


def _write(by: User, here: Answer, asked: Asked, given: Given, *, number: int) -> Marking:
    criteria = [criterion.key for criterion in asked.question.rubric]
    mark = asked.question.mark_of(given.levels)
    suggested = suggested_for(here, asked) if number == 1 else {}
    return Marking.objects.create(
        answer=here,
        number=number,
        by=by,
        rubric=asked.question.digest,
        levels={key: given.levels[key] for key in criteria},
        points=mark.points,
        of=mark.of,
        comment=typed(given.comment).strip()[:LONGEST_WORDS],
        reason=typed(given.reason).strip()[:LONGEST_WORDS],
        suggested={key: one.level for key, one in suggested.items() if one.level},
        was_looked_at=given.was_looked_at,
    )


def _told(here: Answer, marking: Marking) -> dict[str, object]:
    return {
        "question": here.question_key,
        "levels": marking.levels,
        "points": marking.points,
        "of": marking.of,
    }
