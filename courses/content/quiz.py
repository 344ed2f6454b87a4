"""Grading a whole quiz."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from courses.content.questions import Mark, Response
from courses.content.schema import QuizSource


class QuizResult(BaseModel):
    """`share` is `points / of`, from 0 to 1; `marks` by question key, every question has one."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    points: float
    of: float
    share: float
    passed: bool
    marks: dict[str, Mark]


def grade_quiz(quiz: QuizSource, responses: Mapping[str, Response]) -> QuizResult:
    """Grade parsed responses by question key. No response earns nothing; strange keys are ignored."""
    marks = {question.key: question.grade(responses.get(question.key, ())) for question in quiz.questions}
    points = sum(mark.points for mark in marks.values())
    of = sum(mark.of for mark in marks.values())
    share = min(1.0, points / of)
    passed = is_passed(share, quiz.pass_mark)
    return QuizResult(points=points, of=of, share=share, passed=passed, marks=marks)


def is_passed(share: float, pass_mark: float) -> bool:
    """Thirds of points do not add up exactly in binary; nobody fails by the last digit."""
    return share >= pass_mark - 1e-9
