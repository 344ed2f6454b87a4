"""A whole lesson of a draft as a learner would see it; from each block to the next; a block at a chosen place."""

from pathlib import Path

import pytest
from django.test import Client

from courses.authoring import import_course
from courses.drafts.drafting import open_draft
from courses.drafts.forms import StructureForm
from courses.drafts.pages import DraftPage
from courses.models import Draft, Revision
from tests.conftest import Company
from tests.courses.deskwork import DESK, Desk
from tests.courses.every_block import every_block

QUIZ = "lessons/quiz/check.quiz.yaml"


def page_at(client: Client, path: str) -> str:
    answer = client.get(f"{DESK}edit/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_lesson_of_a_draft_is_shown_whole_with_what_is_to_be_mended(aisha: Client, desk: Desk):
    desk.change("en: Which are true?", "en: …")
    desk.draft.files.filter(path="lessons/quiz/intro.en.md").update(text="![A curve](assets/none.png)\n")
    page = page_at(aisha, "lessons/quiz/preview/")
    assert "things to mend or to look at are marked here." in page
    text, quiz = page.split('id="block-text-intro"')[1].split('id="block-quiz-check"')
    assert "path=lessons/quiz/intro.en.md&amp;line=1" in text
    assert f"path={QUIZ}&amp;line=" in quiz
    assert "What does the <strong>loss</strong> do?" in page, "and before there is any revision of it"


def test_a_block_that_cannot_be_read_says_so_and_the_others_are_shown(aisha: Client, desk: Desk):
    desk.draft.files.filter(path=QUIZ).update(text="title: [\n")
    page = page_at(aisha, "lessons/quiz/preview/")
    assert "This block cannot be shown until what is wrong in it is mended." in page
    assert "Text of quiz with" in page


def test_its_questions_can_be_tried(aisha: Client, desk: Desk):
    tried = page_at(aisha, f"lessons/quiz/preview/?path={QUIZ}&tried=1&q.loss=falls")
    assert "So far 1 of 1 point" in tried
    assert 'action="#block-quiz-check"' in tried


@pytest.mark.django_db
def test_every_kind_of_block_is_shown(aisha: Client, company: Company, tmp_path: Path):
    revision = import_course(by=None, folder=every_block(tmp_path))
    assert isinstance(revision, Revision)
    draft = open_draft(by=company.aisha, course=revision.course)
    lesson = DraftPage(draft, "en").lesson("all")
    assert lesson is not None
    page = aisha.get("/authoring/blocks/edit/lessons/all/preview/").content.decode()
    assert page.count('class="block-in-draft"') == len(lesson.blocks)
    assert "cannot be shown" not in page


def test_from_a_block_one_goes_to_the_next_and_to_the_whole_lesson(aisha: Client, desk: Desk):
    page = page_at(aisha, "file/?path=lessons/quiz/intro.en.md")
    assert f'rel="next" href="{DESK}edit/file/?path={QUIZ}"' in page
    assert f'href="{DESK}edit/lessons/quiz/preview/#block-text-intro"' in page
    assert 'rel="prev" href' in page_at(aisha, f"file/?path={QUIZ}")
    assert 'rel="next"' not in page_at(aisha, f"file/?path={QUIZ}")


def blocks_of(draft: Draft) -> list[str]:
    lesson = DraftPage(draft, "en").lesson("quiz")
    assert lesson is not None
    return [block.key for block in lesson.blocks]


def test_a_new_block_stands_where_its_author_wants_it(aisha: Client, desk: Desk):
    assert 'value="1" selected' in page_at(aisha, "lessons/quiz/?after=1")
    for title, to in (("Second", "1"), ("First", "0"), ("Last", "4"), ("Behind", "")):
        told = {"do": "add-block", "lesson": "quiz", "kind": "text", "title": title, "to": to}
        assert StructureForm(told).is_valid()
        assert aisha.post(f"{DESK}edit/structure/", told).status_code == 302
    assert blocks_of(desk.draft) == ["first", "intro", "second", "check", "last", "behind"]


def test_a_bank_and_a_course_without_a_revision_are_called_by_their_titles(aisha: Client, desk: Desk):
    aisha.post(f"{DESK}edit/structure/", {"do": "begin-bank", "title": "Rates of pay"})
    assert "<h1>Rates of pay</h1>" in page_at(aisha, "file/?path=banks/rates-of-pay.bank.yaml")
    assert "Bank “Rates of pay”" in page_at(aisha, "?check=1")
    aisha.post("/authoring/new/", {"title": "Tokens & curves", "language": "en"})
    page = aisha.get("/authoring/tokens-curves/").content.decode()
    assert "<h1>Tokens &amp; curves</h1>" in page
    assert "“Tokens &amp; curves” leaves the catalogue" in page
