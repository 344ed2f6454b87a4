"""Numbers with units behind them, and how near is right."""

from typing import Any

import pytest

from courses.content.questions import Given
from courses.content.questions.base import UnreadableAnswer
from courses.content.questions.number.answer import NumberReading
from tests.content.test_question_kinds import question


def reading(unit: str, **others: float) -> NumberReading:
    named: list[dict[str, Any]] = [
        {"unit": {"en": name, "zh-hans": name}, "factor": factor} for name, factor in others.items()
    ]
    return NumberReading.model_validate({"unit": {"en": unit, "zh-hans": unit}, "other_units": named})


@pytest.mark.parametrize(
    ("read", "typed", "value"),
    [
        (reading("W", mW=0.001, MW=1e6), "5 MW", 5e6),
        (reading("W", mW=0.001, MW=1e6), "5 mW", 0.005),
        (reading("W", mW=0.001, MW=1e6), "5 w", 5),
        (reading("GB", Gb=0.125), "8 Gb", 1),
        (reading("GB", Gb=0.125), "8 GB", 8),
        (reading("GB", MB=0.001), "8 mb", 0.008),
        (reading("B", MB=1e6), "8 MB", 8e6),
        (reading("m²", cm2=0.0001), "8 CM²", 0.0008),
    ],
)
def test_capitals_of_a_unit_count_where_they_tell_two_apart(read, typed, value):
    assert read.number(typed) == pytest.approx(value)


@pytest.mark.parametrize(
    ("read", "typed", "unit"),
    [
        (reading("W", mW=0.001, MW=1e6), "5 mw", "“mw” is no unit.*W, mW, MW"),
        (reading("GB", Gb=0.125), "8 gb", "“gb” is no unit.*GB, Gb"),
    ],
)
def test_a_unit_that_could_be_either_is_asked_for_again(read, typed, unit):
    with pytest.raises(UnreadableAnswer, match=unit):
        read.number(typed)


@pytest.mark.parametrize(
    ("right", "typed"),
    [
        (6_738_415_616, "6738415617"),
        (175_000_000_000, "175000000100"),
        (1e15, "1000000000000001"),
        (0.1, "0.1001"),
    ],
)
def test_a_tolerance_of_nothing_is_none(right, typed):
    asked = question("number", answer=right, tolerance=0)
    assert asked.grade(asked.parse(Given((typed,)))).points == 0


@pytest.mark.parametrize(
    ("margin", "right", "typed"),
    [
        ({"relative_tolerance": 0.29}, 100, "129"),
        ({"tolerance": 0.05}, 0.1, "0.15"),
        ({"tolerance": 0}, 1 / 3, "0.3333333333"),
        ({"tolerance": 0}, 1.2e21, "1.2e21"),
        ({"tolerance": 3}, 100, "97"),
    ],
)
def test_the_edge_of_a_tolerance_is_within(margin, right, typed):
    asked = question("number", answer=right, **margin)
    assert asked.grade(asked.parse(Given((typed,)))).points == 1
