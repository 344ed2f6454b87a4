"""Attempts and their answers as they are read again and again while somebody answers."""

from collections import defaultdict
from collections.abc import Iterable

from courses.models import Answer, QuizAttempt
from lms.kit.prepared import Prepared, Slot, among, hold

LOCKED = Prepared(lambda: QuizAttempt.objects.select_for_update().timed().filter(pk=Slot("pk")))
TIMED = Prepared(lambda: QuizAttempt.objects.timed().filter(pk=Slot("pk")))
ANSWERS = Prepared(lambda: Answer.objects.filter(among("attempt", "attempts")))
ASKED = Prepared(lambda: Answer.objects.filter(among("question_key", "keys"), attempt=Slot("attempt")))


def locked_attempt(attempt: QuizAttempt) -> QuizAttempt:
    """As it stands now, with the database's `now`; its row is locked."""
    return LOCKED.get(pk=attempt.pk)


def timed_attempt(attempt: QuizAttempt) -> QuizAttempt:
    """As it stands now, with the database's `now`."""
    return TIMED.get(pk=attempt.pk)


def answers_to(attempt: QuizAttempt, keys: Iterable[str]) -> list[Answer]:
    return ASKED.all(attempt=attempt.pk, keys=list(keys))


def with_answers(attempts: Iterable[QuizAttempt]) -> list[QuizAttempt]:
    """The attempts; each holds its answers, all read in one query."""
    shown = list(attempts)
    answers: dict[int, list[Answer]] = defaultdict(list)
    for answer in ANSWERS.all(attempts=[one.pk for one in shown]) if shown else ():
        answers[answer.attempt_id].append(answer)
    for attempt in shown:
        hold(attempt, "answers", answers[attempt.pk])
    return shown
