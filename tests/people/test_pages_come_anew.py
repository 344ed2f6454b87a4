"""Who goes back sees what is so by now: browsers keep no page of a signed-in person."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
PAGES = (
    "reporting:home",
    "courses:catalogue",
    "courses:bookmarks",
    "training_jobs:experiments",
    "reporting:team",
)


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_a_person_are_not_kept(client, company, name: str):
    client.force_login(company.marco)
    assert "no-store" in client.get(reverse(name))["Cache-Control"]


def test_what_is_refused_and_parts_of_pages_are_not_kept_either(client, company):
    client.force_login(company.ling)
    refused = client.get("/courses/nowhere/")
    assert (refused.status_code, refused["Cache-Control"]) == (404, "private, no-store")
    part = client.get(reverse("courses:catalogue"), headers={"HX-Request": "true"})
    assert part["Cache-Control"] == "private, no-store"


def test_what_is_no_page_says_itself_how_long_it_holds(client, company):
    client.force_login(company.ling)
    assert "Cache-Control" not in client.get("/healthz/live")
