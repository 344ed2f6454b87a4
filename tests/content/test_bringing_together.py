"""Two versions of a file are brought together place by place, by the fields and keys of its parts."""

from typing import Any

import pytest

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
