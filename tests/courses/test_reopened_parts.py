"""A quiz that was passed and is open again says so to its person and to who leads them, and what opened it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.actions import move_everywhere, publish_revision
from courses.models import Policy
from courses.publishing.acts import Plan
from tests.courses.folders import RIGHT

pytestmark = pytest.mark.django_db
QUIZ = ("quiz", "quiz", "check")
LESSON = "/courses/small/quiz/"
DELTA = Plan(started=Policy.DELTA, finished=Policy.DELTA, again=[QUIZ])


@pytest.fixture
def renewed(company, complete, draft):
    """Ling had done the course; then another state of it was published by this plan."""

    def by(plan, **shape):
        complete(company.ling)
        publish_revision(by=company.aisha, revision=draft(**(shape or {"correct": "rises"})), plan=plan)
        move_everywhere()

    return by


def quiz_line(client, company):
    client.force_login(company.marco)
    answer = client.get(reverse("reporting:person", args=[company.ling.public_id]))
    parts = answer.context["sheets"][0].parts
    return next(part for part in parts if part.tries), answer.content.decode()


def test_the_persons_page_says_that_it_was_passed_and_why_it_is_open(client, company, renewed):
    renewed(DELTA)
    part, page = quiz_line(client, company)
    assert (part.state, part.done_at) == ("open again", None)
    assert "passed before, on " in page
    assert "open again since its content changed on " in page
    assert "not passed yet" not in page


def test_a_retake_says_that_everybody_was_asked(client, company, renewed):
    renewed(Plan(finished=Policy.RETAKE), title="Renewed")
    page = quiz_line(client, company)[1]
    assert page.count("open again since its author asked everybody on ") == 2, "the lesson too"
    assert "done before, on " in page


def test_the_quiz_says_what_was_reached_and_why_it_is_open_until_it_is_passed_again(ling, renewed):
    renewed(DELTA)
    page = ling.get(LESSON).content.decode()
    assert "You passed this quiz on " in page
    assert " with 67 %." in page
    assert "It is open again since its content changed on " in page
    ling.post(f"{LESSON}quiz/check/", {**RIGHT, "q.loss": "rises", "number": "2"})
    assert "You passed this quiz on " not in ling.get(LESSON).content.decode()


def test_whoever_never_did_it_again_is_told_nothing_and_asks_nothing(ling, company, complete):
    complete(company.ling)
    with CaptureQueriesContext(connection) as seen:
        assert "You passed this quiz on" not in ling.get(LESSON).content.decode()
    assert not any("courses_renewal" in query["sql"] for query in seen.captured_queries)
