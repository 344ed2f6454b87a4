"""Before Aisha decides about people, the page tells her all that differs for them; its log begins with the last."""

import re

import pytest
from django.test import Client

from courses.actions import enrol, publish_revision, start
from courses.content.drafts import structure
from courses.drafts.drafting import make_revision, restructure
from courses.models import Revision
from tests.courses.deskwork import DESK, QUIZ, Desk

TEXT = "lessons/quiz/intro.en.md"


@pytest.fixture
def author(client: Client, desk: Desk) -> Client:
    """Aisha, while Ling is on what is published."""
    start(enrolment=enrol(by=None, user=desk.company.ling, course=desk.course))
    client.force_login(desk.company.aisha)
    return client


def revision_of(desk: Desk) -> Revision:
    made = make_revision(by=desk.company.aisha, draft=desk.draft)
    assert isinstance(made, Revision)
    return made


def differing(client: Client, revision: Revision) -> str:
    """What stands under “What differs from what they have”."""
    page = shown(client, revision)
    return page.partition("What differs from what they have")[2].partition("</fieldset>")[0]


def test_a_changed_text_is_told_beside_the_quiz_and_cannot_be_ticked(author: Client, desk: Desk):
    desk.change("Text of quiz", "Another text of quiz", TEXT)
    desk.change("What does the **loss** do?", "What does the **loss** do now?")
    told = differing(author, revision_of(desk))
    assert "<span>Lesson quiz · Hello</span> <small>text · changed</small>" in told
    assert re.findall(r'name="again" value="([^"]+)"', told) == ["quiz/quiz/check"]
    assert f'href="{DESK}edit/changes/?from=1&amp;to=2"' in told


def test_rolling_back_to_what_people_have_asks_nothing_about_them(author: Client, desk: Desk):
    first = desk.course.published
    assert first is not None
    desk.change("Text of quiz", "Another text of quiz", TEXT)
    second = revision_of(desk)
    assert "<b>1</b> person is in progress" in shown(author, second)
    publish_revision(by=desk.company.aisha, revision=second)
    page = shown(author, first)
    assert "Roll back to revision 1" in page
    assert "in progress" not in page
    assert "What differs from what they have" not in page


def shown(client: Client, revision: Revision) -> str:
    return client.get(f"/authoring/revisions/{revision.public_id}/").content.decode()


def test_new_and_removed_texts_are_told(author: Client, desk: Desk):
    added = lambda files: structure.add_block(files, "quiz", "text", "More of it")  # noqa: E731
    restructure(by=desk.company.aisha, draft=desk.draft, change=added)
    desk.write("## More of it\n\nWords.\n", "lessons/quiz/more-of-it.en.md")
    second = revision_of(desk)
    told = differing(author, second)
    assert "<span>Lesson quiz · More of it</span> <small>text · new</small>" in told
    assert "Hello" not in told
    publish_revision(by=desk.company.aisha, revision=second)
    removed = lambda files: structure.remove_block(files, "quiz", "text", "more-of-it")  # noqa: E731
    restructure(by=desk.company.aisha, draft=desk.draft, change=removed)
    assert "<span>Lesson quiz · More of it</span> <small>text · removed</small>" in differing(
        author, revision_of(desk)
    )


def test_what_was_published_last_is_told_first_and_quizzes_stand_before_the_course_as_a_whole(
    author: Client, desk: Desk
):
    desk.change("What does the **loss** do?", "What does the **loss** do now?", QUIZ)
    publish_revision(by=desk.company.aisha, revision=revision_of(desk))
    page = author.get(DESK).content.decode()
    log = page.partition('id="publications-title"')[2].partition("</section>")[0]
    assert re.findall(r"<b>Revision (\d)</b>", log) == ["2", "1"]
    assert page.index('id="quizzes-title"') < page.index('id="whole-title"')
