"""The file of a path: read, checked against what the site has, written again the same."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from courses.content.needs import Need
from courses.content.paths import Known, Placement, path_yaml, read_path
from courses.content.paths.placing import known_by
from tests.courses.folders import both

COURSES = {"what-is-an-llm": (), "prompting": (), "tuning": (), "placement": ()}
QUIZ = {"q1", "q2", "q3"}


def path(**other):
    return {
        "format": 1,
        "key": "first-month",
        "title": both("Your first month"),
        "summary": both("From reading to a model of your own."),
        "languages": ["en", "zh-hans"],
        "due": {"days": 30},
        "placement": {
            "course": "placement",
            "lesson": "test",
            "quiz": "check",
            "parts": [{"questions": ["q1", "q2"], "knows": ["what-is-an-llm"]}],
        },
        "stages": [
            {"key": "basics", "title": both("Basics"), "courses": ["what-is-an-llm"]},
            {"key": "choose", "title": both("One of both"), "choose": 1, "courses": ["prompting", "tuning"]},
        ],
        **other,
    }


def questions(course, lesson, quiz):
    return QUIZ if (course, lesson, quiz) == ("placement", "test", "check") else None


def read(content, needs=COURSES, name="first-month.yaml"):
    raw = content if isinstance(content, bytes) else yaml.safe_dump(content, sort_keys=False).encode()
    return read_path(raw, name, Known(needs, questions))


def told(reading, severity="error"):
    return [p.message for p in reading.problems if p.severity == severity]


@pytest.mark.parametrize("due", [None, {"days": 14}, {"on": "2026-12-31"}])
def test_a_path_is_read_and_written_exactly(due):
    content = path(due=due) if due else {k: v for k, v in path().items() if k != "due"}
    reading = read(content)
    assert reading.problems == ()
    again = read(path_yaml(reading.path))
    assert again.path == reading.path
    assert again.path.digest == reading.path.digest
    assert path_yaml(again.path) == path_yaml(reading.path)


def test_every_mistake_is_told_at_once_with_its_line():
    stages = path()["stages"]
    stages[0]["courses"] = ["what-is-an-lm", "prompting"]
    stages[1]["courses"] = ["prompting", "nowhere"]
    raw = yaml.safe_dump(path(stages=stages[:1]), sort_keys=False)
    reading = read(raw.encode())
    line = raw.splitlines().index("  - what-is-an-lm") + 1
    assert (
        "first-month.yaml",
        line,
        "There is no published course “what-is-an-lm”. Did you mean “what-is-an-llm”?",
    ) in [(p.path, p.line, p.message) for p in reading.problems]
    assert "“what-is-an-llm” is no course of this path; it has what-is-an-lm." in told(reading)
    assert told(read(path(stages=stages))) == ["“prompting” is listed twice."]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"due": {}}, "Say when the path is due"),
        ({"due": {"days": 1, "on": "2026-12-31"}}, "Say when the path is due"),
        ({"due": {"on": "tomorrow"}}, "“on” must be a day"),
        ({"due": {"days": 0}}, "“days” must be at least 1."),
        ({"stages": []}, "“stages” needs at least 1."),
        ({"stags": []}, "Unknown key “stags”. Did you mean “stages”?"),
        ({"key": "other"}, "The key is “other” but the file is “first-month.yaml”."),
        ({"languages": ["en", "en"]}, "“en” is listed twice."),
        ({"title": {"zh-hans": "月"}}, "The text in the source language “en” is missing."),
    ],
)
def test_a_mistake_is_worded_for_the_author(change, says):
    assert any(says in message for message in told(read(path(**change))))


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"\xff\xfe", b"a: \0", b"&a [*a]", b"key: {", b"x" * 200_000, b"7", "é: é".encode()]
)
def test_bytes_that_are_no_path_are_told_and_never_raise(raw):
    reading = read(raw)
    assert reading.path is None
    assert told(reading)


def test_more_to_choose_than_there_are_is_refused():
    stages = path()["stages"]
    stages[1]["choose"] = 3
    assert told(read(path(stages=stages))) == ["3 courses are to be chosen, but the stage has 2."]


def test_a_circle_among_its_courses_is_told_whole_with_its_places():
    needs = {**COURSES, "prompting": (Need(course="tuning"),), "tuning": (Need(course="prompting"),)}
    text = "Circular prerequisites: {0} → {1} → {0}. Take one need out, in {0}/course.yaml, {1}/course.yaml."
    pairs = [("prompting", "tuning"), ("tuning", "prompting")]
    assert told(read(path(), needs)) == [text.format(*pair) for pair in pairs]


def test_a_course_may_not_stand_before_what_it_needs():
    needs = {**COURSES, "what-is-an-llm": (Need(course="tuning"),), "tuning": (Need(course="placement"),)}
    reading = read(path(), needs)
    assert told(reading) == [
        "“what-is-an-llm” needs “tuning”, which comes in a later stage. Put that one first."
    ]
    assert told(reading, "warning") == [
        "“tuning” needs “placement”, which is not in this path: people take it besides."
    ]


def test_a_placement_test_must_be_there_with_its_questions():
    placement = path()["placement"]
    assert told(read(path(placement={**placement, "quiz": "chek"}))) == [
        "There is no published quiz “placement/test/chek”."
    ]
    parts = [{"questions": ["q1", "q9"], "knows": ["tunning"]}]
    assert set(told(read(path(placement={**placement, "parts": parts})))) == {
        "The quiz has no question “q9”; it has q1, q2, q3.",
        "“tunning” is no course of this path; it has tuning.",
    }


def placement(*parts):
    listed = [{"questions": list(asked), "pass": mark, "knows": [course]} for asked, mark, course in parts]
    return Placement.model_validate({"course": "c", "lesson": "l", "quiz": "q", "parts": listed})


def test_a_part_is_passed_by_its_share_of_what_was_asked():
    test = placement((("q1", "q2"), 0.5, "a"), (("q3",), 1, "b"), (("q4",), 0.5, "c"))
    assert known_by(test, {"q1": (1, 1), "q2": (0, 1), "q3": (0.9, 1)}) == ["a"]
    assert known_by(test, {"q1": (1, 3), "q2": (0, 1), "q3": (3, 3)}) == ["b"]
    assert known_by(test, {}) == []


@given(st.lists(st.floats(0, 1), min_size=2, max_size=2), st.floats(0.01, 1))
def test_better_marks_never_show_less(points, mark):
    test = placement((("q1", "q2"), mark, "a"))
    less = {"q1": (points[0], 1.0), "q2": (points[1], 1.0)}
    more = {"q1": (max(points), 1.0), "q2": (max(points), 1.0)}
    assert set(known_by(test, less)) <= set(known_by(test, more))
