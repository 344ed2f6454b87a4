"""Whoever marks an answer, or decides whether somebody gets another try, reads that something came after the end."""

from datetime import timedelta

import pytest
from django.test import Client

from courses.models import Answer
from tests.conftest import Company
from tests.courses.folders import HALF
from tests.courses.hand_marked import MARKING, WHY, filled, page_for, questions
from tests.courses.quiz_pages import OVERRIDES, QUIZ, SAVE, START, pass_time

pytestmark = pytest.mark.django_db
LATE = "The model kept <i>every</i> row."


def page_as(client: Client, somebody: object, address: str) -> str:
    client.force_login(somebody)
    return client.get(address).content.decode()


def test_whoever_marks_reads_what_came_late_and_that_it_does_not_count(taking, company: Company):
    ling = taking(questions=questions())
    ling.post(QUIZ, {**filled(), "number": "1"})
    answer = Answer.objects.get(question_key=WHY)
    assert "After the end of the try" not in page_as(ling, company.aisha, page_for(answer))
    ling.force_login(company.ling)
    ling.post(SAVE, {"number": "1", f"q.{WHY}": LATE})
    page = page_as(ling, company.aisha, page_for(answer))
    assert "After the end of the try something else came for this question" in page
    assert "The model kept &lt;i&gt;every&lt;/i&gt; row." in page
    assert "Ling" not in page
    other = Answer.objects.exclude(question_key=WHY).get(awaits_since__isnull=False)
    assert "After the end of the try" not in page_as(ling, company.aisha, page_for(other))
    assert MARKING in page


@pytest.fixture
def late(taking, company: Company) -> Client:
    """Ling's words came too late, all of them; Marco looks."""
    client: Client = taking(time_limit=20)
    client.post(START, {"number": "1"})
    pass_time(timedelta(minutes=21))
    client.post(SAVE, {"number": "1", "q.loss": "falls"})
    client.force_login(company.marco)
    return client


def test_whoever_may_grant_another_try_reads_when_and_how_much(late: Client, company: Company):
    page = late.get(f"{OVERRIDES}{company.ling.public_id}/").content.decode()
    assert "for this many of its questions: 1." in page
    assert "Ling reads what it says under “All my tries”" in page
    assert "It falls" not in page, "her words are hers to show"
    assert "something came after the end of a try" in late.get(OVERRIDES).content.decode()


def test_a_persons_page_says_so_at_the_quiz(late: Client, company: Company):
    page = late.get(f"/team/{company.ling.public_id}/").content.decode()
    assert "something came after the end of a try" in page
    assert page.partition("something came after the end of a try")[2].partition("</tr>")[0].count("–") == 2


def test_where_nothing_came_late_nothing_is_said_of_it(taking, company: Company):
    marco = taking(time_limit=20)
    marco.post(QUIZ, {**HALF, "number": "1"})
    marco.force_login(company.marco)
    for address in (f"{OVERRIDES}{company.ling.public_id}/", OVERRIDES, f"/team/{company.ling.public_id}/"):
        assert "after the end of a try" not in marco.get(address).content.decode()
