"""What QTI can hold comes back letter for letter, keys of choices and gaps included."""

import io
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.exchange import FORMATS, Written
from courses.content.exchange.qti.xhtml import COMMON
from courses.content.questions import BaseQuestion
from tests.content.exchange.reading import read, told
from tests.content.exchange.test_round_trips import (
    asked,
    choice_fields,
    figures,
    keyed,
    markdown,
    maybe,
    number_fields,
    pair_fields,
    patient,
    plain,
    said,
    shares,
    truths,
)

WHOLE_ONLY = "1 warning: Only the whole answer earned points there; here each right part earns some."
no_pattern = plain.filter(lambda text: "*" not in text)
points = st.sampled_from([1, 2.5, 0.1, 3, 100])


@st.composite
def accepted(draw: st.DrawFn) -> dict[str, Any]:
    answers = draw(
        st.lists(st.tuples(no_pattern, shares, maybe), min_size=1, max_size=4, unique_by=lambda one: one[0])
    )
    accept = [{"text": said(one), "credit": share, "feedback": said(words)} for one, share, words in answers]
    return {"accept": [{**accept[0], "credit": 1}, *accept[1:]], "exact": draw(st.booleans())}


@st.composite
def relative_fields(draw: st.DrawFn) -> dict[str, Any]:
    width = draw(st.integers(0, 400)) / 1000
    near = {"relative_tolerance": round(width + 0.25, 9), "credit": draw(st.sampled_from([0.5, 0.1]))}
    return {"answer": draw(figures.filter(bool)), "relative_tolerance": width, "near": near}


@st.composite
def categories(draw: st.DrawFn) -> dict[str, Any]:
    fields = draw(pair_fields(markdown))
    target = fields["targets"][0]["key"]
    return {**fields, "items": [*fields["items"], {"key": "2nd", "text": said("one"), "target": target}]}


@st.composite
def step_fields(draw: st.DrawFn) -> dict[str, Any]:
    return {"steps": keyed([{"text": said(one)} for one in draw(st.lists(markdown, min_size=2, max_size=5))])}


HELD = {
    "single": choice_fields("single"),
    "multiple": choice_fields("multiple"),
    "true-false": truths,
    "number": st.one_of(number_fields(), relative_fields()),
    "text": accepted(),
    "match": pair_fields(markdown),
    "categorise": categories(),
    "order": step_fields(),
}


def sent(*questions: BaseQuestion) -> Written:
    return FORMATS["qti"].write(questions, language="en")


def test_the_markdown_that_everybody_knows_is_well_formed_xml():
    assert COMMON.render("a\\\nb ![c](d.png)").endswith('<br />\nb <img src="d.png" alt="c" /></p>\n')


@pytest.mark.parametrize("kind", HELD)
@patient
@given(data=st.data(), prompt=markdown, feedback=maybe, worth=points)
def test_what_qti_can_hold_comes_back_the_same(kind, data, prompt, feedback, worth):
    one = asked(kind, data.draw(HELD[kind]), prompt, feedback, worth)
    package = sent(one)
    back = read("qti", package.data)
    assert back.questions == (one,)
    is_order = kind == "order"
    assert [line.partition(" ")[2] for line in told(back)] == [WHOLE_ONLY.partition(" ")[2]] * is_order
    assert [str(dropped) for dropped in package.dropped] == [
        "q: Only the whole order earns points there."
    ] * is_order


@patient
@given(
    st.lists(plain, min_size=2, max_size=4, unique=True),
    accepted(),
    st.sampled_from([1, 2, 0.3]),
    markdown,
    points,
)
def test_gaps_come_back_with_their_keys_and_weights(offered, typed, weight, around, worth):
    choices = keyed([{"text": said(one)} for one in offered])
    choices[-1]["correct"] = True
    typed = {**typed, "accept": [{**one, "feedback": None} for one in typed["accept"]]}
    near = {"tolerance": 1, "credit": 0.5}
    gaps = [
        {"key": "duration", "kind": "choice", "choices": choices},
        {"key": "2nd", "kind": "text", "weight": weight, **typed},
        {"key": "n", "kind": "number", "weight": 2, "answer": 2.5, "tolerance": 0.5, "near": near},
    ]
    prompt = f"It is {{{{duration}}}}, *{{{{ 2nd }}}}* or {{{{n}}}}.\n\n{around}"
    one = asked("cloze", {"gaps": gaps}, prompt, None, worth)
    back = read("qti", sent(one).data)
    assert (back.questions, back.problems) == ((one,), ())


