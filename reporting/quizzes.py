"""Quizzes of the courses that people have begun: their terms for each, and how often each has tried. A few queries for any
number."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime

from courses.clock import database_now
from courses.models import Block, BlockKind, QuizAttempt, QuizOverride
from courses.terms import Terms
from lms.kit.prepared import Prepared, among

QuizName = tuple[int, str, str]
"""Enrolment (or revision), lesson, quiz."""
FREE = Terms(None, None, None, None)
"""Open at any time, for as long and as often as one likes."""


@dataclass(frozen=True)
class QuizOf:
    """A quiz of somebody's course, on the revision and in the cycle that they are in."""

    enrolment: int
    revision: int
    cycle: int
    lesson: str
    key: str

    @property
    def name(self) -> QuizName:
        return (self.enrolment, self.lesson, self.key)

    @property
    def place(self) -> QuizName:
        """Where everybody on its revision has it."""
        return (self.revision, self.lesson, self.key)


def _terms() -> QuerySet[Block, tuple[Any, ...]]:
    """Of each quiz only its terms are read: its questions would be most of the page."""
    blocks = Block.objects.filter(among("lesson__revision", "revisions"), kind=BlockKind.QUIZ)
    terms = (f"content__quiz__{name}" for name in ("opens", "closes", "tries", "time_limit"))
    return blocks.values_list("lesson__revision", "lesson__key", "key", *terms)


TERMS = Prepared(_terms)


def terms_by_quiz(revisions: Collection[int]) -> dict[QuizName, Terms]:
    """As everybody has them who was granted nothing; by revision, lesson and quiz."""
    return {
        (revision, lesson, key): Terms(
            _moment(opens), _moment(closes), minutes and timedelta(minutes=minutes), tries
        )
        for revision, lesson, key, opens, closes, tries, minutes in TERMS.all(revisions=list(revisions))
    }


def _moment(text: Any) -> datetime | None:
    return parse_datetime(text) if isinstance(text, str) else None


class Quizzes:
    """What was granted to people at their quizzes, and their newest attempts. `now` is the database's.

    Nothing of it is read where no quiz has terms: there it would not matter.
    """

    def __init__(self, asked: Collection[QuizOf], plain: Mapping[QuizName, Terms]) -> None:
        self.plain = plain
        self.overrides: dict[QuizName, QuizOverride] = {}
        self.newest: dict[QuizName, QuizAttempt] = {}
        self.now: datetime | None = None
        if any(terms != FREE for terms in plain.values()):
            self._read({one.enrolment for one in asked})

    def _read(self, enrolments: Collection[int]) -> None:
        overrides = QuizOverride.objects.filter(enrolment__in=enrolments)
        self.overrides = {(one.enrolment_id, one.lesson_key, one.quiz_key): one for one in overrides}
        one_quiz = ("enrolment_id", "lesson_key", "quiz_key")
        attempts = QuizAttempt.objects.timed().filter(enrolment__in=enrolments)
        for one in attempts.newest_first(*one_quiz).distinct(*one_quiz):
            self.newest[one.enrolment_id, one.lesson_key, one.quiz_key] = one
        self.now = next((one.now for one in self.newest.values() if one.now), None) or database_now()

    def terms(self, quiz: QuizOf) -> Terms:
        """Those of the person, with what was granted to them."""
        plain, override = self.plain.get(quiz.place, FREE), self.overrides.get(quiz.name)
        if override is None:
            return plain
        tries = plain.tries and plain.tries + override.extra_tries
        return Terms(override.opens or plain.opens, override.closes or plain.closes, plain.time, tries)

    def used(self, quiz: QuizOf) -> int:
        """How many tries of the present cycle; one that lies ready is none."""
        newest = self.newest.get(quiz.name)
        return newest.tried - newest.is_prepared if newest and newest.cycle == quiz.cycle else 0
