"""A quiz with a wrong key, people who answered it, and the corrected key."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from courses.actions import compare_marks
from courses.models import Block, Enrolment, QuizAttempt, Regrade, Revision
from courses.regrades import work
from people.models import User
from tests.courses.answering import hand_in
from tests.courses.folders import RIGHT_NUMBER

# By the first key `falls` is right, by the second one `rises`. Two of three points pass.
RISES = {"loss": "rises", "true": ["one", "two"], "steps": 1}
FALLS = {"loss": "falls", "true": ["one", "two"], "steps": 1}
STAYS = {"loss": "stays", "true": ["one", "two"], "steps": RIGHT_NUMBER}


@dataclass(frozen=True)
class Mended:
    """Ling was marked down for the right answer, Sven up for the wrong one; Marco's is wrong by both keys."""

    old: Block
    ling: QuizAttempt
    sven: QuizAttempt
    marco: QuizAttempt
    new: Block


def block_of(revision: Revision) -> Block:
    return Block.objects.select_related("lesson__revision__course").get(
        lesson__revision=revision, key="check"
    )


def takes(begin: Callable[[User, Revision], Enrolment], user: User, block: Block, given: Any) -> QuizAttempt:
    return hand_in(begin(user, block.lesson.revision), block.lesson, block, given)


def marks_of(attempt: QuizAttempt) -> tuple[float, float, bool, dict[str, tuple[float, float]]]:
    """All marks of an attempt as they are stored now."""
    attempt = QuizAttempt.objects.get(pk=attempt.pk)
    answers = {one.question_key: (one.points, one.of) for one in attempt.answers.all()}
    return attempt.points, attempt.of, attempt.passed, answers


def compared(by: User, block: Block, *, questions: Any = ("loss",), **terms: Any) -> Regrade:
    """A comparison that is complete."""
    return worked_off(compare_marks(by=by, block=block, questions=questions, **terms))


def worked_off(regrade: Regrade) -> Regrade:
    work.go_on(regrade.pk)
    return Regrade.objects.select_related("revision", "course").get(pk=regrade.pk)
