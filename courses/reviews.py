"""A person's own tries at a quiz, looked back on: when, how well, how long, and what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from courses.cards.drawing import attempt_card
from courses.cards.parts import said
from courses.cards.quiz import QuizCard
from courses.models import Block, Lesson, PartKind, QuizAttempt
from courses.progress import check_counts
from courses.terms import override_of


@dataclass(frozen=True)
class TryLine:
    """One try in the list; it has no marks while they are kept back, or where nothing was answered."""

    attempt: QuizAttempt
    is_shown: bool

    @property
    def seconds(self) -> float | None:
        """From its start to its end; unknown for tries from before both were kept."""
        start, end = self.attempt.started_at, self.attempt.submitted_at
        return (end - start).total_seconds() if start and end else None

    @property
    def points(self) -> str:
        return said(self.attempt.points) if self.attempt.points is not None else ""

    @property
    def most(self) -> str:
        return said(self.attempt.of or 0)


@dataclass(frozen=True)
class ReviewPage:
    block: Block
    chosen: QuizAttempt
    tries: Sequence[QuizAttempt]

    @property
    def lines(self) -> list[TryLine]:
        return [TryLine(attempt, attempt.pk == self.chosen.pk) for attempt in self.tries]

    @cached_property
    def has_lesson(self) -> bool:
        """Whether the edition that the learner is on still has the lesson, so that there is a way back to it."""
        edition = self.chosen.enrolment.revision_id
        return Lesson.objects.filter(revision=edition, key=self.chosen.lesson_key).exists()

    @cached_property
    def is_past(self) -> bool:
        """Whether it is of an earlier edition alone, and no evidence in the one that its learner is on."""
        enrolment, made_on = self.chosen.enrolment, self.chosen.revision_id
        if enrolment.revision_id == made_on:
            return False
        part = (self.chosen.lesson_key, str(PartKind.QUIZ), self.chosen.quiz_key)
        return bool(check_counts.refusal(enrolment, part, made_on, self.chosen.started_at))

    @cached_property
    def quiz(self) -> QuizCard:
        """The try as it was, with marks as far as they may be told."""
        override = override_of(self.chosen.enrolment_id, self.chosen.lesson_key, self.chosen.quiz_key)
        return attempt_card(self.block, self.chosen, override)
