"""Files that were brought in: who finds them again, and for how long."""

import uuid
from datetime import timedelta

from django.db.models.functions import Now
from django.shortcuts import get_object_or_404

from courses.models import Course, Intake, IntakeKind
from people.models import User

KEPT = timedelta(days=14)


def intake_for(actor: User, public_id: uuid.UUID, kind: IntakeKind, course: Course | None = None) -> Intake:
    """Only whoever brought something in finds it, and where it was sent for a `course`, only there."""
    intakes = Intake.objects.select_related("course").filter(by=actor, kind=kind)
    intakes = intakes.filter(course=course) if course else intakes
    return get_object_or_404(intakes, public_id=public_id)


def forget_old() -> int:
    """Delete what nobody needs any more; what joined a draft is in the draft."""
    return Intake.objects.filter(at__lt=Now() - KEPT).delete()[0]
