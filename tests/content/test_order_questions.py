"""Steps to be put into their order: what earns how much, and what a form may say."""

import random

import pytest

from courses.content.questions import Given, UnreadableAnswer
from courses.content.questions.order import longest_rising
from tests.content.test_question_kinds import STEPS, question


@pytest.mark.parametrize(
    ("order", "share"),
    [("01234", 1), ("10234", 0.75), ("12340", 0.75), ("43210", 0), ("04321", 0.25), ("0123", 0), ("", 0)],
)
def test_steps_earn_the_share_that_could_stay(order, share):
    assert question("order", points=4).grade([f"s{n}" for n in order]).points == pytest.approx(4 * share)


def test_the_steps_that_could_stay_are_marked_right():
    mark = question("order").grade(["s1", "s2", "s3", "s4", "s0"])
    assert mark.parts == {"s0": "wrong", "s1": "right", "s2": "right", "s3": "right", "s4": "right"}
    assert set(question("order").grade(["s4", "s3", "s2", "s1", "s0"]).parts.values()) == {"wrong"}


def test_steps_are_never_offered_in_the_right_order():
    for number in range(30):
        shown = question("order", key=f"q{number}", steps=STEPS[:2]).public("en")["steps"]
        assert [step["key"] for step in shown] == ["s1", "s0"]


@pytest.mark.parametrize(
    ("places", "why"),
    [
        ({}, "Still without one: 5"),
        ({f"s{n}": "1" for n in range(5)}, "once"),
        ({f"s{n}": str(n) for n in range(5)}, "once"),
        ({f"s{n}": "x" for n in range(5)}, "once"),
    ],
)
def test_every_step_needs_a_place_of_its_own(places, why):
    with pytest.raises(UnreadableAnswer, match=why):
        question("order").parse(Given(parts=places))


def test_the_longest_rising_part_is_found():
    chance = random.Random(3)
    for _each in range(60):
        places = chance.sample(range(7), 7)
        subsets = [[p for bit, p in enumerate(places) if mask >> bit & 1] for mask in range(1, 128)]
        assert longest_rising(places) in subsets
        assert len(longest_rising(places)) == max(len(s) for s in subsets if s == sorted(s))
