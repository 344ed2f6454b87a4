"""The figures against numbers worked out by hand, and against the same figures computed another way."""

import statistics

import pytest
from hypothesis import assume, given

from courses.content.analysis import QuizSums, Tried, analyse, band_of
from courses.content.analysis.formulas import (
    alpha_interval,
    end_weights,
    fisher,
    median_seconds,
    wilson,
)
from courses.content.analysis.sums import bucket_of
from tests.content.analysis.crowd import asked, attempts, quiz, tried

FOUR = quiz(*(asked(f"q{place}") for place in range(4)))
TWO = quiz(asked("q0"), asked("q1"))
# Totals 2, 2, 1, 0. By hand: q0 has mean 3/4 and variance 1/4, q1 mean 1/2 and variance 1/3, the total variance 11/12.
BY_HAND = [tried(1, 1), tried(1, 1), tried(1, 0), tried(0, 0)]


def figures_of(attempts_, of=FOUR):
    return analyse(of, QuizSums.of(attempts_))


def test_a_small_quiz_comes_out_as_worked_out_by_hand():
    figures = figures_of(BY_HAND, TWO)
    first, second = figures.questions
    assert (figures.n, figures.mean) == (4, 5 / 8)
    assert (first.facility, second.facility) == (0.75, 0.5)
    assert first.deviation**2 == pytest.approx(1 / 4)
    assert second.deviation**2 == pytest.approx(1 / 3)
    assert figures.alpha == pytest.approx(2 * (1 - (1 / 4 + 1 / 3) / (11 / 12)))
    assert figures.standard_error == pytest.approx((11 / 12 * (1 - figures.alpha)) ** 0.5 / 2)
    assert first.discrimination == pytest.approx(1 / 3**0.5)
    assert (first.intended, second.intended) == (0.5, 0.5)
    assert (first.effective, second.effective) == (pytest.approx(5 / 11), pytest.approx(6 / 11))


def test_the_best_and_the_weakest_are_told_apart_with_the_border_shared():
    # 27 % of four people are 1.08: of the best band (two people) 0.54 each; of the weakest all, and 0.08 of the next.
    figures = figures_of(BY_HAND, TWO)
    assert end_weights({0: 1, 10: 1, 20: 2}, 0.27, best=True) == pytest.approx({20: 0.54, 10: 0, 0: 0})
    assert figures.questions[0].index == pytest.approx(1 - 0.08 / 1.08)
    assert figures.questions[1].index == pytest.approx(1)


def test_choices_are_counted_among_all_and_at_both_ends():
    people = [tried(1, 1, chosen="aa")] * 3 + [tried(1, 0, chosen="ab")] * 3 + [tried(0, 0, chosen="b-")] * 3
    first, second = figures_of(people, TWO).questions
    told = {
        choice.key: (choice.n, round(choice.share, 3), choice.upper, choice.lower)
        for choice in second.choices
    }
    assert told == {"a": (3, 0.333, 1, 0), "b": (3, 0.333, 0, 0), "c": (0, 0, 0, 0), "": (3, 0.333, 0, 1)}
    assert [(choice.key, choice.is_right, choice.n) for choice in first.choices] == [
        ("a", True, 6),
        ("b", False, 3),
        ("c", False, 0),
    ]


def test_intervals_are_those_of_the_textbooks():
    assert wilson(0.5, 10) == (pytest.approx(0.2366, abs=1e-4), pytest.approx(0.7634, abs=1e-4))
    assert wilson(1, 10) == (pytest.approx(0.7225, abs=1e-4), pytest.approx(1))
    assert wilson(0, 0) == (0, 1)
    assert fisher(0.5, 28) == (pytest.approx(0.156, abs=1e-3), pytest.approx(0.736, abs=1e-3))
    low, high = alpha_interval(0.8, 10, 102)
    assert (low, high) == (pytest.approx(0.7321, abs=1e-3), pytest.approx(0.8507, abs=1e-3))


def test_what_cannot_be_known_is_none_and_not_a_crash():
    nobody, one, alike = figures_of([]), figures_of([tried(1, 0, 1, 0)]), figures_of([tried(1, 0, 1, 0)] * 9)
    assert (nobody.n, nobody.mean, nobody.alpha, nobody.standard_error, nobody.seconds) == (0, *[None] * 4)
    for figures in (nobody, one, alike):
        assert figures.alpha is None
        assert {question.discrimination for question in figures.questions} == {None}
        assert {question.effective for question in figures.questions} == {None}


def test_a_score_that_lies_on_an_edge_by_thirds_of_points_falls_into_the_upper_band():
    assert band_of(0.1 + 0.2 + 0.025, 1) == band_of(0.325, 1)
    assert [band_of(points, 3) for points in (0, 1, 2, 3)] == [0, 7, 13, 20]


def test_a_median_time_is_known_to_within_a_tenth():
    times = [20, 25, 31, 34, 36, 40, 44, 47, 90, 400, 3000]
    counts = {}
    for seconds in times:
        counts[bucket_of(seconds)] = counts.get(bucket_of(seconds), 0) + 1
    assert median_seconds(counts) == pytest.approx(statistics.median(times), rel=0.1)
    assert median_seconds({}) is None


@given(attempts())
def test_the_correlation_is_pearsons_of_the_question_with_the_rest(crowd: list[Tried]):
    for question in figures_of(crowd).questions:
        own = [one.points[question.key] for one in crowd]
        rest = [one.total - one.points[question.key] for one in crowd]
        if len(set(own)) == 1 or max(rest) - min(rest) < 1e-6:
            assert question.discrimination is None
        else:
            assert question.discrimination == pytest.approx(statistics.correlation(own, rest), abs=1e-6)


@given(attempts())
def test_the_parts_of_the_effective_weight_make_the_whole(crowd: list[Tried]):
    weights = [question.effective for question in figures_of(crowd).questions]
    assume(None not in weights)
    assert sum(weights) == pytest.approx(1)


@given(attempts(questions=1))
def test_questions_that_are_all_alike_have_an_alpha_of_1(crowd: list[Tried]):
    same = [tried(*[one.points["q0"]] * 4) for one in crowd]
    assume(len({one.total for one in same}) > 1)
    assert figures_of(same).alpha == pytest.approx(1)


@given(attempts())
def test_every_share_lies_in_its_interval_and_between_0_and_1(crowd: list[Tried]):
    for question in figures_of(crowd).questions:
        low, high = question.facility_interval
        assert 0 <= low <= question.facility <= high + 1e-12 <= 1 + 1e-9
        for choice in question.choices:
            assert all(-1e-9 <= part <= 1 + 1e-9 for part in (choice.share, choice.upper, choice.lower))
