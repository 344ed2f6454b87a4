"""Aisha works on her course with Sven and Omar, from the invitation to the day it is published, and back."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from playwright.sync_api import Browser, Page, expect

from courses.clock import database_now
from courses.models import Course, CourseMember, CourseRole, ReviewRequest, ScheduledPublication
from courses.places import Place
from courses.publishing.acts import Plan
from courses.publishing.scheduling import publish_due, schedule_publication
from courses.roles.people import set_rules
from courses.teamwork.comments import answer, begin_thread
from courses.teamwork.reviews import answer_review, ask_for_review
from people.models import User
from tests.browser import picture
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.deskwork import DESK, INTRO, INTRO_ZH, QUIZ, Desk, desk_of
from tests.looks import LOOKS
from tests.run_pages.browsing import accessibility_problems, signed_in, what_sticks_out, width_beyond_screen

pytestmark = pytest.mark.django_db(transaction=True)
AXE_STYLES = ("Applying inline style",)  # axe's own, not the page's


def invite(page: Page, name: str, role: str) -> None:
    page.goto(f"{DESK}people/?q={name.lower()}")
    page.get_by_label(f"Invite {name}").click()
    sheet = page.locator("form.roles-sheet", has=page.get_by_role("button", name=f"Invite {name}"))
    sheet.get_by_label(role).check()
    button = sheet.get_by_role("button", name=f"Invite {name}")
    assert (button.bounding_box() or {})["width"] < (sheet.bounding_box() or {})["width"] / 2
    button.click()
    expect(page.get_by_role("status")).to_contain_text(f"{name} is {role}")


def test_a_course_is_written_together_and_published_in_time(
    live_server: Any, browser: Browser, company: Company, publish: Publish
):
    course = publish().course
    set_rules(by=company.aisha, course=course, open_to_authors=False, needs_approval=True)
    with ExitStack() as opened:
        aisha, omar, sven = (
            opened.enter_context(
                signed_in(browser, live_server.url, getattr(company, name), base_url=live_server.url)
            )
            for name in ("aisha", "omar", "sven")
        )
        invited_write_and_review(aisha, omar, sven)
        scheduled_published_and_rolled_back(aisha)


def invited_write_and_review(aisha: Page, omar: Page, sven: Page) -> None:
    invite(aisha, "Omar", "Reviewer")
    invite(aisha, "Sven", "Translator")
    assert set(CourseMember.objects.values_list("user__name", "role")) == {
        ("Aisha", CourseRole.AUTHOR),
        ("Omar", CourseRole.REVIEWER),
        ("Sven", CourseRole.TRANSLATOR),
    }

    aisha.goto(DESK)
    aisha.get_by_role("button", name="Edit").click()
    aisha.goto(f"{DESK}edit/file/?path={INTRO}")
    aisha.locator("textarea[name=text]").fill("## Hello\n\nWords that are new.\n")
    expect(aisha.locator("[data-status]")).to_contain_text("Saved")

    sven.goto("/authoring/")
    sven.get_by_role("link", name="Small course").click()
    sven.goto(f"{DESK}edit/translate/zh-hans/#unit")
    field = sven.locator("textarea[name=said]")
    field.fill("## 你好\n\n新的话。\n")
    field.press("Control+Enter")
    expect(sven.get_by_text("every text is translated and current")).to_be_visible()

    omar.goto(f"{DESK}edit/file/?path={QUIZ}")
    omar.get_by_label("About").select_option("loss")
    omar.get_by_label("New comment").fill("Which loss?")
    omar.get_by_role("button", name="Comment").click()
    expect(omar.locator(".thread")).to_contain_text("Which loss?")

    aisha.goto(f"{DESK}edit/file/?path={QUIZ}")
    thread = aisha.locator(".thread")
    thread.get_by_label("Answer").fill("The one of the lesson.")
    thread.get_by_role("button", name="Settled").click()
    expect(aisha.locator(".thread.settled")).to_contain_text("The one of the lesson.")
    aisha.goto(f"{DESK}review/")
    aisha.get_by_label("Omar").check()
    aisha.get_by_role("button", name="Ask", exact=True).click()
    expect(aisha.get_by_role("status")).to_contain_text("Revision 2 was made")

    omar.goto("/authoring/")
    omar.get_by_role("link", name="Aisha asks you to review").click()
    omar.get_by_label("I approve it").check()
    omar.get_by_role("button", name="Send").click()
    expect(omar.get_by_text("you approved it")).to_be_visible()


def scheduled_published_and_rolled_back(aisha: Page) -> None:
    aisha.goto("/authoring/")
    expect(aisha.get_by_text("Omar approved “Small course”, revision 2")).to_be_visible()
    aisha.goto(f"{DESK}review/")
    aisha.get_by_role("link", name="Read and try revision 2").click()
    aisha.get_by_label("Later, at this moment:").check()
    aisha.get_by_label("Day and time").fill(f"{datetime.now(UTC).year + 1}-01-04T09:00")
    aisha.get_by_label("Time zone").select_option("Europe/Berlin")
    aisha.get_by_role("button", name="Schedule revision 2").click()
    expect(aisha.get_by_role("heading", name="Revision 2 will be published on")).to_be_visible()

    ScheduledPublication.objects.update(at=F("at") - timedelta(days=366 * 2))  # time passes
    assert publish_due() == 1
    aisha.goto(DESK)
    expect(aisha.get_by_text("Revision 2 is published.")).to_be_visible()

    aisha.get_by_role("link", name="Roll back to it").click()
    aisha.get_by_role("button", name="Roll back to revision 1").click()
    expect(aisha.get_by_text("Revision 1 is published.", exact=True)).to_be_visible()
    assert Course.objects.get().published.number == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_the_pages_fit_every_screen_and_axe_finds_nothing(
    live_server: Any,
    browser: Browser,
    company: Company,
    publish: Publish,
    width: int,
    theme: str,
    language: str,
):
    desk = busy_desk(desk_of(company, publish().course))
    User.objects.update(language=language)
    size = {"viewport": {"width": width, "height": 900}, "base_url": live_server.url}
    options = {**size, "color_scheme": theme, "locale": language, "expected": AXE_STYLES}
    with signed_in(browser, live_server.url, company.aisha, **options) as page:
        for name, address in pages_to_look_at(desk).items():
            page.goto(address)
            picture(page, f"desk-{name}-{width}-{theme}-{language}")
            assert accessibility_problems(page) == [], address
            assert width_beyond_screen(page) <= 1, (address, what_sticks_out(page))


def pages_to_look_at(desk: Desk) -> dict[str, str]:
    revision = desk.course.revisions.order_by("-number").first()
    assert revision is not None
    return {
        "desk": "/authoring/",
        "course": DESK,
        "people": f"{DESK}people/?q=marc",
        "structure": f"{DESK}edit/",
        "lesson": f"{DESK}edit/lessons/quiz/",
        "file": f"{DESK}edit/file/?path={QUIZ}",
        "comments": f"{DESK}comments/",
        "review": f"{DESK}review/",
        "changes": f"{DESK}edit/changes/",
        "history": f"{DESK}edit/file/history/?path={INTRO}&from=1&to=2",
        "translate": f"{DESK}edit/translate/zh-hans/?at={INTRO_ZH}:",
        "publish": f"/authoring/revisions/{revision.public_id}/",
    }


def busy_desk(desk: Desk) -> Desk:
    """A bit of everything that the pages can show."""
    company, course = desk.company, desk.course
    desk.write("## Hello\n\nOther words of read-1 with $x^2$.\n")
    desk.change("What does the **loss** do?", "Where does the **loss** go?")
    loss = Place("quiz", "quiz", "check", "loss")
    thread = begin_thread(by=company.aisha, course=course, place=loss, about="Check › 1", text="Clear?")
    answer(by=company.omar, thread=thread, text="Which loss is meant here?")
    asked = ask_for_review(by=company.aisha, draft=desk.draft, reviewers=[company.omar], note="The quiz.")
    assert isinstance(asked, ReviewRequest)
    review = asked.reviews.get()
    answer_review(by=company.omar, review=review, verdict="changes", words="Say what a loss is.")
    when = {"at": database_now() + timedelta(days=9), "time_zone": "Europe/Berlin"}
    schedule_publication(by=company.aisha, revision=asked.revision, plan=Plan(), **when)
    desk.write("## Hello\n\nYet other words.\n")
    return desk
