"""What a new version of a quiz changes for answers that were given to an old one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.questions import KINDS, BaseQuestion
from courses.content.quiz import grade_quiz
from courses.content.regrading import Answered, Points, change_of, mark_by, settle, total
from courses.content.schema import QuizSource
from tests.content.test_question_kinds import (
    EXAMPLES,
    GAPS,
    ITEMS,
    LABELS,
    LATER,
    STEPS,
    TARGETS,
    choices,
    kinds,
    question,
    responses,
    words,
)

SEED = "a seed"
KEYED: dict[str, dict[str, Any]] = {
    "single": {"choices": choices(True, False, False)},
    "multiple": {"choices": choices(True, False, True)},
    "true-false": {"answer": True},
    "number": {"answer": 31},
    "text": {"accept": [{"text": words("underfitting")}]},
    "match": {"items": [{**ITEMS[0], "target": "epoch"}, *ITEMS[1:]]},
    "categorise": {"items": [{**one, "target": "epoch"} for one in EXAMPLES["categorise"][0]["items"]]},
    "order": {"steps": STEPS[::-1]},
    "cloze": {"gaps": [{**GAPS[0], "answer": 31}, *GAPS[1:]]},
    "calculated": {"answer": "floor(rows / batch) + 1"},
    "code-output": {"output": "something else"},
    "hotspot": {"matrix": {"labels": LABELS, "right": [{"row": "claims", "column": "fraud"}]}},
}


keyed_kinds = st.sampled_from(sorted(KEYED))


def test_every_kind_has_a_wrong_key_to_be_corrected():
    assert KEYED.keys() == KINDS.keys() - LATER


@pytest.mark.parametrize("kind", KEYED)
def test_a_corrected_key_is_told_from_corrected_words(kind):
    old = question(kind)
    assert change_of(old, question(kind, **KEYED[kind])).marking == ["key"]
    placed = old.prompt.texts["en"]
    reworded = change_of(old, question(kind, prompt=words(f"{placed} Really?")))
    assert (reworded.marking, reworded.is_reworded, reworded.calls_for_regrade) == ([], True, False)
    assert change_of(old, question(kind, points=2)).marking == ["points"]
    silent = change_of(old, question(kind, feedback=words("Otherwise."), tags=["x"], difficulty=3))
    assert (silent.marking, silent.is_reworded) == ([], False)


@pytest.mark.parametrize("kind", KEYED)
def test_an_answer_that_was_right_is_marked_by_the_new_key(kind):
    old, new = question(kind), question(kind, **KEYED[kind])
    mark = mark_by(new, old, EXAMPLES[kind][1], seed=SEED)
    assert mark is not None
    assert not mark.is_right
    assert mark_by(old, new, EXAMPLES[kind][1], seed=SEED).is_right


@given(kinds, responses)
def test_the_same_version_gives_the_same_mark_to_what_it_can_read(kind, response):
    asked = question(kind)
    mark = mark_by(asked, asked, response, seed=SEED)
    assert mark in (None, asked.seeded(SEED).grade(() if response is None else response))


@given(st.sampled_from(sorted(KINDS)), st.sampled_from(sorted(KINDS)), responses)
def test_no_response_of_any_shape_breaks_the_marking(kind, other, response):
    mark = mark_by(question(kind), question(other), response, seed=SEED)
    assert mark is None or (kind == other and 0 <= mark.points <= mark.of)


def test_a_question_that_is_asked_in_another_way_or_no_more_cannot_be_marked():
    old = question("single")
    assert change_of(old, None).is_other
    assert change_of(old, question("multiple")).is_other
    assert mark_by(question("multiple"), old, "c1", seed=SEED) is None


@pytest.mark.parametrize(
    ("kind", "response", "more"),
    [
        ("single", "c2", {"choices": choices(False, True)}),
        ("multiple", ["c0", "c2"], {"choices": choices(True, True)}),
        ("match", {"i0": "epoch"}, {"targets": TARGETS[:3]}),
        ("order", ["s0", "s1", "s2", "s3", "s4"], {"steps": STEPS[:4]}),
        (
            "cloze",
            {"who": "c2"},
            {"gaps": [GAPS[0], GAPS[1], {**GAPS[2], "choices": GAPS[2]["choices"][:2]}]},
        ),
        ("number", 30.0, {"unit": words("epochs")}),
        ("number", 30.0, {"unit": None}),
    ],
)
def test_what_is_not_there_any_more_keeps_its_mark(kind, response, more):
    assert mark_by(question(kind, **more), question(kind), response, seed=SEED) is None


@pytest.mark.parametrize(
    ("kind", "response", "more"),
    [
        ("single", "c0", {"choices": choices(False, False, False, True)}),
        ("multiple", ["c0"], {"choices": choices(True, True, False, True)}),
        (
            "match",
            EXAMPLES["match"][1],
            {"items": [*ITEMS, {"key": "i9", "text": words("x"), "target": "epoch"}]},
        ),
        ("order", ["s0", "s1"], {"steps": [*STEPS, {"key": "s9", "text": words("x")}]}),
    ],
)
def test_nobody_is_marked_by_what_was_not_there_yet(kind, response, more):
    assert mark_by(question(kind, **more), question(kind), response, seed=SEED) is None


@pytest.mark.parametrize(
    ("kind", "more"),
    [("match", {"items": ITEMS[:2]}), ("cloze", {"prompt": words("{{n}} {{what}}"), "gaps": GAPS[:2]})],
)
def test_a_part_that_is_asked_no_more_leaves_the_others_to_be_marked(kind, more):
    assert mark_by(question(kind, **more), question(kind), EXAMPLES[kind][1], seed=SEED).is_right


def test_a_translated_unit_is_the_same_unit():
    told = {"unit": {"en": "steps", "zh-hans": "steps（中）", "de": "Schritte"}, "tolerance": 1}
    assert mark_by(question("number", **told), question("number"), 31.0, seed=SEED).is_right


def test_a_calculated_answer_is_marked_only_for_the_values_it_was_asked_with():
    old = question("calculated", variables={"rows": {"of": [480]}, "batch": {"of": [8, 16]}})
    wider = question("calculated", variables={"rows": {"of": [480]}, "batch": {"of": [8, 16, 32]}})
    corrected = question(
        "calculated", variables=old.model_dump()["variables"], answer="floor(rows / batch) + 1"
    )
    asked = [old.seeded(str(n)).shown_values() == wider.seeded(str(n)).shown_values() for n in range(40)]
    marked = [mark_by(wider, old, 30.0, seed=str(n)) is not None for n in range(40)]
    assert asked == marked
    assert 0 < sum(marked) < 40
    assert all(mark_by(corrected, old, 30.0, seed=str(n)) for n in range(40))


points = st.builds(
    lambda of, share: Points(of * share / 4, of), st.sampled_from([1.0, 2.0, 3.0]), st.integers(0, 4)
)
answers = st.lists(
    st.builds(Answered, key=st.integers(0, 10**9).map(str), was=points, by_key=st.none() | points),
    min_size=1,
    max_size=8,
    unique_by=lambda answer: answer.key,
)


@given(answers)
def test_marks_that_only_go_up_take_nothing_from_anybody(listed):
    marks = settle(listed, lowers=False)
    assert list(marks) == [answer.key for answer in listed]
    assert not any(marks[answer.key].is_below(answer.was) for answer in listed)
    assert not total(list(marks.values())).is_below(total([answer.was for answer in listed]))


@given(answers)
def test_marks_that_may_go_down_are_those_of_the_key(listed):
    marks = settle(listed, lowers=True)
    assert all(marks[answer.key] == (answer.by_key or answer.was) for answer in listed)


@given(answers, st.booleans())
def test_settling_again_changes_nothing(listed, lowers):
    once = settle(listed, lowers=lowers)
    again = settle([answer._replace(was=once[answer.key]) for answer in listed], lowers=lowers)
    assert again == once


def quiz(*questions: BaseQuestion) -> QuizSource:
    return QuizSource(title=words("A quiz"), questions=questions)


@given(st.lists(st.tuples(keyed_kinds, responses), min_size=1, max_size=5))
def test_all_answers_by_the_new_keys_are_the_new_quiz_graded(asked):
    pairs = [
        (question(kind, key=f"q{n}"), question(kind, key=f"q{n}", **KEYED[kind]), response)
        for n, (kind, response) in enumerate(asked)
    ]
    marks = [mark_by(new, old, response, seed=SEED) for old, new, response in pairs]
    old = grade_quiz(quiz(*(old for old, _new, _r in pairs)).seeded(SEED), given_by(pairs, marks)).marks
    by_key = [
        Answered(key, Points(mark.points, mark.of), new and Points(new.points, new.of))
        for (key, mark), new in zip(old.items(), marks, strict=True)
    ]
    result = grade_quiz(quiz(*(new for _old, new, _r in pairs)).seeded(SEED), given_by(pairs, marks))
    settled = total(list(settle(by_key, lowers=True).values()))
    assert settled == (result.points, result.of)


def given_by(pairs: Any, marks: Any) -> dict[str, Any]:
    """What both versions can read; nothing of the rest."""
    return {
        old.key: response
        for (old, _new, response), mark in zip(pairs, marks, strict=True)
        if mark is not None and response is not None
    }
