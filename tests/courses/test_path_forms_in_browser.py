"""Aisha writes a path in her browser, step by step, and nothing that she typed gets lost on the way."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from courses.models import PathVersion
from courses.paths.importing import source_of
from people.models import User
from tests.browser import picture
from tests.conftest import Company
from tests.courses.paths import published_path
from tests.looks import looks
from tests.run_pages.browsing import accessibility_problems, signed_in, what_sticks_out, width_beyond_screen

pytestmark = pytest.mark.django_db(transaction=True)
TOLD = ("Applying inline style", "status of 422", "status of 409")
LOOKS = looks((390, "light", "en"), (390, "dark", "zh-hans"))


def seen(page: Page, name: str, look: str) -> None:
    picture(page, f"path-form-{name}-{look}")
    assert accessibility_problems(page) == [], name
    assert width_beyond_screen(page) <= 1, (name, what_sticks_out(page))


def choose(page: Page, field: str, value: str) -> None:
    """The server draws the form again; the choice that follows has come when it has."""
    page.select_option(f"[name='{field}']", value)
    listed, _dot, at = field.rpartition(".")
    expect(
        page.locator(f"[name='{listed}.{int(at) + 1}']" if at.isdecimal() else "[data-fields]")
    ).to_be_visible()


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_a_path_is_written_on_a_phone(
    live_server: Any, browser: Any, company: Company, publish: Any, width: int, theme: str, language: str
):
    publish(key="placement", readings=0, title="Where do you stand?")
    publish(key="basics", title="What a language model is")
    publish(key="further", title="Train one yourself", needs=[{"course": "basics"}])
    User.objects.update(language=language)
    look = {"viewport": {"width": width, "height": 844}, "color_scheme": theme, "locale": language}
    named = f"{width}-{theme}-{language}"
    opened = signed_in(
        browser, live_server.url, company.aisha, expected=TOLD, base_url=live_server.url, **look
    )
    with opened as page:
        page.goto("/authoring/paths/")
        seen(page, "desk", named)
        page.click("a[href='/authoring/paths/new/']")
        seen(page, "new", named)
        refused(page, named)
        stages(page, named)
        typed_words_come_back(page, language)
        placement_test(page, named)
        page.click("[name=save]")
        page.wait_for_url("**/authoring/paths/*-*-*/")
        seen(page, "saved", named)
        overtaken(page, named, language)


def refused(page: Page, named: str) -> None:
    page.click("[name=save]")
    expect(page.locator(".problems")).to_be_focused()
    seen(page, "refused", named)
    page.click(".problems a[href='#note-f.title']")
    expect(page.locator("[name^='f.title.']").first).to_be_focused()


def stages(page: Page, named: str) -> None:
    page.fill("[name='f.title.en']", "Your first month")
    page.fill("[name='f.title.zh-hans']", "第一个月")
    page.fill("[name='f.summary.en']", "From reading to a model of your own.")
    page.fill("[name='f.summary.zh-hans']", "从阅读到自己的模型。")
    page.fill("[name='f.stages.0.title.en']", "Basics")
    page.fill("[name='f.stages.0.title.zh-hans']", "基础")
    choose(page, "f.stages.0.courses.0", "basics")
    expect(page.locator("[name='f.stages.0.courses.0']")).to_be_focused()
    page.click("[value='add f.stages']")
    expect(
        page.locator("[name='f.stages.1.title.en'], [name='f.stages.1.title.zh-hans']").first
    ).to_be_visible()
    page.fill("[name='f.stages.1.title.en']", "Deeper")
    page.fill("[name='f.stages.1.title.zh-hans']", "深入")
    choose(page, "f.stages.1.courses.0", "further")
    seen(page, "stages", named)


def typed_words_come_back(page: Page, language: str) -> None:
    """The page is closed by mistake; the next one of this browser has what was typed, if Aisha wants it."""
    page.fill("[name='f.summary.en']", "Nearly lost.")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("/authoring/paths/")
    page.goto("/authoring/paths/new/")
    expect(page.locator("[name='f.summary.en']")).to_have_value("")
    page.click(f"text={'Bring them back' if language == 'en' else '恢复'}")
    expect(page.locator("[name='f.summary.en']")).to_have_value("Nearly lost.")
    expect(page.locator("[name='f.stages.1.courses.0']")).to_have_value("further")


def placement_test(page: Page, named: str) -> None:
    page.click("[id='f.placement'] > summary")
    page.select_option("[name='f.placement.quiz']", "placement/quiz/check")
    page.check("[name='f.placement.parts.0.questions'][value=loss]")
    page.check("[name='f.placement.parts.0.knows'][value=basics]")
    page.click("[id='f.due'] > summary")
    page.fill("[name='f.due.days']", "21")
    seen(page, "placement", named)


def overtaken(page: Page, named: str, language: str) -> None:
    version = PathVersion.objects.get()
    assert source_of(version).placement
    page.goto(f"/authoring/paths/{version.public_id}/edit/")
    page.fill("[name='f.title.en']", "My title")
    published_path(version.path.key, "basics", title="Another title")
    page.click("[name=save]")
    expect(page.locator(".overtaken")).to_be_focused()
    expect(page.locator("[name='f.title.en']")).to_have_value("My title")
    seen(page, "overtaken", named)
    page.click("[name=save]")
    page.wait_for_url("**/authoring/paths/*-*-*/")
    assert PathVersion.objects.order_by("-number")[0].number == 3
