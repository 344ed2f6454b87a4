from pathlib import Path
from typing import Any

import pytest

from courses.content.problems import Saying
from courses.content.reader import read_course
from courses.content.schema import CourseSource, LabBlock
from tests.content.conftest import LAB, LESSON, QUIZ, TEXT, TINY, Edit

SHIPPED = sorted(Path("courses/library").glob("*/course.yaml"))


def found(folder: Path, severity: str = "error") -> list[tuple[str, int, str]]:
    return [(p.path, p.line, p.message) for p in read_course(folder).problems if p.severity == severity]


def read(folder: Path) -> CourseSource:
    reading = read_course(folder)
    assert reading.problems == ()
    assert reading.course is not None
    return reading.course


def test_a_right_course_has_no_problems_and_keeps_its_order():
    course = read(TINY)
    assert [lesson.key for lesson in course.lessons] == ["first-steps", "second-steps"]
    kinds = [block.kind for lesson in course.lessons for block in lesson.blocks]
    assert kinds == ["text", "quiz", "lab", "lab"]


def test_there_are_shipped_courses():
    assert SHIPPED


@pytest.mark.parametrize("course_file", SHIPPED, ids=lambda path: path.parent.name)
def test_every_shipped_course_is_without_problems(course_file):
    assert found(course_file.parent) == []
    assert found(course_file.parent, "warning") == []


def test_a_course_survives_json_with_the_same_digest():
    course = read(TINY)
    again = CourseSource.model_validate_json(course.model_dump_json())
    assert again == course
    assert again.digest == course.digest
    assert len(course.digest) == 64


def test_any_change_changes_the_digest(edit: Edit) -> None:
    changed = edit(QUIZ, "answer: 30", "answer: 31")
    assert read(changed).digest != read(TINY).digest


def test_a_language_falls_back_to_the_source_and_says_so():
    title = read(TINY).title
    assert title.in_language("zh-hans") == ("小小课程", False)
    assert title.in_language("zh-Hans-CN") == ("小小课程", False)
    assert title.in_language("de") == ("A tiny course", True)


def test_numbers_are_read_as_authors_write_them():
    lab = read(TINY).lessons[1].blocks[0]
    assert isinstance(lab, LabBlock)
    assert lab.lab.experiment is not None
    assert lab.lab.experiment["learning_rate"] == 0.001


