"""What is a sign in a GIFT file, and what only looks like one; what stands between them costs nothing to pass over."""

import pytest

from courses.content.exchange import gift
from courses.content.exchange.gift.syntax import place_of, signs
from tests.content.exchange.reading import about, read
from tests.content.test_question_kinds import question


def test_words_are_passed_over_at_once():
    assert list(signs("x" * 100_000 + "{T}####")) == [(100_000, "{"), (100_002, "}"), (100_003, "####")]


def test_escaped_signs_are_words():
    assert list(signs(r"\{a\\} \(x\) \\{")) == [(5, "}"), (15, "{")]
    assert place_of(r"\{ {", "{") == 3


def test_a_text_that_looks_like_a_sign_stays_a_text():
    odd = [
        {"key": "50-of-it", "text": {"en": "%50% of it"}, "correct": True},
        {"key": "html-is", "text": {"en": "[html] is"}},
    ]
    asked = question("single", prompt={"en": "[plain] :: {a} // b"}, choices=odd, feedback=None)
    result = read("gift", gift.write([asked], language="en").text)
    assert result.questions == (asked,)


@pytest.mark.parametrize(
    ("said", "answer"),
    [("对", True), ("正确", True), ("是", True), ("错", False), (" 错误 ", False), ("否#不", False)],
)
def test_true_and_false_may_be_said_in_chinese(said: str, answer: bool):
    (asked,) = read("gift", f"词元是词吗？{{{said}}}").questions
    assert about(asked)["answer"] is answer
