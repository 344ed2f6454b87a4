"""Sums added up bit by bit are the sums of everything at once, in whichever order people came."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.analysis import QuizSums, Tried
from tests.content.analysis.crowd import attempts, tried


def flat(sums: QuizSums) -> dict:
    rows = chain(sums.totals.items(), sums.items.items())
    numbers = {(key, place): value for key, row in rows for place, value in enumerate(row)}
    return numbers | dict(sums.choices) | {("time", *key): n for key, n in sums.times.items()}


@given(attempts(), attempts())
def test_adding_new_attempts_is_counting_all_at_once(old: list[Tried], new: list[Tried]):
    assert flat(QuizSums.of(old) + QuizSums.of(new)) == pytest.approx(flat(QuizSums.of([*old, *new])))


@given(attempts(), st.randoms())
def test_the_order_in_which_people_come_does_not_matter(crowd: list[Tried], chance):
    mixed = list(crowd)
    chance.shuffle(mixed)
    assert flat(QuizSums.of(mixed)) == pytest.approx(flat(QuizSums.of(crowd)))


def test_a_question_that_only_some_were_asked_is_compared_with_those_alone():
    sums = QuizSums.of([tried(1, 1, 0), Tried({"q0": 1.0, "q3": 0.5}, 2.0)])
    assert sums.item("q3") == (1, 0.5, 0.25, 0.75, 1.5, 2.25)
    assert sums.item("q0").n == sums.total.n == 2
    assert sums.item("nobody").n == 0
