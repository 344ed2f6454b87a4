"""A folder becomes a draft with flat rows, or a list of what to mend and where."""

from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from courses.actions import import_course
from courses.content.problems import Problem
from courses.models import Block, Course, Lesson, Revision
from people.models import AuditEvent
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.folders import course_folder, lesson_files, write

pytestmark = pytest.mark.django_db
SHIPPED = sorted(Path("courses/library").glob("*/course.yaml"))


def problems_of(folder: Path) -> list[str]:
    result = import_course(by=None, folder=folder)
    assert isinstance(result, list)
    assert all(isinstance(problem, Problem) for problem in result)
    return [str(problem) for problem in result]


def test_there_is_a_shipped_course():
    assert SHIPPED


@pytest.mark.parametrize("course", SHIPPED, ids=lambda path: path.parent.name)
def test_each_shipped_course_imports_in_every_language_of_the_interface(course: Path):
    revision = import_course(by=None, folder=course.parent)
    assert isinstance(revision, Revision), revision
    assert revision.parts
    for block in Block.objects.filter(lesson__revision=revision).exclude(kind="lab"):
        assert {"en", "zh-hans"} <= set(block.content["pages"])


def test_a_draft_says_what_must_be_done_in_order(draft: Publish):
    revision = draft(lab=True)
    assert revision.parts == [["read-1", "read", "read-1"], ["quiz", "quiz", "check"], ["lab", "lab", "sort"]]
    assert list(Lesson.objects.filter(revision=revision).values_list("key", "position")) == [
        ("read-1", 0),
        ("quiz", 1),
        ("lab", 2),
    ]
    assert (revision.number, revision.published_at, revision.course.published) == (1, None, None)


def test_text_is_rendered_once_for_each_language(draft: Publish):
    draft()
    pages = Block.objects.get(lesson__key="read-1", kind="text").content["pages"]
    assert "<math" in pages["en"]["html"]
    assert "<h2" in pages["en"]["html"], "the first heading stands right below the lesson's title"
    assert ("你好" in pages["zh-hans"]["html"], pages["zh-hans"]["lang"]) == (True, "zh-hans")


def test_a_missing_translation_shows_the_source_and_says_its_language(tmp_path: Path):
    folder = course_folder(tmp_path)
    (folder / "lessons/read-1/intro.zh-hans.md").unlink()
    revision = import_course(by=None, folder=folder)
    if isinstance(revision, Revision):
        page = Block.objects.get(lesson__key="read-1").content["pages"]["zh-hans"]
        assert (page["lang"], "Hello" in page["html"]) == ("en", True)
    else:
        assert any("zh-hans" in str(problem) for problem in revision)


def test_importing_the_same_content_again_changes_nothing(company: Company, tmp_path: Path):
    folder = course_folder(tmp_path)
    first = import_course(by=company.aisha, folder=folder)
    assert import_course(by=company.aisha, folder=folder) == first
    assert Revision.objects.count() == AuditEvent.objects.filter(did="imported").count() == 1


def test_an_author_can_bring_back_what_was_there_before(company: Company, tmp_path: Path):
    old, new = course_folder(tmp_path / "a", title="Old"), course_folder(tmp_path / "b", title="New")
    for folder in (old, new):
        import_course(by=company.aisha, folder=folder)
    again = import_course(by=company.aisha, folder=old)
    assert isinstance(again, Revision)
    assert again.number == 3
    assert import_course(by=None, folder=new).number == 2  # type: ignore[union-attr]


def test_problems_come_with_file_and_line(tmp_path: Path):
    folder = course_folder(tmp_path)
    path = folder / "lessons/quiz/check.quiz.yaml"
    path.write_text(path.read_text().replace("kind: multiple", "kind: multipel"))
    line = path.read_text().splitlines().index("  kind: multipel") + 1
    [problem] = problems_of(folder)
    assert problem.startswith(f"lessons/quiz/check.quiz.yaml:{line}: ")
    assert "multiple" in problem
    assert not Course.objects.exists()


def test_a_lab_that_cannot_be_run_is_found_at_import(tmp_path: Path):
    folder = course_folder(tmp_path, lab=True)
    path = folder / "lessons/lab/sort.lab.yaml"
    path.write_text(path.read_text().replace("minilm-l6", "gpt-17"))
    assert any(p.startswith("lessons/lab/sort.lab.yaml:") and "gpt-17" in p for p in problems_of(folder))


@pytest.mark.parametrize("key", ["enrol", "publish"])
def test_names_of_our_own_addresses_are_not_for_lessons(tmp_path: Path, key: str):
    folder = course_folder(tmp_path)
    write(folder, lesson_files(key))
    path = folder / "course.yaml"
    path.write_text(path.read_text().replace("- quiz", f"- quiz\n- {key}"))
    assert problems_of(folder) == [
        f"lessons/{key}/lesson.yaml:1: The key “{key}” is taken by the site itself. Choose another one."
    ]


@pytest.mark.parametrize("kind", ["absent", "empty", "a file"])
def test_a_folder_that_is_no_course_is_a_problem_not_a_crash(tmp_path: Path, kind: str):
    folder = tmp_path / "course"
    if kind == "empty":
        folder.mkdir()
    elif kind == "a file":
        folder.write_text("hello")
    assert problems_of(folder)[0].startswith("course.yaml:1: ")


def test_the_command_prints_path_line_message_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(CommandError, match="Nothing was imported") as failed:
        call_command("import_course", str(tmp_path / "nowhere"))
    assert failed.value.returncode == 1
    assert capsys.readouterr().err.startswith(f"{tmp_path}/nowhere/course.yaml:1: ")


def test_the_command_imports_publishes_and_says_where_to_look(
    company: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    folder = str(course_folder(tmp_path))
    call_command("import_course", folder, by=company.aisha.email)
    assert "small r1 (draft)" in capsys.readouterr().out
    call_command("import_course", folder, publish=True, by=company.aisha.email)
    revision = Revision.objects.get()
    told = capsys.readouterr().out
    assert "(published)" in told
    assert f"/authoring/revisions/{revision.public_id}/" in told
    assert (revision.created_by, revision.published_by) == (company.aisha, company.aisha)


def test_texts_to_translate_are_one_line_until_each_is_asked_for(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    folder = course_folder(tmp_path)
    for text in folder.glob("lessons/*/*.zh-hans.md"):
        text.unlink()
    course = folder / "course.yaml"
    data = yaml.safe_load(course.read_text())
    course.write_text(yaml.safe_dump({**data, "title": {"en": "Small"}, "summary": {"en": "Little."}}))
    call_command("import_course", str(folder))
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith(f"{folder}: warning: ")
    assert told[0].endswith(" texts to translate into Simplified Chinese; --check names each")
    assert len(told) == 2
    call_command("import_course", str(folder), check=True)
    each = capsys.readouterr().err.splitlines()
    assert len(each) > len(told)
    assert each[-1] == told[-1]
    assert not [line for line in each if "--check" in line]


@pytest.mark.parametrize("email", ["nobody@example.org", "ling@example.org"])
def test_the_command_knows_who_may_import(company: Company, tmp_path: Path, email: str):
    with pytest.raises(CommandError):
        call_command("import_course", str(course_folder(tmp_path)), by=email)
    assert not Revision.objects.exists()
