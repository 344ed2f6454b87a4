"""Each feature of Moodle XML, read and written."""

import pytest

from courses.content.exchange import moodle_xml
from tests.content.exchange.reading import about, read, told
from tests.content.test_question_kinds import EXAMPLES, LATER, question, words


def xml(kind: str, inner: str = "", *, prompt: str = "What?", written_in: str = "html") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="{kind}">
<name><text>Q</text></name>
<questiontext format="{written_in}"><text><![CDATA[{prompt}]]></text></questiontext>
{inner}
</question>
</quiz>"""


def answer(text: str, fraction: float = 0, inner: str = "") -> str:
    return f'<answer fraction="{fraction}"><text>{text}</text>{inner}</answer>'


def only(text: str) -> dict:
    """The one question of a file that has no problems."""
    result = read("moodle-xml", text)
    assert not result.problems, told(result)
    assert len(result.questions) == 1
    return about(result.questions[0])


def said(tag: str, text: str) -> str:
    return f'<{tag} format="html"><text><![CDATA[{text}]]></text></{tag}>'


def test_one_right_choice_with_words_for_each_and_for_everybody():
    inner = (
        "<single>true</single><defaultgrade>2.0000000</defaultgrade>"
        + said("generalfeedback", "<p>ln(4)</p>")
        + answer("&lt;b&gt;1.39&lt;/b&gt;", 100, said("feedback", "Yes"))
        + answer("0")
    )
    assert only(xml("multichoice", inner, prompt="<p>Which <em>loss</em>?</p>")) == {
        "key": "q",
        "kind": "single",
        "points": 2,
        "prompt": "Which *loss*?",
        "feedback": "ln(4)",
        "choices": [
            {"key": "1-39", "text": "**1.39**", "correct": True, "feedback": "Yes"},
            {"key": "0", "text": "0"},
        ],
    }


def test_several_right_choices_by_their_fractions():
    inner = "<single>false</single>" + answer("a", 50) + answer("b", 50) + answer("c", -50)
    asked = only(xml("multichoice", inner))
    assert (asked["kind"], [one.get("correct", False) for one in asked["choices"]]) == (
        "multiple",
        [True, True, False],
    )


def test_true_and_false_with_words_for_each():
    inner = answer("true", 0, said("feedback", "No")) + answer("false", 100, said("feedback", "Right"))
    asked = only(xml("truefalse", inner))
    assert (asked["answer"], asked["if_true"], asked["if_false"]) == (False, "No", "Right")


def test_typed_words_with_patterns_credit_and_capitals():
    inner = "<usecase>1</usecase>" + answer("LoRA", 100) + answer("lo*", 25, said("feedback", "Nearly"))
    asked = only(xml("shortanswer", inner))
    assert asked["exact"] is True
    assert asked["accept"] == [{"text": "LoRA"}, {"text": "lo*", "credit": 0.25, "feedback": "Nearly"}]


def test_numbers_with_margins_and_units():
    inner = (
        answer("2", 100, "<tolerance>0.1</tolerance>")
        + answer("2", 50, "<tolerance>0.5</tolerance>")
        + "<units><unit><multiplier>1</multiplier><unit_name>GB</unit_name></unit>"
        + "<unit><multiplier>1000</multiplier><unit_name>MB</unit_name></unit></units>"
    )
    asked = only(xml("numerical", inner))
    assert (asked["answer"], asked["tolerance"], asked["near"]) == (2, 0.1, {"tolerance": 0.5, "credit": 0.5})
    assert (asked["unit"], asked["other_units"]) == ("GB", [{"unit": "MB", "factor": 0.001}])


def pair(item: str, target: str) -> str:
    return (
        f'<subquestion format="html"><text>{item}</text><answer><text>{target}</text></answer></subquestion>'
    )


def test_pairs_with_a_target_to_spare_and_categories():
    asked = only(xml("matching", pair("cat", "meow") + pair("dog", "woof") + pair("", "moo")))
    assert (asked["kind"], [one["text"] for one in asked["targets"]]) == ("match", ["meow", "woof", "moo"])
    shared = only(xml("matching", pair("cat", "animal") + pair("dog", "animal") + pair("oak", "plant")))
    assert (shared["kind"], [one["target"] for one in shared["items"]]) == (
        "categorise",
        ["animal", "animal", "plant"],
    )


def test_steps_stand_in_the_order_of_their_fractions():
    asked = only(xml("ordering", answer("loss", 2) + answer("forward", 1) + answer("step", 3)))
    assert [one["text"] for one in asked["steps"]] == ["forward", "loss", "step"]


def test_embedded_answers_are_gaps():
    prompt = (
        "<p>With {2:NUMERICAL:=480:20~%50%480:50} rows {:SHORTANSWER_C:=overfitting~%25%learning \\} it} is near; "
        "<b>{1:MCV:train~=eval &amp; test}</b> tells.</p>"
    )
    asked = only(xml("cloze", prompt=prompt))
    assert asked["prompt"] == "With {{gap-1}} rows {{gap-2}} is near; **{{gap-3}}** tells."
    number, text, choice = asked["gaps"]
    assert number == {
        "key": "gap-1",
        "kind": "number",
        "weight": 2,
        "answer": 480,
        "tolerance": 20,
        "near": {"tolerance": 50, "credit": 0.5},
    }
    assert (text["exact"], text["accept"][1]) == (True, {"text": "learning } it", "credit": 0.25})
    assert [(one["text"], one.get("correct", False)) for one in choice["choices"]] == [
        ("train", False),
        ("eval & test", True),
    ]


def test_what_embedded_answers_say_in_html_is_what_they_show():
    asked = only(xml("cloze", prompt="It is {1:SA:=don&#39;t~=&lt;s&gt;}."))
    assert [one["text"] for one in asked["gaps"][0]["accept"]] == ["don't", "<s>"]


@pytest.mark.parametrize(("kind", "box"), [("ddwtos", "dragbox"), ("gapselect", "selectoption")])
def test_words_to_drag_or_to_select_are_gaps_with_the_words_of_their_group(kind, box):
    boxes = "".join(
        f"<{box}><text>{text}</text><group>{group}</group></{box}>"
        for text, group in (("falls", 1), ("rises", 1), ("loss", 2), ("rate", 2))
    )
    asked = only(xml(kind, boxes, prompt="<p>The [[3]] [[1]].</p>"))
    assert asked["prompt"] == "The {{gap-1}} {{gap-2}}."
    offered = [[(one["text"], one.get("correct", False)) for one in gap["choices"]] for gap in asked["gaps"]]
    assert offered == [[("loss", True), ("rate", False)], [("falls", True), ("rises", False)]]


def variable(name: str, low: float, high: float, distribution: str = "uniform") -> str:
    return f"""<dataset_definitions><dataset_definition><name><text>{name}</text></name>
