"""How far a person is: evidence of each part, counted in the transaction that added some."""

from django.db import transaction
from django.db.models import Avg, Count
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from courses.models import Completion, Enrolment, EnrolmentState, PartDone, PartKind, Revision
from lms.kit.refusals import Conflict
from people.audit import Did, record
from people.models import User


@transaction.atomic
def complete_part(
    *,
    enrolment: Enrolment,
    lesson_key: str,
    kind: PartKind,
    key: str,
    score: float | None,
    by: User | None = None,
) -> Enrolment:
    """Record that a part is done, keep its best score, and finish the course with its last part.

    The enrolment's row lock makes parts that end at the same moment count one after the other. `by` says who did it where
    that is not the learner: then it is no activity of theirs.
    """
    here = locked(enrolment)
    if here.revision is None or [lesson_key, str(kind), key] not in here.revision.parts:
        raise Conflict(_("This part does not belong to the course as you started it."))
    part, is_new = PartDone.objects.get_or_create(
        enrolment=here,
        lesson_key=lesson_key,
        kind=kind,
        key=key,
        defaults={"revision": here.revision, "score": score},
    )
    if not is_new and score is not None and (part.score is None or score > part.score):
        PartDone.objects.filter(pk=part.pk).update(score=score)
    return _count_progress(here, by=by)


def locked(enrolment: Enrolment) -> Enrolment:
    """The enrolment with its row locked until the transaction ends: what one person does happens in a row."""
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("user", "revision")
    return rows.defer("revision__source").get(pk=enrolment.pk)


def _count_progress(here: Enrolment, *, by: User | None) -> Enrolment:
    """Progress is recounted from its evidence, in the transaction that added some."""
    told = PartDone.objects.filter(enrolment=here).aggregate(done=Count("id"), score=Avg("score"))
    here.done_parts = told["done"]
    here.last_activity_at = here.last_activity_at if by else Now()
    is_complete = here.done_parts >= here.all_parts
    here.state = EnrolmentState.DONE if is_complete else EnrolmentState.IN_PROGRESS
    here.save(update_fields=["done_parts", "last_activity_at", "state", "updated_at"])
    if is_complete and here.revision is not None:
        score = 1.0 if told["score"] is None else told["score"]
        _complete_course(here, here.revision, score=score, by=by or here.user)
    here.refresh_from_db()
    return here


def _complete_course(here: Enrolment, revision: Revision, *, score: float, by: User) -> None:
    named = {"user_id": here.user_id, "course_id": here.course_id, "revision": revision, "score": score}
    _completion, is_new = Completion.objects.get_or_create(enrolment=here, defaults=named)
    if is_new:
        record(by=by, did=Did.COMPLETED, to=here, score=round(score, 4))