def test_one_gap_in_a_paragraph_of_its_own_stays_a_gap():
    gap = {"key": "what", "kind": "text", "accept": [{"text": said("loss")}]}
    one = asked("cloze", {"gaps": [gap]}, "What falls?\n\n{{what}}", None)
    assert read("qti", sent(one).data).questions == (one,)


@pytest.mark.parametrize(
    "prompt",
    [
        "With $x^2$ and $$\\frac a b$$",
        "::: note Look\nA callout\n:::",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "1. one\n2. two\n   - three\n\n> said\n\n```python\nprint(1 < 2)\n```\n",
        'A [link](https://example.org/?a=1&b=2 "title") and <b>no tag</b> &amp; \\*stars\\*',
        "two\\\nlines and two  spaces",
        "trailing line\n",
    ],
)
def test_our_markdown_goes_along_where_html_alone_would_not_give_it_back(prompt):
    one = asked("true-false", {"answer": True}, prompt, prompt)
    assert read("qti", sent(one).data).questions == (one,)


def test_a_text_that_was_changed_elsewhere_counts_and_not_the_markdown_beside_it():
    package = sent(asked("true-false", {"answer": True}, "Is $x$ > 0?\n", None))
    with zipfile.ZipFile(io.BytesIO(package.data)) as opened:
        item = opened.read("items/q.xml").decode()
    assert 'data-markdown="Is $x$ &gt; 0?&#10;"' in item
    changed = item.replace("<div data-markdown", "<div id='p' data-markdown").replace(
        ">Is $x$ &gt; 0?<", ">Is it <em>so</em>?<"
    )
    assert read("qti", changed).questions[0].prompt.texts == {"en": "Is it *so*?"}


def test_what_a_package_holds():
    package = sent(
        asked("true-false", {"answer": True}, "Is it?", None),
        asked("code-output", {"output": "1"}, "What?", None),
        asked("true-false", {"answer": False}, "Is it not?", None),
    )
    with zipfile.ZipFile(io.BytesIO(package.data)) as opened:
        assert opened.namelist() == ["imsmanifest.xml", "items/q.xml", "items/q_2.xml"]
        manifest, item = opened.read("imsmanifest.xml").decode(), opened.read("items/q.xml").decode()
    assert 'type="imsqti_item_xmlv3p0" href="items/q_2.xml"' in manifest
    assert 'xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"' in item
    assert 'template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"' in item
    assert [str(one) for one in package.dropped] == [
        "q: Left out: QTI has no questions of kind “code-output”."
    ]
    assert [one.key for one in read("qti", package.data).questions] == ["q", "q-2"]


def test_what_is_lost_on_the_way_is_said():
    text = {"accept": [{"text": said("learn*")}], "slips": True}
    lost = [str(one) for one in sent(asked("text", text, "What?", None)).dropped]
    assert lost == [
        "q: Slips of the pen are not forgiven there.",
        "q: “*” stands for itself there, and for any text with us.",
    ]
    unit = {"answer": 3, "unit": said("GB"), "other_units": [{"unit": said("MB"), "factor": 0.001}]}
    tagged = asked("number", {**unit, "tags": ["curves"], "difficulty": 2}, "How much $x$?", None)
    assert [str(one).partition(": ")[2] for one in sent(tagged).dropped] == [
        "A formula stays as it is written here, between dollar signs.",
        "The difficulty was dropped.",
        "The unit was dropped.",
        "Other units were dropped.",
    ]
