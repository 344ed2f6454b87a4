"""What differs between two states of a course, by its parts."""

from pathlib import Path
from typing import Any

import pytest

from courses.content.changes import Change, changes_between, parts_of, prints_of, still_counts, texts_between
from courses.content.reader import read_course
from courses.content.schema import CourseSource
from tests.courses.folders import bank, banked, course_folder

QUIZ = ("quiz", "quiz", "check")
READ = ("read-1", "read", "read-1")
LAB = ("lab", "lab", "sort")


@pytest.fixture
def state(tmp_path: Path):
    def make(**shape: Any) -> CourseSource:
        place = tmp_path / str(len(list(tmp_path.iterdir())))
        course = read_course(course_folder(place, **shape)).course
        assert course is not None
        return course

    return make


def told(old: CourseSource, new: CourseSource) -> dict[tuple[str, str, str], Change]:
    return {change.part: change.change for change in changes_between(old, new)}


def test_the_same_course_has_the_same_prints(state):
    assert prints_of(state(lab=True)) == prints_of(state(lab=True))
    assert set(told(state(), state()).values()) == {Change.SAME}


def test_a_wrong_key_changes_its_quiz_alone(state):
    assert told(state(), state(correct="rises")) == {READ: Change.SAME, QUIZ: Change.CHANGED}


def test_a_quiz_with_another_key_asks_the_same_and_one_with_another_choice_does_not(state):
    def asks_the_same(old: CourseSource, new: CourseSource) -> bool:
        return next(one.asks_the_same for one in changes_between(old, new) if one.part == QUIZ)

    assert asks_the_same(state(), state(correct="rises"))
    assert not asks_the_same(state(), state())
    new = state().model_dump(mode="json", by_alias=True)
    quiz = next(block["quiz"] for one in new["lessons"] for block in one["blocks"] if "quiz" in block)
    quiz["questions"][0]["choices"][0]["text"]["texts"]["en"] = "something else"
    assert not asks_the_same(state(), CourseSource.model_validate(new, context={"stored": True}))


@pytest.mark.parametrize("part", [QUIZ, READ])
def test_a_part_that_was_translated_asks_nothing_new_of_those_who_did_it(state, part):
    def shorn(course: CourseSource) -> CourseSource:
        told = course.model_dump(mode="json", by_alias=True)
        without(told, "zh-hans")
        return CourseSource.model_validate(told, context={"stored": True})

    def change(old: CourseSource, new: CourseSource) -> tuple[Change, bool]:
        return next((one.change, one.is_translated) for one in changes_between(old, new) if one.part == part)

    whole = state()
    assert change(shorn(whole), whole) == (Change.CHANGED, True)
    assert change(whole, shorn(whole)) == (Change.CHANGED, False)
    assert change(whole, whole) == (Change.SAME, False)


def without(told: Any, language: str) -> None:
    """Take every text of this language away, in place."""
    for inside in told.values() if isinstance(told, dict) else told if isinstance(told, list) else ():
        without(inside, language)
    if isinstance(told, dict) and "texts" in told:
        told["texts"].pop(language, None)


def test_new_and_removed_parts_are_told_in_order(state):
    small, large = state(), state(lab=True, readings=2)
    assert told(small, large) == {
        READ: Change.SAME,
        ("read-2", "read", "read-2"): Change.ADDED,
        QUIZ: Change.SAME,
        LAB: Change.ADDED,
    }
    assert told(large, small)[LAB] == Change.REMOVED
    assert list(told(small, large)) == parts_of(large)


def test_a_text_beside_a_quiz_is_told_and_leaves_the_quiz_the_same(state, tmp_path: Path):
    old = state()
    folder = course_folder(tmp_path / "mended")
    (folder / "lessons/quiz/intro.en.md").write_text("Another text.\n")
    new = read_course(folder).course
    assert new is not None
    changes = {change.part: change for change in changes_between(old, new)}
    assert (changes[QUIZ].change, changes[QUIZ].also_text) == (Change.SAME, True)
    assert changes[READ].also_text is False
    assert [(*one.place, one.kind, one.change) for one in texts_between(old, new)] == [
        ("quiz", "intro", "text", Change.CHANGED)
    ]


def test_new_and_removed_texts_beside_work_are_told_and_a_reading_tells_its_own(state):
    small, large = state(), state(lab=True, readings=2)
    assert [(one.place, one.change) for one in texts_between(small, large)] == [
        (("lab", "intro"), Change.ADDED)
    ]
    assert [(one.place, one.change) for one in texts_between(large, small)] == [
        (("lab", "intro"), Change.REMOVED)
    ]
    assert texts_between(small, small) == []


def test_a_bank_question_changes_the_quiz_that_may_draw_it(state):
    def drawn(*questions: dict[str, Any], count: int = 1) -> CourseSource:
        draw = [{"bank": "basics", "count": count}]
        return state(questions=[], draw=draw, banks={"basics": bank(*questions)})

    first = drawn(banked("a"), banked("b"))
    assert told(first, drawn(banked("a"), banked("c")))[QUIZ] == Change.CHANGED
    assert told(first, drawn(banked("a"), banked("b"), count=2))[QUIZ] == Change.CHANGED
    assert told(first, drawn(banked("a"), banked("b")))[QUIZ] == Change.SAME


def test_a_part_counts_on_unless_it_changed_and_is_asked_for_again():
    old, new = {QUIZ: "a", READ: "r"}, {QUIZ: "b", READ: "r"}
    assert still_counts(QUIZ, done_on=old, now=new, again=())
    assert not still_counts(QUIZ, done_on=old, now=new, again=[QUIZ])
    assert still_counts(READ, done_on=old, now=new, again=[READ]), "it did not change"
    assert not still_counts(LAB, done_on={LAB: "x"}, now=new, again=()), "it is no part any more"
