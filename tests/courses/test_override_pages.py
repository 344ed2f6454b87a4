"""The pages on which managers and authors grant other terms; without JavaScript they are plain forms."""

import zoneinfo
from datetime import datetime

import pytest

from courses.actions import enrol
from courses.models import Course, QuizOverride, Revision
from tests.conftest import person
from tests.courses.quiz_pages import OVERRIDES, QUIZ, START, WRONG, in_minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def marco(taking, company):
    """Marco looks; Ling is on a quiz of 20 minutes and two tries."""
    client = taking(time_limit=20, tries=2)
    client.force_login(company.marco)
    return client


def form_of(somebody) -> str:
    return f"{OVERRIDES}{somebody.public_id}/"


GRANT = {"time_factor": "1.5", "extra_minutes": "5", "extra_tries": "1", "reason": "first week back"}


def test_a_manager_finds_their_people_and_grants_with_a_plain_form(marco, company, begin):
    begin(company.sven, Revision.objects.get())
    page = marco.get(OVERRIDES).content.decode()
    assert form_of(company.ling) in page
    assert "Sven" not in page
    assert "as for everybody" in page
    page = marco.post(form_of(company.ling), GRANT, follow=True).content.decode()
    assert "These terms hold for Ling from now on." in page
    assert "150 % of the time" in page
    assert "5 minutes more" in page
    assert "first week back" in page
    override = QuizOverride.objects.get()
    assert (override.time_factor, override.extra_minutes, override.extra_tries) == (1.5, 5, 1)
    assert override.given_by == company.marco


def test_who_came_from_a_persons_page_is_led_back_to_it(marco, company):
    home = f"/team/{company.ling.public_id}/"
    form = f"{form_of(company.ling)}?from=person"
    assert f'href="{form}"' in marco.get(home).content.decode()
    page = marco.get(form).content.decode()
    assert f'href="{home}"' in page
    assert f"{form_of(company.ling)}withdraw/?from=person" not in page, "there is nothing to withdraw"
    assert marco.post(form, GRANT).headers["Location"] == home
    assert marco.post(f"{form_of(company.ling)}withdraw/?from=person").headers["Location"] == home
    assert marco.post(f"{form_of(company.ling)}?from=elsewhere", GRANT).headers["Location"] == OVERRIDES


def test_team_leads_to_another_try_for_whoever_has_used_all(taking, company):
    client = taking(tries=1)
    client.post(QUIZ, {**WRONG, "number": "1"})
    client.force_login(company.marco)
    form = f"{form_of(company.ling)}?from=person"
    page = client.get("/team/").content.decode()
    assert "1 of 1 person needs you" in page
    assert f'href="{form}"' in page
    assert client.post(form, {"extra_tries": "1", "reason": "slipped"}).status_code == 302
    assert "Nobody needs you today" in client.get("/team/").content.decode()


def test_those_with_other_terms_come_first(marco, company, begin):
    ada = person("Ada", unit=company.north)
    begin(ada, Revision.objects.get())
    page = marco.get(OVERRIDES).content.decode()
    assert page.index(form_of(ada)) < page.index(form_of(company.ling))
    marco.post(form_of(company.ling), GRANT)
    page = marco.get(OVERRIDES).content.decode()
    assert page.index(form_of(company.ling)) < page.index(form_of(ada))
    assert page.count('class="as-usual"') == 1


def test_the_form_comes_back_with_what_holds_and_can_withdraw_it(marco, company):
    marco.post(form_of(company.ling), GRANT)
    page = marco.get(form_of(company.ling)).content.decode()
    assert '<option value="1.5" selected>' in page
    assert 'value="first week back"' in page
    page = marco.post(f"{form_of(company.ling)}withdraw/", follow=True).content.decode()
    assert "own terms hold for Ling again" in page
    assert not QuizOverride.objects.exists()


