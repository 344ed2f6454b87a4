"""The dry run: attempts are listed with the marks that they have and those that they would get. Nothing is changed."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import F, QuerySet

from courses.attempts.grading import circumstances_of
from courses.content.marking import Circumstances, earned
from courses.content.policy import QuizPolicy
from courses.content.questions import Mark
from courses.content.quiz import is_passed
from courses.content.regrading import Answered, Points, mark_by, settle, total
from courses.models import (
    Answer,
    PartDone,
    PartKind,
    QuizAttempt,
    Regrade,
    RegradedAnswer,
    RegradedAttempt,
)
from courses.regrades.outdated import graded_before
from courses.regrades.versions import Versions

BATCH = 200

Looked = tuple[Answer, Points | None]
"""An answer that the new key could mark otherwise, and what it earns by it; None where it cannot be marked."""


def attempts_of(regrade: Regrade) -> QuerySet[QuizAttempt]:
    """The graded attempts at the quiz on older revisions than the one whose key is used."""
    return graded_before(regrade.revision).filter(lesson_key=regrade.lesson_key, quiz_key=regrade.quiz_key)


def compare_next(regrade: Regrade, versions: Versions) -> bool:
    """List the next attempts; whether there were any. The caller holds the regrade's lock."""
    attempts = list(attempts_of(regrade).filter(pk__gt=regrade.cursor).order_by("pk")[:BATCH])
    if not attempts:
        return False
    answers = _answers(attempts)
    versions.load(_revisions(regrade, attempts, answers))
    done = _with_the_part(regrade, attempts)
    found = [
        (attempt, looked, _row(regrade, attempt, answers[attempt.pk], looked, versions, done))
        for attempt in attempts
        if (looked := _looked_at(regrade, attempt, answers[attempt.pk], versions))
    ]
    RegradedAttempt.objects.bulk_create(row for _attempt, _looked, (row, _marks) in found)
    RegradedAnswer.objects.bulk_create(
        _answer_row(regrade, row, answer, mark, marks[answer.question_key])
        for _attempt, looked, (row, marks) in found
        for answer, mark in looked
    )
    at = {"cursor": attempts[-1].pk, "looked_at": F("looked_at") + len(attempts)}
    Regrade.objects.filter(pk=regrade.pk).update(**at)
    return True


def _answers(attempts: Sequence[QuizAttempt]) -> dict[int, list[Answer]]:
    found: dict[int, list[Answer]] = defaultdict(list)
    answers = Answer.objects.filter(attempt__in=attempts, points__isnull=False, of__isnull=False)
    for answer in answers.order_by("attempt_id", "position", "pk"):
        found[answer.attempt_id].append(answer)
    return found


def _revisions(
    regrade: Regrade, attempts: Sequence[QuizAttempt], answers: dict[int, list[Answer]]
) -> set[int]:
    keys = {one.key_revision_id for listed in answers.values() for one in listed if one.key_revision_id}
    return {regrade.revision_id, *keys, *(attempt.revision_id for attempt in attempts)}


def _with_the_part(regrade: Regrade, attempts: Sequence[QuizAttempt]) -> set[int]:
    """The enrolments among them that have this quiz done."""
    people = [attempt.enrolment_id for attempt in attempts]
    done = PartDone.objects.in_current_cycles().filter(enrolment__in=people)
    here = done.filter(lesson_key=regrade.lesson_key, kind=PartKind.QUIZ, key=regrade.quiz_key)
    return set(here.values_list("enrolment_id", flat=True))


def _looked_at(
    regrade: Regrade, attempt: QuizAttempt, answers: Sequence[Answer], versions: Versions
) -> list[Looked]:
    """The answers that were marked by a key that differs from the new one.

    What being wrong cost and how sure the learner was count as in the first marking, by the terms of the attempt's quiz.
    """
    looked: list[Looked] = []
    how = circumstances_of({answer.question_key: answer for answer in answers})
    for answer in answers:
        key, by = answer.question_key, answer.key_revision_id or attempt.revision_id
        if key not in regrade.questions or not versions.change(by, regrade.revision_id, key).marking:
            continue
        asked, new = versions.question(attempt.revision_id, key), versions.question(regrade.revision_id, key)
        if asked is not None and new is not None:
            mark = mark_by(new, asked, answer.response, seed=attempt.seed)
            policy = versions.quiz(attempt.revision_id)
            looked.append((answer, _earned(policy, mark, answer, how[key]) if mark else None))
    return looked


def _earned(policy: QuizPolicy, mark: Mark, answer: Answer, how: Circumstances) -> Points:
    """No answer earns nothing and costs nothing, as when a quiz is handed in."""
    return Points(earned(policy, mark, how) if answer.response is not None else 0.0, mark.of)


def _row(
    regrade: Regrade,
    attempt: QuizAttempt,
    answers: Sequence[Answer],
    looked: Sequence[Looked],
    versions: Versions,
    done: set[int],
) -> tuple[RegradedAttempt, dict[str, Points]]:
    """The attempt before and after, and what each of its answers gets."""
    by_key = {answer.pk: points for answer, points in looked if points is not None}
    marks = settle(
        [
            Answered(one.question_key, Points(one.points or 0, one.of or 0), by_key.get(one.pk))
            for one in answers
        ],
        lowers=regrade.lowers,
    )
    new = total(list(marks.values()))
    passed = is_passed(new.share, versions.quiz(attempt.revision_id).pass_mark)
    passed = passed or (attempt.passed and not regrade.lowers)
    row = RegradedAttempt(
        regrade=regrade,
        attempt=attempt,
        old_points=attempt.points or 0.0,
        old_of=attempt.of or 0.0,
        old_passed=attempt.passed,
        new_points=new.points,
        new_of=new.of,
        new_passed=passed,
        gains_part=passed and not attempt.passed and attempt.enrolment_id not in done,
    )
    return row, marks


def _answer_row(
    regrade: Regrade, row: RegradedAttempt, answer: Answer, by_key: Points | None, new: Points
) -> RegradedAnswer:
    return RegradedAnswer(
        remarking=row,
        answer=answer,
        question_key=answer.question_key,
        old_points=answer.points or 0.0,
        old_of=answer.of or 0.0,
        old_key_id=answer.key_revision_id,
        key_points=by_key.points if by_key else None,
        key_of=by_key.of if by_key else None,
        new_points=new.points,
        new_of=new.of,
        new_key_id=regrade.revision_id if by_key else answer.key_revision_id,
    )
