"""Whatever somebody types into a form, half-filled or wrong, the form can show it again: nobody is thrown out of it."""

from copy import deepcopy
from typing import Any

import pytest

from courses.content import located_yaml
from courses.content.forms.changing import BadChange, change
from courses.content.forms.filling import filled
from courses.content.forms.nodes import Node, posted_of
from courses.content.forms.reading import can_show, read
from courses.content.questions import ALIKE, KINDS
from courses.content.questions.hotspot import Question as Hotspot
from courses.content.schema import BankFile
from courses.content.yaml_writing import to_yaml

LANGUAGES = ["en", "zh-hans"]
TYPED = [
    "",
    " ",
    "x",
    "1, 2,, x",
    "0.5",
    "1e5",
    "007",
    "yes",
    "null",
    "- a: b",
    "{{x}}",
    "a\n\n b",
    "2026-01-01",
    "'",
]


def bank(kind: str) -> dict[str, Any]:
    data: dict[str, Any] = {"title": {"en": "Bank"}}
    change(BankFile, data, ["add", "questions", kind], "en")
    return data


def lists(nodes: list[Node]) -> list[Node]:
    return [node for node in nodes if node.how == "items"] + [
        one for node in nodes for one in lists(list(node.nodes))
    ]


def is_shown(data: dict[str, Any]) -> bool:
    """The file that a form made, as the next page reads it."""
    return can_show(BankFile, located_yaml.load(to_yaml(data)).data, LANGUAGES)


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("kind", KINDS)
def test_any_words_in_any_field_can_be_shown_again(kind: str, typed: str):
    nodes = filled(BankFile, bank(kind), LANGUAGES)
    leaves = [leaf for node in nodes for leaf in node.leaves()]
    for leaf in leaves:
        if leaf.how in {"line", "text", "number", "words"}:
            posted = {**posted_of(nodes), leaf.name: [typed]}
            assert is_shown(read(BankFile, posted, LANGUAGES)), leaf.name


@pytest.mark.parametrize("kind", KINDS)
def test_any_part_can_be_added_and_taken_away(kind: str):
    for node in lists(filled(BankFile, bank(kind), LANGUAGES)):
        for part in node.kinds:
            data = bank(kind)
            change(BankFile, data, ["add", node.name, part], "en")
            assert is_shown(data), f"{node.name} and one more {part}"
            for left in range(len(node.nodes), -1, -1):
                change(BankFile, data, ["remove", f"{node.name}.{left}"], "en")
                assert is_shown(data), f"{node.name} with {left}"


@pytest.mark.parametrize("kind", ALIKE)
def test_a_question_is_asked_as_the_kind_that_has_its_fields_and_loses_nothing(kind: str):
    data = bank(kind)
    before = deepcopy(data["questions"][0])
    assert change(BankFile, data, ["alike", "questions.0"], "en") == "questions.0"
    asked = data["questions"][0]
    assert asked == {**before, "kind": ALIKE[kind]}
    assert KINDS[ALIKE[kind]].model_validate(asked, context={"source": "en"}).key == before["key"]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ALIKE])
def test_others_stay_what_they_are(kind: str):
    with pytest.raises(BadChange):
        change(BankFile, bank(kind), ["alike", "questions.0"], "en")


@pytest.mark.parametrize("kind", ["single", "multiple", "order", "match", "categorise"])
def test_keys_of_new_parts_tell_a_reader_of_the_page_no_order(kind: str):
    """The first choice, and the order of steps, are right at the beginning: `a`, `b`, `c` would say so."""
    parts = {"order": ["steps"], "match": ["items", "targets"], "categorise": ["items", "targets"]}.get(
        kind, ["choices"]
    )
    asked = bank(kind)
    for name in reversed(parts):
        change(BankFile, asked, ["add", f"questions.0.{name}"], "en")
    question = asked["questions"][0]
    keys = [one["key"] for name in parts for one in question[name]]
    again = [one["key"] for name in parts for one in bank(kind)["questions"][0][name]]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & {*again, "a", "b"}
    targets = [one["key"] for one in question.get("targets", ())]
    assert [one["target"] for one in question.get("items", ())] == targets


def test_a_matrix_gives_way_to_a_curve_that_works_and_back():
    data = bank("hotspot")
    assert change(BankFile, data, ["instead", "questions.0.curve"], "en") == "questions.0.curve"
    question = Hotspot.model_validate(data["questions"][0], context={"source": "en"})
    assert question.curve is not None
    assert question.matrix is None
    assert set(question.offered().values()) == {True, False}
    assert is_shown(data)
    shown = filled(BankFile, data, LANGUAGES)
    assert [node.name for node in shown[1].nodes[0].nodes if node.how == "instead"] == ["questions.0.matrix"]
    change(BankFile, data, ["instead", "questions.0.matrix"], "en")
    assert Hotspot.model_validate(data["questions"][0], context={"source": "en"}).matrix is not None


def test_a_curve_that_is_only_begun_stays_in_the_form():
    data = bank("hotspot")
    del data["questions"][0]["matrix"]
    change(BankFile, data, ["add", "questions.0.curve.lines", ""], "en")
    assert is_shown(data)
    change(BankFile, data, ["remove", "questions.0.curve.lines.0"], "en")
    assert "curve" not in data["questions"][0]
    assert is_shown(data)
