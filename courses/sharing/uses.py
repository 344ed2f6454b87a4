"""Who has parts of a shared course: what its author should know before publishing another version."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from courses.content.schema import CourseSource
from courses.models import Course, Revision, SharedPart

SHOWN = 100


@dataclass(frozen=True)
class Use:
    """A course that has a part; `is_published` says whether its learners meet it, or only its draft has it."""

    key: str
    title: dict[str, Any]
    part: str
    version: int
    is_published: bool


def write_shared_parts(revision: Revision, course: CourseSource) -> None:
    SharedPart.objects.bulk_create(
        SharedPart(
            revision=revision, path=link.path, shared=link.shared, version=link.version, part=link.part
        )
        for link in course.links
    )


def uses_of(course: Course) -> Sequence[Use]:
    """Parts of the course in what is published elsewhere and in the drafts there, by course."""
    at = {"revision": F("revision__course__published")}
    written = {"revision": F("revision__course__draft__revision")}
    parts = SharedPart.objects.filter(Q(**at) | Q(**written), shared=course.key)
    told = parts.order_by("revision__course__key", "part", "-version").values_list(
        "revision__course__key",
        "revision__title",
        "part",
        "version",
        "revision_id",
        "revision__course__published_id",
    )
    return [
        Use(key, title, part, version, revision == published)
        for key, title, part, version, revision, published in told[:SHOWN]
    ]
