"""Where each attempt is asked its own questions, every figure is still that of the people it is about."""

import statistics

import pytest
from hypothesis import assume, given

from courses.content.analysis import QuizFigures, QuizSums, Tried, analyse
from courses.content.drawing import Pool
from tests.content.analysis.crowd import POOL, asked, drawn_attempts, quiz

SIX = quiz(*(asked(f"q{place}") for place in range(6)))


def figures_of(crowd: list[Tried]) -> QuizFigures:
    return analyse(SIX, QuizSums.of(crowd), [POOL])


def test_a_quiz_is_out_of_what_an_attempt_asks_and_not_of_the_whole_bank():
    crowd = [Tried({"q0": 1.0, "q1": 1.0, key: 1.0, "q5": 0.0}, 4.0) for key in ("q2", "q3", "q4")]
    figures = figures_of(crowd)
    assert figures.mean == 3 / 4
    assert [question.intended for question in figures.questions] == [1 / 4] * 6
    assert [question.n for question in figures.questions] == [3, 3, 1, 1, 1, 3]


def test_questions_of_a_pool_may_be_worth_different_points():
    pair = quiz(asked("q0", 1), asked("q1", 2), asked("q2", 4))
    crowd = [Tried({"q0": 1.0, "q1": 0.0}, 3.0), Tried({"q0": 1.0, "q2": 4.0}, 5.0)]
    figures = analyse(pair, QuizSums.of(crowd), [Pool(1, ("q1", "q2"))])
    assert figures.mean == (1 + 5) / (3 + 5)
    assert [question.intended for question in figures.questions] == [1 / 4, 2 / 4, 4 / 4]


@given(drawn_attempts())
def test_a_weight_is_taken_among_those_who_had_the_question(crowd: list[Tried]):
    for question in figures_of(crowd).questions:
        there = [one for one in crowd if question.key in one.points]
        own, totals = [one.points[question.key] for one in there], [one.total for one in there]
        if len(there) < 2 or max(totals) - min(totals) < 1e-6:
            assert question.effective is None
        else:
            weight = statistics.covariance(own, totals) / statistics.variance(totals)
            assert question.effective == pytest.approx(weight, abs=1e-6)


@given(drawn_attempts())
def test_alpha_is_that_of_the_places_of_the_quiz(crowd: list[Tried]):
    """By hand: a place of the pool has the spread of all that was drawn, about its mean."""
    totals = [one.total for one in crowd]
    assume(max(totals) - min(totals) > 1e-6)
    fixed = [[one.points[key] for one in crowd] for key in ("q0", "q1")]
    drawn = [points for one in crowd for key, points in one.points.items() if key in POOL.keys]
    n = len(crowd)
    place = statistics.pvariance(drawn) * n / (n - 1)
    parts = [*(statistics.variance(points) for points in fixed), place, place]
    alpha = 4 / 3 * (1 - sum(parts) / statistics.variance(totals))
    assert figures_of(crowd).alpha == pytest.approx(alpha, abs=1e-6)


@given(drawn_attempts())
def test_with_one_pool_that_asks_everything_nothing_is_drawn(crowd: list[Tried]):
    first, *_others = (tuple(one.points) for one in crowd)
    same = [Tried(dict(zip(first, one.points.values(), strict=True)), one.of) for one in crowd]
    here = quiz(*(asked(key) for key in first))
    sums = QuizSums.of(same)
    drawn, plain = analyse(here, sums, [Pool(2, first[2:])]), analyse(here, sums)
    assert (drawn.mean, drawn.questions) == (plain.mean, plain.questions)
