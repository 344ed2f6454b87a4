"""A quiz as its page shows it. Feedback, marks and solutions are put in only for what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from courses.content.questions import Mark, Response, UnreadableAnswer
from courses.content.quiz import QuizResult, grade_quiz
from courses.content.schema import QuizSource
from courses.models import Block, QuizAttempt
from courses.read_models import quiz_of
from lms.kit.templatetags.texts import in_language

FIELD = "q."
Values = Mapping[str, list[str]]


def said(points: float) -> str:
    """Points as people say them: 1, 0.5, 0.33."""
    return number_format(f"{points:.2f}".rstrip("0").rstrip("."))


@dataclass(frozen=True)
class ChoiceCard:
    key: str
    html: str
    is_ticked: bool = False
    outcome: str = ""
    feedback: str = ""


@dataclass(frozen=True)
class QuestionCard:
    """`mark` is None until the question was answered; `problem` says why an answer cannot be read."""

    key: str
    kind: str
    lang: str
    points: float
    prompt: str
    unit: str
    choices: tuple[ChoiceCard, ...]
    typed: str = ""
    problem: str = ""
    mark: Mark | None = None
    explanation: str = ""
    solution: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        return FIELD + self.key

    @property
    def earned(self) -> str:
        return said(self.mark.points) if self.mark else ""

    @property
    def most(self) -> str:
        return said(self.points)

    @property
    def verdict(self) -> str:
        if self.mark is None:
            return ""
        return "right" if self.mark.is_right else "part" if self.mark.points > 0 else "wrong"


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
        return said(sum(question.points for question in self.questions))

    @property
    def needed(self) -> str:
        return said(self.pass_share * sum(question.points for question in self.questions))

    @property
    def pass_percent(self) -> int:
        return round(100 * self.pass_share)

    @property
    def problems(self) -> int:
        return sum(bool(question.problem) for question in self.questions)


@dataclass(frozen=True)
class Answers:
    """What a form said: responses that could be read, and why the others could not."""

    values: Values
    responses: dict[str, Response]
    problems: dict[str, str]


def read_answers(quiz: QuizSource, values: Values) -> Answers:
    """Form values by question key. Every question asks for an answer before anything is kept."""
    responses: dict[str, Response] = {}
    problems: dict[str, str] = {}
    for question in quiz.questions:
        try:
            responses[question.key] = question.parse(values.get(question.key, []))
        except UnreadableAnswer as unreadable:
            worded = _(unreadable.template)
            problems[question.key] = worded % dict(unreadable.params) if unreadable.params else worded
    return Answers(values, responses, problems)


def blank_card(block: Block, *, answers: Answers | None = None) -> QuizCard:
    """The quiz before an answer, or with what was typed and why it cannot be read."""
    return _card(block, answers.values if answers else {}, answers.problems if answers else {}, None, 0)


def attempt_card(block: Block, attempt: QuizAttempt) -> QuizCard:
    """The quiz with a kept attempt. It is marked again from its responses: the revision never changes."""
    responses = {answer.question_key: answer.response for answer in attempt.answers.all()}
    return answered_card(block, responses, number=attempt.number)


def answered_card(block: Block, responses: Mapping[str, Any], *, number: int = 0) -> QuizCard:
    given = {key: response for key, response in responses.items() if response is not None}
    result = grade_quiz(quiz_of(block), given)
    return _card(block, {key: _as_values(r) for key, r in given.items()}, {}, result, number)


def _as_values(response: Response) -> list[str]:
    if isinstance(response, float | int):
        return [f"{response:.12g}"]
    return [response] if isinstance(response, str) else [str(value) for value in response]


def _card(
    block: Block, values: Values, problems: Mapping[str, str], result: QuizResult | None, number: int
) -> QuizCard:
    page = in_language(block.content["pages"])
    questions = tuple(
        _question(shown, values.get(shown["key"], []), problems.get(shown["key"], ""), result)
        for shown in page["questions"]
    )
    return QuizCard(block, page["title"], block.content["quiz"]["pass"], questions, result, number)


def _question(
    shown: dict[str, Any], values: list[str], problem: str, result: QuizResult | None
) -> QuestionCard:
    mark = result.marks[shown["key"]] if result else None
    # Trying again should still mean thinking: what was missed shows once it no longer decides anything.
    is_settled = result is not None and (result.passed or (mark is not None and mark.is_right))
    told = shown["feedback"] if mark else {}
    return QuestionCard(
        key=shown["key"],
        kind=shown["kind"],
        lang=shown["lang"],
        points=shown["points"],
        prompt=shown["prompt"],
        unit=shown["unit"],
        choices=tuple(_choice(one, values, mark, told, is_settled=is_settled) for one in shown["choices"]),
        typed=values[0] if values else "",
        problem=problem,
        mark=mark,
        explanation=told.get("feedback", ""),
        # Choices carry their solution on them; only what was typed needs it said.
        solution=tuple(shown["solution"]) if mark and is_settled and not shown["choices"] else (),
    )


def _choice(
    choice: dict[str, str], values: list[str], mark: Mark | None, told: dict[str, str], *, is_settled: bool
) -> ChoiceCard:
    key = choice["key"]
    outcome = str(mark.choices.get(key, "")) if mark else ""
    is_told = outcome in ("right", "wrong") or (outcome == "missed" and is_settled)
    feedback = told.get(f"choice.{key}", "") if outcome in ("right", "wrong") else ""
    return ChoiceCard(key, choice["html"], key in values, outcome if is_told else "", feedback)
