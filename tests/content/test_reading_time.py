"""What a lesson holds takes time; a remark says so where its file says clearly otherwise."""

from pathlib import Path

import pytest

from courses.content.drafts.texts import data_of
from courses.content.problems import Problem
from courses.content.reader import read_course
from courses.content.reading_time import time_remarks
from courses.content.schema import CourseSource
from courses.content.yaml_writing import to_yaml
from tests.conftest import ROOT
from tests.courses.folders import course_folder

LESSON = "lessons/read-1/lesson.yaml"


def remarks(folder: Path) -> list[Problem]:
    return list(time_remarks(course_in(folder), folder))


def course_in(folder: Path) -> CourseSource:
    reading = read_course(folder)
    assert reading.course is not None, [str(problem) for problem in reading.problems]
    return reading.course


def write_text(folder: Path, language: str, text: str) -> None:
    (folder / f"lessons/read-1/intro.{language}.md").write_text(text)


def say(folder: Path, path: str, before: int, after: int) -> None:
    file = folder / path
    text = file.read_text()
    assert f"minutes: {before}\n" in text
    file.write_text(text.replace(f"minutes: {before}\n", f"minutes: {after}\n"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return course_folder(tmp_path)


def test_a_course_whose_times_are_right_has_no_remark(folder: Path):
    assert remarks(folder) == []


def test_the_shipped_courses_say_what_they_take():
    for path in sorted((ROOT / "courses/library").glob("*/course.yaml")):
        course = read_course(path.parent).course
        if course is not None:
            assert [str(problem) for problem in time_remarks(course, path.parent)] == []


def test_too_long_an_english_text_is_told_with_what_was_counted(folder: Path):
    write_text(folder, "en", "Words to be read. " * 1425)
    (problem,) = [one for one in remarks(folder) if one.path == LESSON]
    assert (problem.severity, problem.line) == ("warning", 7)
    assert "says 5, but this takes about 26 in en (words: 5700" in problem.message
    assert "Write 26" in problem.message


def test_too_long_a_chinese_text_is_counted_by_characters(folder: Path):
    write_text(folder, "zh-hans", "模型从数据中学习。" * 500)
    (problem,) = [one for one in remarks(folder) if one.path == LESSON]
    assert "about 12 in zh-hans" in problem.message
    assert "Chinese characters: 4000" in problem.message


def test_code_that_is_marked_and_formulas_are_no_prose(folder: Path):
    write_text(folder, "en", "One **word** and $x^2$ more.\n")
    assert remarks(folder) == []


def test_questions_take_time_as_well(folder: Path):
    say(folder, "lessons/quiz/lesson.yaml", 5, 1)
    told = [one for one in remarks(folder) if one.path == "lessons/quiz/lesson.yaml"]
    assert told == [], "three questions in a minute are not clearly too many"
    quiz = folder / "lessons/quiz/check.quiz.yaml"
    data = data_of(quiz.read_text())
    more = [{**one, "key": f"again-{at}"} for at, one in enumerate(data["questions"] * 2)]
    quiz.write_text(to_yaml({**data, "questions": [*data["questions"], *more]}))
    found = [one for one in remarks(folder) if one.path == "lessons/quiz/lesson.yaml"]
    assert ["questions: 9" in problem.message for problem in found] == [True, True]


def test_a_lesson_that_says_far_more_than_it_holds_is_told_so(folder: Path):
    say(folder, LESSON, 5, 30)
    assert ["Write about 1" in one.message for one in remarks(folder) if one.path == LESSON] == [True, True]


@pytest.mark.parametrize(("said", "is_told"), [(10, False), (9, False), (6, True), (26, True)])
def test_a_course_takes_as_long_as_its_lessons(folder: Path, said: int, is_told: bool):
    say(folder, "course.yaml", 20, said)
    found = [one for one in remarks(folder) if one.path == "course.yaml"]
    assert ["lessons take 10 together" in problem.message for problem in found] == [True] * is_told
