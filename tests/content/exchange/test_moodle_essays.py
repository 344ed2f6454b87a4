"""Essays and calculated questions go to Moodle and come back, and what stays behind is said."""

import pytest

from courses.content.exchange import moodle_xml
from courses.content.questions import BaseQuestion
from tests.content.exchange.reading import about, read, told
from tests.content.exchange.test_moodle_xml import said, xml
from tests.content.test_question_kinds import question, words


def there_and_back(asked: BaseQuestion) -> tuple[dict, list[str], str]:
    """The question that comes back, what was lost on its way out, and the file."""
    written = moodle_xml.write([asked], language="en")
    result = read("moodle-xml", written.text)
    assert not result.problems, told(result)
    return about(result.questions[0]), [one.message for one in written.dropped], written.text


def test_an_open_text_comes_back_with_its_rubric_and_sample():
    asked = question("open-text", key="q")
    again, lost, text = there_and_back(asked)
    assert 'type="essay"' in text
    assert again["sample"] == about(asked)["sample"]
    levels = [[(level["points"], level["text"]) for level in one["levels"]] for one in about(asked)["rubric"]]
    assert [
        [(level["points"], level["text"]) for level in one["levels"]] for one in again["rubric"]
    ] == levels
    assert lost == ["The rubric became words for whoever marks; learners do not see it there."]


def test_limits_in_characters_stay_behind():
    _again, lost, _text = there_and_back(question("open-text", key="q", shortest=100))
    assert lost[1:] == ["Limits in characters were dropped; there words are counted."]


def test_an_essay_of_moodle_begins_with_a_rubric_that_says_so():
    inner = "<defaultgrade>4</defaultgrade><minwordlimit>50</minwordlimit>" + said(
        "graderinfo", "Look for a cause."
    )
    result = read("moodle-xml", xml("essay", inner))
    (asked,) = result.questions
    assert (asked.kind, asked.points, about(asked)["sample"]) == ("open-text", 4, "Look for a cause.")
    assert [level["points"] for level in about(asked)["rubric"][0]["levels"]] == [0, 2, 4]
    assert {line.partition("warning: ")[2].partition(";")[0] for line in told(result)} == {
        "Moodle has no rubric in its files",
        "What graders read became the sample answer, which learners see after their marks: read it over.",
        "Limits in words were dropped",
    }


def test_a_calculated_question_comes_back_where_its_grid_is_one_of_decimals():
    asked = question(
        "calculated",
        key="q",
        prompt=words("{{rows}} rows and {{rate}}?"),
        variables={"rows": {"min": 10, "max": 90}, "rate": {"min": 0.1, "max": 0.5, "step": 0.1}},
        answer="ln(rows) * pi / rate",
        relative_tolerance=0.01,
    )
    again, lost, text = there_and_back(asked)
    assert "log({rows}) * pi() / {rate}" in text
    assert again == about(asked)
    assert lost == ["There values are chosen from 50 sets that were drawn now."]


def test_values_of_a_list_are_told_to_come_back_as_a_range():
    asked = question(
        "calculated",
        key="q",
        variables={"rows": {"of": [480, 960]}, "batch": {"min": 8, "max": 16, "step": 8}},
    )
    _again, lost, text = there_and_back(asked)
    assert lost[1:] == [
        "“rows” is read back as any value between its ends.",
        "“batch” is read back as any value between its ends.",
    ]
    assert text.count("<dataset_item>") == 100
    assert "<value>961</value>" not in text


@pytest.mark.parametrize(
    "prompt",
    [
        "{{rows}} rows and {{batch}}, and $\\frac{rows}{batch}$.",
        "{{rows}} of {rows}, {{batch}} of { batch} or {  batch}.",
        "{{rows}} and {{batch}} to {e} or {Rows}.",
        "{{{rows}}} and {{batch}}{{batch}}",
        "{{rows}} and {{batch}}: $\\frac{{rows}}{{other}}$",
    ],
)
def test_braces_that_are_no_place_come_back_as_they_are(prompt: str):
    asked = question("calculated", key="q", prompt=words(prompt))
    again, _lost, text = there_and_back(asked)
    assert again["prompt"] == prompt
    assert "{rows} " in text or "{{rows}} " in text


def test_a_name_in_single_braces_is_told():
    asked = question("calculated", key="q", prompt=words("{{rows}} and {{batch}} of {rows}"))
    _again, lost, text = there_and_back(asked)
    assert "{rows} and {batch} of { rows}" in text
    assert any(one.startswith("A name in single braces is no place of a value") for one in lost)


def evenly(name: str, low: int, high: int) -> str:
    return f"""<dataset_definition><name><text>{name}</text></name><distribution><text>uniform</text></distribution>
<minimum><text>{low}</text></minimum><maximum><text>{high}</text></maximum><decimals><text>0</text></decimals>
</dataset_definition>"""


def test_names_that_differ_in_capitals_alone_stay_apart():
    sets = evenly("A", 10, 50) + evenly("a", 1, 5) + evenly("a2", 6, 9)
    found = read(
        "moodle-xml",
        f"""<quiz><question type="calculated"><name><text>c</text></name>
<questiontext format="plain_text"><text>{{A}}, {{a}} and {{a2}} of {{ A}}?</text></questiontext>
<answer fraction="100"><text>{{A}}-{{a}}*{{a2}}</text></answer>
<dataset_definitions>{sets}</dataset_definitions></question></quiz>""",
    )
    (asked,) = found.questions
    assert asked.answer == "a3-a*a2"
    assert {name: one.min for name, one in asked.variables.items()} == {"a3": 10, "a": 1, "a2": 6}
    assert asked.prompt.texts["en"].startswith("{{a3}}, {{a}} and {{a2}} of {A}")
    assert [line.partition(": ")[2] for line in told(found)] == [
        "“A” became “a3”: names of values have no capitals here."
    ]
