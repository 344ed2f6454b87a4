"""A person confirms to have read something: who, when and on which revision stays on record."""

from django.db import transaction

from courses.models import Block, Enrolment, Lesson, PartDone, PartKind
from courses.progress import complete_part, locked
from people.audit import Did, record


@transaction.atomic
def acknowledge(*, enrolment: Enrolment, lesson: Lesson, block: Block) -> Enrolment:
    """Confirm once; doing it again changes nothing."""
    here = locked(enrolment)
    kind, key = PartKind.ACKNOWLEDGE, block.key
    confirmed = PartDone.objects.filter(enrolment=here, lesson_key=lesson.key, kind=kind, key=key)
    was_done = confirmed.exists()
    done = complete_part(enrolment=here, lesson_key=lesson.key, kind=kind, key=key, score=None)
    if not was_done:
        told = {"lesson": lesson.key, "key": key, "revision": str(lesson.revision.public_id)}
        record(by=here.user, did=Did.ACKNOWLEDGED, to=here, **told)
    return done
