"""A folder with every kind of mistake: all are told in one reading, those of files that nothing read as well."""

from pathlib import Path

import pytest

from courses.content.needs import Need
from courses.content.problems import Problem
from courses.content.reader import read_course
from tests.courses.folders import course_folder

EVIL = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><script>alert(1)</script></svg>"


def told(folder: Path, **known: object) -> list[Problem]:
    return list(read_course(folder, **known).problems)  # type: ignore[arg-type]


def said(problems: list[Problem], path: str) -> list[tuple[str, str]]:
    return [(problem.severity, problem.message) for problem in problems if problem.path == path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A course that can be read, with files beside it that nothing uses."""
    made = course_folder(tmp_path)
    (made / "assets").mkdir(exist_ok=True)
    (made / "assets" / "evil.svg").write_text(EVIL)
    (made / "assets" / "fake.png").write_text("no picture")
    (made / "lessons" / "read-1" / "huge.en.md").write_text("words " * 1_000_000)
    return made


def break_quiz(folder: Path) -> None:
    quiz = folder / "lessons/quiz/check.quiz.yaml"
    quiz.write_text(quiz.read_text().replace("kind: single", "kind: singel"))


def break_course(folder: Path, more: str = "") -> None:
    course = folder / "course.yaml"
    course.write_text(course.read_text() + "minuets: 5\n" + more)


@pytest.mark.parametrize("breaking", [None, break_quiz, break_course])
def test_unused_files_are_judged_whatever_else_is_wrong(folder: Path, breaking):
    if breaking:
        breaking(folder)
    problems = told(folder)
    for path, why in (
        ("assets/evil.svg", "script"),
        ("assets/fake.png", "not what its name says"),
        ("lessons/read-1/huge.en.md", "larger than 512 KiB"),
    ):
        here = said(problems, path)
        assert [severity for severity, _message in here] == ["warning", "warning"], path
        assert any(why in message for _severity, message in here), here
        assert ("warning", "Nothing in the course uses this file.") in here
    assert any(problem.severity == "error" for problem in problems) == bool(breaking)


def test_what_a_file_with_mistakes_names_is_not_called_unused(folder: Path):
    (folder / "lessons/read-1/lesson.yaml").write_text(
        "title: [\nblocks:\n  - text: intro\n  - image: curve\n"
    )
    (folder / "lessons/read-1/curve.image.yaml").write_text(
        "file: assets/evil.svg\nalt: {en: a, zh-hans: 甲}\n"
    )
    problems = told(folder)
    assert said(problems, "lessons/read-1/intro.en.md") == []
    assert said(problems, "lessons/read-1/curve.image.yaml") == []
    assert [severity for severity, _message in said(problems, "assets/evil.svg")] == ["error"]
    assert ("warning", "Nothing in the course uses this file.") in said(problems, "assets/fake.png")


def test_needs_are_looked_at_in_a_course_file_with_other_mistakes(folder: Path):
    needs = "needs:\n  - {course: small}\n  - {course: nowhere}\n  - {course: nowhere}\n  - {cuorse: x}\n"
    break_course(folder, needs)
    others: dict[str, list[Need]] = {"small": []}
    messages = [message for _severity, message in said(told(folder, others=others), "course.yaml")]
    assert "A course cannot need itself." in messages
    assert any("There is no course “nowhere” here yet" in message for message in messages)
    assert "“nowhere” is listed twice." in messages
    assert any("minuets" in message for message in messages)
    assert any("cuorse" in message for message in messages)


def test_a_course_file_that_is_no_yaml_makes_nothing_of_what_it_names_unused(folder: Path):
    course = folder / "course.yaml"
    course.write_text(course.read_text() + "title: [\n")
    unused = {problem.path for problem in told(folder) if "Nothing in the course" in problem.message}
    assert not {path for path in unused if path.startswith(("lessons/quiz/", "lessons/read-1/intro"))}
    assert {"assets/evil.svg", "lessons/read-1/huge.en.md"} <= unused
