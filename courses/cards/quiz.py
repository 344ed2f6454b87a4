"""A quiz as its page shows it."""

import math
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from courses.answers import SEEN
from courses.cards import quiz_words
from courses.cards.clock import Clock, of_attempt, until_closing
from courses.cards.parts import LateWords, Missing, said
from courses.cards.question import QuestionCard
from courses.content.quiz import QuizResult
from courses.content.schema import QuizSource
from courses.models import Block, BlockKind, QuizAttempt
from courses.regrades.notes import Note
from courses.states import AttemptState
from courses.terms import Terms, check_can_try, check_has_tries, check_is_open, check_result_is_known

PAGE_WAITS = timedelta(hours=1)
SPREAD = timedelta(seconds=5)
"""Over which the pages of all who wait for a quiz ask for it, as they would not be answered quickly all at once."""


@dataclass(frozen=True)
class QuizCard:
    """`attempt` is the one on show: open, handed in, or with the `result` of its marks; before it begins there is none.

    `terms` are those of the person, `now` is the database's; a preview has neither dates nor tries. `used` counts the
    tries there were in this cycle, open or not; `sitting` names the one on show to the person's browser; `came_late` says
    that what was sent last did not count, `late` what came for it after its end; `notes`, what was done to its marks since;
    `blanks`, the questions that would be handed in empty; `elsewhere`, those that another window has answered otherwise.
    """

    block: Block
    quiz: QuizSource
    title: str
    questions: tuple[QuestionCard, ...]
    result: QuizResult | None = None
    attempt: QuizAttempt | None = None
    terms: Terms | None = None
    now: datetime | None = None
    number: int = 0
    used: int = 0
    sitting: str = ""
    is_done: bool = False
    came_late: bool = False
    notes: Sequence[Note] = ()
    blanks: Sequence[str] = ()
    late: Sequence[LateWords] = ()
    elsewhere: Sequence[str] = ()

    @property
    def is_check(self) -> bool:
        """Asked inside the text, and counts for nothing."""
        return self.block.kind != BlockKind.QUIZ

    @property
    def must_begin(self) -> bool:
        """Whether the questions stay hidden until the learner starts the clock."""
        is_ahead = self.attempt is None and self.result is None and self.number
        return bool(self.quiz.time_limit and is_ahead and not self.shut)

    @cached_property
    def shut(self) -> str:
        """Why its questions are not shown yet, or no more, to somebody who is not at them; "" while they are."""
        if self.attempt is not None or self.terms is None or self.now is None:
            return ""
        return check_is_open.refusal(self.terms, self.now)

    @property
    def opens_in(self) -> float | None:
        """Seconds until the page asks for it, where it opens soon enough for a page to wait; they differ by `SPREAD`."""
        if not self.shut or self.terms is None or self.terms.opens is None or self.now is None:
            return None
        left = self.terms.opens - self.now
        if not timedelta(0) < left <= PAGE_WAITS:
            return None
        return round(math.ceil(left.total_seconds()) + 1 + random.uniform(0, SPREAD.total_seconds()), 1)

    @property
    def has_opened(self) -> bool:
        opens = self.terms.opens if self.terms else None
        return opens is not None and self.now is not None and self.now >= opens

    @property
    def has_closed(self) -> bool:
        closes = self.terms.closes if self.terms else None
        return closes is not None and self.now is not None and self.now >= closes

    @property
    def was_abandoned(self) -> bool:
        return self.attempt is not None and self.attempt.state == AttemptState.ABANDONED

    @property
    def waits_for_marks(self) -> bool:
        return self.attempt is not None and self.attempt.waits_for_marks

    @property
    def awaited(self) -> int:
        """How many answers a person has still to mark."""
        return sum(question.is_awaited and question.run is None for question in self.questions)

    @property
    def awaited_runs(self) -> int:
        """How many answers a run has still to mark."""
        return sum(question.is_awaited and question.run is not None for question in self.questions)

    @property
    def has_failed_run(self) -> bool:
        """Whether it waits for the learner to start a run anew."""
        return any(
            question.is_awaited and question.run and question.run.has_failed for question in self.questions
        )

    @property
    def marked(self) -> int:
        """How many answers have their marks already."""
        return sum(question.mark is not None for question in self.questions)

    @property
    def known(self) -> str:
        """What the marks that are there already come to."""
        return said(sum(question.points for question in self.questions if question.mark))

    @property
    def known_of(self) -> str:
        return said(sum(question.mark.of for question in self.questions if question.mark))

    @property
    def is_read_by_people(self) -> bool:
        """Whether somebody else than the learner sees answers of it."""
        return any(question.is_marked_by_people for question in self.quiz.questions)

    @cached_property
    def refusal(self) -> str:
        """Why there is no further try; "" while there is one."""
        if self.attempt is not None and self.attempt.waits_for_others:
            used = check_has_tries.refusal(self.terms, self.used) if self.terms else ""
            return used or check_result_is_known.refusal(self.attempt)
        if self.terms is None or self.now is None:
            return ""
        return check_can_try.refusal(self.terms, self.used, self.now)

    @property
    def tries(self) -> int | None:
        return self.terms.tries if self.terms else self.quiz.tries

    @property
    def tries_left(self) -> int | None:
        return None if self.tries is None else max(0, self.tries - self.used)

    @property
    def shown_try(self) -> int:
        """Which try of its cycle is on show; before it begins, the next one."""
        return self.attempt.tried if self.attempt else self.used + 1

    @property
    def is_first_try(self) -> bool:
        return self.number == 1 and self.is_ahead  # the only one that a placement test counts

    @property
    def is_ahead(self) -> bool:
        """Whether a try of a quiz that counts is yet to begin, or under way."""
        return not self.is_check and (self.takes_answers or (self.attempt or self.result) is None)

    @property
    def last_ended(self) -> int:
        """The number of the newest attempt to look back on; 0 without one."""
        has_ended = self.attempt is not None and not self.attempt.is_open
        return self.number if has_ended else max(0, self.number - 1)

    @property
    def takes_answers(self) -> bool:
        has_ended = self.was_abandoned or self.waits_for_marks or self.awaited or self.awaited_runs
        return self.result is None and not (self.shut or has_ended)

    @property
    def takes_files(self) -> bool:
        """Whether its form may bring files along; a preview keeps none."""
        return self.takes_answers and self.number > 0 and any(one.takes_files for one in self.questions)

    @property
    def checks_at_once(self) -> bool:
        """Whether each question can be checked alone; a preview keeps nothing that could be."""
        return self.quiz.feedback == "at-once" and self.takes_answers and self.number > 0

    @property
    def enter_hands_in(self) -> bool:
        """Whether Enter in a field may send it: one question in the text counts for nothing, and has nothing to go on to."""
        return self.is_check and len(self.questions) == 1 and not self.checks_at_once

    @property
    def rules(self) -> list[str]:
        return list(quiz_words.rules(self.quiz, self.terms)) if self.terms else []

    @property
    def minutes_if_begun(self) -> int | None:
        """What is left to somebody who starts now, where the quiz closes before their time is over."""
        if self.terms is None or self.terms.closes is None or self.terms.time is None or self.now is None:
            return None
        left = self.terms.closes - self.now
        return int(left.total_seconds() // 60) if left < self.terms.time else None

    @property
    def calibration(self) -> list[str]:
        if self.result is None:
            return []
        sure = {one.key: one.certainty for one in self.questions if one.certainty}
        return quiz_words.calibration(self.result, sure)

    @property
    def extended(self) -> str:
        """That there is more time than when this attempt began."""
        here = self.attempt
        is_news = here is not None and here.is_open and here.was_extended
        return quiz_words.extended(here.deadline) if is_news and here and here.deadline else ""

    @property
    def seen(self) -> list[tuple[str, str, int]]:
        """Which version of each answer this page shows: question, name of a hidden field, version."""
        kept = (
            {answer.question_key: answer.version for answer in self.attempt.answers.all()}
            if self.attempt
            else {}
        )
        keys = [question.key for question in self.questions]
        return [(key, f"{SEEN}{key}", kept.get(key, 0)) for key in keys]

    @property
    def is_saved(self) -> bool:
        return self.attempt is not None and self.attempt.saved_at is not None

    @cached_property
    def clock(self) -> Clock | None:
        """What is left to answer it; also before the first answer, which begins an attempt."""
        if self.attempt is not None:
            return of_attempt(self.attempt)
        return until_closing(self.terms.closes, self.now) if self.terms and self.takes_answers else None

    @property
    def may_get_a_clock(self) -> bool:
        """Whether its page has a place for one: a deadline may come while somebody is at it."""
        return self.clock is not None or (self.takes_answers and self.number > 0 and not self.is_check)

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
    def problems(self) -> list[Missing]:
        """The questions that were refused, with the numbers that the page gives them."""
        return self._named([one.key for one in self.questions if one.problem])

    @property
    def left_empty(self) -> list[Missing]:
        return self._named(self.blanks)

    @property
    def is_unfinished(self) -> bool:
        """Whether it was sent and something is to be done first."""
        return bool(self.problems or self.blanks)

    def _named(self, keys: Collection[str]) -> list[Missing]:
        places = enumerate(self.questions, 1)
        return [Missing(at, f"#{self.anchor}-{one.key}-whole") for at, one in places if one.key in keys]
