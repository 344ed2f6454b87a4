"""A path as a form: all of it is shown and comes back; what two changed at once is put together."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content import located_yaml
from courses.content.forms.changing import add, move, remove
from courses.content.forms.filling import filled
from courses.content.forms.nodes import posted_of
from courses.content.forms.reading import can_show, read
from courses.content.paths import PathSource, merged, path_yaml
from tests.content.test_paths import path

LANGUAGES = ["en", "zh-hans"]
CHOICES = {
    "courses": [("prompting", "Prompts"), ("what-is-an-llm", "What it is")],
    "questions": [("q0", "?")],
}


def in_file(**other: Any) -> dict[str, Any]:
    source = PathSource.model_validate(path(**other), context={"source": "en"})
    data: dict[str, Any] = located_yaml.load(path_yaml(source).decode()).data
    return data


def sent(data: dict[str, Any]) -> dict[str, Any]:
    return read(PathSource, posted_of(filled(PathSource, data, LANGUAGES, choices=CHOICES)), LANGUAGES)


@pytest.mark.parametrize("due", [{"days": 14}, {"on": "2026-12-31"}])
def test_a_form_shows_all_of_a_path_and_gives_it_back(due: dict[str, Any]):
    data = in_file(due=due)
    assert can_show(PathSource, data, LANGUAGES)
    assert sent(data) == data


def test_ticks_keep_the_order_of_the_file_whatever_the_site_offers():
    data = in_file()
    data["placement"]["parts"][0]["questions"] = ["q2", "q0", "q1"]
    assert sent(data) == data


def test_a_quiz_is_chosen_at_once_and_read_as_its_three_keys():
    read_back = read(PathSource, {"placement.quiz": ["a/b/c"]}, LANGUAGES)
    assert read_back["placement"] == {"course": "a", "lesson": "b", "quiz": "c"}
    assert "placement" not in read(PathSource, {"placement.quiz": [""]}, LANGUAGES)


def test_courses_of_a_stage_are_moved_and_removed_and_a_new_one_has_its_place():
    data = in_file()
    assert move(PathSource, data, "stages.1.courses.0", 1) == "stages.1.courses.1"
    assert data["stages"][1]["courses"] == ["tuning", "prompting"]
    remove(PathSource, data, "stages.1.courses.0")
    assert data["stages"][1]["courses"] == ["prompting"]
    assert add(PathSource, data, "stages.1.courses", "", "en") == "stages.1.courses.1"
    nodes = {node.name: node for node in filled(PathSource, data, LANGUAGES)[-1].nodes[1].nodes}
    assert [leaf.value for leaf in nodes["stages.1.courses"].nodes] == ["prompting", ""]


def test_what_two_changed_in_different_fields_is_put_together():
    base = in_file()
    mine, theirs = deepcopy(base), deepcopy(base)
    mine["title"]["en"] = "A month"
    mine["stages"][1]["title"]["en"] = "Choose"
    theirs["title"]["zh-hans"] = "一个月"
    theirs["stages"][1]["choose"] = 2
    del theirs["due"]
    both, clashes = merged(base, mine, theirs)
    assert clashes == []
    assert both["title"] == {"en": "A month", "zh-hans": "一个月"}
    assert (both["stages"][1]["title"]["en"], both["stages"][1]["choose"]) == ("Choose", 2)
    assert "due" not in both


def test_where_both_changed_the_same_mine_stays_and_theirs_is_told():
    base = in_file()
    mine, theirs = deepcopy(base), deepcopy(base)
    mine["title"]["en"], theirs["title"]["en"] = "Mine", "Theirs"
    mine["stages"].pop()
    theirs["stages"].reverse()
    both, clashes = merged(base, mine, theirs)
    assert (both["title"]["en"], both["stages"]) == ("Mine", mine["stages"])
    assert [(clash.place, clash.theirs) for clash in clashes] == [
        (("title", "en"), "Theirs"),
        (("stages",), theirs["stages"]),
    ]


words = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["x", "y", "z"]))


@given(base=words, mine=words, theirs=words)
def test_whatever_one_side_left_alone_is_as_the_other_side_has_it(base: Any, mine: Any, theirs: Any):
    both, clashes = merged(base, mine, theirs)
    told = {clash.place[0] for clash in clashes}
    for name in {*base, *mine, *theirs}:
        sides = base.get(name), mine.get(name), theirs.get(name)
        wanted = sides[2] if sides[1] in (sides[0], sides[2]) else sides[1]
        assert both.get(name) == wanted
        assert (name in told) == (len(set(sides)) == 3 or (sides[0] != sides[1] != sides[2] != sides[0]))
    assert merged(base, mine, base) == (mine, [])
    assert merged(base, base, theirs) == (theirs, [])
