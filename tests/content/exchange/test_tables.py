"""Questions in a table: what people type, and what comes back of what we write."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.exchange import FORMATS
from courses.content.questions import BaseQuestion
from tests.content.exchange.reading import about, read, told
from tests.content.exchange.test_qti_round_trips import relative_fields, step_fields
from tests.content.exchange.test_round_trips import (
    accepted,
    asked,
    choice_fields,
    markdown,
    maybe,
    number_fields,
    pair_fields,
    patient,
    plain,
    truths,
    written,
)
from tests.content.test_question_kinds import EXAMPLES, question
from tests.content.words import tags

code = written.map("".join).filter(str.strip)
HELD: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "single": choice_fields("single"),
    "multiple": choice_fields("multiple"),
    "true-false": truths,
    "number": st.one_of(number_fields(), relative_fields()),
    "text": st.builds(
        lambda fields, exact, slips: {**fields, "exact": exact, "slips": slips},
        accepted(plain),
        st.booleans(),
        st.booleans(),
    ),
    "match": pair_fields(markdown),
    "order": step_fields(),
    "code-output": st.builds(lambda output: {"output": output}, code),
}


def table(*questions: BaseQuestion) -> str:
    return FORMATS["csv"].write(questions, language="en").text


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("kind", HELD)
@patient
@given(data=st.data(), prompt=markdown, feedback=maybe, worth=st.sampled_from([1, 2.5]))
def test_what_a_table_can_hold_comes_back_the_same(kind, data, prompt, feedback, worth):
    fields = {
        **data.draw(HELD[kind]),
        "tags": data.draw(st.lists(tags, max_size=3, unique=True)),
        "difficulty": 3,
    }
    one = asked(kind, fields, prompt, feedback, worth)
    sent = FORMATS["csv"].write([one], language="en")
    back = read("csv", sent.data)
    assert (back.questions, back.problems, sent.dropped) == ((one,), (), ())


@pytest.mark.parametrize("kind", HELD)
def test_all_languages_come_back(kind):
    one = question(kind)
    (back,) = read("csv", table(one)).questions
    assert (back.prompt, back.kind) == (one.prompt, kind)
    assert back.solution("zh-hans") == one.solution("zh-hans")


def test_what_has_no_room_in_a_table_is_said():
    left = [one for one in EXAMPLES if one not in HELD and one != "categorise"]
    sent = FORMATS["csv"].write([question(kind, key=kind) for kind in left], language="en")
    assert [str(one) for one in sent.dropped] == [
        f"{kind}: Left out: a table has no room for kind “{kind}”." for kind in left
    ]
    assert cells(sent.text) == [["kind", "prompt_en"]]


def test_the_columns_stand_in_an_order_that_people_can_fill_in():
    header, row = cells(table(question("single", tags=["curves"], difficulty=2)))
    assert header == [
        "kind", "key", "prompt_en", "prompt_zh-hans",
        "choice_1_en", "choice_1_zh-hans", "feedback_1_en", "feedback_1_zh-hans",
        "choice_2_en", "choice_2_zh-hans", "feedback_2_en", "feedback_2_zh-hans",
        "choice_3_en", "choice_3_zh-hans", "feedback_3_en", "feedback_3_zh-hans",
        "correct", "feedback_en", "feedback_zh-hans", "tags", "difficulty",
    ]  # fmt: skip
    assert (row[16], row[-2:]) == ("2", ["curves", "2"])


HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "'=1", "''@x"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_taken_for_a_formula_and_each_comes_back(text):
    one = question("text", prompt={"en": text}, accept=[{"text": {"en": text}}])
    _header, row = cells(table(one))
    assert not [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert read("csv", table(one)).questions == (one,)


def test_a_number_below_nothing_stays_a_number():
    header, row = cells(table(question("number", answer=-3.5)))
    assert row[header.index("answer")] == "-3.5"


TYPED = """kind;prompt;choice_1;choice_2;Choice 3;correct
single;What falls?;loss;rate;;A
multiple;"Which, of these?";one;two;three;1, 3
true-false;Is it?;;;;yes
"""


def test_a_table_as_a_spreadsheet_saves_it():
    result = read("csv", b"\xef\xbb\xbf" + TYPED.replace("\n", "\r\n").encode())
    assert told(result) == []
    assert [about(one) for one in result.questions][:2] == [
        {
            "kind": "single",
            "key": "what-falls",
            "prompt": "What falls?",
            "choices": [{"key": "loss", "text": "loss", "correct": True}, {"key": "rate", "text": "rate"}],
        },
        {
            "kind": "multiple",
            "key": "which-of-these",
            "prompt": "Which, of these?",
            "choices": [
                {"key": "one", "text": "one", "correct": True},
                {"key": "two", "text": "two"},
                {"key": "three", "text": "three", "correct": True},
            ],
        },
    ]
    assert read("csv", TYPED.replace(";", "\t")).questions == result.questions


def test_items_of_the_same_target_belong_together():
    rows = "kind,prompt,choice_1,match_1,choice_2,match_2,choice_3,match_3,match_4\ncategorise,Where?,a,x,b,y,c,x,z\n"
    (one,) = read("csv", rows).questions
    assert about(one)["items"][2] == {"key": "c", "text": "c", "target": "x"}
    assert [target["text"] for target in about(one)["targets"]] == ["x", "y", "z"]


@pytest.mark.parametrize(
    ("header", "row", "why"),
    [
        ("kind,key", "single,a", "1 error: There is no column “prompt” in the first row."),
        ("kind,prompt,prompt_en", "single,a,b", "1 error: The column “prompt_en” is there twice."),
        ("kind,prompt,colour", "x,y,z", "1 warning: The column “colour” is not known; it was dropped."),
        ("kind,prompt", "essay,Why?", "2 error: Column “kind”: “essay” is none of single,"),
        ("kind,prompt,answer", "number,How many?,3 GB", "2 error: Column “answer”: “3 GB” is not a number;"),
        ("kind,prompt,correct", "true-false,Is it?,maybe", "2 error: Column “correct”: “maybe” is neither true"),
        ("kind,prompt,correct", "true-false,Is it?,", "2 error: Column “correct”: say true or false;"),
        ("kind,prompt,choice_1,choice_2,correct", "single,a,b,c,3", "2 error: Column “correct”: there is no choice 3;"),
        ("kind,prompt,choice_1,choice_2,correct", "single,a,b,c,loss", "2 error: Column “correct”: “loss” names no"),
        ("kind,prompt,choice_1,correct", f"single,a,b,{'9' * 5000}", "2 error: Column “correct”: “999"),
        ("kind,prompt,choice_1,correct", "single,a,b,²", "2 error: Column “correct”: “²” names no choice"),
        ("kind,prompt,choice_1,choice_2", "single,a,b,c", "2 error: Question “a” has no correct answer."),
        ("kind,prompt,choice_1,match_1", "match,a,b,", "2 error: Column “match_1”: nothing says where this belongs;"),
        ("kind,prompt,output,correct", "code-output,a,1,2", "2 warning: This kind has no “correct”; that was dropped."),
        ("kind,prompt,output", "code-output,a,1,extra", "2 warning: Cells without a header were dropped."),
        ("kind,prompt", 'single,"a', "2 error: This row cannot be read:"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_row_and_column(header, row, why):
    assert told(read("csv", f"{header}\n{row}\n"))[0].startswith(why)


def test_a_row_after_a_cell_of_several_lines_is_told_where_it_begins():
    rows = 'kind,prompt,answer\nnumber,"one\ntwo\nthree",x\n\nnumber,four,y\n'
    assert [line.partition(" ")[0] for line in told(read("csv", rows))] == ["2", "6"]
