import json
import math
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.questions import (
    KINDS,
    BaseQuestion,
    Given,
    Mark,
    UnreadableAnswer,
    multiple,
    number,
    single,
)

CANARY = "CANARY"


def words(text: str) -> dict[str, str]:
    return {"en": text}


def choices(*correct: bool) -> list[dict[str, object]]:
    return [
        {
            "key": f"c{place}",
            "text": words(f"choice {place}"),
            "correct": right,
            "feedback": words(f"{CANARY}-{place}"),
        }
        for place, right in enumerate(correct)
    ]


def single_question(right: int = 0, of: int = 3, **more: object) -> single.Question:
    offered = choices(*[place == right for place in range(of)])
    return single.Question.model_validate(
        {"key": "q", "kind": "single", "prompt": words("?"), "choices": offered, **more}
    )


def multiple_question(*correct: bool, **more: object) -> multiple.Question:
    return multiple.Question.model_validate(
        {"key": "q", "kind": "multiple", "prompt": words("?"), "choices": choices(*correct), **more}
    )


def number_question(answer: float = 30, **more: object) -> number.Question:
    return number.Question.model_validate(
        {"key": "q", "kind": "number", "prompt": words("?"), "answer": answer, **more}
    )


points = st.floats(0.25, 100)
singles = st.builds(
    lambda of, pick, p: single_question(pick % of, of, points=p), st.integers(2, 8), st.integers(0, 7), points
)
multiples = st.builds(
    lambda flags, p: multiple_question(*flags, points=p),
    st.lists(st.booleans(), min_size=2, max_size=8).filter(any),
    points,
)
numbers = st.builds(
    lambda answer, tolerance, p: number_question(
        answer, tolerance=tolerance, near={"tolerance": tolerance * 2 + 1, "credit": 0.5}, points=p
    ),
    st.floats(-1e6, 1e6),
    st.floats(0, 100),
    points,
)
questions = st.one_of(singles, multiples, numbers)
keys = st.sampled_from([f"c{place}" for place in range(9)])
responses = st.one_of(st.text(), keys, st.lists(keys), st.floats(), st.integers(), st.none(), st.booleans())


@given(questions, responses)
def test_any_response_earns_between_nothing_and_everything(question: BaseQuestion, response: Any) -> None:
    mark = question.grade(response)
    assert 0 <= mark.points <= mark.of == question.points
    assert mark == question.grade(response)
    assert Mark.model_validate_json(mark.model_dump_json()) == mark


@given(st.one_of(singles, multiples))
def test_exactly_the_correct_choices_earn_everything(question):
    right = sorted(question.correct_keys)
    mark = question.grade(right[0] if question.kind == "single" else right)
    assert mark.is_right
    assert set(mark.choices.values()) <= {"right", "left"}


@given(multiples, st.sets(keys))
def test_leaving_the_full_answer_never_earns_more(question, ticked):
    offered = ticked & {choice.key for choice in question.choices}
    if offered != question.correct_keys:
        assert question.grade(sorted(offered)).points < question.points


@given(multiples)
def test_ticking_everything_is_no_way_around_knowing(question):
    wrong = len(question.choices) - len(question.correct_keys)
    everything = question.grade([choice.key for choice in question.choices])
    assert everything.points < question.points or wrong == 0


@given(questions)
def test_nothing_public_tells_what_is_correct(question: BaseQuestion) -> None:
    told = json.dumps(question.public("en"))
    for secret in (CANARY, "correct", "feedback", "answer", "tolerance", "near", "credit"):
        assert secret not in told


def test_every_kind_is_known_by_its_own_name():
    named = {kind: get_args(question.model_fields["kind"].annotation) for kind, question in KINDS.items()}
    assert named == {kind: (kind,) for kind in KINDS}


@pytest.mark.parametrize(
    ("ticked", "share"),
    [
        (["c0"], 1 / 3),
        (["c0", "c1", "c2"], 1),
        (["c0", "c1", "c3"], 1 / 3),
        (["c3", "c4"], 0),
        (["c0", "c3", "c4"], 0),
        ([], 0),
    ],
)
def test_several_choices_earn_right_minus_wrong(ticked, share):
    question = multiple_question(True, True, True, False, False, points=3)
    assert question.grade(ticked).points == pytest.approx(3 * share)


def test_each_choice_says_how_it_went_and_feedback_follows_what_was_ticked():
    question = multiple_question(True, True, False, False, feedback=words("because"))
    mark = question.grade(["c0", "c2"])
    assert mark.choices == {"c0": "right", "c1": "missed", "c2": "wrong", "c3": "left"}
    assert mark.feedback == ("choice.c0", "choice.c2", "feedback")
    assert [question.feedback_text(key, "en") for key in mark.feedback] == ["CANARY-0", "CANARY-2", "because"]
    assert question.feedback_text("choice.c9", "en") == ""
    assert question.solution("en") == ["choice 0", "choice 1"]


