"""The front door: right and wrong passwords, languages, and a session that ends under an open page."""

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Visit
from tests.product import Product


def test_a_wrong_password_is_told_at_the_form_and_lets_nobody_in(product: Product, browser: Browser):
    page = browser.new_page(base_url=product.url)
    page.goto("/")
    assert "/accounts/login/" in page.url
    page.fill("input[name=login]", product.person("learner")["email"])
    page.fill("input[name=password]", "not the password")
    page.click("main button.primary")
    expect(page.locator("main").get_by_role("alert")).to_be_visible()
    page.goto("/")
    assert "/accounts/login/" in page.url
    page.close()


def test_the_chosen_language_is_remembered_for_the_person(visit: Visit, browser: Browser, product: Product):
    page = visit("stranger")
    page.get_by_role("button", name="简体中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    elsewhere = visit("stranger", locale="en-GB")
    expect(elsewhere.locator("html")).to_have_attribute("lang", "zh-hans")
    elsewhere.get_by_role("button", name="English").click()
    expect(elsewhere.locator("html")).to_have_attribute("lang", "en")
