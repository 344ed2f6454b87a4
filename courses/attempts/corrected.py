"""A key that an author has corrected holds for attempts that are marked later too, on whichever revision they were made.

What a regrade gave those who were marked by then is noted of later ones as its doing as well: so it is told alike, and is
taken back with the rest.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models.functions import Now

from courses.content.marking import Circumstances, earned
from courses.content.questions import BaseQuestion, Mark, Response
from courses.content.quiz import QuizResult, is_passed
from courses.content.regrading import Points, change_of, mark_by, total
from courses.content.schema import QuizSource
from courses.locks import hold_keys
from courses.models import (
    Answer,
    Block,
    BlockKind,
    QuizAttempt,
    Regrade,
    RegradedAnswer,
    RegradedAttempt,
    RemarkState,
)
from courses.read_models import quiz_of
from courses.states import HOLDS
from lms.kit.prepared import Prepared, Slot

LATER = Prepared(
    lambda: Regrade.objects.filter(
        course=Slot("course"),
        lesson_key=Slot("lesson"),
        quiz_key=Slot("quiz"),
        revision__gt=Slot("revision"),
        state__in=[str(state) for state in sorted(HOLDS)],
    ).order_by("pk")
)


@dataclass(frozen=True)
class Correction:
    """What one regrade makes of an attempt, by its result. `marks` by question; None: its key cannot mark it."""

    regrade: Regrade
    was: QuizResult
    now: QuizResult
    marks: Mapping[str, Mark | None]
    keys: Mapping[str, int] = field(default_factory=dict)
    """The revision whose key had marked a question before; its attempt's where it is missing."""


def corrections(
    attempt: QuizAttempt,
    block: Block,
    how: Mapping[str, Circumstances],
    responses: Mapping[str, Response],
    result: QuizResult,
) -> list[Correction]:
    """In the order in which authors decided them; `how` its answers came about. Two queries, one more for each regrade.

    Until the marks are committed no author applies or takes back a regrade of the quiz. Who does so before is read here; who
    does so after finds the marks, and what `note` says of them. A lock of the regrade's row would not do: who works it off
    holds that while waiting for enrolments, and a regrade that is new has none yet.
    """
    if block.kind == BlockKind.QUIZ:
        hold_keys(attempt.enrolment.course_id, attempt.lesson_key, attempt.quiz_key)
    found: list[Correction] = []
    for regrade, marks in _remarked(attempt, block, how, responses):
        was = found[-1].now if found else result
        now = _with_marks(was, quiz_of(block), how, responses, marks)
        found.append(Correction(regrade, was, now, marks, keys_by(found)))
    return found


def keys_by(found: Sequence[Correction]) -> dict[str, int]:
    """The revision whose key marks a question in the end, where that is not its attempt's."""
    return {
        key: one.regrade.revision_id for one in found for key, mark in one.marks.items() if mark is not None
    }


def mark_now(
    attempt: QuizAttempt, block: Block, question: BaseQuestion, response: Response
) -> tuple[Mark, int | None]:
    """The mark of one answer to `question`, as its attempt asks it, and the revision whose key gives it."""
    mark, by = question.grade(response), None
    for regrade, marks in _remarked(attempt, block, {question.key: None}, {question.key: response}):
        if corrected := marks.get(question.key):
            mark, by = corrected, regrade.revision_id
    return mark, by


def note(attempt: QuizAttempt, answers: Mapping[str, Answer], found: Sequence[Correction]) -> None:
    """Of a graded attempt, with the regrades whose doing its marks are."""
    for one in found:
        row = RegradedAttempt.objects.create(
            regrade=one.regrade,
            attempt=attempt,
            state=RemarkState.APPLIED,
            applied_at=Now(),
            came_later=True,
            gains_part=one.now.passed and not one.was.passed,
            **{f"old_{name}": getattr(one.was, name) for name in ("points", "of", "passed")},
            **{f"new_{name}": getattr(one.now, name) for name in ("points", "of", "passed")},
        )
        RegradedAnswer.objects.bulk_create(_answer(row, one, key, answers[key]) for key in one.marks)


def _answer(row: RegradedAttempt, one: Correction, key: str, answer: Answer) -> RegradedAnswer:
    was, now, mark = _points(one.was, key), _points(one.now, key), one.marks[key]
    old_key = one.keys.get(key)
    return RegradedAnswer(
        remarking=row,
        answer=answer,
        question_key=key,
        old_points=was.points,
        old_of=was.of,
        old_key_id=old_key,
        key_points=now.points if mark else None,
        key_of=now.of if mark else None,
        new_points=now.points,
        new_of=now.of,
        new_key_id=one.regrade.revision_id if mark else old_key,
    )


def _remarked(
    attempt: QuizAttempt, block: Block, asked: Collection[str], responses: Mapping[str, Response]
) -> Iterator[tuple[Regrade, dict[str, Mark | None]]]:
    """Each regrade that holds, with its marks of what its key calls for."""
    place = {"lesson": attempt.lesson_key, "quiz": attempt.quiz_key}
    course, revision = attempt.enrolment.course_id, attempt.revision_id
    later = LATER.all(course=course, revision=revision, **place) if block.kind == BlockKind.QUIZ else ()
    if not later:
        return
    own = {one.key: one for one in quiz_of(block).questions}
    marked_by = dict(own)
    for regrade in later:
        new = {one.key: one for one in _quiz_in(regrade).questions}
        wanted = [key for key in regrade.questions if key in asked and key in own]
        called = [key for key in wanted if change_of(marked_by[key], new.get(key)).calls_for_regrade]
        marks = {key: mark_by(new[key], own[key], responses.get(key), seed=attempt.seed) for key in called}
        marked_by |= {key: new[key] for key, mark in marks.items() if mark is not None}
        if marks:
            yield regrade, marks


def _quiz_in(regrade: Regrade) -> QuizSource:
    place: dict[str, Any] = {
        "lesson__key": regrade.lesson_key,
        "key": regrade.quiz_key,
        "kind": BlockKind.QUIZ,
    }
    return quiz_of(Block.objects.get(lesson__revision=regrade.revision_id, **place))


def _with_marks(
    result: QuizResult,
    policy: QuizSource,
    how: Mapping[str, Circumstances],
    responses: Mapping[str, Response],
    marks: Mapping[str, Mark | None],
) -> QuizResult:
    """By the terms of the attempt's own quiz, as in its first marking."""
    new = {key: mark for key, mark in marks.items() if mark is not None}
    counted = {key: earned(policy, mark, how[key]) if key in responses else 0.0 for key, mark in new.items()}
    told = {"marks": {**result.marks, **new}, "earned": {**result.earned, **counted}}
    changed = result.model_copy(update=told)
    whole = total([_points(changed, key) for key in changed.marks])
    passed = is_passed(whole.share, policy.pass_mark)
    return changed.model_copy(update={**whole._asdict(), "share": whole.share, "passed": passed})


def _points(result: QuizResult, key: str) -> Points:
    return Points(result.earned[key], result.marks[key].of)