TYPED = [
    ("30", 30),
    (" 30 ", 30),
    ("1e-3", 0.001),
    ("1E-3", 0.001),
    ("0,5", 0.5),
    ("0.5", 0.5),
    (".5", 0.5),
    ("5.", 5),
    ("３０", 30),
    ("０．５", 0.5),
    ("０，５", 0.5),
    ("−7", -7),
    ("－７", -7),
    ("+7", 7),
    ("1 000", 1000),
    ("1\u00a0000", 1000),
    ("1,000,000", 1e6),
    ("1,234.5", 1234.5),
    ("1'000", 1000),
    ("30 steps", 30),
    ("30steps", 30),
    ("30 步", 30),
    ("1,5", 1.5),
    ("2×10^-3", 0.002),
    ("2x10-3", 0.002),
    ("0,500", 0.5),
    ("12,50", 12.5),
    ("10²", 100),
    ("10⁻³", 0.001),
    ("-10⁶ steps", -1e6),
    ("10^6", 1e6),
    ("5×10²", 500),
    ("5 · 10⁻³ steps", 0.005),
]


@pytest.mark.parametrize(("typed", "value"), TYPED)
def test_a_number_is_read_the_way_people_type_it(typed, value):
    question = number_question(unit={"en": "steps", "zh-hans": "步"})
    assert question.parse(Given([typed])) == pytest.approx(value)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "thirty",
        "1e",
        "--3",
        "1e999",
        "nan",
        "inf",
        "0x10",
        "1.2.3",
        "1,2,3",
        "9" * 80,
        "٣٠x",
        "30 epochs",
        "½½",
    ],
)
def test_what_is_not_a_number_is_asked_for_again(typed):
    with pytest.raises(UnreadableAnswer):
        number_question(unit={"en": "steps"}).parse(Given([typed]))


@pytest.mark.parametrize("typed", ["3²", "10²5", "110²", "10₂", "²", "5²×10³", "10^2^5", "10e²"])
def test_raised_figures_are_read_in_powers_of_ten_alone(typed):
    with pytest.raises(UnreadableAnswer, match="Raised and lowered figures"):
        number_question().parse(Given([typed]))


def test_a_power_without_a_sign_for_it_is_no_power():
    with pytest.raises(UnreadableAnswer):
        number_question().parse(Given(["5×102"]))


@pytest.mark.parametrize("typed", ["30 m²", "30m2", "3×10¹ m^2"])
def test_a_unit_may_have_raised_figures(typed):
    assert number_question(unit={"en": "m²"}).parse(Given([typed])) == 30
    assert number_question(unit={"en": "m2"}).parse(Given([typed])) == 30


def test_a_unit_may_have_a_raised_minus():
    assert number_question(unit={"en": "s⁻¹"}).parse(Given(["30 s⁻¹"])) == 30


def test_a_comma_that_could_mean_two_things_is_asked_about():
    with pytest.raises(UnreadableAnswer, match=r"two ways\. Write 1500"):
        number_question().parse(Given(["1,500"]))


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_numbers(typed):
    try:
        value = number_question().parse(Given([typed]))
    except UnreadableAnswer:
        return
    assert math.isfinite(value)


@pytest.mark.parametrize(
    ("more", "response", "share"),
    [
        ({}, 30, 1),
        ({}, 30.0001, 0),
        ({"tolerance": 1}, 31, 1),
        ({"tolerance": 1}, 31.1, 0),
        ({"relative_tolerance": 0.1}, 27, 1),
        ({"relative_tolerance": 0.1}, 26.9, 0),
        ({"near": {"tolerance": 2, "credit": 0.5}}, 32, 0.5),
        ({"near": {"tolerance": 2, "credit": 0.5}}, 33, 0),
        ({}, True, 0),
        ({}, "30", 0),
        ({}, math.nan, 0),
        ({}, math.inf, 0),
    ],
)
def test_a_number_is_right_within_its_tolerance_and_earns_credit_near_it(more, response, share):
    assert number_question(points=4, **more).grade(response).points == pytest.approx(4 * share)


def test_a_tolerance_is_inclusive_whatever_binary_makes_of_it():
    assert number_question(0.1, tolerance=0.05).grade(0.15).is_right
    assert number_question(0.3, tolerance=0).grade(0.1 + 0.2).is_right


@pytest.mark.parametrize(
    ("values", "why"),
    [([], "Choose one"), (["c0", "c1"], "Choose one"), (["zzz"], "answers offered"), ([""], "Choose one")],
)
def test_a_single_choice_wants_one_of_those_offered(values, why):
    with pytest.raises(UnreadableAnswer, match=why):
        single_question().parse(Given(values))


def test_ticked_boxes_are_read_once_each():
    assert multiple_question(True, False).parse(Given(["c1", "c0", "c1", ""])) == ["c1", "c0"]
    with pytest.raises(UnreadableAnswer, match="at least one"):
        multiple_question(True, False).parse(Given([]))
