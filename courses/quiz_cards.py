"""A quiz as its page shows it. Feedback, marks and solutions are put in only for what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.utils.translation import get_language

from courses.answers import NOTHING, SEEN, Answers, restored
from courses.attempts.opening import check_can_try, tries_used
from courses.attempts.selection import Selection, quiz_for, selected_keys
from courses.content.questions import BaseQuestion, Given
from courses.content.quiz import QuizResult, grade_quiz
from courses.content.schema import QuizSource
from courses.models import Answer, Block, BlockKind, QuizAttempt
from courses.question_cards import QuestionCard, said
from courses.regrades.notes import Note, keys_of, notes_of
from lms.kit.templatetags.texts import in_language

PREVIEW = "preview"
"""The seed of what authors see before anybody learns."""


@dataclass(frozen=True)
class QuizCard:
    """`attempt` is the one on show: open, or with the `result` of its marks; before an attempt begins there is none.

    `used` counts the tries there were, open or not; `sitting` names the one on show to the person's browser;
    `came_late` says that what was sent last did not count; `notes`, what was done to its marks since.
    """

    block: Block
    quiz: QuizSource
    title: str
    questions: tuple[QuestionCard, ...]
    result: QuizResult | None = None
    attempt: QuizAttempt | None = None
    number: int = 0
    used: int = 0
    sitting: str = ""
    is_done: bool = False
    came_late: bool = False
    notes: Sequence[Note] = ()

    @property
    def is_check(self) -> bool:
        """One question inside the text, that counts for nothing."""
        return self.block.kind == BlockKind.CHECK

    @property
    def must_begin(self) -> bool:
        """Whether the questions stay hidden until the learner starts the clock."""
        return bool(self.quiz.time_limit and self.attempt is None and self.result is None and self.number)

    @property
    def was_abandoned(self) -> bool:
        return self.attempt is not None and not self.attempt.is_open and self.result is None

    @property
    def refusal(self) -> str:
        """Why there is no further try; "" while there is one."""
        return check_can_try.refusal(self.quiz, self.used) if self.number else ""

    @property
    def tries_left(self) -> int | None:
        return None if self.quiz.tries is None else max(0, self.quiz.tries - self.used)

    @property
    def shown_try(self) -> int:
        """Which try is on show; before it begins, the next one."""
        return self.attempt.tried if self.attempt else self.used + 1

    @property
    def takes_answers(self) -> bool:
        return self.result is None and not self.was_abandoned

    @property
    def seen(self) -> list[tuple[str, int]]:
        """Which version of each answer this page shows, by the names of hidden fields."""
        kept = (
            {answer.question_key: answer.version for answer in self.attempt.answers.all()}
            if self.attempt
            else {}
        )
        return [(f"{SEEN}{question.key}", kept.get(question.key, 0)) for question in self.questions]

    @property
    def is_saved(self) -> bool:
        return self.attempt is not None and self.attempt.saved_at is not None

    @property
    def seconds_left(self) -> int | None:
        """Of an open attempt with a deadline, never below 0."""
        left = self.attempt.left if self.attempt and self.attempt.is_open else None
        return None if left is None else max(0, round(left))

    @property
    def minutes_left(self) -> str:
        """As the clock of the page writes it."""
        minutes, seconds = divmod(self.seconds_left or 0, 60)
        return f"{minutes}:{seconds:02d}"

    @property
    def stays_done(self) -> bool:
        """Whether this try failed after an earlier one had passed."""
        return self.is_done and self.result is not None and not self.result.passed

    @property
    def anchor(self) -> str:
        return f"{self.block.kind}-{self.block.key}"

    @property
    def earned(self) -> str:
        return said(self.result.points) if self.result else ""

    @property
    def most(self) -> str:
        return said(self.points)

    @property
    def needed(self) -> str:
        return said(self.quiz.pass_mark * self.points)

    @property
    def points(self) -> float:
        if self.result:
            return self.result.of
        return float(sum(question.shown["points"] for question in self.questions))

    @property
    def pass_percent(self) -> int:
        return round(100 * self.quiz.pass_mark)

    @property
    def problems(self) -> int:
        return sum(bool(question.problem) for question in self.questions)


@dataclass(frozen=True)
class Filled:
    """What the fields of a card hold, and what is said to it."""

    given: Mapping[str, Given] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    result: QuizResult | None = None


def blank_card(block: Block, asked: Selection, *, number: int, used: int) -> QuizCard:
    """The quiz before attempt `number` begins."""
    quiz = quiz_for(block, asked.seed, asked.keys)
    told: dict[str, Any] = {"number": number, "used": used, "sitting": asked.sitting}
    return _card(block, quiz, Filled(), asked.seed, **told)


def attempt_card(
    block: Block, attempt: QuizAttempt, *, problems: Mapping[str, str] | None = None
) -> QuizCard:
    """An attempt with what was saved; of one that has ended, with its marks.

    A question that was marked anew by the key of another revision is shown as it is there.
    """
    answers = {answer.question_key: answer for answer in attempt.answers.all()}
    quiz = quiz_for(block, attempt.seed, answers)
    given = {key: restored(answer.given) for key, answer in answers.items() if answer.given}
    used = tries_used(attempt.enrolment, attempt)
    told: dict[str, Any] = {"attempt": attempt, "number": attempt.number, "used": used}
    filled, keys = Filled(given, problems or {}), {}
    if attempt.points is not None:
        keys = keys_of(attempt, answers)
        quiz = _with_their_keys(quiz, keys, attempt.seed)
        marked = _marked(quiz, {key: answer.response for key, answer in answers.items()})
        filled = Filled({**marked.given, **given}, result=_as_stored(marked.result, attempt, answers))
        told["notes"] = notes_of(attempt, [question.key for question in quiz.questions])
    shown = {key: _shown(keyed)[key] for key, keyed in keys.items()}
    return _card(block, quiz, filled, attempt.seed, shown, **told, sitting=attempt.sitting)


def preview_card(block: Block, answers: Answers | None = None) -> QuizCard:
    """The quiz as an author tries it: blank, or with marks, or with what cannot be read."""
    quiz = preview_of(block)
    if answers is None:
        filled = Filled()
    elif answers.problems:
        filled = Filled(answers.given, answers.problems)
    else:
        filled = _marked(quiz, answers.responses)
    return _card(block, quiz, filled, PREVIEW)


def preview_of(block: Block) -> QuizSource:
    return quiz_for(block, PREVIEW, selected_keys(block, PREVIEW))


def _marked(quiz: QuizSource, responses: Mapping[str, Any]) -> Filled:
    answered = {key: response for key, response in responses.items() if response is not None}
    given = {one.key: one.given(answered[one.key]) for one in quiz.questions if one.key in answered}
    return Filled(given, result=grade_quiz(quiz, answered))


def _with_their_keys(quiz: QuizSource, keys: Mapping[str, Block], seed: str) -> QuizSource:
    """The quiz with each of these questions as the revision has it whose key marked it."""
    corrected = {key: quiz_for(block, seed, [key]).questions[0] for key, block in keys.items()}
    return quiz.model_copy(update={"questions": tuple(corrected.get(one.key, one) for one in quiz.questions)})


def _as_stored(
    result: QuizResult | None, attempt: QuizAttempt, answers: Mapping[str, Answer]
) -> QuizResult | None:
    """The result with the points that count: after a regrade an answer may keep more than the key would give it."""
    if result is None or attempt.points is None or attempt.of is None:
        return result
    marks = {
        key: mark.model_copy(update={"points": answers[key].points, "of": answers[key].of})
        if answers[key].points is not None
        else mark
        for key, mark in result.marks.items()
    }
    told = {"points": attempt.points, "of": attempt.of, "share": attempt.share, "passed": attempt.passed}
    return result.model_copy(update={**told, "marks": marks})


def _shown(block: Block) -> dict[str, dict[str, Any]]:
    return {question["key"]: question for question in in_language(block.content["pages"])["questions"]}


def _card(
    block: Block,
    quiz: QuizSource,
    filled: Filled,
    seed: str,
    corrected: Mapping[str, dict[str, Any]] = MappingProxyType({}),
    **told: Any,
) -> QuizCard:
    """`corrected` are questions that are shown as another revision has them."""
    shown = {**_shown(block), **corrected}
    shuffled = seed if quiz.shuffle else ""
    questions = tuple(_question(shown[one.key], one, filled, shuffled) for one in quiz.questions)
    title = in_language(block.content["pages"])["title"]
    return QuizCard(block, quiz, title, questions, filled.result, **told)


def _question(shown: dict[str, Any], asked: BaseQuestion, filled: Filled, seed: str) -> QuestionCard:
    key, result = shown["key"], filled.result
    mark = result.marks[key] if result else None
    is_settled = result is not None and (result.passed or (mark is not None and mark.is_right))
    values = asked.shown_values()
    return QuestionCard(
        shown,
        filled.given.get(key, NOTHING),
        filled.problems.get(key, ""),
        mark,
        is_settled,
        seed=seed,
        values=values,
        solved=asked.solution(get_language() or "") if mark and values else (),
    )
