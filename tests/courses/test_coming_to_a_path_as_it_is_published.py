"""Whoever comes to a path while a version of it is published to people on it is on that version."""

import threading
from typing import Any

import pytest

from courses import locks
from courses.actions import assign_path, publish_path, write_version
from courses.models import PathEnrolment
from courses.paths import assigning
from tests.courses.paths import published_path, small_path
from tests.courses.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_nobody_is_left_behind_on_the_version_before(company, publish, monkeypatch):
    publish(key="one")
    path = published_path("month", "one")
    newer = write_version(by=None, source=small_path("month", "one", title="Another month"))
    has_read, is_published = threading.Event(), threading.Event()

    def lock_paths_of(user: int) -> None:
        """Its version is read by now; who publishes another is done with it, or waits."""
        has_read.set()
        is_published.wait(1)
        locks.lock_paths_of(user)

    monkeypatch.setattr(assigning, "lock_paths_of", lock_paths_of)

    def published() -> Any:
        assert has_read.wait(10)
        publish_path(by=None, version=newer, moves=True)
        is_published.set()

    at_once(lambda: assign_path(by=None, user=company.ling, path=path), published)
    assert PathEnrolment.objects.get().version == newer
