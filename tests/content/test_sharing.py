"""Blocks and banks that come from a shared course: what a link gives, what a file says itself, and what leads nowhere."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.content.reader import Reading, read_course
from courses.content.schema import CourseSource
from courses.content.sharing import Link
from courses.content.sharing.parts import parts_of
from courses.content.writer import course_files
from tests.courses.folders import bank, banked, both, lesson_files, write

RULES = {"title": both("Rules"), "statement": both("Never paste *names*."), "confirm": both("I will")}
COURSE = {"format": 1, "summary": both("About."), "minutes": 5, "languages": ["en", "zh-hans"]}


class Shelf:
    """The shared courses of a site, in memory."""

    def __init__(self, *courses: tuple[int, CourseSource]) -> None:
        self.courses = {(course.key, version): course for version, course in courses}

    def keys(self) -> Sequence[str]:
        return sorted({key for key, _version in self.courses})

    def versions(self, shared: str) -> Sequence[int]:
        return sorted(version for key, version in self.courses if key == shared)

    def part(self, shared: str, version: int, kind: str, part: str) -> dict[str, Any] | None:
        return dict(parts_of(self.courses[shared, version], kind)).get(part)

    def parts(self, shared: str, version: int, kind: str) -> Sequence[str]:
        return [key for key, _content in parts_of(self.courses[shared, version], kind)]

    def sources(self, shared: str, version: int) -> Sequence[str]:
        return [link.shared for link in self.courses[shared, version].links]


def kit(place: Path, **rules: Any) -> CourseSource:
    """A shared course with a block of two kinds, a text and a bank."""
    files = lesson_files("all", {"acknowledge": "rules"}, {"reveal": "why"})
    files["lessons/all/rules.acknowledge.yaml"] = {**RULES, **rules}
    files["lessons/all/why.reveal.yaml"] = {"prompt": both("Why?"), "answer": both("Because.")}
    files["banks/basics.bank.yaml"] = bank(banked("one", "curves"), banked("two"))
    course = {**COURSE, "key": "kit", "title": both("Kit"), "shared": True, "lessons": ["all"]}
    found = read_course(write(place / "kit", {"course.yaml": course, **files}))
    assert found.course is not None, found.problems
    return found.course


def linking(
    place: Path, library: Shelf | None, *, languages: Sequence[str] = ("en", "zh-hans"), **files: Any
) -> Reading:
    """A course with one lesson, whose blocks are the files that are given by name and kind."""
    listed = [dict([tuple(reversed(name.split("__")))]) for name in files if not name.endswith("__bank")]
    written = {f"lessons/own/{name.replace('__', '.')}.yaml": content for name, content in files.items()}
    for name in [name for name in files if name.endswith("__bank")]:
        written[f"banks/{name.removesuffix('__bank')}.bank.yaml"] = written.pop(
            f"lessons/own/{name.replace('__', '.')}.yaml"
        )
    title = {code: text for code, text in both("Own").items() if code in languages}
    lesson = {"title": title, "summary": title, "minutes": 5, "blocks": listed}
    course = {
        **COURSE,
        "summary": title,
        "key": "own",
        "title": title,
        "lessons": ["own"],
        "languages": list(languages),
    }
    folder = write(place / "own", {"course.yaml": course, "lessons/own/lesson.yaml": lesson, **written})
    return read_course(folder, library=library)


def linked(part: str, **own: Any) -> dict[str, Any]:
    return {"from": f"kit@3#{part}", **own}


QUIZ = {"title": both("Quiz"), "draw": [{"bank": "mine", "count": 2}]}


def test_a_link_gives_what_stands_there(tmp_path: Path):
    found = linking(tmp_path, Shelf((3, kit(tmp_path))), data__acknowledge=linked("rules"))
    assert found.problems == ()
    assert found.course is not None
    (block,) = found.course.lessons[0].blocks
    assert (block.kind, block.key) == ("acknowledge", "data")
    assert block.acknowledge.statement.texts == both("Never paste *names*.")
    (link,) = found.course.links
    assert (link.path, link.reference) == ("lessons/own/data.acknowledge.yaml", "kit@3#rules")


def test_what_a_file_says_itself_stands_in_place_of_the_linked(tmp_path: Path):
    own = {"title": both("Our rules")}
    found = linking(tmp_path, Shelf((3, kit(tmp_path))), data__acknowledge=linked("rules", **own))
    assert found.course is not None
    acknowledge = found.course.lessons[0].blocks[0].acknowledge
    assert (acknowledge.title.texts, acknowledge.confirm.texts) == (both("Our rules"), both("I will"))
    assert found.course.links[0].own == own
    assert found.course.links[0].original["title"] == both("Rules")


def test_a_text_and_a_bank_can_be_linked_too(tmp_path: Path):
    files = {"hello__text": linked("intro"), "check__quiz": QUIZ, "mine__bank": linked("basics")}
    found = linking(tmp_path, Shelf((3, kit(tmp_path))), **files)
    assert found.course is not None, found.problems
    text, quiz = found.course.lessons[0].blocks
    assert (text.kind, quiz.kind) == ("text", "quiz")
    assert "Text of all" in text.text.texts["en"]
    assert [question.key for question in found.course.banks[0].questions] == ["one", "two"]


def test_languages_that_the_course_is_not_in_stay_behind(tmp_path: Path):
    found = linking(tmp_path, Shelf((3, kit(tmp_path))), languages=["en"], data__acknowledge=linked("rules"))
    assert found.problems == ()
    assert found.course is not None
    assert found.course.lessons[0].blocks[0].acknowledge.title.texts == {"en": "Rules"}
    assert found.course.links[0].original["title"] == both("Rules"), "the copy keeps them"


MISTAKES = [
    ({"data__acknowledge": {"from": "kit#rules"}}, "data.acknowledge.yaml:1: “from” names a version and a part"),
    ({"data__acknowledge": {"from": 3}}, "data.acknowledge.yaml:1: “from” names"),
    ({"data__acknowledge": {"from": "kti@3#rules"}}, "There is no shared course “kti”. Did you mean “kit”?"),
    ({"data__acknowledge": {"from": "zebra@3#rules"}}, "There is no shared course “zebra” that is published here."),
    ({"data__acknowledge": {"from": "kit@4#rules"}}, "“kit” has no published version 4; the newest is 3."),
    ({"data__acknowledge": {"from": "kit@3#rule"}}, "has no acknowledge “rule”. Did you mean “rules”?"),
    ({"data__reveal": {"from": "kit@3#rules"}}, "Version 3 of “kit” has no reveal “rules”."),
    ({"data__image": {"from": "kit@3#rules"}}, "A block with files cannot be linked."),
    ({"data__acknowledge": {"from": "kit@3#rules", "titel": 1}}, "data.acknowledge.yaml:2: Unknown key “titel”"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "words"), MISTAKES)
def test_a_link_that_cannot_be_followed_is_told_at_its_place(
    tmp_path: Path, files: dict[str, Any], words: str
):
    found = linking(tmp_path, Shelf((3, kit(tmp_path))), **files)
    assert found.course is None
    assert [words in str(problem) for problem in found.problems].count(True) == 1, found.problems


def test_without_a_site_a_link_leads_nowhere(tmp_path: Path):
    found = linking(tmp_path, None, data__acknowledge=linked("rules"))
    assert [problem.message for problem in found.problems] == [
        "There is no shared course “kit” that is published here."
    ]


def test_a_circle_is_told(tmp_path: Path):
    link = Link(path="x", shared="own", version=1, part="rules", original={})
    shared = kit(tmp_path).model_copy(update={"links": (link,)})
    found = linking(tmp_path, Shelf((3, shared)), data__acknowledge=linked("rules"))
    assert "This link goes in a circle: “kit” has parts of “own” itself." in str(found.problems[0])


def test_what_is_exported_can_be_read_where_nothing_is_shared(tmp_path: Path):
    files = {
        "data__acknowledge": linked("rules", title=both("Ours")),
        "hello__text": linked("intro"),
        "check__quiz": QUIZ,
        "mine__bank": linked("basics"),
    }
    course = linking(tmp_path, Shelf((3, kit(tmp_path))), **files).course
    assert course is not None
    written = course_files(course)
    assert {path for path in written if path.startswith("shared/")} == {
        "shared/kit@3/rules.acknowledge.yaml",
        "shared/kit@3/intro.text.yaml",
        "shared/kit@3/basics.bank.yaml",
    }
    assert written["lessons/own/data.acknowledge.yaml"].decode().startswith("from: kit@3#rules\ntitle:")
    assert not any(path.endswith(".md") for path in written)
    elsewhere = tmp_path / "elsewhere" / "own"
    for path, content in written.items():
        (elsewhere / path).parent.mkdir(parents=True, exist_ok=True)
        (elsewhere / path).write_bytes(content)
    again = read_course(elsewhere)
    assert again.problems == ()
    assert again.course == course
    assert again.course.digest == course.digest
    stored = CourseSource.model_validate(course.model_dump(mode="json"), context={"stored": True})
    assert course_files(stored) == written


@given(
    st.lists(st.sampled_from(["title", "statement", "confirm"]), unique=True),
    st.text("ab *_\n#:", min_size=1, max_size=20),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_way_out_and_back_is_exact_whatever_the_course_says_itself(
    tmp_path_factory: Any, names: list[str], text: str
):
    place = tmp_path_factory.mktemp("sharing")
    own = {name: both(f"x{text}x") for name in names}
    course = linking(place, Shelf((3, kit(place))), data__acknowledge=linked("rules", **own)).course
    if course is None:
        return  # what was written is no Markdown that a course may hold
    elsewhere = place / "elsewhere" / "own"
    for path, content in course_files(course).items():
        (elsewhere / path).parent.mkdir(parents=True, exist_ok=True)
        (elsewhere / path).write_bytes(content)
    assert read_course(elsewhere).course == course


def test_a_shared_course_names_each_part_once(tmp_path: Path):
    files = {**lesson_files("a"), **lesson_files("b")}
    course = {**COURSE, "key": "kit", "title": both("Kit"), "shared": True, "lessons": ["a", "b"]}
    found = read_course(write(tmp_path / "kit", {"course.yaml": course, **files}))
    assert [str(problem) for problem in found.problems] == [
        "lessons/b/lesson.yaml:1: Another lesson has a text “intro”. In a shared course each needs a name of its own: "
        "rename its file, or add it anew under another title."
    ]


def test_a_link_changes_nothing_of_courses_without_any(tmp_path: Path):
    assert "links" not in kit(tmp_path).model_dump(exclude_defaults=True)


@pytest.mark.parametrize(
    ("kept", "words"), [("a: [", "line 1: this is not YAML"), ("- a", "must be a mapping")]
)
def test_a_copy_that_cannot_be_read_is_told_where_it_is_wanted(tmp_path: Path, kept: str, words: str):
    write(tmp_path / "own", {"shared/kit@3/rules.acknowledge.yaml": kept})
    found = linking(tmp_path, None, data__acknowledge=linked("rules"))
    assert words in str(found.problems[0]), found.problems