def test_dates_are_read_and_shown_in_the_managers_zone(taking, company):
    client = taking(closes=in_minutes(60))
    company.marco.time_zone = "Asia/Shanghai"
    company.marco.save()
    client.force_login(company.marco)
    page = client.get(form_of(company.ling)).content.decode()
    assert "Dates are in your time zone, Asia/Shanghai." in page
    assert 'name="extra_minutes"' not in page, "there is no time limit to change"
    assert 'name="extra_tries"' not in page
    client.post(form_of(company.ling), {"closes": "2031-05-01T18:30", "reason": "travels"})
    there = datetime(2031, 5, 1, 18, 30, tzinfo=zoneinfo.ZoneInfo("Asia/Shanghai"))
    assert QuizOverride.objects.get().closes == there
    assert 'value="2031-05-01T18:30"' in client.get(form_of(company.ling)).content.decode()
    assert "CST" in client.get(OVERRIDES).content.decode()


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"time_factor": "1", "reason": "x"}, "Say what changes"),
        ({"time_factor": "1", "extra_minutes": "5"}, "This field is required."),
        ({"time_factor": "9", "reason": "x"}, "Select a valid choice."),
        ({"time_factor": "1", "extra_minutes": "-1", "reason": "x"}, "greater than or equal to 0"),
        ({"time_factor": "1", "closes": "tomorrow", "reason": "x"}, "Enter a valid date/time."),
        (
            {"time_factor": "1", "closes": "2020-01-01T10:00", "reason": "x"},
            "This moment has passed already.",
        ),
        ({"time_factor": "1", "closes": "9999-12-31T23:59", "reason": "x"}, "Give a year from 2000 to 8999."),
        ({"time_factor": "1", "opens": "0001-01-01T00:00", "reason": "x"}, "Give a year from 2000 to 8999."),
    ],
)
def test_what_cannot_be_granted_is_said_at_the_form(marco, company, filled, said: str):
    answer = marco.post(form_of(company.ling), filled)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not QuizOverride.objects.exists()


def test_the_form_says_that_a_try_is_under_way(marco, company):
    marco.force_login(company.ling)
    marco.post(START, {"number": "1"})
    marco.force_login(company.marco)
    assert "Ling is taking this quiz now, until" in marco.get(form_of(company.ling)).content.decode()


def test_an_author_finds_it_from_the_course_and_sees_everybody_on_it(marco, company, begin):
    begin(company.sven, Revision.objects.get())
    marco.force_login(company.aisha)
    assert f'href="{OVERRIDES}"' in marco.get("/authoring/small/").content.decode()
    page = marco.get(OVERRIDES).content.decode()
    assert form_of(company.ling) in page
    assert form_of(company.sven) in page


def test_a_manager_finds_it_from_the_persons_page_and_the_person_does_not(marco, company):
    address = f"/team/{company.ling.public_id}/"
    assert form_of(company.ling) in marco.get(address).content.decode()
    marco.force_login(company.ling)
    assert form_of(company.ling) not in marco.get(address).content.decode()


def test_somebody_who_has_not_started_can_be_granted_terms_before(marco, company):
    starter = person("Newcomer", unit=company.north)
    enrol(by=None, user=starter, course=Course.objects.get(key="small"))
    assert marco.post(form_of(starter), GRANT).status_code == 302
    marco.force_login(starter)
    marco.post("/courses/small/enrol/")
    assert "You have 35 minutes once you start." in marco.get("/courses/small/quiz/").content.decode()


def test_a_name_is_found_and_what_is_sought_stays_in_the_field(marco):
    assert "Ling" in marco.get(OVERRIDES, {"q": "lin"}).content.decode()
    page = marco.get(OVERRIDES, {"q": '"><b>nobody'}).content.decode()
    assert "Nobody of yours on this course is called" in page
    assert '"><b>nobody' not in page


def test_more_people_take_no_more_queries(marco, company, begin, django_assert_max_num_queries):
    revision = Revision.objects.get()
    for number in range(8):
        begin(person(f"Member{number}", unit=company.north), revision)
    marco.post(form_of(company.ling), GRANT)
    with django_assert_max_num_queries(14):
        page = marco.get(OVERRIDES).content.decode()
    assert page.count("Member") == 8
