"""A new edition without a lesson takes nobody's own work away: tries, another look at a mark, bookmarks, remarks."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.actions import decide_appeal, import_course, move_everywhere, publish_revision
from courses.hand_marking.acts import Given
from courses.models import Appeal, Enrolment, Policy, Revision
from courses.publishing.acts import Plan
from tests.conftest import Company, person
from tests.courses.conftest import Begin
from tests.courses.folders import HALF
from tests.courses.hand_marked import WHY, answer_of, filled, levels, marked, questions
from tests.courses.quiz_pages import LESSON, QUIZ
from tests.courses.searching import folder

pytestmark = pytest.mark.django_db
COURSE = "/courses/small/"
REVIEW = f"{QUIZ}attempts/1/"
ASKED = {"words": "I name both causes."}
GONE = "Your edition of the course no longer has this lesson."
Moves = Callable[..., Revision]


@pytest.fixture
def moved_to(company: Company, tmp_path: Path) -> Moves:
    """Everybody goes on with an edition of these lessons, each with a text called `intro`."""

    def move(*lessons: str) -> Revision:
        course = folder(tmp_path / "-".join(["later", *lessons]), dict.fromkeys(lessons, "Text."))
        revision = import_course(by=None, folder=course)
        assert isinstance(revision, Revision), [str(problem) for problem in revision]
        plan = Plan(started=Policy.DELTA)
        published = publish_revision(by=company.aisha, revision=revision, plan=plan)
        move_everywhere()
        return published

    return move


@pytest.fixture
def left(taking: Callable[..., Client], company: Company, moved_to: Moves) -> Client:
    """Ling's quiz was marked by a person; then an edition came that has no such lesson."""
    ling = taking(questions=questions(WHY))
    ling.post(QUIZ, {**filled(), "number": "1"})
    marked(company.aisha, cause=1, words=0)
    later = moved_to("read-1")
    assert Enrolment.objects.get().revision == later
    return ling


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_try_at_a_quiz_that_is_gone_is_still_there(left: Client):
    review = page(left, REVIEW)
    assert "2 of 6 points." in review
    assert "Well said, why" in review
    assert f'href="{LESSON}#' not in review, "that lesson is not there"
    assert f'href="{COURSE}">Back to the course</a>' in review
    assert left.get(LESSON).status_code == 404


def test_another_look_is_asked_for_and_given(left: Client, company: Company):
    assert "Ask for another look" in page(left, REVIEW)
    asked = left.post(f"{REVIEW}{WHY}/again/", ASKED)
    assert (asked.status_code, Appeal.objects.count()) == (302, 1)
    given = Given(levels(2, 3), reason="You are right.", seen=1)
    decide_appeal(by=company.dana, answer=answer_of(), given=given)
    assert "6 of 6 points." in page(left, REVIEW)
    assert left.post(f"{REVIEW}{WHY}/again/", ASKED).status_code == 422


def test_it_stays_ones_own(left: Client, company: Company):
    for user in (company.sven, company.marco, company.aisha, company.dana):
        left.force_login(user)
        assert left.get(REVIEW).status_code == 404
        assert left.post(f"{REVIEW}{WHY}/again/", ASKED).status_code == 404


def test_the_course_leads_to_it(left: Client, company: Company, moved_to: Moves):
    told = page(left, COURSE)
    assert "What you did in quizzes that are gone" in told
    assert f'<a href="{REVIEW}">Lesson quiz · Check yourself</a>' in told
    left.force_login(company.sven)
    assert "quizzes that are gone" not in page(left, COURSE)


def test_while_the_quiz_is_there_its_lesson_leads_to_it(taking: Callable[..., Client]):
    ling = taking(tries=3)
    ling.post(QUIZ, {**HALF, "number": "1"})
    assert "quizzes that are gone" not in page(ling, COURSE)
    assert f'href="{LESSON}#quiz-check">Back to the lesson</a>' in page(ling, REVIEW)


def test_bookmarks_of_what_is_gone_have_its_titles(taking: Callable[..., Client], moved_to: Moves):
    ling = taking(readings=2)
    ling.post(f"{COURSE}read-2/bookmark/", {"keep": "1"})
    ling.post(f"{COURSE}read-2/bookmark/", {"keep": "1", "block": "intro"})
    moved_to("read-1")
    listed = page(ling, "/bookmarks/")
    assert listed.count("<b>Lesson read-2</b>") == 2
    assert "<br>Hello\n" in listed
    assert listed.count(GONE) == 2
    assert ">read-2<" not in listed


def test_feedback_on_what_is_gone_has_its_titles(
    taking: Callable[..., Client], company: Company, moved_to: Moves
):
    ling = taking(readings=2)
    for block in ("", "intro"):
        ling.post(f"{COURSE}read-2/clear/", {"clear": "no", "remark": "Too long.", "block": block})
    moved_to("read-1")
    ling.force_login(company.aisha)
    told = " ".join(page(ling, "/authoring/small/feedback/").split())
    assert "Lesson read-2 · Hello" in told
    assert 'Lesson read-2 · <span class="small">whole lesson' in told
    assert "read-2 · intro" not in told


def test_what_was_never_published_tells_learners_nothing(
    taking: Callable[..., Client], company: Company, moved_to: Moves, tmp_path: Path
):
    ling = taking(readings=2)
    ling.post(f"{COURSE}read-2/bookmark/", {"keep": "1"})
    moved_to("read-1")
    secret = folder(tmp_path / "draft", {"read-2": "Text."}, lesson_title=("Secret", "秘密"))
    assert isinstance(import_course(by=None, folder=secret), Revision)
    assert "Secret" not in page(ling, "/bookmarks/")


def test_more_of_what_is_gone_costs_no_more_queries(
    taking: Callable[..., Client], company: Company, begin: Begin, moved_to: Moves
):
    ling, spent = taking(readings=4, tries=5), []
    first = Enrolment.objects.get().revision
    assert first is not None
    begin(other := person("Other"), first)
    for user, many in ((company.ling, 1), (other, 3)):
        ling.force_login(user)
        for number in range(many):
            ling.post(QUIZ, {**HALF, "number": str(number + 1)})
            for block in ("", "intro"):
                ling.post(f"{COURSE}read-{number + 2}/bookmark/", {"keep": "1", "block": block})
    moved_to("read-1")
    for user in (company.ling, other):
        ling.force_login(user)
        for address in (COURSE, REVIEW, "/bookmarks/"):
            page(ling, address)
            with CaptureQueriesContext(connection) as counted:
                page(ling, address)
            spent.append(len(counted))
    assert spent[:3] == spent[3:]
