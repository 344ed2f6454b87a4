"""Aisha chooses a later moment: her browser's zone is chosen first, and the moment is said back in words."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
import yaml
from django.test import Client
from django.utils.translation import override
from playwright.sync_api import Page, expect

from courses.models import Draft, ScheduledPublication
from courses.publishing.zones import zone_in_words, zones_to_choose
from people.models import User
from tests.axe import violations
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.e2e.looks import scrolls_sideways

Opened = Callable[..., AbstractContextManager[Page]]
QUIZ = "lessons/quiz/check.quiz.yaml"
YEAR = datetime.now(UTC).year + 1
PHONE = {"viewport": {"width": 390, "height": 844}, "bypass_csp": True}


def asked(draft: Draft) -> dict[str, object]:
    """The quiz as it is saved."""
    return dict(yaml.safe_load(draft.files.get(path=QUIZ).text or ""))


@pytest.mark.django_db(transaction=True)
def test_the_zone_of_the_browser_is_chosen_and_the_moment_said_in_words(
    opened: Opened, company: Company, draft: Publish
):
    revision = draft()
    with opened(company.aisha, timezone_id="Asia/Shanghai", expected=("status of 422",), **PHONE) as page:
        page.goto(f"/authoring/revisions/{revision.public_id}/")
        zone, said = page.get_by_label("Time zone"), page.locator(".moment [data-said]")
        expect(zone).to_have_value("Asia/Shanghai")
        expect(page.get_by_role("button", name="Publish revision 1", exact=True)).to_be_visible()
        page.get_by_label("Later, at this moment:").check()
        page.get_by_label("Day and time").fill(f"{YEAR}-07-01T09:00")
        expect(said).to_contain_text(f"July 1, {YEAR}")
        expect(said).to_contain_text("China Standard Time")
        zone.select_option("Europe/Berlin")
        expect(said).to_contain_text("Central European Summer Time")
        expect(said).to_contain_text(f"July 1, {YEAR} at 3:00 PM.")
        page.get_by_label("Day and time").fill("2020-07-01T09:00")
        expect(said).to_contain_text("has passed")
        page.get_by_label("Day and time").fill(f"{YEAR + 180}-07-01T09:00")
        page.get_by_role("button", name="Schedule revision 1").click()
        expect(page.locator("#moment-wrong")).to_contain_text("That is more than two years away.")
        expect(page.get_by_text("That is more than two years away.")).to_have_count(1)
        expect(page.get_by_label("Later, at this moment:")).to_be_checked()
        page.get_by_label("Day and time").fill(f"{YEAR}-07-02T09:00")
        expect(said).to_contain_text("By your own clock")
        assert violations(page) == []
        assert not scrolls_sideways(page)
        page.get_by_role("button", name="Schedule revision 1").click()
        expect(
            page.get_by_role("heading", name=f"Revision 1 will be published on July 2, {YEAR}, 9 a.m.")
        ).to_be_visible()
        expect(page.locator(".moment [data-said]")).to_contain_text("By your own clock")
    assert ScheduledPublication.objects.get().time_zone == "Europe/Berlin"


@pytest.mark.django_db(transaction=True)
def test_the_zone_of_the_person_goes_before_that_of_the_browser(
    opened: Opened, company: Company, draft: Publish
):
    User.objects.filter(pk=company.aisha.pk).update(time_zone="America/Chicago")
    revision = draft()
    with opened(company.aisha, timezone_id="Asia/Shanghai", **PHONE) as page:
        page.goto(f"/authoring/revisions/{revision.public_id}/")
        expect(page.get_by_label("Time zone")).to_have_value("America/Chicago")


def test_without_a_script_every_zone_can_be_chosen_by_its_place(aisha: Client, draft: Publish):
    page = aisha.get(f"/authoring/revisions/{draft().public_id}/").content.decode()
    assert '<optgroup label="Europe">' in page
    assert '<option value="Asia/Hong_Kong">Hong Kong</option>' in page
    assert '<option value="UTC" selected>UTC</option>' in page


def test_a_zone_that_is_not_offered_stays_chosen():
    offered = dict(zones_to_choose("Etc/GMT+3")[0][1])
    assert offered == {"UTC": "UTC", "Etc/GMT+3": "Etc/GMT+3"}


def test_zones_are_called_as_their_reader_calls_them():
    with override("zh-hans"):
        asia = dict(zones_to_choose("UTC"))["亚洲"]
        assert ("Asia/Kolkata", "加尔各答") in asia
        assert [name for name, place in asia if place == "上海"] == ["Asia/Shanghai"]
        assert [place for _name, place in asia][:2] == ["阿克套", "阿克托别"], "by pinyin"
        assert (zone_in_words("Europe/Berlin"), zone_in_words("UTC")) == ("欧洲/柏林", "UTC")
    assert zone_in_words("America/New_York") == "America/New York"


@pytest.mark.django_db(transaction=True)
def test_a_quiz_opens_when_the_clock_of_its_author_says(opened: Opened, company: Company, here: Draft):
    """Without a script the moment is typed, with its zone; both lead to the same file."""
    address = f"/authoring/small/edit/file/?path={QUIZ}"
    before = asked(here)
    with opened(company.aisha, timezone_id="Europe/Rome", **PHONE) as page:
        page.goto(address)
        page.get_by_text("More settings").last.click()
        page.get_by_label("Opens").fill("2998-07-01T09:00")
        expect(page.get_by_text("by your own clock (Europe/Rome); empty: at once")).to_be_visible()
        page.get_by_label("Closes").fill("2998-12-01T17:30")
        expect(page.locator("[data-status]")).to_contain_text("Saved")
        assert violations(page) == []
        assert not scrolls_sideways(page)
        assert (asked(here)["opens"], asked(here)["closes"]) == (
            "2998-07-01T09:00+02:00",
            "2998-12-01T17:30+01:00",
        )
    with opened(company.aisha, timezone_id="Asia/Shanghai") as page:
        page.goto(address)
        expect(page.get_by_label("Opens")).to_have_value("2998-07-01T15:00")
        page.get_by_label("Opens").fill("")
        page.get_by_label("Closes").fill("")
        expect(page.locator("[data-status]")).to_contain_text("Saved")
    assert asked(here) == before
