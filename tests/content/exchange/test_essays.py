"""Essays of GIFT and QTI become open texts, and what they lost is said where it stood."""

import pytest

from courses.content.exchange import FORMATS
from courses.content.questions import BaseQuestion
from tests.content.exchange.reading import about, read, told
from tests.content.exchange.test_qti import MATCH, item
from tests.content.test_question_kinds import question, words

ESSAY = '<p>Why?</p><qti-extended-text-interaction response-identifier="R"{}/>'
BEGUN = "This format has no rubric; one with three levels was begun: write it over."
RUBRIC = """<qti-rubric-block use="scoring" view="scorer">
<p><strong>Names a cause</strong></p><ul><li>0: none</li><li>2: one</li></ul></qti-rubric-block>"""


def essay(before: str = "", attributes: str = "", processing: str = "", **more: str) -> str:
    return item(before + ESSAY.format(attributes), processing, **more)


def test_an_essay_of_gift_keeps_its_words_and_begins_with_a_rubric():
    result = read("gift", "::why::[markdown]Why does it *fall*? {\n####Think of memory.}")
    (asked,) = result.questions
    said = about(asked)
    assert (asked.key, asked.kind, asked.points) == ("why", "open-text", 1)
    assert (said["prompt"], said["feedback"]) == ("Why does it *fall*?", "Think of memory.")
    assert [level["points"] for level in said["rubric"][0]["levels"]] == [0, 0.5, 1]
    assert told(result) == [f"2 warning: {BEGUN}"]


def test_an_essay_of_qti_is_worth_what_it_says():
    scored = '<qti-outcome-declaration identifier="SCORE" normal-maximum="4"/>'
    result = read("qti", essay(processing=scored))
    (asked,) = result.questions
    assert (asked.kind, asked.points, about(asked)["prompt"]) == ("open-text", 4, "Why?")
    assert [BEGUN in line for line in told(result)] == [True]


def test_a_rubric_of_ours_comes_back_from_what_scorers_read():
    said = about(read("qti", essay(RUBRIC)).questions[0])
    (criterion,) = said["rubric"]
    assert criterion["title"] == "Names a cause"
    assert [(level["points"], level["text"]) for level in criterion["levels"]] == [(0, "none"), (2, "one")]
    assert "sample" not in said


def test_words_for_scorers_and_a_right_response_become_the_sample():
    words = '<qti-rubric-block use="scoring" view="scorer tutor"><p>Look for a cause.</p></qti-rubric-block>'
    result = read("qti", essay(words, right="It overfits."))
    assert about(result.questions[0])["sample"] == "Look for a cause.\n\nIt overfits."
    lost = [line.partition(": ")[2].partition(",")[0] for line in told(result)]
    assert "What graders read became the sample answer" in lost
    assert "The right response became the sample answer" in lost


def test_what_learners_read_of_a_rubric_is_no_sample():
    words = '<qti-rubric-block use="scoring" view="candidate scorer"><p>Short.</p></qti-rubric-block>'
    result = read("qti", essay(words))
    assert "sample" not in about(result.questions[0])
    assert any("(a rubric block) were dropped" in line for line in told(result))


@pytest.mark.parametrize(
    ("attribute", "lost"),
    [
        ("expected-lines='5' expected-length='300'", "The expected length of the answer was dropped."),
        ("max-strings='3'", "Several texts were asked for; here the answer is one."),
        ("pattern-mask='[a-z]+'", "The pattern that answers must follow was dropped."),
        ("placeholder-text='Write here'", "The words in the empty field were dropped."),
        ("max-strings='1'", ""),
    ],
)
def test_what_else_an_essay_asks_of_answers_is_said_once(attribute: str, lost: str):
    result = read("qti", essay(attributes=f" {attribute}"))
    assert len(result.questions) == 1
    said = {line.partition("warning: ")[2] for line in told(result)}
    assert (len(told(result)), said) == (1 + bool(lost), {BEGUN, *filter(None, [lost])})


def test_scoring_by_itself_is_said_to_be_dropped():
    asked = read("qti", essay(processing=MATCH))
    assert any("How the item scores itself was dropped" in line for line in told(asked))


def sent(format: str, **fields: object) -> tuple[BaseQuestion, BaseQuestion, list[str], list[str]]:
    """The question that leaves, the one that comes back, and what was lost on its way out."""
    asked = question("open-text", key="q", **fields)
    written = FORMATS[format].write([asked], language="en")
    back = read(format, written.data)
    return asked, back.questions[0], [one.message for one in written.dropped], told(back)


def test_an_open_text_goes_to_gift_without_its_rubric_which_is_said():
    asked, back, lost, problems = sent("gift", shortest=20)
    assert (back.kind, about(back)["prompt"]) == ("open-text", about(asked)["prompt"])
    assert lost == [
        "The rubric was dropped; GIFT has none.",
        "The sample answer was dropped; GIFT has none.",
        "Limits in characters were dropped.",
        "The points were dropped; GIFT has none.",
    ]
    assert all("rubric" in line for line in problems)


@pytest.mark.parametrize("feedback", [None, words("Think of *memory*.")])
def test_an_open_text_comes_back_from_qti_with_its_rubric_and_sample(feedback: dict[str, str] | None):
    asked, back, lost, problems = sent("qti", feedback=feedback, longest=500)
    assert problems == []
    assert lost == [
        "The rubric became words for whoever marks; learners do not see it there.",
        "Limits in characters were dropped.",
    ]
    for name in ("prompt", "sample", "feedback"):
        assert about(back).get(name) == about(asked).get(name)
    assert levels(back) == levels(asked)
    assert back.points == asked.points


def levels(of: BaseQuestion) -> list[list[tuple[float, str]]]:
    return [[(one["points"], one["text"]) for one in each["levels"]] for each in about(of)["rubric"]]


@pytest.mark.parametrize(
    "prompt", ["See <img src=x> here", "_u_ and *v*", "A &amp; B", "- one\n- two\n\n> three"]
)
def test_an_open_text_comes_back_from_qti_letter_for_letter(prompt: str):
    asked = question("open-text", key="q", prompt=words(prompt))
    written = FORMATS["qti"].write([asked], language="en")
    (again,) = FORMATS["qti"].read(written.data, language="en").questions
    assert about(again)["prompt"] == prompt
