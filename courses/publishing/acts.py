"""A draft becomes what learners get; its author says what happens to people who are on an earlier revision."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from courses.content.changes import Part
from courses.finding.index import index_published
from courses.models import Course, Enrolment, Policy, Publication, Revision
from courses.roles.standing import Ability, check_may
from courses.teamwork.reviews import check_is_approved
from lms.kit.refusals import Conflict, Rule
from people.audit import Did, record
from people.models import User


@dataclass(frozen=True)
class Plan:
    """What a publication does to people on earlier revisions; nothing, unless its author says otherwise.

    Of the changed parts those in `again` must be done once more by people who move on with what they have.
    """

    started: Policy = Policy.KEEP
    finished: Policy = Policy.KEEP
    again: Collection[Part] = field(default_factory=tuple)
    note: str = ""

    @property
    def moves(self) -> bool:
        return {self.started, self.finished} != {Policy.KEEP}


@Rule
def check_can_publish(revision: Revision) -> None:
    """The newest revision, or one that was published before: that is a roll back."""
    check_is_not_out(revision)
    newest = revision.course.revisions.aggregate(newest=Max("number"))["newest"]
    if revision.number != newest and revision.published_at is None:
        told = {"number": revision.number, "newest": newest}
        raise Conflict(
            _("Revision %(newest)d is newer than %(number)d. Publish that one, or import this content again.")
            % told
        )


@Rule
def check_is_not_out(revision: Revision) -> None:
    if revision.course.archived_at is not None:
        raise Conflict(_("This course is archived. Take it out of the archive before you publish."))
    if revision.course.published_id == revision.pk:
        raise Conflict(_("Revision %(number)d is already published.") % {"number": revision.number})
    if revision.shared and Enrolment.objects.filter(course=revision.course_id).exists():
        raise Conflict(
            _("People are on this course, so it cannot be one that is only shared from. Copy it instead.")
        )


@transaction.atomic
def publish_revision(*, by: User | None, revision: Revision, plan: Plan | None = None) -> Revision:
    """New learners get this revision from now on; whoever has started stays on theirs, unless `plan` moves them.

    Moving is the work of `courses.publishing.renewals`. An earlier publication that has not moved everybody yet moves
    nobody more.
    """
    course = revision.course = Course.objects.select_for_update().get(pk=revision.course_id)
    if by is not None:
        check_may(by, course, Ability.PUBLISH)
        check_is_approved(revision)
    check_can_publish(revision)
    put_out(by=by, revision=revision, plan=plan or Plan())
    told = _("Revision %(number)d was published before it came to that.") % {"number": revision.number}
    course.scheduled.filter(revision__number__lte=revision.number).cancel(told)
    revision.refresh_from_db()
    return revision


def put_out(*, by: User | None, revision: Revision, plan: Plan) -> Publication:
    """Move the pointer. The caller holds the lock of `revision.course` and knows that `by` may.

    The date of the content stays that of its first publication; the log has all of them.
    """
    course = revision.course
    check_is_not_out(revision)
    publication = _enter(plan, course, revision, by)
    first = Revision.objects.filter(pk=revision.pk, published_at__isnull=True)
    first.update(published_at=Now(), published_by=by)
    earlier, course.published_id = course.published_id, revision.pk
    course.save(update_fields=["published", "updated_at"])
    index_published(revision)
    told = {"course": course.key, "number": revision.number, "earlier": earlier}
    policies = {"started": plan.started, "finished": plan.finished} if plan.moves else {}
    record(by=by, did=Did.PUBLISHED, to=revision, **told, **policies)
    return publication


def _enter(plan: Plan, course: Course, revision: Revision, by: User | None) -> Publication:
    """Into the log; whatever the publication before it has not done yet is left undone."""
    Publication.objects.filter(course=course, moved_at__isnull=True).update(moved_at=Now())
    told = {
        "started": plan.started,
        "finished": plan.finished,
        "again": sorted(plan.again),
        "note": plan.note,
    }
    done = None if plan.moves else Now()
    places = {"course": course, "revision": revision, "earlier_id": course.published_id}
    return Publication.objects.create(**places, **told, by=by, moved_at=done)
