"""Questions come from files of other systems, and go into them, at the command line."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from courses.content import located_yaml
from courses.content.exchange import FORMATS
from courses.content.reader import read_course
from courses.content.schema import BankFile, QuizBlock
from tests.content.conftest import QUIZ, tiny
from tests.courses.conftest import Publish
from tests.courses.folders import bank, banked

__all__ = ["tiny"]
GIFT = """
::Loss::What falls? {=loss#Yes. ~accuracy}

::Essay::Why? {}

::Steps::How many steps are 1e5? {#100000}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "first-questions.gift"
    path.write_text(GIFT, "utf-8")
    return path


def run(*arguments: object) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(*map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_a_file_becomes_a_quiz_that_a_course_can_use(file: Path, tiny: Path):
    quiz = tiny / QUIZ
    quiz.unlink()
    said, told = run("import_questions", file, "--into", quiz)
    assert said == f"{quiz}: 3 questions.\n"
    assert told == f"{file}:4: This format has no rubric; one with three levels was begun: write it over.\n"
    course = read_course(tiny).course
    assert course is not None
    block = course.lessons[0].blocks[1]
    assert isinstance(block, QuizBlock)
    assert block.quiz.title.texts == {"en": "first questions"}
    assert [question.key for question in block.quiz.questions] == ["loss", "essay", "steps"]


def test_without_a_place_the_quiz_is_printed(file: Path):
    said, _told = run("import_questions", file, "--language", "de")
    assert said.startswith("title:\n  de: first questions\n")
    assert "answer: 100000\n" in said


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--format", "moodle-xml"], "No question could be read"),
        (["--language", "English"], "is not a language code"),
        (["--into", "{file}"], "is there already"),
    ],
)
def test_what_cannot_be_imported_is_said(file: Path, arguments: list[str], why: str):
    with pytest.raises(CommandError, match=why):
        run("import_questions", file, *(one.format(file=file) for one in arguments))


def test_a_file_that_tells_no_format_or_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(CommandError, match="Add --format"):
        run("import_questions", tmp_path / "a.pdf")
    with pytest.raises(CommandError, match="cannot be read"):
        run("import_questions", tmp_path / "a.gift")


def test_more_questions_than_a_quiz_has_are_refused_before_anything_is_written(tmp_path: Path):
    file, into = tmp_path / "many.gift", tmp_path / "many.quiz.yaml"
    file.write_text("Is it? {T}\n\n" * 101, "utf-8")
    with pytest.raises(CommandError, match="101 questions; a quiz has at most 100"):
        run("import_questions", file, "--into", into)
    assert not into.exists()


@pytest.mark.parametrize("name", FORMATS)
def test_the_questions_of_a_course_are_written_and_what_is_lost_is_said(
    name: str, draft: Publish, tmp_path: Path
):
    key, into = draft().course.key, tmp_path / "out"
    _said, told = run("export_questions", key, "--format", name, "--into", into)
    back = FORMATS[name].read(into.read_bytes(), language="en")
    assert [one.key for one in back.questions] == ["loss", "true", "steps"]
    assert ("steps: The unit was dropped." in told) is (name in {"gift", "qti"})
    into.unlink()
    run("export_questions", key, "--format", name, "--lesson", "quiz", "--quiz", "check", "--into", into)
    assert FORMATS[name].read(into.read_bytes(), language="en") == back


def test_banks_are_taken_away_with_the_quizzes_or_alone(draft: Publish):
    banks = {"rates": bank(banked("high")), "models": bank(banked("large"))}
    drawn = [{"bank": name, "count": 1} for name in banks]
    key = draft(banks=banks, draw=drawn).course.key
    whole, _told = run("export_questions", key, "--format", "csv")
    assert [word in whole for word in ("steps", "high", "large")] == [True, True, True]
    alone, _told = run("export_questions", key, "--format", "csv", "--bank", "rates")
    assert [word in alone for word in ("steps", "high", "large")] == [False, True, False]
    quizzes, _told = run("export_questions", key, "--format", "csv", "--lesson", "quiz")
    assert [word in quizzes for word in ("steps", "high", "large")] == [True, False, False]


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.is_text])
def test_without_a_place_the_questions_are_printed(name: str, draft: Publish, tmp_path: Path):
    key, into = draft().course.key, tmp_path / "out"
    said, _told = run("export_questions", key, "--format", name)
    run("export_questions", key, "--format", name, "--into", into)
    assert into.read_bytes() == said.encode()


def test_a_package_is_not_printed_and_read_back_with_the_names_of_its_items(draft: Publish, tmp_path: Path):
    key, into = draft().course.key, tmp_path / "questions.zip"
    with pytest.raises(CommandError, match="QTI 3 is written as a zip"):
        run("export_questions", key, "--format", "qti")
    run("export_questions", key, "--format", "qti", "--language", "zh-hans", "--into", into)
    _said, told = run("import_questions", into)
    assert f"{into}:items/loss.xml:2: The item is in “zh-hans”; it was read as “en”." in told


def test_a_bank_is_written_where_the_name_asks_for_one(file: Path, tmp_path: Path):
    bank = tmp_path / "first.bank.yaml"
    run("import_questions", file, "--into", bank)
    assert BankFile.model_validate(located_yaml.load(bank.read_text()).data, context={"source": "en"})


def test_a_bank_is_written_with_the_tags_of_its_questions(file: Path, tmp_path: Path):
    file.write_text(f"// [tag:easy]\n{GIFT.lstrip()}", "utf-8")
    bank, quiz = tmp_path / "first.bank.yaml", tmp_path / "first.quiz.yaml"
    for into in (bank, quiz):
        run("import_questions", file, "--into", into)
    assert ("easy" in bank.read_text(), "easy" in quiz.read_text()) == (True, False)


def test_the_language_of_an_export_may_be_chosen(draft: Publish):
    said, _told = run("export_questions", draft().course.key, "--format", "gift", "--language", "zh-hans")
    assert "中文 How many steps?" in said


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["nothing"], "no course “nothing”"),
        (["{key}", "--lesson", "nothing"], "no such questions"),
        (["{key}", "--bank", "nothing"], "no such questions"),
        (["{key}", "--bank", "rates", "--quiz", "check"], "without --lesson and --quiz"),
        (["{key}", "--language", "de"], "not in de"),
        (["{key}", "--into", __file__], "is there already"),
    ],
)
def test_what_cannot_be_exported_is_said(arguments: list[str], why: str, draft: Publish):
    key = draft().course.key
    with pytest.raises(CommandError, match=why):
        run("export_questions", *(one.format(key=key) for one in arguments), "--format", "gift")
