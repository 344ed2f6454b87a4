"""Publishing at a later moment: what was scheduled is published as it was, once, also if its moment passed in a downtime."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.clock import database_now
from courses.models import Course, Draft, Policy, Publication, Revision, ScheduledPublication, ScheduleState
from courses.publishing.acts import Plan, check_can_publish, put_out
from courses.roles.standing import Ability, check_may, let_in
from courses.teamwork.reviews import check_is_approved
from courses.turns import each_alone
from lms.kit.refusals import Conflict, Denied, Rule
from people.audit import Did, record
from people.models import User

HOW_MANY_SHOWN = 10
FURTHEST = timedelta(days=731)
PASSED = gettext_lazy("This moment has passed. Choose a later one, or publish now.")
TOO_FAR = gettext_lazy("That is more than two years away. Look at the year, or choose an earlier moment.")


def scheduled_of(course: Course) -> QuerySet[ScheduledPublication]:
    told = course.scheduled.select_related("revision", "by")
    return told.defer("revision__source")


def scheduled_for(actor: User, course_key: str, public_id: uuid.UUID) -> ScheduledPublication:
    course = let_in(actor, Course.objects.filter(key=course_key).first(), Ability.PUBLISH)
    return get_object_or_404(scheduled_of(course), public_id=public_id)


def has_moved_on(scheduled: ScheduledPublication) -> bool:
    """Whether the draft holds what will not be published with it."""
    made = scheduled.revision.created_at
    later = Revision.objects.filter(course=scheduled.course_id, number__gt=scheduled.revision.number)
    drafts = Draft.objects.filter(course=scheduled.course_id, files__at__gt=made)
    return later.exists() or drafts.exists()


@Rule
def check_lies_ahead(at: datetime) -> None:
    """And not so far that its year can only be a slip."""
    now = database_now()
    if at <= now:
        raise Conflict(PASSED)
    if at > now + FURTHEST:
        raise Conflict(TOO_FAR)


@transaction.atomic
def schedule_publication(
    *, by: User, revision: Revision, plan: Plan, at: datetime, time_zone: str
) -> ScheduledPublication:
    """In the place of anything that was scheduled for the course before."""
    course = revision.course = Course.objects.select_for_update().get(pk=revision.course_id)
    check_may(by, course, Ability.PUBLISH)
    check_can_publish(revision)
    check_is_approved(revision)
    check_lies_ahead(at)
    course.scheduled.all().cancel(_("Something else was scheduled."))
    told = {
        "started": plan.started,
        "finished": plan.finished,
        "again": sorted(plan.again),
        "note": plan.note,
    }
    when = {"at": at, "time_zone": time_zone}
    scheduled = ScheduledPublication.objects.create(course=course, revision=revision, by=by, **told, **when)
    _record(by, Did.SCHEDULED, scheduled)
    return scheduled


@transaction.atomic
def reschedule(*, by: User, scheduled: ScheduledPublication, at: datetime, time_zone: str) -> None:
    here = _locked(by, scheduled)
    check_lies_ahead(at)
    if (here.at, here.time_zone) == (at, time_zone):
        return
    here.at, here.time_zone = at, time_zone
    here.save(update_fields=["at", "time_zone"])
    _record(by, Did.SCHEDULED, here)


@transaction.atomic
def cancel_scheduled(*, by: User, scheduled: ScheduledPublication) -> None:
    here = _locked(by, scheduled)
    here.course.scheduled.all().cancel(_("%(name)s cancelled it.") % {"name": by})
    _record(by, Did.UNSCHEDULED, here)


def publish_due() -> int:
    """Publish whatever is due; how many were. Any number of these at once publish each one once."""
    due = ScheduledPublication.objects.due().order_by("at", "pk").values_list("pk", "course")
    return each_alone(due, lambda one: _publish(*one), failed="scheduled publication failed")


@transaction.atomic
def _publish(pk: int, course_id: int) -> bool:
    """Under the lock of the course, which whoever schedules, cancels or publishes takes first."""
    course = Course.objects.select_for_update().get(pk=course_id)
    due = ScheduledPublication.objects.due().select_related("revision", "by")
    one = due.filter(pk=pk).first()
    if one is None:
        return False
    one.revision.course = course
    plan = Plan(Policy(one.started), Policy(one.finished), tuple(tuple(part) for part in one.again), one.note)
    try:
        with transaction.atomic():
            check_is_approved(one.revision)
            publication: Publication | None = put_out(by=one.by, revision=one.revision, plan=plan)
    except (Conflict, Denied) as refused:
        publication, one.reason = None, str(refused)[:500]
    state = ScheduleState.PUBLISHED if publication else ScheduleState.REFUSED
    changed = {"state": state, "publication": publication, "reason": one.reason, "ended_at": Now()}
    ScheduledPublication.objects.filter(pk=pk).update(**changed)
    return publication is not None


def _locked(by: User, scheduled: ScheduledPublication) -> ScheduledPublication:
    course = Course.objects.select_for_update().get(pk=scheduled.course_id)
    check_may(by, course, Ability.PUBLISH)
    here = ScheduledPublication.objects.waiting().select_related("revision").filter(pk=scheduled.pk).first()
    if here is None:
        raise Conflict(_("This is not waiting any more: it was published or cancelled meanwhile."))
    here.course = course
    return here


def _record(by: User, did: Did, scheduled: ScheduledPublication) -> None:
    told = {"course": scheduled.course.key, "number": scheduled.revision.number}
    record(by=by, did=did, to=scheduled, **told, at=scheduled.at.isoformat())
