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


def test_a_unit_that_only_ends_alike_is_named_whole():
    for typed, unit in (("5 cm", "cm"), ("5 公里", "公里")):
        with pytest.raises(UnreadableAnswer, match=f"“{unit}” is no unit"):
            reading("m", 里=500).number(typed)
    assert reading("元").number("1.2万元") == 12_000


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


YUAN = reading("元", 美元=7.0)


@pytest.mark.parametrize(
    ("read", "typed", "value"),
    [
        (YUAN, "¥12000", 12000),
        (YUAN, "￥１２０００", 12000),
        (YUAN, "-¥5.5", -5.5),
        (YUAN, "$2", 14),
        (YUAN, "12000元整", 12000),
        (YUAN, "￥1.2万元整", 12000),
        (YUAN, "¥ 12,000.50", 12000.5),
        (YUAN, "1.2万", 12000),
        (YUAN, "１．２ 万元", 12000),
        (YUAN, "0.07万", 700),
        (YUAN, "3亿", 3e8),
        (reading("CNY"), "¥3億", 3e8),
        (reading("万元"), "1.2万元", 1.2),
        (reading("元", 万元=10000), "1.2万元", 12000),
        (reading("EUR"), "€12", 12),
    ],
)
def test_money_is_read_the_way_it_is_written(read, typed, value):
    assert read.number(typed) == value


@pytest.mark.parametrize(
    ("read", "typed", "words"),
    [
        (YUAN, "一万二", "in figures, for example 12000"),
        (YUAN, "一万二千元", "in figures, for example 12000"),
        (YUAN, "1万2", "in figures, for example 12000"),
        (YUAN, "3千", "in figures, for example 12000"),
        (YUAN, "12,000", "can be read two ways"),
        (YUAN, "１２，０００元", "can be read two ways"),
        (YUAN, "€12", "for example 12 or 0.5"),
        (YUAN, "many", "for example 12 or 0.5"),
        (reading("W"), "$12", "for example 12 or 0.5"),
        (reading("万元"), "1.2万", "“万” is no unit"),
    ],
)
def test_what_cannot_be_read_for_sure_is_asked_for_in_figures(read, typed, words):
    with pytest.raises(UnreadableAnswer, match=words):
        read.number(typed)
