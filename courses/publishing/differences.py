"""What a revision makes different for people, against every revision that somebody is on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from courses.content.changes import (
    Change,
    PartChange,
    TextChange,
    changes_between,
    prints_of,
    texts_between,
)
from courses.content.schema import CourseSource
from courses.models import Enrolment, Revision
from courses.read_models import source_of

STRENGTH = [Change.SAME, Change.REMOVED, Change.ADDED, Change.CHANGED]


@dataclass(frozen=True)
class Differences:
    """Parts in the order of the course, with those that are the same; of what is only read, what differs."""

    parts: Sequence[PartChange]
    texts: Sequence[TextChange]


def differences_for_people(revision: Revision) -> Differences:
    """From every other revision that someone is on; of a new one also from the published one, on which people begin."""
    new, earlier = source_of(revision), _earlier(revision)
    parts = _strongest_last(change for old in earlier for change in changes_between(old, new))
    seen = {change.part: change for change in parts}
    order = [*prints_of(new), *seen]
    texts = sorted(
        (change for old in earlier for change in texts_between(old, new)),
        key=lambda change: STRENGTH.index(change.change),
    )
    told = {change.place: change for change in texts}
    places = [(lesson.key, block.key) for lesson in new.lessons for block in lesson.blocks] + [*told]
    return Differences(
        sorted(seen.values(), key=lambda change: order.index(change.part)),
        sorted(told.values(), key=lambda change: places.index(change.place)),
    )


def _earlier(revision: Revision) -> list[CourseSource]:
    here = Enrolment.objects.filter(course=revision.course_id, revision__isnull=False)
    taken = set(here.order_by().values_list("revision", flat=True).distinct())
    begun_on = set() if revision.published_at else {revision.course.published_id}
    places = [pk for pk in taken | begun_on if pk is not None and pk != revision.pk]
    return [source_of(earlier) for earlier in Revision.objects.filter(pk__in=places)]


def _strongest_last(changes: Iterable[PartChange]) -> list[PartChange]:
    """Of several words on one part the last counts."""
    return sorted(
        changes,
        key=lambda change: (
            STRENGTH.index(change.change),
            not (change.asks_the_same or change.is_translated),
            change.also_text,
        ),
    )
