"""A new course has an address that says what it is, named by its author where its title cannot."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from courses.content import located_yaml
from courses.drafts.begun import begin_course
from courses.models import Course, Draft
from lms.kit.refusals import Conflict
from tests.axe import violations
from tests.conftest import Company
from tests.e2e.looks import scrolls_sideways

Opened = Callable[..., AbstractContextManager[Page]]
CHINESE = "如何写提示词"


def begun(client: Client, title: str, address: str = "") -> tuple[int, str]:
    form = {"title": title, "language": "zh-hans", "address": address}
    answer = client.post("/authoring/new/", form)
    return answer.status_code, answer.content.decode()


def test_a_title_without_latin_letters_asks_for_an_address(aisha: Client):
    status, page = begun(aisha, CHINESE)
    assert (status, Draft.objects.exists()) == (422, False)
    assert "Give the course an address" in page
    assert f'value="{CHINESE}"' in page
    assert begun(aisha, CHINESE, "writing-prompts")[0] == 302
    course = located_yaml.load(Draft.objects.get().files.get(path="course.yaml").text or "").data
    assert (course["key"], course["title"]) == ("writing-prompts", {"zh-hans": CHINESE})


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("Prompts", "letters a to z"),
        ("提示词", "letters a to z"),
        ("two--hyphens", "single hyphens"),
        ("a" * 61, "at most 60 characters. This one has 61: shorten it."),
        ("upload", "“upload” is taken. “upload-2” is still free."),
        ("prompts", "“prompts” is taken. “prompts-2” is still free."),
    ],
)
def test_an_address_that_cannot_be_is_refused_with_the_reason_and_stays_in_its_form(
    aisha: Client, company: Company, address: str, words: str
):
    begin_course(by=company.aisha, title="Prompts", language="en")
    status, page = begun(aisha, CHINESE, address)
    assert (status, words in page, f'value="{address}"' in page) == (422, True, True)
    assert Course.objects.count() == 1


def test_an_address_in_wide_letters_is_the_same(aisha: Client):
    assert begun(aisha, CHINESE, "ｄｉｎｇｓｕｎ－１")[0] == 302
    assert Course.objects.get().key == "dingsun-1"


def test_without_an_address_titles_in_latin_letters_make_their_own(aisha: Client):
    assert [begun(aisha, "What a token is")[0] for _ in range(2)] == [302, 302]
    assert set(Course.objects.values_list("key", flat=True)) == {"what-a-token-is", "what-a-token-is-2"}


@pytest.mark.django_db
def test_an_address_that_was_taken_meanwhile_is_a_conflict(company: Company):
    begin_course(by=company.aisha, title=CHINESE, language="zh-hans", address="prompts")
    with pytest.raises(Conflict, match="is taken"):
        begin_course(by=company.aisha, title=CHINESE, language="zh-hans", address="prompts")


@pytest.mark.django_db(transaction=True)
def test_the_address_follows_the_title_until_it_is_typed(opened: Opened, company: Company):
    with opened(company.aisha, bypass_csp=True) as page:
        page.goto("/authoring/")
        title, address = page.locator("[name=title]"), page.get_by_label("Address in links")
        title.fill("  What a Token is? ")
        expect(address).to_have_value("what-a-token-is")
        title.fill(CHINESE)
        expect(address).to_have_value("")
        address.fill("tokens")
        title.fill("Tokens and more")
        expect(address).to_have_value("tokens")
        assert violations(page) == []
        assert not scrolls_sideways(page)
        page.get_by_role("button", name="Begin").click()
        page.wait_for_url("**/authoring/tokens/edit/")
