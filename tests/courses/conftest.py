"""A published small course, and people on it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from courses.actions import enrol, import_course, publish_revision, start
from courses.models import Enrolment, Revision
from people.models import User
from tests.conftest import Company
from tests.courses.folders import course_folder

Publish = Callable[..., Revision]
Begin = Callable[[User, Revision], Enrolment]


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
