"""The form of a question that a person marks: what its author is asked, and what follows by itself."""

import pytest

from courses.content.forms.blanks import blank
from courses.content.forms.filling import filled
from courses.content.forms.nodes import Node
from courses.content.questions import KINDS
from courses.templatetags.forms import main_fields, more_fields
from tests.content.test_question_kinds import BY_PEOPLE


def named(nodes: list[Node], field: str) -> Node:
    return next(node for node in nodes if node.field == field)


@pytest.mark.parametrize("kind", sorted(BY_PEOPLE))
def test_the_points_of_each_level_are_asked_for_and_those_of_the_question_follow(kind: str):
    begun = blank(KINDS[kind], "en")
    fields = filled(KINDS[kind], begun, ["en"])
    assert "points" not in [node.field for node in fields]
    levels = named(list(named(fields, "rubric").nodes[0].nodes), "levels")
    assert [named(list(level.nodes), "points").value for level in levels.nodes] == ["0", "1"]
    for level in levels.nodes:
        assert "points" in [node.field for node in main_fields(level.nodes)]
        assert "points" not in [node.field for node in more_fields(level.nodes)]
    assert KINDS[kind].model_validate({**begun, "kind": kind}).points == 1
