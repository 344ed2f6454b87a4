"""The terms of a quiz go out with its course as they came in."""

from collections.abc import Mapping
from pathlib import Path

from courses.content.reader import read_course
from courses.content.schema import QuizBlock
from courses.content.writer import course_files
from tests.courses.folders import course_folder

TERMS = {
    "feedback": "at-once",
    "opens": "2026-12-01T09:00+01:00",
    "closes": "2026-12-04T17:00Z",
    "penalty": 0.25,
    "tries_per_question": 3,
}


def write_bytes(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def test_a_quiz_with_terms_is_written_and_read_again(tmp_path: Path):
    course = read_course(course_folder(tmp_path / "first", **TERMS)).course
    assert course is not None
    write_bytes(tmp_path / "second" / course.key, course_files(course))
    again = read_course(tmp_path / "second" / course.key).course
    assert again is not None
    assert again.digest == course.digest
    (block,) = (one for lesson in again.lessons for one in lesson.blocks if isinstance(one, QuizBlock))
    assert (block.quiz.feedback, block.quiz.tries_per_question, block.quiz.penalty) == ("at-once", 3, 0.25)
    assert block.quiz.opens is not None
    assert block.quiz.opens.isoformat() == "2026-12-01T09:00:00+01:00"
