"""Where being wrong costs points: the figures are those of the sums of points, the results those that people are told."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from statistics import correlation, mean, variance
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client

from courses.actions import submit_attempt
from courses.answers import QuizForm
from courses.content.analysis import QuizFigures, analyse, findings_of
from courses.item_sums import count_everywhere, count_new_attempts, sums_of, take_back
from courses.models import (
    Answer,
    AttemptToCount,
    Block,
    Enrolment,
    ItemSums,
    QuizAnalysis,
    QuizAttempt,
    Revision,
    TotalSums,
)
from courses.read_models import quiz_of
from people.models import User
from tests.conftest import Company, person
from tests.courses.answering import given_for
from tests.courses.conftest import Publish
from tests.courses.folders import RIGHT_NUMBER

pytestmark = pytest.mark.django_db
PAGE = "/authoring/small/analysis/quiz/check/"
STRONG = {"loss": "falls", "true": ["one", "two"], "steps": RIGHT_NUMBER}
WEAK = {"loss": "rises", "true": ["three"], "steps": 1}
LUCKY = {**WEAK, "loss": "falls"}
STALE = import_module("courses.migrations.0032_sums_below_nothing").STALE


def quiz_in(revision: Revision) -> Block:
    return Block.objects.select_related("lesson__revision").get(lesson__revision=revision, key="check")


@pytest.fixture
def crowd(company: Company, begin: Callable[[User, Revision], Enrolment]) -> Callable[[Block], None]:
    """Twelve strong people are right, twelve weak ones wrong, two of these once right: all are sure of all they say."""

    def come(block: Block) -> None:
        for number in range(24):
            said: dict[str, Any] = STRONG if number % 2 else LUCKY if number in (2, 4) else WEAK
            given = given_for(block, said)
            sure = {key: replace(one, parts={**one.parts, "_sure": "high"}) for key, one in given.items()}
            enrolment = begin(person(f"P{number}"), block.lesson.revision)
            form = QuizForm(sure, is_final=True)
            submit_attempt(enrolment=enrolment, lesson=block.lesson, block=block, form=form)

    return come


@pytest.fixture(params=[{"certainty": True}, {"penalty": 0.75}], ids=["certainty", "penalty"])
def taken(request: Any, publish: Publish, crowd) -> Block:
    block = quiz_in(publish(**request.param))
    crowd(block)
    return block


def points_earned() -> list[dict[str, float]]:
    attempts = QuizAttempt.objects.prefetch_related("answers")
    return [{one.question_key: one.points or 0.0 for one in attempt.answers.all()} for attempt in attempts]


def figures_of(block: Block) -> QuizFigures:
    return analyse(quiz_of(block), sums_of(block))


def test_a_question_is_compared_with_the_rest_of_the_points_also_below_nothing(taken: Block):
    count_new_attempts(taken)
    earned = points_earned()
    assert min(sum(one.values()) for one in earned) < 0
    totals = [sum(one.values()) for one in earned]
    for figures in figures_of(taken).questions:
        own = [one[figures.key] for one in earned]
        rest = [sum(one.values()) - one[figures.key] for one in earned]
        assert figures.discrimination == pytest.approx(correlation(own, rest))
        covered = correlation(own, totals) * (variance(own) / variance(totals)) ** 0.5
        assert figures.effective == pytest.approx(covered)
        assert not [finding for finding in findings_of(figures) if finding.kind.is_grave]


def test_reliability_is_that_of_the_sums(taken: Block):
    count_new_attempts(taken)
    earned = points_earned()
    whole = variance(sum(one.values()) for one in earned)
    apart = sum(variance(one[key] for one in earned) for key in earned[0])
    alpha = len(earned[0]) / (len(earned[0]) - 1) * (1 - apart / whole)
    assert alpha > 0.8
    figures = figures_of(taken)
    assert figures.alpha == pytest.approx(alpha)
    assert figures.standard_error == pytest.approx((whole * (1 - alpha)) ** 0.5 / 3)


def test_the_mean_result_is_that_of_what_people_are_told(taken: Block):
    count_new_attempts(taken)
    assert figures_of(taken).mean == pytest.approx(mean(one.share for one in QuizAttempt.objects.all()))


def as_counted_before() -> None:
    """Totals were cut off at 0."""
    count_everywhere()
    ItemSums.objects.filter(band=0).update(products=0, totals=0, total_squares=0)
    TotalSums.objects.filter(band=0).update(points=0, squares=0, raised=0)


@pytest.mark.parametrize("look", ["page", "beat"])
def test_what_was_counted_before_is_counted_anew(publish: Publish, crowd, aisha: Client, look: str):
    block = quiz_in(publish(certainty=True))
    crowd(block)
    count_everywhere()
    right = sums_of(block)
    as_counted_before()
    assert sums_of(block).total != pytest.approx(right.total)
    with connection.cursor() as cursor:
        cursor.execute(STALE)
    assert aisha.get(PAGE).status_code == 200 if look == "page" else count_everywhere() == 24
    assert sums_of(block).total == pytest.approx(right.total)
    assert sums_of(block).choices == right.choices
    assert not QuizAnalysis.objects.filter(is_stale=True).exists()
    assert (count_everywhere(), AttemptToCount.objects.count()) == (0, 0)


def test_quizzes_where_nothing_costs_are_not_counted_anew(publish: Publish, crowd):
    crowd(quiz_in(publish()))
    count_everywhere()
    with connection.cursor() as cursor:
        cursor.execute(STALE)
    assert not QuizAnalysis.objects.filter(is_stale=True).exists()


def test_marks_that_change_while_all_waits_to_be_counted_anew_are_counted_once(publish: Publish, crowd):
    block = quiz_in(publish(certainty=True))
    crowd(block)
    as_counted_before()
    QuizAnalysis.objects.update(is_stale=True)
    attempt = QuizAttempt.objects.order_by("pk")[0]
    take_back([attempt.pk])
    Answer.objects.filter(attempt=attempt).update(points=F("points") + 1)
    count_everywhere()
    earned = [sum(one.values()) for one in points_earned()]
    assert sums_of(block).total == pytest.approx((24, sum(earned), sum(one**2 for one in earned)))
