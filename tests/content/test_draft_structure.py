"""Lessons and blocks are added, moved and removed as changes to the files that list them."""

from pathlib import Path

import pytest

from courses.content.drafts import structure
from courses.content.drafts.describing import describe
from courses.content.drafts.keys import key_for
from courses.content.drafts.structure import BadStructure, new_course
from courses.content.drafts.unwritten import with_unwritten
from courses.content.reader import Reading, read_course
from courses.content.schema import CourseSource
from tests.courses.folders import course_folder, write

Files = dict[str, str]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    folder = course_folder(tmp_path / "made", readings=2)
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in paths}


def after(files: Files, changed: structure.Changed) -> Files:
    whole = {**files, **changed}
    return {path: text for path, text in whole.items() if text is not None}


def read(files: Files, place: Path, key: str = "small") -> CourseSource:
    reading = read_course(write(place / "read" / key, files))
    assert reading.course is not None, [str(problem) for problem in reading.problems]
    return reading.course


def test_a_new_course_can_be_read_at_once(tmp_path: Path):
    files = after({}, new_course("tokens", "What a token is", "en"))
    course = read(files, tmp_path, "tokens")
    assert [lesson.key for lesson in course.lessons] == ["first-lesson"]


@pytest.mark.parametrize(
    ("language", "first"), [("en", "First lesson"), ("zh-hans", "第一课"), ("de", "First lesson")]
)
def test_a_new_course_repeats_its_title_nowhere_and_leaves_all_else_to_be_written(language: str, first: str):
    files = after({}, new_course("tokens", "What a token is", language))
    assert "".join(files.values()).count("What a token is") == 1
    told = [problem.message for problem in with_unwritten(Reading(None, ()), files).problems]
    assert sum("“summary” is not written yet" in message for message in told) == 2
    assert sum("Nothing is written here yet" in message for message in told) == 1
    assert sum(f"“{first}” only keeps the place" in message for message in told) == 1


def test_a_new_lesson_stands_last_and_can_be_read(files: Files, tmp_path: Path):
    course = read(after(files, structure.add_lesson(files, "Why it works: part 1")), tmp_path)
    assert [lesson.key for lesson in course.lessons][-1] == "why-it-works-part-1"
    assert course.lessons[-1].title.texts == {"en": "Why it works: part 1"}


def test_a_removed_lesson_takes_its_files_along(files: Files, tmp_path: Path):
    left = after(files, structure.remove_lesson(files, "read-1"))
    assert not [path for path in left if path.startswith("lessons/read-1/")]
    assert [lesson.key for lesson in read(left, tmp_path).lessons] == ["read-2", "quiz"]


@pytest.mark.parametrize(
    ("to", "order"), [(0, "quiz read-1 read-2"), (1, "read-1 quiz read-2"), (9, "read-1 read-2 quiz")]
)
def test_a_lesson_moves_to_its_place(files: Files, tmp_path: Path, to: int, order: str):
    course = read(after(files, structure.move_lesson(files, "quiz", to)), tmp_path)
    assert " ".join(lesson.key for lesson in course.lessons) == order


@pytest.mark.parametrize("kind", ["text", *(kind for kind in structure.BEGINNINGS if kind != "video")])
def test_a_block_of_every_kind_begins_as_something_that_can_be_read(files: Files, tmp_path: Path, kind: str):
    course = read(after(files, structure.add_block(files, "read-1", kind, "Try it yourself")), tmp_path)
    block = course.lessons[0].blocks[-1]
    assert (block.kind, block.key) == (kind, "try-it-yourself")


def test_a_removed_text_takes_its_translations_along_and_no_other_block(files: Files, tmp_path: Path):
    more = after(files, structure.add_block(files, "quiz", "text", "Intro"))
    left = after(more, structure.remove_block(more, "quiz", "text", "intro"))
    assert "lessons/quiz/intro.zh-hans.md" not in left
    assert "lessons/quiz/check.quiz.yaml" in left
    assert [block.key for block in read(left, tmp_path).lessons[-1].blocks] == ["check", "intro-2"]


def test_words_are_put_in_one_language_and_leave_the_others(files: Files, tmp_path: Path):
    changed = describe(files, structure.COURSE, "zh-hans", {"title": "新标题", "summary": "", "minutes": 30})
    course = read(after(files, changed), tmp_path)
    assert course.title.texts == {"en": "Small course", "zh-hans": "新标题"}
    assert course.summary.texts == {"en": "What it is about."}
    assert course.minutes == 30


def test_what_is_gone_meanwhile_is_refused_with_a_reason(files: Files):
    with pytest.raises(BadStructure, match="not there any more"):
        structure.remove_lesson(files, "read-9")
    with pytest.raises(BadStructure, match="not there any more"):
        structure.move_block(files, "read-1", "text", "gone", 0)
    with pytest.raises(BadStructure, match="at least one block"):
        structure.remove_block(files, "read-1", "text", "intro")
    with pytest.raises(BadStructure, match=r"course.yaml cannot be read"):
        structure.add_lesson({**files, "course.yaml": "lessons: [unclosed"}, "More")


def test_a_key_says_what_the_title_says_and_is_not_taken():
    assert key_for("Löss & Verlust!", [], otherwise="lesson") == "loss-verlust"
    assert key_for("什么是词元", ["lesson"], otherwise="lesson") == "lesson-2"
    assert key_for("x" * 99, [], otherwise="lesson") == "x" * 56
