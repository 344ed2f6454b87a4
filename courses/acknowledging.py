"""A person confirms to have read something: who, when and on which revision stays on record."""

from django.db import transaction

from courses.models import Block, Enrolment, Lesson, PartDone, PartKind
from courses.progress import complete_part, locked
from people.audit import Did, record


@transaction.atomic
def acknowledge(*, enrolment: Enrolment, lesson: Lesson, block: Block) -> Enrolment:
    """Confirm once; doing it again changes nothing."""
    here = locked(enrolment)
    part = {"lesson_key": lesson.key, "kind": PartKind.ACKNOWLEDGE, "key": block.key}
    was_done = PartDone.objects.filter(enrolment=here, **part).exists()
    done = complete_part(enrolment=here, score=None, **part)
    if not was_done:
        told = {"lesson": lesson.key, "key": block.key, "revision": str(lesson.revision.public_id)}
        record(by=here.user, did=Did.ACKNOWLEDGED, to=here, **told)
    return done
