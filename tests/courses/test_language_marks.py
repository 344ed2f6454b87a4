"""What stands in another language than the reader's is marked as not translated: every kind of block, and questions."""

from pathlib import Path

import pytest
import yaml
from django.test import Client

from courses.actions import enrol, import_course, publish_revision, start
from courses.authoring import redraw_older
from courses.models import Block, Revision
from hr_api.records import TextsField
from people.models import User
from tests.conftest import Company
from tests.courses.every_block import LESSON, every_block
from tests.courses.folders import course_folder

pytestmark = pytest.mark.django_db
MARK = "language-mark"


def in_english(page: object) -> None:
    """As the pages of a course are stored whose author wrote English only."""
    if isinstance(page, dict):
        page.update({name: "en" for name in ("lang", "answer_lang") if name in page})
        for value in page.values():
            in_english(value)
    elif isinstance(page, list):
        for value in page:
            in_english(value)


@pytest.fixture
def chinese(ling: Client, company: Company, tmp_path: Path) -> Client:
    revision = import_course(by=None, folder=every_block(tmp_path))
    assert isinstance(revision, Revision)
    publish_revision(by=None, revision=revision)
    start(enrolment=enrol(by=None, user=company.ling, course=revision.course))
    User.objects.filter(pk=company.ling.pk).update(language="zh-hans")
    return ling


def page(client: Client) -> str:
    return client.get(LESSON).content.decode()


def test_a_summary_is_marked_by_itself_only_where_its_title_is_translated(chinese: Client):
    def signs(address: str = "/courses/blocks/") -> int:
        return chinese.get(address).content.decode().count('<small class="language-mark"')

    revision = Revision.objects.get(course__key="blocks")
    lesson = revision.lessons.get()
    assert (signs(), signs("/courses/")) == (0, 0)
    for of in (revision, lesson):
        type(of).objects.filter(pk=of.pk).update(summary={"en": of.summary["en"]})
    assert (signs(), signs("/courses/")) == (3, 1), (
        "of the course, the next lesson and the lesson in the list"
    )
    for of in (revision, lesson):
        type(of).objects.filter(pk=of.pk).update(title={"en": of.title["en"]})
    assert (signs(), signs("/courses/")) == (1, 0), "the title says it for both"


def test_what_is_translated_has_no_mark(chinese):
    assert MARK not in page(chinese)


def test_each_block_that_is_not_translated_is_marked(chinese):
    marked = 0
    for block in Block.objects.filter(lesson__key="all").exclude(kind="lab"):
        before = page(chinese).count(MARK)
        in_english(block.content.get("pages", {}).get("zh-hans"))
        block.save()
        assert page(chinese).count(MARK) > before, block.kind
        marked += 1
    assert marked > 8
    assert "英文 · 尚未翻译" in page(chinese)


def test_the_title_of_a_quiz_says_it_for_its_questions(chinese: Client):
    block = Block.objects.get(lesson__key="all", kind="check")
    in_english(block.content["pages"]["zh-hans"])
    block.save()
    above, below = page(chinese).split('<fieldset class="question"', 1)
    assert (above.count(MARK), below.count(MARK)) == (0, len(block.content["pages"]["en"]["questions"]))
    del block.content["quiz"]["title"]["texts"]["zh-hans"]
    block.save()
    above, below = page(chinese).split('<fieldset class="question"', 1)
    assert (above.count(MARK), below.count(MARK)) == (1, 0)


def test_titles_and_terms_that_are_not_translated_are_marked(ling: Client, company: Company, tmp_path: Path):
    folder = course_folder(tmp_path)
    for path in (
        folder / "course.yaml",
        folder / "lessons/quiz/lesson.yaml",
        folder / "lessons/quiz/check.quiz.yaml",
    ):
        data = yaml.safe_load(path.read_text())
        data["title"].pop("zh-hans")
        path.write_text(yaml.safe_dump(data, allow_unicode=True))
    terms = [
        {"key": "loss", "term": {"en": "Loss"}, "definition": {"en": "How wrong.", "zh-hans": "错多少。"}}
    ]
    (folder / "glossary.yaml").write_text(yaml.safe_dump({"terms": terms}, allow_unicode=True))
    revision = import_course(by=None, folder=folder)
    assert isinstance(revision, Revision), revision
    publish_revision(by=None, revision=revision)
    start(enrolment=enrol(by=None, user=company.ling, course=revision.course))
    User.objects.filter(pk=company.ling.pk).update(language="zh-hans")
    course = ling.get("/courses/small/").content.decode()
    assert '<h1 lang="en">Small course</h1>' in course
    assert course.count(MARK) == 2, "of the course and of one of its lessons"
    lesson = ling.get("/courses/small/quiz/").content.decode()
    assert '<h1 lang="en">Lesson quiz</h1>' in lesson
    assert 'lang="en">Check yourself</h2>' in lesson
    assert lesson.count(MARK) == 2
    glossary = ling.get("/courses/small/glossary/").content.decode()
    assert '<dt lang="en">Loss' in glossary
    assert 'lang="zh-hans">错多少。' in glossary
    assert glossary.count(MARK) == 1
    assert '<h1 lang="zh-hans">' in ling.get("/courses/small/read-1/").content.decode()


def test_what_was_stored_before_is_marked_after_it_is_drawn_anew(company: Company, publish):
    revision = publish()
    source = revision.source
    source["title"]["texts"].pop("zh-hans")
    Revision.objects.filter(pk=revision.pk).update(source=source, drawn=4)
    assert redraw_older() == 1
    revision.refresh_from_db()
    assert revision.title == {"en": "Small course"}
    assert TextsField().to_representation(revision.title)["zh-hans"] == "Small course"
