"""A placement test is told of before one joins, says what it spares where it is marked, and is no course to certify."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.actions import withdraw_path
from courses.models import Certificate, Completion, Course, PathEnrolment
from courses.paths.choices import Offered
from courses.spaced import count_due
from reporting.evidence import courses_by_person
from tests.courses.paths import on_path, placement, published_path
from tests.courses.quiz_pages import HTMX, let_pass
from tests.courses.test_needs_of_courses import hand_in_quiz
from tests.reporting.stories import on_course, tiny_course

pytestmark = pytest.mark.django_db
KNOWS = placement((["loss"], ["one"]), (["steps"], ["two"]))
TEST = "/courses/placement/quiz/quiz/check/"
AHEAD = "This is the placement test of your path “Your first month”."


@pytest.fixture
def path(publish):
    for key in ("one", "two"):
        tiny_course(key, key.title())
    publish(key="placement", readings=0)
    return published_path("month", "one", "two", placement=KNOWS)


def test_it_is_told_of_before_somebody_joins(ling, path):
    page = ling.get(reverse("courses:path", args=["month"])).content.decode()
    assert "It begins with a placement test, which can spare you up to 2 courses" in page


def test_its_result_says_what_it_spares_and_leads_back(company, ling, path):
    on_path(company.ling, path)
    ling.post(reverse("courses:take_placement", args=["month"]))
    page = ling.post(
        TEST, {"q.loss": "falls", "q.true": "one", "q.steps": "1"}, headers=HTMX
    ).content.decode()
    assert "This test spares you “One”" in page
    assert "“Two”" not in page
    assert f'href="{reverse("courses:path", args=["month"])}"' in page


def test_one_that_spares_nothing_leaves_no_course_to_finish(company, ling, path):
    on_path(company.ling, path)
    ling.post(reverse("courses:take_placement", args=["month"]))
    ling.post(TEST, {"q.loss": "rises", "q.true": "one", "q.steps": "1"})
    assert not Completion.objects.exists()
    page = ling.get(reverse("reporting:home")).content.decode()
    assert 'href="/courses/placement/"' not in page
    assert "You have begun no course yet." in page


def test_what_somebody_did_not_know_before_learning_it_comes_back_in_no_review(company, ling, path):
    ling.post(reverse("courses:take_placement", args=["month"]))
    missed = {"q.loss": "rises", "q.true": "one", "q.steps": "1"}
    ling.post(TEST, missed)
    let_pass(timedelta(days=3))
    assert count_due(company.ling) == 0
    home = ling.get(reverse("reporting:home")).content.decode()
    assert "that you missed" not in home
    assert 'href="/courses/one/"' in home, "the path goes on with its courses"
    withdraw_path(by=company.ling, enrolment=PathEnrolment.objects.get())
    assert count_due(company.ling) == 3, "for whoever is on no path of it, it is a quiz like any other"
    on_path(company.ling, path)
    ling.post(TEST, {**missed, "q.loss": "falls", "number": "2"})
    let_pass(timedelta(days=3))
    assert count_due(company.ling) == 2, "what is missed in a further try does"


def test_that_only_the_first_try_places_is_said_before_a_further_one_and_at_its_result(company, ling, path):
    on_path(company.ling, path)
    ling.post(reverse("courses:take_placement", args=["month"]))
    practice = "Only your first try of this placement test could spare you a course"
    beside = "Only your first try could spare you a course."
    wrong = {"q.loss": "rises", "q.true": "one", "q.steps": "1"}
    first = ling.post(TEST, wrong, headers=HTMX).content.decode()
    assert (first.count(practice), first.count(beside)) == (1, 0)
    later = ling.post(TEST, {**wrong, "q.loss": "falls", "number": "2"}, headers=HTMX).content.decode()
    assert "This test spares you no course" in later
    assert later.count(beside) == 1


def test_other_quizzes_say_nothing_of_placement(ling, company, publish, begin):
    begin(company.ling, publish())
    page = ling.post(
        "/courses/small/quiz/quiz/check/", {"q.loss": "rises", "q.true": "one", "q.steps": "1"}, headers=HTMX
    )
    assert "Try again" in page.content.decode()
    assert "placement" not in page.content.decode()


def test_whoever_knew_nothing_goes_on_with_the_path_and_is_not_asked_for_the_test_again(company, ling, path):
    on_path(company.ling, path)
    ling.post(reverse("courses:take_placement", args=["month"]))
    ling.post(TEST, {"q.loss": "rises", "q.true": "three", "q.steps": "1"}, headers=HTMX)
    home = ling.get(reverse("reporting:home")).content.decode()
    step = home.partition('class="card next"')[2].partition("</section>")[0]
    assert 'href="/courses/one/"' in step
    assert "parts of" not in home.partition('class="card next"')[0]
    facts, latest = courses_by_person([company.ling.pk])
    assert facts == {}, "nobody has to pass it, so Marco is not told that it is open"
    assert company.ling.pk in latest


def test_it_gives_no_certificate(company, ling, path, begin):
    on_path(company.ling, path)
    test = begin(company.ling, Course.objects.get(key="placement").published)
    hand_in_quiz(test, {"loss": "falls", "true": ["one", "two"]})
    assert Completion.objects.get().course.key == "placement"
    assert not Certificate.objects.exists()
    for page in (reverse("reporting:home"), "/courses/placement/", "/courses/placement/quiz/"):
        assert "ertificate" not in ling.get(page).content.decode()


def test_courses_of_one_title_are_told_apart_by_their_keys(company, ling):
    for key in ("first", "second", "third"):
        tiny_course(key, "Twins" if key != "third" else "Another")
    published_path("month", "first", "second", "third")
    assert Offered().titles == {"first": "Twins · first", "second": "Twins · second", "third": "Another"}
    page = ling.get(reverse("courses:path", args=["month"])).content.decode()
    assert "<small>first</small>" in page
    assert "<small>third</small>" not in page


def test_the_quiz_says_before_and_while_it_is_taken_that_it_is_one(company, ling, path):
    on_path(company.ling, path)
    here = ling.post(reverse("courses:take_placement", args=["month"])).url.partition("#")[0]
    page = ling.get(here).content.decode()
    assert AHEAD in page
    assert "what your answers show that you know already: “One”, “Two”." in page
    assert "Only your first try counts for this." in page
    ling.post(f"{TEST}save/", {"q.loss": "rises"})
    assert AHEAD in ling.get(here).content.decode(), "while it is under way"
    ling.post(TEST, {"q.loss": "rises", "q.true": "one", "q.steps": "1"})
    assert AHEAD not in ling.get(here).content.decode()
    assert AHEAD not in ling.get(f"{here}?again=check").content.decode(), "a further try is for practice"


def test_it_names_only_what_it_could_spare_still(company, ling, path):
    on_course(company.ling, Course.objects.get(key="two"), done=3)
    on_path(company.ling, path)
    page = ling.get(ling.post(reverse("courses:take_placement", args=["month"])).url).content.decode()
    assert "It spares you “One” if your answers show that you know this course already." in page
    on_course(company.ling, Course.objects.get(key="one"), done=3)
    page = ling.get("/courses/placement/quiz/").content.decode()
    assert "You have done or know all the courses that it could spare you." in page


@pytest.mark.parametrize("is_on_it", [True, False])
def test_one_with_a_clock_says_so_before_and_after_the_start(company, ling, publish, begin, is_on_it):
    tiny_course("one", "One")
    timed = publish(key="placement", readings=0, time_limit=20)
    begin(company.ling, timed)
    path = published_path("month", "one", placement=placement((["loss"], ["one"])))
    if is_on_it:
        on_path(company.ling, path)
    before = ling.get("/courses/placement/quiz/").content.decode()
    assert ('name="placement"' in before, AHEAD in before) == (is_on_it, is_on_it)
    sent = {"number": "1"} | ({"placement": "check"} if is_on_it else {})
    begun = ling.post(f"{TEST}begin/", sent, headers=HTMX).content.decode()
    assert ("data-hand-in" in begun, AHEAD in begun) == (True, is_on_it)


def asked_for_tests(client: Client, address: str, **sent: str) -> int:
    """How many queries bring the paths of a person for one page, or one press."""
    with CaptureQueriesContext(connection) as seen:
        page = client.post(address, sent, headers=HTMX) if sent else client.get(address)
    assert page.status_code == 200
    assert AHEAD not in page.content.decode()
    return sum(query["sql"].startswith('SELECT "courses_pathenrolment"') for query in seen.captured_queries)


@pytest.mark.parametrize("is_on_it", [True, False])
def test_only_quizzes_of_people_on_such_a_path_cost_a_query_for_it(
    company, ling, path, publish, begin, is_on_it
):
    if is_on_it:
        on_path(company.ling, path)
    begin(company.ling, publish(key="small", time_limit=20))
    quiz = "/courses/small/quiz/"
    assert asked_for_tests(ling, quiz) == is_on_it
    assert asked_for_tests(ling, f"{quiz}quiz/check/begin/", number="1") == 0
    assert asked_for_tests(ling, "/courses/small/read-1/") == 0


def test_the_persons_page_names_what_it_spared_them(company, ling, path, client):
    on_path(company.ling, path)
    ling.post(reverse("courses:take_placement", args=["month"]))
    ling.post(TEST, {"q.loss": "falls", "q.true": "one", "q.steps": "1"})
    client.force_login(company.marco)
    page = client.get(reverse("reporting:person", args=[company.ling.public_id])).content.decode()
    assert 'Known by the placement test: <a href="/courses/one/">One</a></small>' in page
