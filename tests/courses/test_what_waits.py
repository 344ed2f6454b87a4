"""What is handed in and waits for somebody else is nobody's next step; what was answered last is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import Enrolment
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.hand_marked import HOW, WHY, filled, marked, questions
from tests.courses.quiz_pages import HTMX, QUIZ, SAVE
from tests.courses.test_half_done_quiz import SAYS

pytestmark = pytest.mark.django_db
WAITS = "What is left is handed in and waits for its result; there is nothing for you to do."
Begin = Callable[..., Enrolment]
Taking = Callable[..., Client]


@pytest.fixture
def handed_in(taking: Taking) -> Callable[..., Client]:
    """Ling has read the first lesson; the quiz of the second waits for a person."""

    def on(**shape: object) -> Client:
        ling = taking(questions=questions(), readings=1, **shape)
        ling.post("/courses/small/read-1/read/")
        ling.post(QUIZ, {**filled(), "number": "1"}, headers=HTMX)
        return ling

    return on


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_course_goes_on_behind_what_waits(handed_in):
    ling = handed_in(lab=True)
    assert 'href="/courses/small/lab/">Continue' in text(ling, "/courses/small/")
    assert 'href="/courses/small/lab/">Next lesson' in text(ling, "/courses/small/read-1/")


def test_where_nothing_else_is_left_the_course_says_what_it_waits_for(handed_in, company: Company):
    ling = handed_in()
    page = text(ling, "/courses/small/")
    assert WAITS in page
    assert "Continue</a>" not in page
    lesson = text(ling, "/courses/small/read-1/")
    assert "This lesson is done." in lesson
    assert "Next lesson" not in lesson
    for key in (WHY, HOW):
        marked(company.aisha, key, 0, 0)
    page = text(ling, "/courses/small/")
    assert WAITS not in page
    assert 'href="/courses/small/quiz/">Continue' in page


def test_only_those_for_whom_something_may_wait_cost_a_query_for_it(
    taking: Taking, company: Company, django_assert_num_queries
):
    ling = taking(questions=questions(), readings=1)
    with CaptureQueriesContext(connection) as plain:
        text(ling, "/courses/small/")
    before = len(plain)
    ling.post(QUIZ, {**filled(), "number": "1"}, headers=HTMX)
    with django_assert_num_queries(before + 1):
        text(ling, "/courses/small/")


def test_home_goes_on_with_what_was_answered_last(
    ling: Client, company: Company, publish: Publish, begin: Begin
):
    for key in ("small", "other"):
        begin(company.ling, publish(key=key, title=key.capitalize()))
    Enrolment.objects.update(last_activity_at=F("last_activity_at") - timedelta(minutes=5))
    Enrolment.objects.filter(course__key="other").update(
        last_activity_at=F("last_activity_at") + timedelta(minutes=2)
    )
    assert "Other · lesson 1" in ling.get("/").content.decode()
    assert ling.post(SAVE, {"q.loss": "falls", "number": "1"}).status_code == 200
    page = ling.get("/").content.decode()
    assert "Small · lesson" in page
    assert SAYS in page
