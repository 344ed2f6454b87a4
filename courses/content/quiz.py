"""Grading a whole quiz."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from courses.content.marking import USUAL, Circumstances, earned
from courses.content.questions import Mark, Response
from courses.content.schema import QuizSource


class QuizResult(BaseModel):
    """`share` is `points / of`, from 0 to 1; `marks` by question key, every question has one.

    `marks` say how right the answers are; `earned` what they count for, by the policy of the quiz: it may be less, and
    for a wrong answer below 0. The whole is never below 0. While marks of people are awaited, it is what there is so far.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    points: float
    of: float
    share: float
    passed: bool
    marks: dict[str, Mark]
    earned: dict[str, float]

    @property
    def awaited(self) -> tuple[str, ...]:
        """The questions that a person has still to mark."""
        return tuple(key for key, mark in self.marks.items() if mark.is_awaited)


def grade_quiz(
    quiz: QuizSource,
    responses: Mapping[str, Response],
    circumstances: Mapping[str, Circumstances] | None = None,
    by_people: Mapping[str, Mark] | None = None,
) -> QuizResult:
    """Grade parsed responses by question key. No response earns nothing; strange keys are ignored.

    `by_people` are marks that stand already, in place of what a machine cannot say.
    """
    how, given = circumstances or {}, by_people or {}
    marks = {
        question.key: given.get(question.key) or question.grade(responses.get(question.key, ()))
        for question in quiz.questions
    }
    counted = {
        key: earned(quiz, mark, how.get(key, USUAL)) if key in responses else 0.0
        for key, mark in marks.items()
    }
    points = max(0.0, sum(counted.values()))
    of = sum(mark.of for mark in marks.values())
    share = min(1.0, points / of)
    passed = is_passed(share, quiz.pass_mark)
    return QuizResult(points=points, of=of, share=share, passed=passed, marks=marks, earned=counted)


def is_passed(share: float, pass_mark: float) -> bool:
    """Thirds of points do not add up exactly in binary; nobody fails by the last digit."""
    return share >= pass_mark - 1e-9
