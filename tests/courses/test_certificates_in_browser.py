"""The pages of a certificate on wide and narrow screens, in both themes and languages; verifying without JavaScript."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from courses.actions import reissue_certificate, revoke_certificate
from courses.certificates.numbers import grouped
from courses.models import Certificate, Completion
from people.models import User
from tests.browser import picture
from tests.conftest import Company
from tests.courses.conftest import Complete
from tests.looks import LOOKS
from tests.run_pages.browsing import accessibility_problems, signed_in, width_beyond_screen

pytestmark = pytest.mark.django_db(transaction=True)
AXE_STYLES = ("Applying inline style",)  # axe's own, not the page's


@pytest.fixture
def completion(browser: Browser, company: Company, complete: Complete) -> Completion:
    return complete(company.ling, certificate={"valid_months": 1})


@pytest.fixture
def opened(live_server: Any, browser: Browser) -> Callable[..., AbstractContextManager[Page]]:
    def by(person: User, **look: Any) -> AbstractContextManager[Page]:
        told = (*AXE_STYLES, "status of 422", "status of 404")
        return signed_in(browser, live_server.url, person, expected=told, base_url=live_server.url, **look)

    return by


def addresses(completion: Completion) -> dict[str, str]:
    numbers = {one.state: one.number for one in Certificate.objects.with_state()}
    own = {
        name: reverse(f"courses:{door}certificate", args=[completion.public_id])
        for name, door in (("certificate", ""), ("revoke", "revoke_"), ("reissue", "reissue_"))
    }
    verified = {
        f"verify-{state}": reverse("courses:verify_number", args=[grouped(number)])
        for state, number in numbers.items()
    }
    slip = f"{reverse('courses:verify')}?number=ABCD"
    return {**own, **verified, "verify": reverse("courses:verify"), "verify-slip": slip}


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_pages_fit_and_axe_finds_nothing(
    opened, completion: Completion, company: Company, width: int, theme: str, language: str
):
    cache.clear()
    first = Certificate.objects.get()
    holder = "赵玲" if language != "en" else "Ling Zhao"
    newer = reissue_certificate(
        by=company.dana, certificate=first, holder=holder, language=language, reason="Name"
    )
    User.objects.filter(pk__in=[company.dana.pk, company.ling.pk]).update(language=language)
    named = f"{width}-{theme}-{language}"
    look = {"viewport": {"width": width, "height": 900}, "color_scheme": theme, "locale": language}
    with opened(company.ling, **look) as page:
        seen(page, {"home": "/", "own": reverse("courses:certificate", args=[completion.public_id])}, named)
    with opened(company.dana, **look) as page:
        seen(page, addresses(completion), named)
        revoke_certificate(by=company.dana, certificate=newer, reason="Somebody else answered the quiz.")
        revoked = {f"{name}-revoked": path for name, path in addresses(completion).items()}
        seen(page, revoked, named)


def seen(page: Page, places: dict[str, str], look: str) -> None:
    for name, path in places.items():
        page.goto(path)
        picture(page, f"certificate-{name}-{look}")
        assert accessibility_problems(page) == [], name
        assert width_beyond_screen(page) <= 1, name


def test_a_passer_by_verifies_without_javascript_and_without_signing_in(
    live_server: Any, browser: Browser, completion: Completion
):
    number = grouped(Certificate.objects.get().number)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(reverse("courses:verify"))
    page.fill("input[name=number]", number.lower().replace("-", " "))
    page.click("main button")
    expect(page.locator("h1")).to_have_text("This certificate is valid")
    expect(page.locator(".certificate-name")).to_have_text("Ling")
    context.close()


def test_the_holder_downloads_the_pdf(opened, completion: Completion, company: Company):
    with opened(company.ling) as page:
        page.goto(reverse("courses:certificate", args=[completion.public_id]))
        with page.expect_download() as started:
            page.click("text=Download as PDF")
        assert started.value.suggested_filename.endswith(".pdf")
        assert started.value.path().read_bytes().startswith(b"%PDF-")


def test_an_administrator_revokes_by_keyboard(opened, completion: Completion, company: Company):
    with opened(company.dana) as page:
        page.goto(reverse("courses:certificate", args=[completion.public_id]))
        page.get_by_role("link", name="Revoke").press("Enter")
        page.get_by_label("Why").fill("Somebody else answered the quiz.")
        page.get_by_role("button", name="Revoke it").press("Enter")
        expect(page.locator(".certificate-state")).to_contain_text("This certificate was revoked")
    assert Certificate.objects.get().revoked_by == company.dana