MISTAKES = [
    ("course.yaml", "key: tiny-course", "key: other", 2, "folder is “tiny-course”"),
    ("course.yaml", "- second-steps", "- second-step", 9, "Did you mean “second-steps”?"),
    ("course.yaml", "  - second-steps\n", "", None, "not listed in course.yaml"),
    ("course.yaml", "- second-steps", "- first-steps", 9, "listed twice"),
    ("course.yaml", "minutes: 12", "minuts: 12", 5, "Did you mean “minutes”?"),
    ("course.yaml", "minutes: 12", "minutes: soon", 5, "whole number"),
    ("course.yaml", "minutes: 12", "minutes: 12\nminutes: 13", 6, "already given in line 5"),
    ("course.yaml", "format: 1", "format: 2", 1, "must be 1"),
    ("course.yaml", "languages: [en, zh-hans]", "languages: [zh-hans]", 3, "not in “en”"),
    (
        "course.yaml",
        "{en: A tiny course, zh-hans",
        "{de: Ein Kurs, zh-hans",
        3,
        "source language “en” is missing",
    ),
    (
        "course.yaml",
        "title: {en: A tiny course, zh-hans: 小小课程}",
        "title: A tiny course",
        3,
        "by language",
    ),
    ("course.yaml", "summary: {en: Everything once.", 'summary: {en: ""', 4, "empty"),
    ("course.yaml", "title: {en", "title: &t {en", 3, "Anchors and aliases"),
    ("course.yaml", "title: {en", "title: !!python/object:os.system {en", 3, "tag"),
    ("course.yaml", "lessons:\n", "lessons: [\n", None, "not YAML"),
    (
        LESSON,
        "- text: intro",
        "- text: introduction",
        5,
        "There is no lessons/first-steps/introduction.en.md",
    ),
    (LESSON, "- quiz: check", "- quiz: chek", 6, "Did you mean “lessons/first-steps/check.quiz.yaml”?"),
    (LESSON, "- quiz: check", "- quizz: check", 6, "Did you mean “quiz”?"),
    (LESSON, "- quiz: check", "- {quiz: check, text: intro}", 6, "one of text, quiz, lab, widget"),
    (LESSON, "minutes: 7", "minutes: 0", 3, "at least 1"),
    (QUIZ, "pass: 0.6", "pass: 60", 2, "at most 1"),
    (QUIZ, "pass: 0.6", "pass: .nan", 2, "number"),
    (LESSON, "- quiz: check", "- image: gone", 6, "There is no lessons/first-steps/gone.image.yaml."),
    (QUIZ, "kind: single", "kind: singel", 5, "Did you mean “single”?"),
    (QUIZ, "kind: single", "kind: none", 5, "There is no question kind “none”. There are: single, multiple"),
    (QUIZ, "        correct: true\n", "", 4, "no correct answer"),
    (
        QUIZ,
        "{key: rate, text: {en: learning rate, zh-hans: 学习率}, correct: true}",
        "{key: rate}",
        22,
        "“text” is missing",
    ),
    (QUIZ, "- key: size", "- key: loss", 13, "Choice “loss” appears twice"),
    (QUIZ, "key: steps", "key: falls", 26, "Question “falls” appears twice"),
    (QUIZ, "key: steps", "key: Steps!", 26, "lower-case"),
    (QUIZ, "    answer: 30\n", "", 26, "“answer” is missing"),
    (QUIZ, "answer: 30", "answer: thirty", 30, "must be a number"),
    (QUIZ, "answer: 30", "answer: 30\n    tolerance: 5", 32, "wider"),
    (QUIZ, "answer: 30", "answer: 30\n    tolerence: 0", 31, "Did you mean “tolerance”?"),
    (QUIZ, "points: 3", "points: -1", 19, "more than 0"),
    (QUIZ, "text: {en: learning rate,", "text: {en: 7,", 22, "put it in quotes"),
    (QUIZ, "What does **training** lower?", "What is $\\\\frac{1$?", 7, "never closed"),
    (TEXT, r"\frac{1}{N}", r"\frac{1{N}", 3, "a { is never closed"),
    (TEXT, r"\log", r"\logg", 3, r"\logg is not known"),
    (TEXT, "loss -->|gradients| weights", "loss ==> weights", 8, "not understood"),
    (TEXT, "flowchart LR", "sequenceDiagram", 6, "flowchart LR"),
    (TEXT, ' alt="A batch becomes a loss, and the loss changes the weights"', "", 5, "alt="),
    (TEXT, "learning rate.\n:::", "learning rate.\n", 12, "never closed"),
    (LAB, "kind: fine-tune", "kind: finetune", 3, "fine-tune"),
    (LAB, "experiment:", "experimant:", 4, "Did you mean “experiment”?"),
    (LAB, "grading: {", "knobz: {", 12, "knobs"),
]


@pytest.mark.parametrize(("path", "old", "new", "line", "words"), MISTAKES)
def test_a_mistake_is_told_at_its_file_and_line(
    edit: Edit, path: Any, old: Any, new: Any, line: Any, words: Any
) -> None:
    problems = found(edit(path, old, new))
    hits = [problem for problem in problems if words in problem[2]]
    assert hits, problems
    assert hits[0][1] == (line or hits[0][1]), problems
    assert line is None or hits[0][0] == path


def test_all_mistakes_are_told_at_once_and_in_order(edit: Edit) -> None:
    edit("course.yaml", "key: tiny-course", "key: other")
    edit(QUIZ, "pass: 0.6", "pass: 6")
    broken = edit(TEXT, r"\frac{1}{N}", r"\frac{1{N}")
    told = found(broken)
    assert [path for path, _line, _message in told] == ["course.yaml", QUIZ, TEXT]


