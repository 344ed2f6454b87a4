"""Learning paths, small enough to read, and people on them."""

from typing import Any
from uuid import UUID

from courses.actions import assign_path, publish_path, write_version
from courses.content.paths import PathSource
from courses.models import Path, PathEnrolment
from people.models import User
from tests.courses.folders import both

TEST = {"course": "placement", "lesson": "quiz", "quiz": "check"}


def small_path(key: str, *stages: Any, title: str = "Your first month", **other: Any) -> PathSource:
    """Each stage is a course, or (how many of, courses)."""
    listed = []
    for number, stage in enumerate(stages, start=1):
        choose, courses = (None, [stage]) if isinstance(stage, str) else stage
        told = {"key": f"stage-{number}", "title": both(f"Stage {number}"), "courses": list(courses)}
        listed.append({**told, "choose": choose} if choose else told)
    head = {"format": 1, "key": key, "title": both(title), "summary": both("What it is about.")}
    return PathSource.model_validate({**head, "languages": ["en", "zh-hans"], "stages": listed, **other})


def published_path(key: str, *stages: Any, **other: Any) -> Path:
    version = write_version(by=None, source=small_path(key, *stages, **other))
    publish_path(by=None, version=version)
    return Path.objects.select_related("published").get(key=key)


def on_path(user: User, path: Path, **told: Any) -> PathEnrolment:
    enrolment, _is_new = assign_path(by=None, user=user, path=path, **told)
    return enrolment


def placement(*parts: tuple[list[str], list[str]]) -> dict[str, Any]:
    return {**TEST, "parts": [{"questions": asked, "knows": knows} for asked, knows in parts]}


def waiting_path(key: str, course: str, *, by: User, user: User) -> tuple[UUID, UUID]:
    """A path that has a newer version, not published yet, and somebody on it: the ids of both."""
    first, second = (write_version(by=None, source=small_path(key, course, title=t)) for t in ("One", "Two"))
    Path.objects.filter(key=key).update(published=first)
    enrolment, _is_new = assign_path(by=by, user=user, path=Path.objects.get(key=key))
    return second.public_id, enrolment.public_id
