"""A slip in the source of course.yaml hides its lessons for a moment: the page says so, and how they come back."""

import pytest
from django.test import Client

from courses.content.reader import read_course
from courses.drafts.drafting import save_file
from courses.models import Draft
from tests.conftest import Company
from tests.courses.folders import lesson_files, write

EDIT = "/authoring/small/edit/"


def test_a_course_that_cannot_be_read_says_how_it_comes_back(aisha: Client, company: Company, here: Draft):
    file = here.files.get(path="course.yaml")
    text = file.text or ""
    assert "cannot be read" not in aisha.get(EDIT).content.decode()
    save_file(by=company.aisha, file=file, text=text.replace("title:", "title: ["), base=file.version)
    page = aisha.get(EDIT).content.decode()
    assert "course.yaml cannot be read, so its lessons stand in no list." in page
    assert f'href="{EDIT}file/history/?path=course.yaml"' in page
    assert "<h1>small</h1>" in page, "not what is left of its title"
    assert "Remove the lesson" not in page


@pytest.mark.parametrize("page", ["lessons/read-1/", "lessons/read-1/preview/", "translate/zh-hans/"])
def test_pages_of_its_parts_lead_to_what_is_to_be_mended(
    aisha: Client, company: Company, here: Draft, page: str
):
    assert aisha.get(EDIT + page).status_code == 200
    file = here.files.get(path="course.yaml")
    save_file(by=company.dana, file=file, text="lessons: [", base=file.version)
    answer = aisha.get(EDIT + page, follow=True)
    assert answer.redirect_chain == [(EDIT, 302)]
    assert "course.yaml cannot be read" in answer.content.decode()


def test_every_file_that_is_no_yaml_is_told_at_once(tmp_path):
    files = lesson_files("a", {"quiz": "check"}, check__quiz="questions: [\n")
    files |= {
        "course.yaml": "title: [\n",
        "lessons/a/lesson.yaml": "title: [\n",
        "glossary.yaml": "terms: [\n",
    }
    problems = read_course(write(tmp_path / "c", files)).problems
    told = {(problem.path, problem.severity) for problem in problems}
    broken = ("course.yaml", "glossary.yaml", "lessons/a/check.quiz.yaml", "lessons/a/lesson.yaml")
    assert {(path, "error") for path in broken} <= told
    assert not any("Nothing in the course uses" in problem.message for problem in problems)


@pytest.mark.parametrize("term", ["[[loss]]", "[[learning rate]]"])
def test_a_glossary_without_terms_is_no_mistake_but_its_terms_are_told(tmp_path, term: str):
    files = lesson_files("a") | {"glossary.yaml": "terms: []\n"}
    head = {
        "format": 1,
        "key": "c",
        "title": {"en": "C"},
        "summary": {"en": "C"},
        "minutes": 5,
        "languages": ["en"],
    }
    folder = write(tmp_path / "c", {"course.yaml": {**head, "lessons": ["a"]}, **files})
    (folder / "lessons/a/intro.zh-hans.md").unlink()
    lesson = (folder / "lessons/a/lesson.yaml").read_text().splitlines()
    (folder / "lessons/a/lesson.yaml").write_text("\n".join(one for one in lesson if "zh-hans" not in one))
    course = read_course(folder).course
    assert course is not None
    assert course.glossary is None
    (folder / "lessons/a/intro.en.md").write_text(f"The {term}.\n")
    (problem,) = read_course(folder).problems
    assert "There is no term" in problem.message
