"""A quiz as its page shows it. Feedback, marks and solutions are put in only for what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from courses.content.questions import Given, Response, UnreadableAnswer
from courses.content.quiz import QuizResult, grade_quiz
from courses.content.schema import QuizSource
from courses.models import Block, QuizAttempt
from courses.question_cards import NOTHING, QuestionCard, said
from courses.read_models import quiz_of
from lms.kit.templatetags.texts import in_language

Values = Mapping[str, Sequence[str]]
"""What a form said, by the names of its fields without their beginning: `key`, or `key.part`."""


@dataclass(frozen=True)
class QuizCard:
    block: Block
    title: str
    pass_share: float
    questions: tuple[QuestionCard, ...]
    result: QuizResult | None = None
    number: int = 0
    is_done: bool = False

    @property
    def stays_done(self) -> bool:
        """Whether this try failed after an earlier one had passed."""
        return self.is_done and self.result is not None and not self.result.passed

    @property
    def anchor(self) -> str:
        return f"quiz-{self.block.key}"

    @property
    def earned(self) -> str:
        return said(self.result.points) if self.result else ""

    @property
    def most(self) -> str:
        return said(self.points)

    @property
    def needed(self) -> str:
        return said(self.pass_share * self.points)

    @property
    def points(self) -> float:
        return float(sum(question.shown["points"] for question in self.questions))

    @property
    def pass_percent(self) -> int:
        return round(100 * self.pass_share)

    @property
    def problems(self) -> int:
        return sum(bool(question.problem) for question in self.questions)


@dataclass(frozen=True)
class Answers:
    """What a form said: responses that could be read, and why the others could not."""

    given: dict[str, Given]
    responses: dict[str, Response]
    problems: dict[str, str]


def read_answers(quiz: QuizSource, values: Values) -> Answers:
    """Every question asks for an answer before anything is kept."""
    given = {question.key: _given(question.key, values) for question in quiz.questions}
    responses: dict[str, Response] = {}
    problems: dict[str, str] = {}
    for question in quiz.questions:
        try:
            responses[question.key] = question.parse(given[question.key])
        except UnreadableAnswer as unreadable:
            worded = _(unreadable.template)
            problems[question.key] = worded % dict(unreadable.params) if unreadable.params else worded
    return Answers(given, responses, problems)


def _given(key: str, values: Values) -> Given:
    parts = {
        name.removeprefix(f"{key}."): said for name, said in values.items() if name.startswith(f"{key}.")
    }
    return Given(tuple(values.get(key, ())), {name: said[0] for name, said in parts.items() if said})


def blank_card(block: Block, *, answers: Answers | None = None) -> QuizCard:
    """The quiz before an answer, or with what was typed and why it cannot be read."""
    return _card(block, answers.given if answers else {}, answers.problems if answers else {}, None, 0)


def attempt_card(block: Block, attempt: QuizAttempt) -> QuizCard:
    """The quiz with a kept attempt. It is marked again from its responses: the revision never changes."""
    responses = {answer.question_key: answer.response for answer in attempt.answers.all()}
    return answered_card(block, responses, number=attempt.number)


def answered_card(block: Block, responses: Mapping[str, Any], *, number: int = 0) -> QuizCard:
    answered = {key: response for key, response in responses.items() if response is not None}
    quiz = quiz_of(block)
    given = {one.key: one.given(answered[one.key]) for one in quiz.questions if one.key in answered}
    return _card(block, given, {}, grade_quiz(quiz, answered), number)


def _card(
    block: Block,
    given: Mapping[str, Given],
    problems: Mapping[str, str],
    result: QuizResult | None,
    number: int,
) -> QuizCard:
    page = in_language(block.content["pages"])
    questions = tuple(_question(shown, given, problems, result) for shown in page["questions"])
    return QuizCard(block, page["title"], block.content["quiz"]["pass"], questions, result, number)


def _question(
    shown: dict[str, Any],
    given: Mapping[str, Given],
    problems: Mapping[str, str],
    result: QuizResult | None,
) -> QuestionCard:
    key = shown["key"]
    mark = result.marks[key] if result else None
    is_settled = result is not None and (result.passed or (mark is not None and mark.is_right))
    return QuestionCard(shown, given.get(key, NOTHING), problems.get(key, ""), mark, is_settled)
