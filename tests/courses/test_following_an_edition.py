"""Somebody in the middle of a quiz when its course is renewed: what they are told is what happens."""

from pathlib import Path

from django.test import Client

from courses.actions import import_course, move_everywhere, publish_revision
from courses.models import Policy, Revision
from courses.publishing.acts import Plan
from tests.conftest import Company
from tests.courses.conftest import Begin, Publish
from tests.courses.every_block import LESSON as ALL_BLOCKS
from tests.courses.every_block import every_block
from tests.courses.folders import RIGHT
from tests.courses.quiz_pages import HTMX, QUIZ, SAVE

COURSE = "/courses/small/"
MOVES = Plan(started=Policy.DELTA, again=[("quiz", "quiz", "check")], note="The loss question is clearer.")


def renewed_in_the_quiz(
    company: Company, ling: Client, publish: Publish, begin: Begin, draft: Publish, plan: Plan
):
    enrolment = begin(company.ling, publish())
    assert ling.post(SAVE, {"q.loss": "falls"}).status_code == 200
    publish_revision(by=company.aisha, revision=draft(correct="rises"), plan=plan)
    move_everywhere()
    return enrolment


def test_who_has_a_quiz_open_is_told_that_they_move_on_with_it(
    company: Company, ling: Client, publish: Publish, begin: Begin, draft: Publish
):
    renewed_in_the_quiz(company, ling, publish, begin, draft, MOVES)
    page = ling.get(COURSE).content.decode()
    assert "nothing changes under you" not in page
    assert "You move on to it when the quiz that you have open is handed in." in page
    assert "The loss question is clearer." in page
    assert '<a href="/courses/small/quiz/#quiz-check">Check yourself</a>' in page


def test_a_question_within_a_text_keeps_nobody_on_the_edition_before(
    company: Company, ling: Client, begin: Begin, tmp_path: Path
):
    """What counts for nothing is nobody's "open quiz": there would be no button to end it by."""

    def edition(text: str) -> Revision:
        read = import_course(by=None, folder=every_block(tmp_path / text, text=text))
        assert isinstance(read, Revision)
        return read

    enrolment = begin(company.ling, publish_revision(by=None, revision=edition("First.")))
    check = {"check": "goes-on", "q.goes-on": "yes"}
    assert ling.post(f"{ALL_BLOCKS}quiz/run/check/", check, headers=HTMX).status_code == 200
    second = edition("Second.")
    publish_revision(by=company.aisha, revision=second, plan=Plan(started=Policy.DELTA))
    move_everywhere()
    enrolment.refresh_from_db()
    assert enrolment.revision == second
    assert ling.get(ALL_BLOCKS).status_code == 200
    assert "Right." in ling.post(f"{ALL_BLOCKS}quiz/run/check/", check, headers=HTMX).content.decode()


def test_who_is_kept_is_told_that_nothing_changes(
    company: Company, ling: Client, publish: Publish, begin: Begin, draft: Publish
):
    renewed_in_the_quiz(company, ling, publish, begin, draft, Plan())
    assert "You finish on yours: nothing changes under you." in ling.get(COURSE).content.decode()


def test_with_the_answers_handed_in_they_see_their_result_and_have_moved(
    company: Company, ling: Client, publish: Publish, begin: Begin, draft: Publish
):
    enrolment = renewed_in_the_quiz(company, ling, publish, begin, draft, MOVES)
    answer = ling.post(QUIZ, RIGHT, headers=HTMX).content.decode()
    assert "3 of 3 points" in answer, "marked by the edition that it was taken on"
    enrolment.refresh_from_db()
    assert (enrolment.revision.number, enrolment.done_parts) == (2, 0)
    page = ling.get(COURSE).content.decode()
    assert "This course was renewed on" in page
    assert "newer edition" not in page
