"""What a learner sees of the marks that people gave their answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from courses.attempts.grading import mark_from
from courses.content.questions import Mark
from courses.content.questions.rubric import RubricQuestion
from courses.content.schema import QuizSource
from courses.models import Answer, Appeal, Marking, QuizAttempt
from courses.states import AttemptState


@dataclass(frozen=True)
class PersonMark:
    """The mark that counts, those before it, and what was asked about them. Who marked is not said.

    `asks_until`: until when another look can be asked for, None where it cannot.
    """

    mark: Mark
    markings: Sequence[Marking]
    appeal: Appeal | None
    asks_until: datetime | None

    @property
    def newest(self) -> Marking:
        return self.markings[-1]

    @property
    def changes(self) -> list[tuple[Marking, Marking]]:
        """Each mark that was changed, with what it became."""
        return list(zip(self.markings, self.markings[1:], strict=False))

    @property
    def can_ask(self) -> bool:
        return self.appeal is None and self.asks_until is not None


def person_marks(
    attempt: QuizAttempt, quiz: QuizSource, answers: Mapping[str, Answer]
) -> dict[str, PersonMark]:
    """By question; two queries, and none where no question waits for a reader."""
    read = {one.key: one for one in quiz.questions if isinstance(one, RubricQuestion)}
    keys = {answer.pk: key for key, answer in answers.items() if key in read}
    if not keys:
        return {}
    given: dict[str, list[Marking]] = {}
    for marking in Marking.objects.filter(answer__in=keys).order_by("answer_id", "number"):
        given.setdefault(keys[marking.answer_id], []).append(marking)
    appeals = {keys[one.answer_id]: one for one in Appeal.objects.filter(answer__in=keys)} if given else {}
    return {
        key: _person_mark(attempt, read[key], markings, appeals.get(key), quiz.appeal_days)
        for key, markings in given.items()
    }


def _person_mark(
    attempt: QuizAttempt,
    question: RubricQuestion,
    markings: Sequence[Marking],
    appeal: Appeal | None,
    days: int,
) -> PersonMark:
    newest = markings[-1]
    until = newest.at + timedelta(days=days)
    is_open = attempt.state == AttemptState.GRADED and attempt.now is not None and attempt.now < until
    return PersonMark(mark_from(question, newest), markings, appeal, until if is_open else None)
