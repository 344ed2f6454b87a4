"""A prompt question: what is told, what a reply is worth, and what an author may change afterwards."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from courses.content.marking import earned
from courses.content.policy import QuizPolicy
from courses.content.questions import Given, UnreadableAnswer
from courses.content.regrading import change_of, mark_by
from tests.content.test_question_kinds import question

PROMPT = {"prompt": "Sort: {{message}}"}


def example(key: str, wanted: str, **more: object) -> dict[str, object]:
    return {"key": key, "message": f"message {key}", "wanted": [wanted, f"{wanted} *"], **more}


FOUR = [*(example(key, "claims") for key in "ab"), *(example(key, "sales", hidden=True) for key in "cd")]


def replied(**replies: str) -> dict[str, str]:
    return {**PROMPT, **{f"reply.{key}": reply for key, reply in replies.items()}}


def test_the_share_of_replies_that_fit_is_the_mark():
    asked = question("prompt", examples=FOUR, points=2)
    mark = asked.grade(replied(a="Claims.", b="billing", c="sales, I think", d="SALES now"))
    assert (mark.points, mark.of, mark.by_run) == (1.0, 2, True)
    assert mark.parts == {"a": "right", "b": "wrong", "c": "wrong", "d": "right"}
    assert not asked.grade(replied(a="claims")).is_right, "a part of the replies is none"
    assert asked.grade(replied(a="claims")).is_awaited


def test_letter_for_letter_minds_capitals():
    asked = question("prompt", examples=FOUR[:1], exact=True)
    assert asked.grade(replied(a="claims")).is_right
    assert not asked.grade(replied(a="Claims")).is_right


@given(st.dictionaries(st.sampled_from("abcd"), st.text(max_size=20), min_size=4))
def test_a_mark_lies_between_nothing_and_everything_and_its_parts_add_up(replies):
    mark = question("prompt", examples=FOUR, points=3).grade(replied(**replies))
    right = sum(outcome == "right" for outcome in mark.parts.values())
    assert mark.points == pytest.approx(3 * right / 4)


def test_of_hidden_examples_a_page_gets_a_number():
    told = question("prompt", examples=FOUR).public("en")
    assert [one["message"] for one in told["examples"]] == ["message a", "message b"]
    assert told["hidden"] == 2
    assert "sales" not in json.dumps(told)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("  ", "Write a prompt."),
        ("Sort it.", "Write {{message}} where the message belongs."),
        ("{{message}}" + "x" * 30, "at most 20 characters; there are 41"),
    ],
)
def test_what_cannot_be_run_is_asked_for_again(typed, why):
    with pytest.raises(UnreadableAnswer, match=why):
        question("prompt", longest=20).parse(Given([typed]))


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"examples": [FOUR[2]]}, "Show at least one example"),
        ({"examples": [FOUR[0], FOUR[0]]}, "appears twice"),
        ({"examples": [{**FOUR[0], "wanted": ["claims", " ** "]}]}, "Any reply, or none, would fit"),
        ({"sample": "Sort it."}, "Write {{message}} where"),
        ({"examples": []}, "at least 1"),
    ],
)
def test_what_an_author_may_not_write_is_said(more, why):
    with pytest.raises(ValidationError, match=why):
        question("prompt", **more)


def test_a_corrected_reply_marks_what_the_model_wrote_and_a_changed_message_does_not():
    old = question("prompt", examples=FOUR[:2])
    given_back = replied(a="claims", b="billing")
    corrected = question("prompt", examples=[FOUR[0], {**FOUR[1], "wanted": ["billing"]}])
    assert change_of(old, corrected).marking == ["key"]
    assert mark_by(corrected, old, given_back, seed="").is_right
    for other in ([FOUR[0], {**FOUR[1], "message": "another"}], FOUR):
        assert mark_by(question("prompt", examples=other), old, given_back, seed="") is None
    assert mark_by(question("prompt", examples=FOUR[:1]), old, given_back, seed="").is_right, (
        "one was dropped"
    )


def test_showing_what_was_hidden_marks_nothing_anew():
    shown = [{**one, "hidden": False} for one in FOUR]
    assert not change_of(question("prompt", examples=FOUR), question("prompt", examples=shown)).marking


def test_no_policy_takes_from_what_a_run_says():
    mark = question("prompt", examples=FOUR[:2]).grade(replied(a="claims", b="no"))
    for policy in ({"certainty": True}, {"tries_per_question": 3, "penalty": 0.5, "feedback": "at-once"}, {}):
        told = QuizPolicy.model_validate(policy)
        assert earned(told, mark) == 0.5