<distribution><text>{distribution}</text></distribution>
<minimum><text>{low}</text></minimum><maximum><text>{high}</text></maximum><decimals><text>0</text></decimals>
</dataset_definition></dataset_definitions>"""


def test_one_formula_over_evenly_drawn_values_is_computed_here_too():
    margin = "<tolerance>0</tolerance><tolerancetype>2</tolerancetype>"
    drawn = variable("rows", 100, 900) + variable("B", 1, 64)
    inner = answer("ceil({rows} / {B})", 100, margin) + drawn.replace(
        "</dataset_definitions><dataset_definitions>", ""
    )
    asked = only(xml("calculatedsimple", inner, prompt="{rows} rows in batches of {B}?"))
    assert (asked["prompt"], asked["answer"]) == ("{{rows}} rows in batches of {{b}}?", "ceil(rows / b)")
    assert asked["variables"] == {"rows": {"min": 100, "max": 900}, "b": {"min": 1, "max": 64}}


@pytest.mark.parametrize("decimals", ["1e300", "-1e8", "10"])
def test_no_number_of_decimals_keeps_the_reader_busy(decimals):
    inner = answer("{a}", 100) + variable("a", 1, 5).replace("<text>0<", f"<text>{decimals}<")
    said_of = told(read("moodle-xml", xml("calculated", inner, prompt="{a}?")))
    assert [line.partition("error: ")[2][:16] for line in said_of] == ["Only one formula"]


@pytest.mark.parametrize(
    ("written_in", "markdown"),
    [
        ("html", r"*a* \*b\* c"),
        ("moodle_auto_format", "*a* \\*b\\*\\\nc"),
        ("plain_text", "\\<i\\>a\\</i\\> \\*b\\*\\\nc"),
        ("markdown", "<i>a</i> *b*\nc"),
    ],
)
def test_the_format_of_a_text_is_minded(written_in, markdown):
    text = xml(
        "truefalse", answer("true", 100) + answer("false"), prompt="<i>a</i> *b*\nc", written_in=written_in
    )
    result = read("moodle-xml", text)
    assert about(result.questions[0])["prompt"] == markdown
    assert any("HTML is shown as text" in line for line in told(result)) == (written_in == "markdown")


def test_the_id_number_is_the_key():
    assert only(xml("truefalse", "<idnumber>Tok 1</idnumber>" + answer("true", 100)))["key"] == "tok-1"


RIGHT = answer("true", 100)


@pytest.mark.parametrize(
    ("kind", "inner", "problem"),
    [
        ("category", "<category><text>top/a</text></category>", "A bank keeps the category “top/a” as the tag “a”"),
        ("category", "<category><text>top</text></category>", "The category “top” was dropped; its name makes no tag."),
        ("essay", "", "Moodle has no rubric in its files"),
        ("description", "", "This is text without a question; it was left out."),
        ("ddmarker", "", "Dragging onto a picture is not asked here"),
        ("stack", "", "Questions of type “stack” are not read"),
        ("truefalse", answer("true"), "Neither true nor false earns points"),
        ("truefalse", RIGHT + "<defaultgrade>0</defaultgrade>", "The points must lie between 0.01 and 100"),
        ("truefalse", RIGHT + "<defaultgrade>1e-200</defaultgrade>", "must lie between 0.01 and 100"),
        ("truefalse", RIGHT + "<penalty>1.0</penalty>", "Penalties for a second try were dropped"),
        ("truefalse", RIGHT + said("hint", "think"), "A hint was dropped."),
        ("truefalse", RIGHT + "<tags><tag><text>Week 1</text></tag></tags>", "keeps these tags, a quiz has none: week-1."),
        ("truefalse", RIGHT + "<tags><tag><text>词元</text></tag></tags>", "keeps these tags, a quiz has none: 词元."),
        ("truefalse", RIGHT + "<tags><tag><text>+++</text></tag></tags>", "Tags were dropped: +++."),
        ("multichoice", answer("a", 100) + answer("b") + "<shuffleanswers>1</shuffleanswers>", "shuffle: true"),
        ("multichoice", answer("a", 100) + answer("b", 30), "Only the right choice earns points"),
        ("multichoice", answer("a", 100) + answer("b") + said("correctfeedback", "Hurray"), "Words for every right"),
        ("shortanswer", answer("a", 100) + answer("*", 0, said("feedback", "no")), "earns nothing"),
        ("shortanswer", answer("2 \\* 3", 100), "An asterisk stands for any text here"),
        ("numerical", answer("many", 100), "“many” is not a number"),
        ("numerical", answer("3", 100) + "<units><unit><unit_name>x</unit_name><multiplier>0</multiplier></unit></units>",
         "A unit needs"),
        ("ordering", answer("a", 1) + answer("b", 2) + "<selecttype>1</selecttype>", "A selection of the steps"),
        ("cloze", "", "No gap in this text can be read"),
        ("ddwtos", "", "The places in this text do not fit its words"),
        ("calculated", answer("{a}", 100), "“variables” needs at least 1"),
        ("calculated", answer("{a}", 100) + variable("a", 1, 2, "loguniform"), "Only one formula"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_said(kind, inner, problem):
    result = read("moodle-xml", xml(kind, inner))
    assert any(problem in one.message and 3 <= one.line <= 8 for one in result.problems), told(result)


def test_a_gap_that_cannot_be_asked_leaves_its_question_out():
    result = read("moodle-xml", xml("cloze", prompt="{1:SA:=a} and {1:MULTIRESPONSE:=b~c}"))
    assert not result.questions
    assert "Gaps of type “MULTIRESPONSE” are not asked here." in told(result)[1]


def test_pictures_are_told_and_their_names_kept():
    file = '<file name="a.png" encoding="base64">iVBORw0KGgo=</file>'
    text = xml("truefalse", RIGHT, prompt='<img src="@@PLUGINFILE@@/a.png" alt="a curve"> Is it?')
    result = read("moodle-xml", text.replace("</questiontext>", f"{file}</questiontext>"))
    assert about(result.questions[0])["prompt"] == "a curve Is it?"
    assert [line.partition(": ")[2] for line in told(result)] == [
        "A picture was left out.",
        "Files in a question are not kept; add the picture to a lesson.",
    ]


@pytest.mark.parametrize("kind", sorted(EXAMPLES.keys() - LATER - {"calculated", "code-output", "hotspot"}))
def test_each_kind_that_it_knows_comes_back_with_its_points(kind):
    written = moodle_xml.write([question(kind, key="q", points=2.5)], language="en")
    result = read("moodle-xml", written.text)
    assert [(one.kind, one.points) for one in result.questions] == [(kind, 2.5)]
    assert not result.problems, told(result)
    assert not written.dropped


@pytest.mark.parametrize(
    ("asked", "lost"),
    [
        (question("calculated", answer="rows ^ 2 / batch"), "Left out: Moodle writes powers otherwise and has no log2."),
        (question("code-output"), "Left out: Moodle has no questions of kind “code-output”."),
        (question("hotspot"), "Left out: Moodle has no questions of kind “hotspot”."),
        (question("text", slips=True), "Slips of the pen are not forgiven there."),
        (question("single", prompt=words("```mermaid\nflowchart LR\n```")), "A diagram becomes the code that draws it."),
    ],
)  # fmt: skip
def test_what_it_cannot_hold_is_said(asked, lost):
    assert [one.message for one in moodle_xml.write([asked], language="en").dropped] == [lost]


def test_a_gap_says_what_it_loses():
    gaps = [
        {"key": "n", "kind": "number", "answer": 3, "unit": words("GB"), "weight": 1.5},
        {"key": "w", "kind": "text", "slips": True, "accept": [{"text": words("a"), "feedback": words("b")}]},
    ]
    asked = question("cloze", prompt=words("{{n}} {{w}}"), gaps=gaps)
    assert [one.message for one in moodle_xml.write([asked], language="en").dropped] == [
        "The weight 1.5 of a gap became 2.",
        "The unit was dropped.",
        "Slips of the pen are not forgiven there.",
        "Feedback of a gap was dropped.",
    ]


def test_control_characters_that_xml_forbids_are_left_away():
    written = moodle_xml.write([question("single", prompt=words("a\x07b"))], language="en")
    assert about(read("moodle-xml", written.text).questions[0])["prompt"] == "ab"
