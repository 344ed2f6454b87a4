"""Aisha begins a course or a block: it repeats nothing, and what she has not written yet keeps it from her learners."""

import pytest
from django.test import Client

from courses.content.drafts.beginnings import BEGINNINGS
from courses.content.drafts.unwritten import with_unwritten
from courses.content.reader import Reading
from courses.drafts.drafting import save_file
from courses.models import Draft, Revision
from tests.conftest import Company


def test_a_course_is_written_from_its_first_word(aisha: Client, company: Company):
    told = aisha.post("/authoring/new/", {"title": "What a token is", "language": "en"}, follow=True)
    assert "What a token is" in told.content.decode()
    assert "in the editor" in aisha.get("/authoring/").content.decode()
    assert "being written" in aisha.get("/authoring/what-a-token-is/").content.decode()
    finish(aisha, "what-a-token-is")
    assert not Revision.objects.exists(), "nobody has written anything yet"
    write_everything(Draft.objects.get(), company)
    assert "Publish revision 1" in finish(aisha, "what-a-token-is")
    again = aisha.post("/authoring/new/", {"title": "What a token is", "language": "en"}, follow=True)
    assert again.redirect_chain[-1][0] == "/authoring/what-a-token-is-2/edit/"


def test_a_block_without_a_title_is_called_by_its_first_words(aisha: Client, here: Draft):
    form = {"do": "add-block", "lesson": "read-1", "kind": "reveal", "title": "Why does it fall?"}
    aisha.post("/authoring/small/edit/structure/", form)
    lesson = aisha.get("/authoring/small/edit/lessons/read-1/").content.decode()
    assert ">Why does it fall?</a>" in lesson
    path = "lessons/read-1/why-does-it-fall.reveal.yaml"
    file = aisha.get(f"/authoring/small/edit/file/?path={path}").content.decode()
    assert "<h1>Why does it fall?</h1>" in file


def finish(client: Client, course: str) -> str:
    return client.post(f"/authoring/{course}/edit/finish/", follow=True).content.decode()


def write_everything(draft: Draft, company: Company) -> None:
    for file in draft.files.all():
        text = (file.text or "").replace("…", "Words.").replace("First lesson", "What it is")
        save_file(by=company.aisha, file=file, text=text, base=1)


@pytest.mark.parametrize("kind", ["text", *BEGINNINGS])
def test_a_block_that_nobody_wrote_keeps_a_draft_from_becoming_a_revision(
    aisha: Client, company: Company, here: Draft, kind: str
):
    form = {"do": "add-block", "lesson": "read-1", "kind": kind, "title": "New"}
    aisha.post("/authoring/small/edit/structure/", form)
    assert "lessons/read-1/new." in finish(aisha, "small")
    assert "only keeps the place" in aisha.get("/authoring/small/edit/?check=1").content.decode()
    assert Revision.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "is_begun"),
    [
        ("{zh-hans: 第一课}", True),
        ("{en: First lesson}", True),
        ("{en: First, zh-hans: 第一课}", False),
        ("{en: First lesson, zh-hans: 第一课}", False),
    ],
)
def test_a_lesson_may_be_called_the_first_by_who_says_so_in_two_languages(said: str, is_begun: bool):
    files = {
        "lessons/a/lesson.yaml": f"title: {said}\n",
        "lessons/a/b.video.yaml": "title: {en: First lesson}\n",
    }
    told = with_unwritten(Reading(None, ()), files).problems
    assert [problem.path for problem in told] == ["lessons/a/lesson.yaml"] * is_begun


@pytest.mark.parametrize(
    ("title", "words"),
    [("", "Give the course a title."), ("x" * 201, "at most 200 characters. This one has 201: shorten it.")],
)
def test_a_title_that_cannot_be_taken_stays_in_its_form(aisha: Client, title: str, words: str):
    answer = aisha.post("/authoring/new/", {"title": title, "language": "zh-hans"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert f'value="{title}"' in page
    assert '<option value="zh-hans" lang="zh-hans" selected>' in page
    assert not Draft.objects.exists()


def test_a_course_without_a_revision_is_listed_by_its_title(aisha: Client, company: Company):
    aisha.post("/authoring/new/", {"title": "What a token is", "language": "en"})
    assert ">What a token is</a>" in aisha.get("/authoring/").content.decode()
    file = Draft.objects.get().files.get(path="course.yaml")
    save_file(by=company.aisha, file=file, text="title: [", base=1)
    assert ">what-a-token-is</a>" in aisha.get("/authoring/").content.decode()
