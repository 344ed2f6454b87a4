"""Whatever a beginning put there for its author to write over is found, where it stands, until it is written."""

from pathlib import Path

import pytest

from courses.content.drafts import structure
from courses.content.drafts.beginnings import BEGINNINGS
from courses.content.drafts.unwritten import with_unwritten
from courses.content.forms.blanks import BLANK, blank
from courses.content.questions import KINDS
from courses.content.reader import Reading, read_course
from courses.content.yaml_writing import to_yaml
from tests.conftest import ROOT
from tests.courses.folders import course_folder

LIBRARY = sorted(ROOT.glob("courses/library/**/*.yaml")) + sorted(ROOT.glob("courses/library/**/*.md"))


def found(files: structure.Files) -> list[tuple[str, int, str]]:
    reading = with_unwritten(Reading(None, ()), files)
    return [(problem.path, problem.line, problem.message) for problem in reading.problems]


def begun(kind: str) -> dict[str, str]:
    """The files that a new block adds to an empty lesson."""
    files = {
        "course.yaml": "languages: [en]\nlessons: [one]\n",
        "lessons/one/lesson.yaml": "title: {en: One}\nblocks: []\n",
    }
    changed = structure.add_block(files, "one", kind, "Try it")
    return {path: text for path, text in changed.items() if text is not None}


@pytest.mark.parametrize("kind", ["text", *BEGINNINGS])
def test_every_beginning_is_told_as_unwritten_where_it_stands(kind: str):
    files = begun(kind)
    places = found(files)
    assert places
    for path, line, _message in places:
        written = files[path].splitlines()[line - 1]
        assert BLANK in written or "example.org" in written
    told = {(path, line) for path, line, _message in places}
    left = {
        (path, at)
        for path, text in files.items()
        for at, line in enumerate(text.splitlines(), 1)
        if BLANK in line
    }
    assert left <= told


def as_begun(kind: str) -> set[str]:
    quiz = {"title": {"en": "Quiz"}, "questions": [{"kind": kind, **blank(KINDS[kind], "en", key="first")}]}
    return {message.partition(":")[0] for _path, _line, message in found({"a.quiz.yaml": to_yaml(quiz)})}


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (
            "hotspot",
            {"“text” is not written yet", "“counts” is still what the question began with. Give your own."},
        ),
        ("calculated", {"“answer” is still what the question began with. Give your own."}),
        ("prompt", {"“wanted” is still what the question began with. Give your own."}),
    ],
)
def test_figures_and_names_that_a_question_begins_with_are_told(kind: str, told: set[str]):
    assert told <= as_begun(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_question_of_every_kind_is_told_as_unwritten(kind: str):
    quiz = {"title": {"en": "Quiz"}, "questions": [{"kind": kind, **blank(KINDS[kind], "en", key="first")}]}
    assert any(
        "“prompt” is not written yet" in message for _p, _l, message in found({"a.quiz.yaml": to_yaml(quiz)})
    )


def test_the_address_of_an_example_is_told_too():
    address = [line for _path, line, message in found(begun("resources")) if "https://example.org" in message]
    assert len(address) == 1


def test_what_is_written_is_not_told(tmp_path: Path):
    text = "Wait …\n\n```\n1\n…\n9\n```\n\n1. … and so on\n"
    assert found({"lessons/one/a.en.md": text, "a.check.yaml": "title: {en: Guess … twice}\n"}) == []
    reading = read_course(course_folder(tmp_path))
    assert with_unwritten(reading, {"course.yaml": "title: {en: Written}\n"}) is reading


def test_a_line_behind_code_counts_again():
    assert found({"a.md": "````\n```\n…\n````\n…\n"}) == [
        ("a.md", 5, "Nothing is written here yet: “…” only keeps the place.")
    ]


def test_no_shipped_course_holds_a_placeholder():
    assert len(LIBRARY) > 20
    assert found({path.relative_to(ROOT).as_posix(): path.read_text() for path in LIBRARY}) == []
