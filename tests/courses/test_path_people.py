"""Those who lead people put them on a path: ticked in a list of their unit, or named by their addresses."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.clock import database_now
from courses.models import PathEnrolment
from courses.paths import assign_form
from tests.courses.paths import on_path, published_path
from tests.reporting.stories import colleague, tiny_course

pytestmark = pytest.mark.django_db
PAGE = reverse("courses:path_people", args=["month"])


@pytest.fixture
def path(db):
    tiny_course()
    return published_path("month", "tiny")


@pytest.fixture
def marco(client, company):
    client.force_login(company.marco)
    return client


def in_days(days):
    return timezone.localdate(database_now()) + timedelta(days=days)


def listed(page):
    return page.partition('class="team-list"')[2].partition("</div>")[0]


def test_a_manager_ticks_those_of_the_unit_who_are_not_on_it_yet(marco, company, path):
    grace = colleague("Grace", company.north)
    page = listed(marco.get(PAGE).content.decode())
    assert [name in page for name in ("Ling", "Grace", "Sven", "Marco")] == [True, True, False, False]
    marco.post(PAGE, {"ticked": [str(company.ling.public_id)], "people": ""})
    assert PathEnrolment.objects.get().user == company.ling
    page = listed(marco.get(PAGE).content.decode())
    assert ("Ling" in page, "Grace" in page) == (False, True)
    both = {"ticked": [str(company.ling.public_id), str(grace.public_id)], "people": "grace@example.org"}
    said = marco.post(PAGE, both, follow=True).content.decode()
    assert "1 person is on the path now." in said, "a list that was drawn before is no mistake"


def test_the_list_is_bounded_and_says_so(marco, company, path, monkeypatch):
    monkeypatch.setattr(assign_form, "LISTED", 1)
    colleague("Grace", company.north)
    page = marco.get(PAGE).content.decode()
    assert ("Grace" in listed(page), "Ling" in listed(page)) == (True, False)
    assert "These are the first 1 by name; name the others by their addresses." in page


def test_strangers_cannot_be_ticked_and_who_leads_nobody_has_no_list(client, marco, company, path):
    refused = marco.post(PAGE, {"ticked": [str(company.sven.public_id)], "people": ""})
    assert refused.status_code == 422
    assert "Name somebody: nobody was put on the path." in refused.content.decode()
    assert marco.post(PAGE, {"ticked": ["nonsense"], "people": ""}).status_code == 422
    assert not PathEnrolment.objects.exists()
    client.force_login(company.hr)
    assert "team-list" not in client.get(PAGE).content.decode()


def test_addresses_that_are_none_are_named(marco, company, path):
    refused = marco.post(PAGE, {"people": "ling@example.org\nling.example.org\nmarco@"})
    assert refused.status_code == 422
    assert "These are no e-mail addresses: ling.example.org, marco@." in refused.content.decode()
    assert not PathEnrolment.objects.exists()


def test_a_due_day_that_has_passed_is_refused_unless_it_is_theirs_already(marco, company, path):
    asked = {"people": "ling@example.org", "due_on": in_days(-1).isoformat()}
    refused = marco.post(PAGE, asked)
    assert (refused.status_code, PathEnrolment.objects.count()) == (422, 0)
    assert "This day has passed. Choose today or a later one." in refused.content.decode()
    on_path(company.ling, path, due_on=in_days(-1))
    assert marco.post(PAGE, asked).status_code == 302
    grace = colleague("Grace", company.north)
    assert marco.post(PAGE, {**asked, "people": f"ling@example.org {grace.email}"}).status_code == 422


def test_an_address_is_found_however_it_was_written(marco, company, path):
    company.ling.email = "Ling.Wu@Example.org"
    company.ling.save()
    assert marco.post(PAGE, {"people": "ling.wu@example.org"}).status_code == 302
    assert PathEnrolment.objects.get().user == company.ling


@pytest.mark.parametrize("between", [", ", "；", "，", "、", "\n"])
def test_addresses_are_parted_by_signs_of_any_width(marco, company, path, between):
    grace = colleague("Grace", company.north)
    assert marco.post(PAGE, {"people": f"ling@example.org{between}{grace.email}"}).status_code == 302
    assert PathEnrolment.objects.count() == 2
