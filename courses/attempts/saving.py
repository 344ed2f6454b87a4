"""Saving answers as they are given: a crash, a lost connection or another window costs nothing that was typed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from courses.answers import stored
from courses.attempts.reading import problems_of
from courses.attempts.rows import answers_to, locked_attempt
from courses.content.questions import Given
from courses.models import Answer, AnswerSave, QuizAttempt
from courses.states import GRACE, OPEN, AttemptState
from lms.kit.prepared import carry_out

# Both rows are looked at once more as they are changed: whoever has not locked them keeps a word only where all is as they
# read it. The attempt comes first, as everywhere.
KEEP = """
WITH words AS (
    SELECT * FROM jsonb_to_recordset(%(words)s::jsonb) AS word (answer_id bigint, version int, given jsonb)
), attempt AS (
    UPDATE courses_quizattempt SET saved_at = statement_timestamp()
    WHERE id = %(attempt)s AND state = ANY(%(at_work)s) AND (deadline IS NULL OR deadline + %(grace)s > %(at)s)
    RETURNING id
), answered AS (
    UPDATE courses_answer AS answer SET given = words.given, version = words.version, saved_at = %(at)s
    FROM words, attempt
    WHERE answer.id = words.answer_id AND answer.attempt_id = attempt.id AND answer.version = words.version - 1
        AND answer.locked_at IS NULL
    RETURNING answer.id
)
INSERT INTO courses_answersave (answer_id, version, given)
SELECT answer_id, version, given FROM words JOIN answered ON answered.id = answer_id
"""
AT_WORK = sorted(OPEN - {AttemptState.NOT_STARTED})


@dataclass(frozen=True)
class Saved:
    """What became of a save: `versions` by question; `replaced` holds what another window had given in between.

    `is_open` is False when the attempt, or a question that was answered anew, takes no answers any more: what came for it
    is on record and does not count. `has_late`: something came, for a page may send once more what counts already.
    `left`: seconds until the deadline, which is `extended_to` where it moved meanwhile. `problems` say by question why what
    the page sent could not be handed in as it is.
    """

    is_open: bool
    at: datetime | None = None
    left: float | None = None
    extended_to: datetime | None = None
    versions: Mapping[str, int] = field(default_factory=dict)
    replaced: Mapping[str, Any] = field(default_factory=dict)
    has_late: bool = False
    problems: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def save_answers(
    *, attempt: QuizAttempt, given: Mapping[str, Given], seen: Mapping[str, int] | None = None
) -> Saved:
    """Keep what is given now; the newest word counts, and every earlier one stays on record.

    `seen` tells which version of each answer the page knew. Where another one came in between, what the page had
    known all along is no new word; what differs from it is, and the page is told what it replaces. A page that has nothing
    to say hears which versions there are of what it has `seen`.
    """
    return save_into(locked_attempt(attempt), given, seen or {})


def save_into(
    here: QuizAttempt, given: Mapping[str, Given], seen: Mapping[str, int], *, again: bool = False
) -> Saved:
    """The same for an attempt whose row the caller has locked. `again`: it may have been saved before."""
    if given:
        answers = answers_to(here, given)
        saved = keep(here, answers, given, seen, again=again)
        return replace(saved, problems=_problems(here, answers, given)) if saved.is_open else saved
    versions = {answer.question_key: answer.version for answer in answers_to(here, seen)}
    return replace(keep(here, (), given), versions=versions)


def save_at_once(answer: Answer, given: Given, seen: Mapping[str, int]) -> Saved | None:
    """The usual case: one answer of an attempt that takes it, which no other window has changed. Nothing is locked before.

    The answer holds its attempt, with the database's `now`. None: it is not that case, or was not when it was written;
    nothing is changed then.
    """
    here, word = answer.attempt, Word(answer, stored(given), seen)
    if word.is_behind or word.is_locked or not here.takes_answers:
        return None
    if word.is_new and not _keep(here, [word]):
        return None
    return Saved(
        is_open=True,
        at=here.now,
        left=here.left,
        extended_to=here.new_deadline,
        versions={word.key: answer.version},
        problems=_problems(here, [answer], {word.key: given}),
    )


def _problems(here: QuizAttempt, answers: Iterable[Answer], given: Mapping[str, Given]) -> dict[str, str]:
    return problems_of(here, {answer.question_key: given[answer.question_key] for answer in answers})


def keep(
    here: QuizAttempt,
    answers: Iterable[Answer],
    given: Mapping[str, Given],
    seen: Mapping[str, int] | None = None,
    *,
    again: bool = False,
) -> Saved:
    """The same for an attempt whose row the caller has locked; what is kept stands in its `answers` then."""
    asked = (answer for answer in answers if answer.question_key in given)
    words = [Word(answer, stored(given[answer.question_key]), seen or {}, again=again) for answer in asked]
    new = [word for word in words if word.is_new]
    late = [word for word in new if word.is_locked or not here.takes_answers]
    on_time = [word for word in new if word not in late]
    if on_time and not _keep(here, on_time):
        raise LookupError(f"Attempt {here.pk} changed while its row was locked.")
    _note_late(here, late)
    if not here.takes_answers:
        return Saved(is_open=False, has_late=bool(late))
    versions = {word.key: word.answer.version for word in words if word.is_new or not word.is_behind}
    replaced = {word.key: word.before for word in new if word.is_behind}
    return Saved(not late, here.now, here.left, here.new_deadline, versions, replaced, bool(late))


class Word:
    """What a page says of one answer, against what it knew and what is known now; `again`, once more."""

    def __init__(
        self, answer: Answer, said: dict[str, Any], seen: Mapping[str, int], *, again: bool = False
    ) -> None:
        self.answer, self.said, self.before, self.again = answer, said, answer.given, again
        self.key = answer.question_key
        self.knew = seen.get(self.key, answer.version)
        self.is_behind = self.knew < answer.version
        self.is_locked = answer.locked_at is not None
        self.is_new = said != answer.given and not (self.is_behind and self._was_known())

    def _was_known(self) -> bool:
        """Whether it is what the page was drawn with, or had saved last: nobody touched it since.

        What it sends once more may have arrived the first time, and another window may have said otherwise after that.
        """
        if self.again and self.said in self._saved(version__gt=self.knew):
            return True
        drawn = self._saved(version=self.knew) if self.knew else [{}]
        return bool(drawn[:1] == [self.said])

    def _saved(self, **which: int) -> list[dict[str, Any]]:
        return list(self.answer.saves.filter(**which).values_list("given", flat=True))


def _keep(attempt: QuizAttempt, words: Sequence[Word]) -> bool:
    """The words become the answers, and go on record: in one statement, because this is what happens most often of all."""
    rows = [
        {"answer_id": word.answer.pk, "version": word.answer.version + 1, "given": word.said}
        for word in words
    ]
    told = {"attempt": attempt.pk, "at": attempt.now, "at_work": AT_WORK, "grace": GRACE}
    if carry_out(KEEP, **told, words=json.dumps(rows)) != len(rows):
        return False
    for word in words:
        word.answer.version += 1
        word.answer.given, word.answer.saved_at = word.said, attempt.now
    attempt.saved_at = attempt.now
    return True


def _note_late(attempt: QuizAttempt, words: Sequence[Word]) -> None:
    """A late word goes on record and changes no answer."""
    if not words:
        return
    for word in words:
        word.answer.version += 1
    Answer.objects.bulk_update([word.answer for word in words], ["version"])
    AnswerSave.objects.bulk_create(
        AnswerSave(answer=word.answer, version=word.answer.version, given=word.said, is_late=True)
        for word in words
    )
    QuizAttempt.objects.filter(pk=attempt.pk).update(late_at=Now())
    attempt.late_at = attempt.now
