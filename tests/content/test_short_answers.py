"""A few typed words: what counts as the same answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from courses.content.questions.text.comparing import (
    distance,
    is_close,
    matches,
    normalised,
    readings,
)
from tests.content.test_question_kinds import question, words


@pytest.mark.parametrize(
    ("typed", "more", "share"),
    [
        ("overfitting", {}, 1),
        ("  OverFitting. ", {}, 1),
        ("Ｏｖｅｒｆｉｔｔｉｎｇ", {}, 1),
        ("overfitting（中）", {}, 1),
        ("over fitting", {}, 0),
        ("overfiting", {}, 0),
        ("overfiting", {"slips": True}, 1),
        ("ovrefitting", {"slips": True}, 1),
        ("overfxxxing", {"slips": True}, 0),
        ("Overfitting", {"exact": True}, 0),
        ("", {}, 0),
    ],
)
def test_a_short_text_is_compared_as_people_mean_it(typed, more, share):
    assert question("text", points=2, **more).grade(typed).points == 2 * share


def test_the_answer_that_earns_most_counts_and_says_its_own_words():
    accept = [
        {"text": words("learning rate*"), "credit": 0.5, "feedback": words("nearly")},
        {"text": words("learning rate schedule"), "feedback": words("exactly")},
    ]
    asked = question("text", accept=accept)
    assert (asked.grade("learning rate schedule").points, asked.grade("learning rate plan").points) == (
        1,
        0.5,
    )
    assert asked.grade("learning rate schedule").feedback == ("accepted.1", "feedback")
    assert asked.solution("en") == ["learning rate schedule"]
    with pytest.raises(ValidationError, match="credit: 1"):
        question("text", accept=accept[:1])


@given(st.lists(st.sampled_from(["a", "b", "*", "ab"]), max_size=8).map("".join), st.text("ab", max_size=12))
def test_a_star_stands_for_any_text(pattern, said):
    assert matches(said, pattern) == _slowly(said, pattern)


def _slowly(said: str, pattern: str) -> bool:
    if not pattern:
        return not said
    if pattern[0] == "*":
        return _slowly(said, pattern[1:]) or (bool(said) and _slowly(said[1:], pattern))
    return said[:1] == pattern[0] and _slowly(said[1:], pattern[1:])


def test_a_long_pattern_takes_no_time():
    assert not matches("a" * 200, "*a" * 60 + "*b")


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("", "", 0),
        ("loss", "loss", 0),
        ("loss", "los", 1),
        ("loss", "lsos", 1),
        ("ca", "abc", 3),
        ("梯度下降", "梯度上升", 2),
    ],
)
def test_slips_are_counted_letter_by_letter(one, other, steps):
    assert distance(one, other, 9) == distance(other, one, 9) == steps


def test_short_words_forgive_nothing():
    assert not is_close("tank", "rank")
    assert is_close("momentun", "momentum")
    assert "梯度" in readings("「梯度」。")


def test_a_power_is_no_longer_number():
    assert normalised("10²") == normalised("10^2") != normalised("102")
    assert normalised("m²") == normalised("m2")


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize(
    ("right", "typed"),
    [("!=", "="), ("!=", "!"), ("!", "?"), (":", ","), ("x!", "x"), ("'a'", "a"), ("a:", "a"), ("1.", "1")],
)
def test_another_sign_is_not_right(right, typed, exact):
    asked = question("text", accept=[{"text": words(right)}], exact=exact)
    assert asked.grade(typed).points == 0
    assert asked.grade(right).points == 1


@pytest.mark.parametrize(
    ("right", "typed"),
    [
        ("It overfits.", "it overfits"),
        ("它过拟合了。", "它过拟合了"),
        ("e.g.", "e.g"),
        ("overfitting", "“Overfitting”!"),
        ("x!", "X!"),
        ("!=", " != "),
    ],
)
def test_punctuation_that_only_surrounds_words_does_not_matter(right, typed):
    assert question("text", accept=[{"text": words(right)}]).grade(typed).points == 1
