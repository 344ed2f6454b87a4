"""What differs between two states of a course's files, as things that can be said."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.differences import Difference, Step, Verb, differences_in, excerpt, word_marks
from courses.content.differences.data import moved
from courses.content.differences.files import change_of_file, changes_of_files

LANGUAGES = ["en", "zh-hans"]
TEXTS = st.text(alphabet=string.ascii_letters + " \n.,损失学习", max_size=80)


def question(key: str = "loss", right: str = "a", **more: object) -> dict[str, object]:
    choices = [{"key": one, "text": {"en": one.upper()}, "correct": one == right} for one in "abc"]
    asked = [{key: value for key, value in choice.items() if value is not False} for choice in choices]
    return {"key": key, "kind": "single", "prompt": {"en": f"What of {key}?"}, "choices": asked, **more}


def quiz(*questions: dict[str, object], **more: object) -> dict[str, object]:
    return {"title": {"en": "Check"}, "questions": list(questions), **more}


def found(was: dict[str, object], now: dict[str, object]) -> list[Difference]:
    return differences_in(was, now, LANGUAGES)


def at(number: int, key: str, listed: str = "questions") -> Step:
    return Step(listed, key, number)


def test_another_right_choice_is_told_by_its_letters():
    was = quiz(question("first"), question("loss", right="b"))
    now = quiz(question("first"), question("loss", right="c"))
    assert found(was, now) == [Difference(Verb.RIGHT, (at(2, "loss"),), "answer", "", "B", "C")]


def test_choices_in_another_order_have_the_same_right_one():
    was, now = question(), question()
    now["choices"] = list(reversed(now["choices"]))  # type: ignore[call-overload]
    verbs = [difference.verb for difference in found(quiz(was), quiz(now))]
    assert set(verbs) == {Verb.MOVED}


def test_another_right_number_is_told_by_its_values():
    was, now = quiz({"key": "n", "answer": 30}), quiz({"key": "n", "answer": 31})
    assert found(was, now) == [Difference(Verb.RIGHT, (at(1, "n"),), "answer", "", 30, 31)]


def test_words_are_told_by_language():
    now = quiz(question(prompt={"en": "Why?", "zh-hans": "为什么？"}))
    told = [(one.verb, one.language, one.old, one.new) for one in found(quiz(question()), now)]
    assert told == [
        (Verb.REWROTE, "en", "What of loss?", "Why?"),
        (Verb.WROTE, "zh-hans", "", "为什么？"),
    ]


def test_questions_come_go_and_move_by_their_keys():
    was = quiz(question("a1"), question("b1"), question("c1"), question("d1"))
    now = quiz(question("d1"), question("a1"), question("c1"), question("e1"))
    told = [(one.verb, one.steps[-1].key, one.old, one.new) for one in found(was, now)]
    assert told == [
        (Verb.REMOVED, "b1", "What of b1?", None),
        (Verb.ADDED, "e1", None, "What of e1?"),
        (Verb.MOVED, "d1", 4, 1),
    ]


def test_settings_are_set_changed_and_cleared():
    was, now = quiz(tries=3, shuffle=True), quiz(tries=4, time_limit=20)
    told = [(one.verb, one.field, one.old, one.new) for one in found(was, now)]
    assert told == [
        (Verb.CHANGED, "tries", 3, 4),
        (Verb.CLEARED, "shuffle", True, None),
        (Verb.SET, "time_limit", None, 20),
    ]


def test_blocks_of_a_lesson_are_told_by_kind_and_name():
    was, now = {"blocks": [{"text": "intro"}, {"quiz": "check"}]}, {"blocks": [{"quiz": "check"}]}
    assert found(was, now) == [Difference(Verb.REMOVED, (Step("blocks", "text:intro", 1),))]


def test_a_file_that_cannot_be_read_is_told_as_source():
    change = change_of_file("lessons/a/b.quiz.yaml", "title: {en: A}\n", ": [", LANGUAGES)
    assert (change.is_source, change.differences) == (True, ())


def test_texts_are_files_in_a_language_and_other_formatting_is_no_change():
    before = {"lessons/a/b.en.md": "Old", "course.yaml": "title: {en: A}\n"}
    after = {"lessons/a/b.en.md": "New", "course.yaml": "title:\n  en: A\n"}
    [change] = changes_of_files(before, after, LANGUAGES)
    assert [(one.verb, one.language) for one in change.differences] == [(Verb.REWROTE, "en")]


@given(st.permutations([f"k{n}" for n in range(7)]))
def test_what_did_not_move_keeps_its_order(order: list[str]):
    before = [f"k{n}" for n in range(7)]
    stayed = [key for key in order if key not in moved(before, order)]
    assert stayed == sorted(stayed)
    assert stayed


@given(TEXTS, TEXTS)
def test_marks_hold_both_texts(old: str, new: str):
    marks = word_marks(old, new)
    assert "".join(mark.text for mark in marks if mark.how != "added") == old
    assert "".join(mark.text for mark in marks if mark.how != "removed") == new


@given(TEXTS, TEXTS)
def test_an_excerpt_loses_no_change(old: str, new: str):
    marks = word_marks(old, new)
    shown = excerpt(marks, around=5)
    assert [m for m in shown if m.how in {"added", "removed"}] == [
        m for m in marks if m.how in {"added", "removed"}
    ]
    assert all(len(mark.text) <= 10 for mark in shown if mark.how == "kept")


def test_one_character_of_chinese_is_a_word():
    told = [(mark.how, mark.text) for mark in word_marks("损失会下降。", "损失会上升。")]
    assert told[0] == ("kept", "损失会")
    assert told[-1] == ("kept", "。")


def told(old: str, new: str) -> list[tuple[str, str]]:
    return [(mark.how, mark.text) for mark in word_marks(old, new)]


def test_the_space_behind_a_word_is_marked_only_where_it_is_another():
    assert told("One two", "One two three") == [("kept", "One two"), ("added", " three")]
    assert told("It falls.\nThen", "It falls.\n\nThen") == [
        ("kept", "It falls."),
        ("removed", "\n"),
        ("added", "\n\n"),
        ("kept", "Then"),
    ]
    assert told("It falls fast now", "It sinks slowly now") == [
        ("kept", "It "),
        ("removed", "falls fast"),
        ("added", "sinks slowly"),
        ("kept", " now"),
    ]


@pytest.mark.parametrize("value", [{}, {"questions": "none"}, {"questions": [1, None, {"key": 1}]}])
def test_what_nobody_expects_breaks_nothing(value: dict[str, object]):
    assert found(value, value) == []
    assert found(value, quiz(question()))