def test_mistakes_in_what_lists_files_hide_none_in_the_files(edit: Edit) -> None:
    edit("course.yaml", "minutes: 12", "minuts: 12")
    edit("course.yaml", "  - second-steps\n", "  - first-steps\n  - third-steps\n  - second-steps\n  - 7\n")
    edit(LESSON, "title: {en: First steps", "title: First steps #")
    edit(LESSON, "- quiz: check", "- quiz: check\n  - image: gone\n  - text: {}")
    edit(QUIZ, "pass: 0.6", "pass: 6")
    broken = edit(TEXT, r"\frac{1}{N}", r"\frac{1{N}")
    expected = [
        ("course.yaml", "Did you mean “minutes”?"),
        ("course.yaml", "“first-steps” is listed twice"),
        ("course.yaml", "There is no lessons/third-steps/lesson.yaml"),
        (LESSON, "by language"),
        (LESSON, "There is no lessons/first-steps/gone.image.yaml"),
        (QUIZ, "at most 1"),
        (TEXT, "a { is never closed"),
    ]
    told = found(broken)
    assert [
        one for one in expected if not any(one[0] == path and one[1] in words for path, _l, words in told)
    ] == []


@pytest.mark.parametrize("gone", ["languages: [en, zh-hans]\n", "key: tiny-course\n", "minutes: 12\n"])
def test_what_course_yaml_lacks_hides_no_mistake_in_a_quiz(edit: Edit, gone: str) -> None:
    edit("course.yaml", gone, "")
    told = found(edit(QUIZ, "pass: 0.6", "pass: 6"))
    assert [(path, "missing" in message or "at most 1" in message) for path, _line, message in told] == [
        ("course.yaml", True),
        (QUIZ, True),
    ]


def test_without_a_list_of_lessons_each_that_is_there_is_read(edit: Edit) -> None:
    edit("course.yaml", "lessons:\n", "lesons:\n")
    told = found(edit(QUIZ, "pass: 0.6", "pass: 6"))
    assert (QUIZ, 2) in {(path, line) for path, line, _message in told}
    assert not any("not listed" in message for _path, _line, message in told)


def test_a_missing_translation_is_a_warning_and_the_course_stands(edit: Edit, tiny: Path) -> None:
    edit(QUIZ, "{en: The loss, zh-hans: 损失}", "{en: The loss}")
    (tiny / "lessons/first-steps/intro.zh-hans.md").unlink()
    reading = read_course(tiny)
    assert reading.course is not None
    assert [(p.path, p.line, p.severity) for p in reading.problems] == [
        (QUIZ, 10, "warning"),
        (LESSON, 5, "warning"),
    ]


def test_a_file_nothing_uses_is_a_warning(tiny: Path) -> None:
    (tiny / "lessons/first-steps/notes.md").write_text("draft")
    assert found(tiny, "warning") == [
        ("lessons/first-steps/notes.md", 1, "Nothing in the course uses this file.")
    ]


def test_a_lab_is_checked_by_whoever_runs_it_and_placed_at_its_key(tiny: Path) -> None:
    def refuse(lab: dict[str, object]) -> list[tuple[tuple[str, ...], Saying]]:
        low = ("grading", "threshold"), Saying("is too low", {})
        unknown = ("experiment", "dataset"), Saying("100%% %(word)s", {"word": "unknown"})
        return [low, unknown] if "grading" in lab else []

    told = [(p.path, p.line, p.message) for p in read_course(tiny, lab_checks=refuse).problems]
    assert told == [
        (LAB, 7, "experiment.dataset: 100% unknown"),
        (LAB, 12, "grading.threshold: is too low"),
    ]


def test_a_language_that_the_course_is_not_in_is_told_beside_other_mistakes(edit: Edit) -> None:
    told = found(edit("course.yaml", "minutes: 12", "minuts: 12\ntags: [{en: One, xx: Two}]"), "error")
    assert ("course.yaml", 6, "This course is not in “xx”; it is in en, zh-hans.") in told


def test_a_code_of_no_language_is_remarked(edit: Edit) -> None:
    told = found(edit("course.yaml", "zh-hans]", "zh-hans, xx]"), "warning")
    assert any("“xx” is the code of no language" in words for _path, _line, words in told)


def test_messages_can_be_translated_with_their_details(edit: Edit) -> None:
    problem = read_course(edit("course.yaml", "minutes: 12", "minuts: 12")).problems[-1]
    assert problem.worded(lambda text: text.replace("Unknown key", "未知的键")).startswith(
        "未知的键 “minuts”"
    )
    assert problem.as_json()["severity"] == "error"
