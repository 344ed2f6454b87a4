"""Two versions of a file are brought together place by place, by the fields and keys of its parts."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.drafts.bringing import Bringing, Choice

LANGUAGES = ["en", "zh-hans"]


def question(key: str, **told: Any) -> dict[str, Any]:
    return {"key": key, "kind": "single", "prompt": {"en": f"{key}?"}, **told}


def quiz(*questions: dict[str, Any], **told: Any) -> dict[str, Any]:
    return {"title": {"en": "Quiz"}, "questions": list(questions), **told}


def bring(base: Any, mine: Any, theirs: Any, *choices: Choice) -> tuple[Bringing, Any]:
    bringing = Bringing(choices)
    return bringing, bringing.data(base, mine, theirs, LANGUAGES)


def test_different_fields_go_together_though_they_stand_in_neighbouring_lines():
    base = quiz(question("a"), question("b"))
    mine = quiz(question("a", points=2), question("b"), tries=3)
    theirs = quiz(question("a"), question("b", prompt={"en": "b!"}), shuffle=True)
    bringing, made = bring(base, mine, theirs)
    assert bringing.conflicts == []
    assert made == quiz(question("a", points=2), question("b", prompt={"en": "b!"}), tries=3, shuffle=True)


@pytest.mark.parametrize(
    ("choice", "meant"), [(Choice.MINE, "Mine?"), (Choice.THEIRS, "Hers?"), (Choice.BOTH, "Hers? Mine?")]
)
def test_the_same_words_are_chosen_by_name(choice: Choice, meant: str):
    base = quiz(question("a"), question("b"))
    mine = quiz(question("a"), question("b", prompt={"en": "Mine?"}))
    theirs = quiz(question("a"), question("b", prompt={"en": "Hers?", "zh-hans": "她的？"}))
    bringing, made = bring(base, mine, theirs, choice)
    (conflict,) = bringing.conflicts
    assert (conflict.field, conflict.language, conflict.steps[0].number) == ("prompt", "en", 2)
    assert made["questions"][1]["prompt"] == {"en": meant, "zh-hans": "她的？"}


def test_what_both_added_stands_in_its_order():
    base = quiz(question("a"), question("z"))
    mine = quiz(question("a"), question("mine"), question("z"))
    theirs = quiz(question("z"), question("hers"), question("a"))
    bringing, made = bring(base, mine, theirs)
    assert bringing.conflicts == []
    assert [one["key"] for one in made["questions"]] == ["z", "hers", "a", "mine"]


def test_what_one_removed_and_the_other_changed_is_asked_about():
    base = quiz(question("a"), question("b"))
    theirs = quiz(question("a"), question("b", points=2))
    bringing, made = bring(base, quiz(question("a")), theirs, Choice.MINE)
    assert [(conflict.mine, conflict.can_be_both) for conflict in bringing.conflicts] == [(None, False)]
    assert made == quiz(question("a"))
    assert bring(base, quiz(question("a")), base)[1] == quiz(question("a")), "unchanged there, so it goes"


def test_a_question_of_another_kind_is_another_one():
    base, mine = quiz(question("a")), quiz({**question("a"), "kind": "number", "answer": 1})
    theirs = quiz(question("a", points=3))
    bringing, made = bring(base, mine, theirs, Choice.THEIRS)
    assert len(bringing.conflicts) == 1
    assert made == theirs


def test_texts_go_together_by_line():
    bringing = Bringing([Choice.BOTH])
    assert bringing.texts("a\nb\nc", "a\nmine\nc", "a\nhers\nc") == "a\nhers\nmine\nc"


def steps(keys: str, **told: dict[str, Any]) -> dict[str, Any]:
    """An order question: the order of its steps is the right answer."""
    listed = [{"key": key, "text": {"en": f"Step {key}"}, **told.get(key, {})} for key in keys]
    return quiz(question("q", kind="order", steps=listed))


def keys_in(made: Any) -> str:
    return "".join(step["key"] for step in made["questions"][0]["steps"])


def test_what_both_moved_elsewhere_in_a_list_is_moved():
    bringing, made = bring(steps("abcdef"), steps("bacdef"), steps("abcdfe"))
    assert (bringing.conflicts, keys_in(made)) == ([], "bacdfe")


def test_what_both_added_is_in_the_order_of_both():
    bringing, made = bring(steps("abcdef"), steps("bamcdef"), steps("abcdfte"))
    assert (bringing.conflicts, keys_in(made)) == ([], "bamcdfte")


@pytest.mark.parametrize(("choice", "meant"), [(Choice.MINE, "bacdx"), (Choice.THEIRS, "acbdx")])
def test_what_both_moved_to_different_places_is_asked_about_and_no_other_change_is_lost(
    choice: Choice, meant: str
):
    mine, theirs = steps("bacdx"), steps("acbd", d={"text": {"en": "Last"}})
    bringing, made = bring(steps("abcd"), mine, theirs, choice)
    (conflict,) = bringing.conflicts
    assert (conflict.field, conflict.steps[0].key, conflict.can_be_both) == ("steps", "q", False)
    assert keys_in(made) == meant
    assert made["questions"][0]["steps"][3]["text"] == {"en": "Last"}


@given(st.permutations("abcde"), st.permutations("abcde"))
def test_no_order_is_thrown_away_without_asking(mine: list[str], theirs: list[str]):
    bringing, made = bring(steps("abcde"), steps("".join(mine)), steps("".join(theirs)))
    assert sorted(keys_in(made)) == list("abcde")
    if not bringing.conflicts:
        pairs = [(one, other) for one, other in combinations("abcde", 2)]
        for one, other in pairs:
            kept = [side.index(one) < side.index(other) for side in (mine, theirs)]
            if kept[0] == kept[1]:
                assert (keys_in(made).index(one) < keys_in(made).index(other)) == kept[0]


def accepting(*accepted: dict[str, Any]) -> dict[str, Any]:
    return quiz(question("q", kind="text", accept=list(accepted)))


RIGHT, HALF, NEW = ({"text": {"en": said}} for said in ("overfitting", "too many epochs", "learned by heart"))


def accepted_in(made: Any) -> list[dict[str, Any]]:
    return list(made["questions"][0]["accept"])


def test_what_has_no_key_is_told_by_what_it_says():
    half = {**HALF, "credit": 0.5}
    bringing, made = bring(accepting(RIGHT, HALF), accepting(NEW, RIGHT, HALF), accepting(RIGHT, half))
    assert bringing.conflicts == []
    assert accepted_in(made) == [NEW, RIGHT, half]


def test_what_has_no_key_is_told_where_it_moved():
    half = {**HALF, "credit": 0.5}
    bringing, made = bring(accepting(RIGHT, HALF), accepting(HALF, RIGHT), accepting(RIGHT, half))
    assert bringing.conflicts == []
    assert accepted_in(made) == [half, RIGHT]


def test_what_both_added_alike_without_a_key_is_in_once():
    bringing, made = bring(accepting(RIGHT), accepting(RIGHT, NEW), accepting(NEW, RIGHT, HALF))
    assert bringing.conflicts == []
    assert sorted(map(str, accepted_in(made))) == sorted(map(str, [RIGHT, HALF, NEW]))


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        ([RIGHT, HALF], [RIGHT, NEW], [RIGHT, {**HALF, "credit": 0.5}]),
        ([RIGHT, HALF], [RIGHT, NEW], [RIGHT, {"text": {"en": "too long"}}]),
        ([HALF, HALF], [HALF, HALF, NEW], [HALF, {**HALF, "credit": 0.5}]),
        ([HALF], [{**HALF, "credit": 0.5}, {**HALF, "credit": 0.2}], [{**HALF, "ignore_case": False}]),
    ],
    ids=["replaced and changed", "written anew by both", "twice the same", "one became two"],
)
@pytest.mark.parametrize("choice", [Choice.MINE, Choice.THEIRS])
def test_where_nobody_can_tell_which_is_which_the_list_is_asked_about(
    base: list[Any], mine: list[Any], theirs: list[Any], choice: Choice
):
    bringing, made = bring(accepting(*base), accepting(*mine), accepting(*theirs), choice)
    assert [conflict.field for conflict in bringing.conflicts] == ["accept"]
    assert accepted_in(made) == (mine if choice == Choice.MINE else theirs)


def in_answers(count: int, credit: float) -> list[dict[str, Any]]:
    return [
        {"text": {"en": f"answer {place}"}, "feedback": {"en": "Near."}, "credit": credit}
        for place in range(count)
    ]


def test_a_long_list_without_keys_is_put_together_and_one_longer_than_any_course_has_is_asked_about():
    """Every entry is held against every other one, so that the time grows with the square of them."""
    for count, conflicts in ((500, 0), (2_000, 1)):
        base, mine = in_answers(count, 0.5), in_answers(count, 0.2)
        bringing, made = bring(accepting(*base), accepting(*mine), accepting(*base, NEW))
        assert len(bringing.conflicts) == conflicts
        assert accepted_in(made)[-1] == NEW


def test_words_that_both_made_entries_of_are_put_together():
    base = {"questions": [{"key": "one", "accept": ["falls", "rises"]}]}
    bringing, made = bring(base, accepting(RIGHT), accepting(RIGHT, NEW))
    assert bringing.conflicts == []
    assert accepted_in(made) == [RIGHT, NEW]


SAID = st.lists(st.sampled_from("abcdefg"), unique=True, min_size=1)


@given(SAID, SAID, st.data())
def test_credit_goes_to_no_other_answer(before: list[str], after: list[str], data: st.DataObject):
    """Whatever one author adds, removes and moves while the other gives points to an answer."""
    base, mine = ([{"text": {"en": said}} for said in side] for side in (before, after))
    half = data.draw(st.sampled_from(before))
    theirs = [{**one, "credit": 0.5} if one["text"]["en"] == half else one for one in base]
    bringing, made = bring(accepting(*base), accepting(*mine), accepting(*theirs))
    if bringing.conflicts:
        assert half not in after
        return
    credits = {one["text"]["en"]: one.get("credit", 1) for one in accepted_in(made)}
    assert credits == {said: 0.5 if said == half else 1 for said in after}
