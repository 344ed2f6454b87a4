"""Templates, cases and the grading of answers."""

import pytest

from training_jobs.contract.datasets import Row
from training_jobs.prompts.cases import UnknownExample, choose_cases, find_examples
from training_jobs.prompts.graders import exact_label
from training_jobs.prompts.templates import chat, render

ROWS = [Row(f"m{number:02d}", f"text {number}", "claims") for number in range(40)]


def test_both_places_are_filled():
    filled = render("{{ labels }}: {{message}}", message="Hello", labels=["claims", "sales"])
    assert filled == "claims, sales: Hello"


def test_a_message_cannot_ask_to_be_filled_in_again():
    assert render("{{message}}", message="{{labels}} {{message}}", labels=["x"]) == "{{labels}} {{message}}"


def test_other_braces_are_left_alone():
    assert render("{{secret}} {message}", message="m", labels=[]) == "{{secret}} {message}"


def test_examples_come_before_the_case_as_answered_questions():
    turns = chat("Q: {{message}}", message="now", examples=ROWS[:1], labels=["claims"])
    assert [(turn["role"], turn["content"]) for turn in turns] == [
        ("user", "Q: text 0"),
        ("assistant", "claims"),
        ("user", "Q: now"),
    ]


def test_cases_are_the_same_for_the_same_seed_in_whatever_order_the_rows_come():
    assert choose_cases(ROWS, 30, 7) == choose_cases(ROWS[::-1], 30, 7)
    assert choose_cases(ROWS, 30, 7) != choose_cases(ROWS, 30, 8)
    assert len(set(choose_cases(ROWS, 30, 7))) == 30


def test_asking_for_more_cases_than_there_are_gives_all():
    assert len(choose_cases(ROWS, 100, 7)) == 40


def test_examples_keep_the_order_in_which_they_were_chosen():
    assert [row.id for row in find_examples(ROWS, ["m05", "m01"])] == ["m05", "m01"]


def test_an_unknown_example_is_named():
    with pytest.raises(UnknownExample, match="m99"):
        find_examples(ROWS, ["m99"])


@pytest.mark.parametrize("answer", ["claims", " Claims.", "CLAIMS!", "claims\n", "claims。"])
def test_an_answer_that_is_the_label_is_right(answer):
    assert exact_label(answer, "claims")


@pytest.mark.parametrize("answer", ["", "claim", "The department is claims", "claims, billing", "billing"])
def test_any_other_answer_is_wrong(answer):
    assert not exact_label(answer, "claims")
