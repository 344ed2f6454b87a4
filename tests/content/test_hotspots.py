"""Questions about a place: a cell of a confusion matrix, a step of a curve."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from courses.content.analysis import QuizSums, analyse, findings_of
from courses.content.analysis.sums import Tried
from courses.content.forms.blanks import blank
from courses.content.forms.changing import add
from courses.content.forms.reading import can_show
from courses.content.questions import KINDS, Given, UnreadableAnswer
from courses.content.schema import QuizSource
from tests.content.test_question_kinds import LABELS, question, words

STEPS = list(range(0, 110, 10))
LINES = [
    {"key": "train", "text": words("training loss"), "values": [1.1 - 0.1 * n for n in range(11)]},
    {
        "key": "val",
        "text": words("validation loss"),
        "values": [1.1 - 0.1 * min(n, 12 - n) for n in range(11)],
    },
]


def cells(*places: str) -> dict[str, Any]:
    right = [dict(zip(("row", "column"), place.split("."), strict=True)) for place in places]
    return {"matrix": {"labels": LABELS, "right": right}}


def curve(**right: Any) -> dict[str, Any]:
    return {
        "matrix": None,
        "curve": {"along": STEPS, "lines": LINES, "right": {"from": 60, "to": 70, **right}},
    }


ONE, TWO = cells("fraud.claims"), cells("fraud.claims", "claims.fraud")


@pytest.mark.parametrize(
    ("about", "response", "share"),
    [
        (ONE, "fraud.claims", 1),
        (ONE, "claims.claims", 0),
        (ONE, ["fraud.claims"], 1),
        (ONE, ["fraud.claims", "claims.fraud"], 0),
        (TWO, ["fraud.claims", "claims.fraud"], 1),
        (TWO, ["fraud.claims"], 0.5),
        (TWO, ["fraud.claims", "other.other"], 0),
        (TWO, ["fraud.claims", "claims.fraud", "other.other"], 0.5),
        (curve(), "60", 1),
        (curve(), "80", 0),
        (curve(tolerance=10), "80", 1),
        (curve(tolerance=10, near={"tolerance": 25, "credit": 0.5}), "90", 0.5),
        (curve(tolerance=10, near={"tolerance": 25, "credit": 0.5}), "30", 0),
        (curve(), "65", 0),
    ],
)
def test_what_a_place_earns(about, response, share):
    mark = question("hotspot", points=2, **about).grade(response)
    assert mark.points == pytest.approx(2 * share)


@given(st.sets(st.sampled_from([f"{a}.{b}" for a in ("claims", "fraud") for b in ("claims", "other")])))
def test_more_right_cells_never_earn_less(chosen):
    asked = question("hotspot", points=4, **TWO)
    earned = asked.grade(sorted(chosen)).points
    assert asked.grade(sorted({*chosen, "fraud.claims"})).points >= earned
    assert asked.grade(sorted({*chosen, "other.other"})).points <= earned


def test_every_step_that_counts_is_told_as_right():
    mark = question("hotspot", **curve(tolerance=10)).grade("20")
    assert mark.choices["20"] == "wrong"
    assert [step for step, outcome in mark.choices.items() if outcome == "missed"] == ["50", "60", "70", "80"]


def test_nearly_right_is_told_as_partly_right():
    mark = question("hotspot", **curve(near={"tolerance": 20, "credit": 0.5})).grade("80")
    assert mark.parts == {"80": "part"}


@pytest.mark.parametrize("about", [ONE, TWO, curve()])
@pytest.mark.parametrize("values", [[], [""], ["nowhere"], ["fraud.claims", "nowhere"]])
def test_a_place_that_is_not_shown_is_asked_again(about, values):
    with pytest.raises(UnreadableAnswer):
        question("hotspot", **about).parse(Given(values))


def test_one_place_is_asked_for_unless_several_are_right():
    both = Given(["fraud.claims", "claims.fraud"])
    assert question("hotspot", **TWO).parse(both) == ["claims.fraud", "fraud.claims"]
    with pytest.raises(UnreadableAnswer):
        question("hotspot", **ONE).parse(both)


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ({"matrix": None}, "one of the two"),
        ({**ONE, "curve": curve()["curve"]}, "one of the two"),
        (cells("fraud.nothing"), "no label “nothing”"),
        (cells("fraud.claims", "fraud.claims"), "listed twice"),
        (
            {"matrix": {"labels": LABELS[:2], "right": ONE["matrix"]["right"]}},
            "needs 2 counts; this one has 3",
        ),
        ({"matrix": {"labels": [*LABELS[:2], LABELS[0]], "right": []}}, "at least 1"),
        (curve(**{"from": 80}), "must not lie before"),
        (curve(tolerance=9, near={"tolerance": 9, "credit": 0.5}), "must be wider"),
        (curve(**{"from": 61, "to": 62}), "Some of the steps must be right"),
        (curve(tolerance=200), "some must not"),
        ({"matrix": None, "curve": {**curve()["curve"], "along": [*STEPS[:-1], 90]}}, "90 comes after 90"),
        (
            {"matrix": None, "curve": {**curve()["curve"], "along": STEPS[:-1]}},
            "needs 10 values; this one has 11",
        ),
    ],
)
def test_what_an_author_may_not_write_is_said(about, why):
    with pytest.raises(ValidationError, match=why):
        question("hotspot", **about)


def test_a_solution_names_the_place():
    assert question("hotspot", **TWO).solution("en") == ["fraud → claims", "claims → fraud"]
    assert question("hotspot", **curve(tolerance=5)).solution("en") == ["60–70 ± 5"]
    hostile = [{**LABELS[0], "text": words("<b>")}, *LABELS[1:]]
    asked = question("hotspot", matrix={"labels": hostile, "right": ONE["matrix"]["right"]})
    assert asked.solution("en") == ["fraud → &lt;b&gt;"]
    assert "&lt;b&gt; → fraud" in [place["text"] for place in asked.public("en")["places"]]


def test_an_answer_counts_on_a_new_key_where_its_place_was_there():
    old, new = question("hotspot", **ONE), question("hotspot", **cells("claims.fraud"))
    assert new.can_mark("claims.fraud", old)
    assert not question("hotspot", **TWO).can_mark("claims.fraud", old), "one place was asked for then"
    assert not question("hotspot", **curve()).can_mark("claims.fraud", old)


def test_a_new_one_has_a_form_and_a_curve_can_be_put_in():
    model = KINDS["hotspot"]
    data = {"key": "q", "kind": "hotspot", **blank(model, "en", key="q")}
    assert model.model_validate(data)
    assert can_show(model, data, ["en"])
    assert add(model, data, "curve.lines", "", "en") == "curve.lines.0"
    written = {
        **question("hotspot", **curve()).model_dump(mode="json", exclude_defaults=True),
        "kind": "hotspot",
    }
    plain = {**written, "prompt": {"en": "?"}, "feedback": {"en": "!"}}
    plain["curve"] = {**curve()["curve"], "lines": [{**line, "text": {"en": line["key"]}} for line in LINES]}
    assert can_show(model, plain, ["en"])


def test_an_analysis_says_which_places_were_chosen_and_blames_none_that_was_not():
    quiz = QuizSource.model_validate({"title": words("Quiz"), "questions": [{**_plain(), **curve()}]})
    chosen = ["60"] * 12 + ["70"] * 12 + ["90"] * 16
    tried = [Tried({"q": float(place != "90")}, of=1, chosen={"q": [place]}) for place in chosen]
    (figures,) = analyse(quiz, QuizSums.of(tried)).questions
    assert [(one.key, one.n, one.is_right) for one in figures.choices] == [
        ("60", 12, True),
        ("70", 12, True),
        ("90", 16, False),
    ]
    assert not [finding for finding in findings_of(figures) if finding.choice]


def _plain() -> dict[str, Any]:
    return {"key": "q", "kind": "hotspot", "prompt": words("Where?")}
