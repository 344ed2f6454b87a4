"""What the statement counts against the same sums counted slowly in Python, on crowds made up by chance."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction

from courses import item_sums
from courses.content.analysis import QuizSums, Tried, analyse
from courses.item_sums import count_new_attempts, sums_of, take_back
from courses.models import Answer, AttemptToCount, Block, Enrolment, QuizAttempt, Revision
from courses.read_models import pools_of, quiz_of
from tests.conftest import person
from tests.courses.folders import bank, banked

pytestmark = pytest.mark.django_db
BEGAN = datetime(2026, 11, 2, 9, tzinfo=UTC)
DRAWN = {
    "banks": {"more": bank(*(banked(f"b{n}") for n in range(5)))},
    "draw": [{"bank": "more", "count": 2}],
}
RESPONSES: dict[str, list[Any]] = {
    "loss": ["falls", "rises", "stays", None],
    "true": [["one"], ["one", "two"], ["three"], [], None],
    "steps": [1.5, None],
}
EARNED = (-2.0, -1 / 3, 0.0, 1 / 3, 0.5, 1.0)


@pytest.fixture
def block(publish) -> Block:
    revision = publish(**DRAWN)
    return Block.objects.select_related("lesson__revision").get(lesson__revision=revision, key="check")


class Crowd:
    """People by chance: some try again, some answer everything at once, some at their own pace."""

    def __init__(self, block: Block, seed: int) -> None:
        self.block, self.chance, self.first = block, Random(seed), []  # type: Block, Random, list[QuizAttempt]

    def come(self, people: int) -> None:
        revision = self.block.lesson.revision
        for _each in range(people):
            user = person(f"P{len(self.first)}")
            enrolment = Enrolment.objects.create(user=user, course=revision.course, revision=revision)
            tries = [
                self._attempt(enrolment, revision, number)
                for number in range(1, self.chance.choice((2, 2, 3, 4)))
            ]
            self.first.append(tries[0])
            for attempt in self.chance.sample(tries, len(tries)):
                AttemptToCount.objects.create(attempt=attempt)

    def _attempt(self, enrolment: Enrolment, revision: Revision, number: int) -> QuizAttempt:
        keys = ["loss", "true", "steps", *self.chance.sample([f"b{n}" for n in range(5)], 2)]
        began = BEGAN + timedelta(minutes=self.chance.random() * 1000)
        marks = {key: self.chance.choice(EARNED) for key in keys}
        attempt = QuizAttempt.objects.create(
            enrolment=enrolment, revision=revision, lesson_key="quiz", quiz_key="check", number=number,
            state="graded", started_at=began, submitted_at=began + timedelta(seconds=self.chance.choice((0, 30, 999))),
            points=max(0.0, sum(marks.values())), of=5.0,
        )  # fmt: skip
        moments = [began + timedelta(seconds=self.chance.choice((0.2, 5, 5, 61, 700))) for _key in keys]
        Answer.objects.bulk_create(
            Answer(
                attempt=attempt, position=place, question_key=key, points=marks[key], of=1.0,
                response=self.chance.choice(RESPONSES.get(key, ["yes", "no", None])), saved_at=moments[place],
            )
            for place, key in enumerate(keys)
        )  # fmt: skip
        return attempt

    def mark_anew(self, many: int) -> None:
        """Some attempts, whether they are counted, wait or never count, get other marks for an answer each."""
        chosen = self.chance.sample(list(QuizAttempt.objects.order_by("pk")), many)
        with transaction.atomic():
            take_back([attempt.pk for attempt in chosen])
            for attempt in chosen:
                answer = self.chance.choice(list(attempt.answers.all()))
                Answer.objects.filter(pk=answer.pk).update(points=self.chance.choice(EARNED))
                marks = attempt.answers.values_list("points", flat=True)
                QuizAttempt.objects.filter(pk=attempt.pk).update(points=max(0.0, sum(marks)))

    def told(self) -> QuizSums:
        """Of those that do not wait to be counted."""
        waiting = set(AttemptToCount.objects.values_list("attempt", flat=True))
        return QuizSums.of(_tried(attempt) for attempt in self.first if attempt.pk not in waiting)


def _tried(attempt: QuizAttempt) -> Tried:
    answers = list(attempt.answers.all())
    listed = {
        one.question_key: [one.response] if isinstance(one.response, str) else one.response or []
        for one in answers
        if one.question_key != "steps"
    }
    points = {one.question_key: one.points or 0.0 for one in answers}
    return Tried(points, attempt.of or 0.0, listed, _seconds(attempt, answers))


def _seconds(attempt: QuizAttempt, answers: list[Answer]) -> dict[str, float]:
    """From the answer before, where no other one was saved at the same moment; from a second on."""
    moments = [one.saved_at for one in answers]
    took = {"": (attempt.submitted_at - attempt.started_at).total_seconds()}
    for one in answers:
        before = max((moment for moment in moments if moment < one.saved_at), default=attempt.started_at)
        if moments.count(one.saved_at) == 1:
            took[one.question_key] = (one.saved_at - before).total_seconds()
    return {key: seconds for key, seconds in took.items() if seconds >= 1}


def same(sums: QuizSums, core: QuizSums) -> bool:
    assert (sums.choices, sums.times) == (core.choices, core.times)
    for ours, theirs in ((sums.totals, core.totals), (sums.items, core.items)):
        assert ours.keys() == theirs.keys()
        assert all(ours[key] == pytest.approx(theirs[key]) for key in theirs)
    assert sums.raised == pytest.approx(core.raised)
    return True


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("batch", [1, 7, 20_000])
def test_counting_in_any_batches_gives_the_sums_of_the_slow_way(block, monkeypatch, seed: int, batch: int):
    monkeypatch.setattr(item_sums, "BATCH", batch)
    crowd = Crowd(block, seed)
    for newcomers in (9, 1, 6):
        crowd.come(newcomers)
        count_new_attempts(block)
        assert same(sums_of(block), crowd.told())
    assert not AttemptToCount.objects.exists()


@pytest.mark.parametrize("seed", range(6))
def test_attempts_marked_anew_are_in_the_sums_with_their_marks_or_wait(block, monkeypatch, seed: int):
    monkeypatch.setattr(item_sums, "BATCH", 7)
    crowd = Crowd(block, seed)
    for newcomers in (9, 1, 6):
        crowd.come(newcomers)
        for many in (1, 5):
            crowd.mark_anew(many)
            assert same(sums_of(block), crowd.told())
        count_new_attempts(block)
        assert same(sums_of(block), crowd.told())
    crowd.mark_anew(QuizAttempt.objects.count())
    sums = sums_of(block)
    assert (sums.totals, sums.items, sums.choices, sums.times) == ({}, {}, {}, {})


def test_a_second_try_does_not_count_while_the_first_waits_for_its_marks(block):
    crowd = Crowd(block, 3)
    crowd.come(1)
    first, second = (
        crowd.first[0],
        Crowd(block, 4)._attempt(crowd.first[0].enrolment, block.lesson.revision, 9),
    )
    AttemptToCount.objects.all().delete()
    QuizAttempt.objects.filter(pk=first.pk).update(state="submitted")
    AttemptToCount.objects.create(attempt=second)
    assert (count_new_attempts(block), sums_of(block).total.n) == (1, 0)
    QuizAttempt.objects.filter(pk=first.pk).update(state="graded")
    AttemptToCount.objects.create(attempt=first)
    count_new_attempts(block)
    assert same(sums_of(block), crowd.told())


def test_what_is_drawn_reaches_the_figures(block):
    crowd = Crowd(block, 5)
    crowd.come(12)
    count_new_attempts(block)
    figures = analyse(quiz_of(block), sums_of(block), pools_of(block))
    assert figures.mean == pytest.approx(sum(one.points for one in crowd.first) / 12 / 5)
    assert figures.mean > sum(sum(_tried(one).points.values()) for one in crowd.first) / 12 / 5
    assert {round(question.intended, 9) for question in figures.questions} == {0.2}
