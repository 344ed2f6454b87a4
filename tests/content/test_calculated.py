"""Calculated questions: arithmetic that can say nothing else, and values that the seed decides."""

import contextlib
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from courses.content.questions import KINDS, Given
from courses.content.questions.calculated.expression import NoNumber, read_expression
from courses.content.questions.calculated.variables import Variable

WORTH = {
    "1 + 2 * 3": 7,
    "(1 + 2) * 3": 9,
    "8 / 4 / 2": 1,
    "8 - 4 - 2": 2,
    "2 ^ 3 ^ 2": 512,
    "2 ** 3": 8,
    "-2 ^ 2": -4,
    "2 ^ -1": 0.5,
    "--3": 3,
    "+4": 4,
    "1.5e2 + .5": 150.5,
    "ceil(480 / 32)": 15,
    "floor(7/2) + round(2.5)": 6,
    "max(1, 2, 3) - min(4, 5)": -1,
    "sqrt(16) + abs(-2)": 6,
    "ln(e) + log10(100) + log2(8)": 6,
    "exp(0)": 1,
    "2 * pi": 2 * math.pi,
}


@pytest.mark.parametrize(("text", "worth"), WORTH.items())
def test_arithmetic_is_what_school_teaches(text: str, worth: float):
    assert read_expression(text).value({}) == pytest.approx(worth)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 +",
        "(1",
        "1)",
        "1 2",
        "a b",
        "f(1)",
        "min(1)",
        "abs(1, 2)",
        "a.b",
        "__import__('os')",
        "[1]",
        "1; 2",
        "1 ++",
        "()",
    ],
)
def test_anything_else_is_refused_with_words(text: str):
    with pytest.raises(ValueError, match=r"\w"):
        read_expression(text)


def test_expressions_may_not_be_endless():
    for text in ("(" * 60 + "1" + ")" * 60, "-" * 60 + "1", "1+" * 300 + "1"):
        with pytest.raises(ValueError, match=r"deep|longer"):
            read_expression(text)


@pytest.mark.parametrize(
    "text", ["1 / 0", "sqrt(-1)", "(-1) ^ 0.5", "ln(0)", "10 ^ 400", "exp(1000)", "9 ^ 9 ^ 9"]
)
def test_what_has_no_finite_result_says_so(text: str):
    with pytest.raises(NoNumber):
        read_expression(text).value({})


numbers = st.integers(-50, 50)


@given(st.recursive(
    numbers.map(str) | st.sampled_from(["a", "b"]),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
    max_leaves=12,
), numbers, numbers)  # fmt: skip
def test_it_agrees_with_python_on_what_both_can_say(text: str, a: int, b: int):
    right = eval(text, {"__builtins__": {}}, {"a": a, "b": b})
    assert read_expression(text).value({"a": a, "b": b}) == pytest.approx(right)


@given(st.text(alphabet="ab12.+-*/^(), minsqrt", max_size=30))
def test_no_text_breaks_the_reader(text: str):
    try:
        expression = read_expression(text)
    except ValueError:
        return
    with contextlib.suppress(NoNumber):
        assert math.isfinite(expression.value(dict.fromkeys(expression.names, 2.0)))


def asked(**more: Any) -> Any:
    about: dict[str, Any] = {
        "key": "steps",
        "kind": "calculated",
        "prompt": {"en": "{{rows}} rows, batches of {{batch}}: how many steps?"},
        "feedback": {"en": "{{rows}} / {{batch}}, rounded up."},
        "variables": {"rows": {"min": 100, "max": 900, "step": 20}, "batch": {"of": [8, 16, 32]}},
        "answer": "ceil(rows / batch)",
    }
    return KINDS["calculated"].model_validate({**about, **more})


def test_the_same_seed_asks_the_same_and_another_one_something_else():
    first = asked().seeded("one")
    assert first.values == asked().seeded("one").values
    assert len({tuple(asked().seeded(str(n)).values.items()) for n in range(20)}) > 10
    values = first.values
    assert values["rows"] in range(100, 901, 20)
    assert values["batch"] in (8, 16, 32)
    assert first.right == math.ceil(values["rows"] / values["batch"])


def test_an_answer_is_right_for_the_values_of_its_own_attempt_only():
    one, other = asked().seeded("one"), asked().seeded("two")
    assert one.right != other.right
    response = one.parse(Given((str(one.right),)))
    assert one.grade(response).is_right
    assert not other.grade(response).is_right
    assert one.solution("en") == [f"{one.right:g}"]


def test_a_question_that_was_looked_at_can_still_be_drawn_anew():
    looked_at = asked()
    assert looked_at.values
    assert looked_at.seeded("one").values != looked_at.seeded("two").values


def test_units_and_tolerance_are_those_of_a_number():
    one = asked(
        answer="rows / 7",
        relative_tolerance=0.01,
        unit={"en": "s"},
        other_units=[{"unit": {"en": "ms"}, "factor": 0.001}],
    ).seeded("x")
    assert one.grade(one.parse(Given((f"{one.right * 1000:.1f} ms",)))).is_right


def test_every_value_of_a_range_is_drawn_and_none_beyond():
    tenth = Variable(min=0.1, max=0.5, step=0.1)
    assert tenth.count == 5
    assert {tenth.drawn("x", str(n)) for n in range(200)} == {0.1, 0.2, 0.3, 0.4, 0.5}


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"answer": "rows / batches"}, "no variable “batches”"),
        ({"answer": "rows / (batch - 16)"}, r"With rows = \d+, batch = 16 the answer is no number"),
        ({"answer": "rows /"}, "missing at the end"),
        ({"prompt": {"en": "{{rows}} rows?"}}, r"The text needs \{\{batch\}\}"),
        ({"prompt": {"en": "{{rows}} $x_{{batch}}$"}}, r"The text needs \{\{batch\}\}"),
        ({"prompt": {"en": "{{rows}} {{batch}} {{more}}"}}, "no variable “more”"),
        (
            {"variables": {"e": {"of": [1]}}, "answer": "e", "prompt": {"en": "{{e}}"}},
            "already means something",
        ),
        ({"variables": {"rows": {"min": 1}, "batch": {"of": [1]}}}, "“min” and “max”, or a list"),
        ({"variables": {"rows": {"min": 2, "max": 1}, "batch": {"of": [1]}}}, "“min” is greater"),
        ({"variables": {"rows": {"min": 0, "max": 1, "step": 1e-9}, "batch": {"of": [1]}}}, "wider step"),
        ({"tolerance": 1, "near": {"tolerance": 0.5, "credit": 0.5}}, "must be wider"),
    ],
)
def test_mistakes_are_found_before_anybody_learns(more: dict[str, Any], why: str):
    with pytest.raises(ValidationError, match=why):
        asked(**more)
