"""Measures against cases worked out by hand, and what must hold for any predictions."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training_jobs.engine.measures import (
    accuracy,
    bootstrap_interval,
    class_scores,
    confusion,
    macro_f1,
    percentile,
    summary,
)

LABELS = ["a", "b", "c"]
TRUTH = ["a", "a", "a", "b", "b", "c"]
GUESSES = ["a", "a", "b", "b", "c", "c"]
pairs = st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1, max_size=40)


def test_confusion_counts_true_labels_in_rows():
    assert confusion(TRUTH, GUESSES, LABELS) == [[2, 1, 0], [0, 1, 1], [0, 0, 1]]


def test_scores_of_a_class_match_a_sum_by_hand():
    a, b, c = class_scores(TRUTH, GUESSES, LABELS)
    assert (a.precision, a.recall, a.f1, a.support) == (1.0, pytest.approx(2 / 3), pytest.approx(0.8), 3)
    assert (b.precision, b.recall, b.f1, b.support) == (0.5, 0.5, 0.5, 2)
    assert (c.precision, c.recall, c.f1, c.support) == (0.5, 1.0, pytest.approx(2 / 3), 1)


def test_macro_f1_is_the_plain_mean_over_classes():
    assert macro_f1(TRUTH, GUESSES, LABELS) == pytest.approx((0.8 + 0.5 + 2 / 3) / 3)


def test_a_class_that_nobody_has_or_guesses_does_not_lower_macro_f1():
    assert macro_f1(["a", "b"], ["a", "b"], LABELS) == 1.0


def test_a_class_that_is_never_guessed_scores_zero():
    assert class_scores(["a", "b"], ["a", "a"], LABELS)[1].f1 == 0.0


def test_no_rows_score_zero_rather_than_fail():
    assert accuracy([], []) == 0.0
    assert macro_f1([], [], LABELS) == 0.0


def test_lists_of_different_length_are_refused():
    with pytest.raises(ValueError, match="cannot be compared"):
        accuracy(["a"], [])


def test_percentiles_lie_between_neighbours():
    assert percentile([1.0, 2.0, 3.0, 4.0], 50) == 2.5
    assert percentile([1.0, 2.0], 0) == 1.0
    assert percentile([1.0, 2.0], 100) == 2.0


def test_a_perfect_result_has_an_interval_without_width():
    assert bootstrap_interval(TRUTH, TRUTH, LABELS, samples=100, seed=1) == (1.0, 1.0)


def test_an_interval_repeats_with_its_seed():
    first, again = (bootstrap_interval(TRUTH, GUESSES, LABELS, samples=200, seed=5) for _ in range(2))
    assert first == again


def test_an_interval_covers_the_score_of_many_rows():
    rng = Random(2)
    truth = [rng.choice(LABELS) for _ in range(150)]
    guesses = [label if rng.random() < 0.8 else rng.choice(LABELS) for label in truth]
    low, high = bootstrap_interval(truth, guesses, LABELS, samples=500, seed=3)
    assert low < macro_f1(truth, guesses, LABELS) < high
    assert 0.05 < high - low < 0.25


@given(pairs)
def test_error_rate_and_accuracy_make_one(rows):
    told = summary([t for t, _ in rows], [g for _, g in rows], LABELS)
    assert told["accuracy"] + told["error_rate"] == pytest.approx(1)


@given(pairs)
def test_the_diagonal_of_the_confusion_matrix_is_the_accuracy(rows):
    truth, guesses = [t for t, _ in rows], [g for _, g in rows]
    matrix = confusion(truth, guesses, LABELS)
    assert sum(matrix[i][i] for i in range(3)) / len(rows) == pytest.approx(accuracy(truth, guesses))
    assert sum(map(sum, matrix)) == len(rows)


@given(pairs, st.randoms())
def test_the_order_of_rows_does_not_matter(rows, rng):
    shuffled = list(rows)
    rng.shuffle(shuffled)
    scores = [macro_f1([t for t, _ in some], [g for _, g in some], LABELS) for some in (rows, shuffled)]
    assert scores[0] == pytest.approx(scores[1])


@given(pairs)
def test_scores_stay_between_zero_and_one(rows):
    truth, guesses = [t for t, _ in rows], [g for _, g in rows]
    for score in class_scores(truth, guesses, LABELS):
        assert 0 <= min(score.precision, score.recall) <= score.f1 <= max(score.precision, score.recall) <= 1
    assert 0 <= macro_f1(truth, guesses, LABELS) <= 1
