"""Aisha tries in the editor what only a run can show: a prompt on the model, a recording that is played again."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from courses.actions import import_course
from courses.drafts.drafting import open_draft
from courses.models import DraftFile, Revision
from tests.axe import violations
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.every_block import every_block
from tests.courses.prompted import SORT, WORDS, questions, replies
from tests.e2e.looks import scrolls_sideways
from tests.run_pages.browsing import signed_in
from training_jobs.models import Run

pytestmark = pytest.mark.django_db(transaction=True)
QUIZ, REPLAY = "lessons/quiz/check.quiz.yaml", "lessons/all/run.replay.yaml"
Opened = Callable[..., AbstractContextManager[Page]]


@pytest.fixture
def opened(live_server: Any, browser: Browser, company: Company) -> Opened:
    return lambda **look: signed_in(browser, live_server.url, company.aisha, base_url=live_server.url, **look)


def test_a_prompt_is_tried_on_what_was_just_typed_and_its_score_comes_by_itself(
    opened: Opened, company: Company, publish: Publish
):
    draft = open_draft(by=company.aisha, course=publish(questions=questions(), readings=0).course)
    with opened(bypass_csp=True) as page:
        page.goto(f"/authoring/small/edit/file/?path={QUIZ}")
        look = page.locator("[data-look]")
        page.fill("[name='f.title.en']", "Renamed just now")
        look.locator(f"[name='q.{SORT}']").fill(WORDS)
        look.get_by_role("button", name="Ask the model").click()
        expect(look.get_by_text("The model is asked with your prompt.")).to_be_visible()
        assert "Renamed just now" in (DraftFile.objects.get(draft=draft, path=QUIZ).text or "")
        assert Run.objects.get().experiment.spec["template"] == WORDS
        replies(late="Claims!")
        expect(look.get_by_text("2 of 3 replies fit.")).to_be_visible(timeout=10_000)
        expect(look.get_by_text("2 of 3 points.")).to_be_visible()
        expect(look.locator(f"[name='q.{SORT}']")).to_have_value(WORDS)
        assert violations(page) == []


def test_a_replay_is_played_and_asks_beside_its_form(opened: Opened, company: Company, tmp_path: Path):
    revision = import_course(by=None, folder=every_block(tmp_path))
    assert isinstance(revision, Revision)
    open_draft(by=company.aisha, course=revision.course)
    with opened(reduced_motion="no-preference", bypass_csp=True) as page:
        page.goto(f"/authoring/blocks/edit/file/?path={REPLAY}")
        look = page.locator("[data-look]")
        expect(look.locator("[data-chart] canvas")).to_be_visible()
        look.locator("label", has_text="50×").click()
        look.get_by_role("button", name="Play").click()
        asked = look.locator("#replay-run-goes-on-whole")
        expect(asked).to_be_visible()
        expect(look.locator("#replay-run-turns-whole")).to_be_hidden()
        page.fill("[name='f.title.en']", "Another name")
        expect(look.get_by_role("heading", name="Another name")).to_be_visible()
        expect(look.get_by_role("button", name="Play")).to_be_visible()
        assert violations(page) == []
        assert not scrolls_sideways(page)


def test_a_prompt_that_was_edited_after_a_try_is_run_and_stays(
    opened: Opened, company: Company, publish: Publish
):
    open_draft(by=company.aisha, course=publish(questions=questions(), readings=0).course)
    with opened() as page:
        page.goto(f"/authoring/small/edit/file/?path={QUIZ}")
        look = page.locator("[data-look]")
        prompt = look.locator(f"[name='q.{SORT}']:not([type=hidden])")
        look.get_by_label("It falls").check()
        prompt.fill(" ")
        look.get_by_role("button", name="Try it").click()
        expect(look.get_by_role("link", name="Start over")).to_be_visible()
        prompt.fill(WORDS)
        look.get_by_role("button", name="Ask the model").click()
        expect(look.get_by_text("The model is asked with your prompt.")).to_be_visible()
        expect(prompt).to_have_value(WORDS)
        assert Run.objects.get().experiment.spec["template"] == WORDS
