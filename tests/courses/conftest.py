"""A published small course, and people on it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from courses.actions import enrol, import_course, mark_read, publish_revision, start
from courses.drafts.drafting import open_draft
from courses.models import Block, Completion, Draft, Enrolment, Revision
from people.models import User
from tests.browser import chromium
from tests.conftest import Company
from tests.courses.answering import hand_in
from tests.courses.deskwork import Desk, desk_of
from tests.courses.folders import RIGHT_NUMBER, course_folder
from tests.run_pages.browsing import signed_in

Publish = Callable[..., Revision]
Begin = Callable[[User, Revision], Enrolment]
Complete = Callable[..., Completion]
TWO_THIRDS = {"loss": "falls", "true": ["one"], "steps": RIGHT_NUMBER + 1}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, chromium() as started:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps a loop in this thread
        yield started


@pytest.fixture
def opened(live_server: Any, browser: Browser) -> Callable[..., AbstractContextManager[Page]]:
    """Opens a page as a person: `opened(company.ling, color_scheme="dark")`."""
    return lambda person, **look: signed_in(
        browser, live_server.url, person, base_url=live_server.url, **look
    )


@pytest.fixture
def draft(db: None, tmp_path: Path) -> Publish:
    """Import a small course; what differs is said by the caller. Each call is a state of the same folder."""

    def make(**shape: object) -> Revision:
        folder = course_folder(tmp_path / f"edition-{len(list(tmp_path.iterdir()))}", **shape)  # type: ignore[arg-type]
        revision = import_course(by=None, folder=folder)
        assert isinstance(revision, Revision), [str(problem) for problem in revision]
        return revision

    return make


@pytest.fixture
def publish(draft: Publish) -> Publish:
    return lambda **shape: publish_revision(by=None, revision=draft(**shape))


@pytest.fixture
def begin() -> Callable[[User, Revision], Enrolment]:
    return lambda user, revision: start(enrolment=enrol(by=user, user=user, course=revision.course))


@pytest.fixture
def complete(publish: Publish, begin: Begin) -> Complete:
    """A person who has done the whole small course with two thirds of the points; the caller says what differs."""

    def by(user: User, revision: Revision | None = None, **shape: object) -> Completion:
        on = revision or publish(**shape)
        enrolment = begin(user, on)
        for lesson in on.lessons.exclude(key="quiz"):
            mark_read(enrolment=enrolment, lesson=lesson)
        block = Block.objects.select_related("lesson").get(lesson__revision=on, kind="quiz")
        hand_in(enrolment, block.lesson, block, TWO_THIRDS)
        return Completion.objects.select_related("user", "course", "revision").get(enrolment=enrolment)

    return by


@pytest.fixture
def aisha(client: Client, company: Company) -> Client:
    client.force_login(company.aisha)
    return client


@pytest.fixture
def ling(client: Client, company: Company) -> Client:
    client.force_login(company.ling)
    return client


@pytest.fixture
def taking(ling: Client, company: Company, publish: Publish, begin: Begin) -> Callable[..., Client]:
    """Ling on the small course, whose quiz has these terms."""

    def on(**terms: object) -> Client:
        begin(company.ling, publish(**terms))
        return ling

    return on


@pytest.fixture
def quiz_place(company: Company, publish: Publish, begin: Begin) -> Callable[..., dict[str, Any]]:
    """Where Ling takes the quiz of the small course, which has these terms: what the actions of an attempt ask for."""

    def on(**terms: object) -> dict[str, Any]:
        revision = publish(**terms)
        block = Block.objects.select_related("lesson").get(lesson__revision=revision, key="check")
        return {"enrolment": begin(company.ling, revision), "lesson": block.lesson, "block": block}

    return on


@pytest.fixture
def desk(company: Company, publish: Publish) -> Desk:
    return desk_of(company, publish().course)


@pytest.fixture
def here(company: Company, publish: Publish) -> Draft:
    """Aisha's draft of the small course."""
    return open_draft(by=company.aisha, course=publish().course)
