"""Everything that changes what a person is learning. Each act is one transaction."""

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courses.access import check_can_enrol
from courses.acknowledging import acknowledge
from courses.attempts.checking import check_answer
from courses.attempts.ending import close_due_attempts
from courses.attempts.opening import begin_attempt
from courses.attempts.preparing import prepare_attempts
from courses.attempts.sending import save_form
from courses.attempts.submitting import submit_attempt
from courses.authoring import import_course
from courses.certificates.changing import reissue_certificate, revoke_certificate
from courses.certificates.issuing import issue_certificate
from courses.content.paths import Placement
from courses.enrolling import check_takes_people
from courses.hand_marking.acts import ask_again, change_mark, decide_appeal, mark_answer
from courses.hand_marking.uploading import upload_chosen, upload_files
from courses.locks import touch_paths
from courses.models import Course, Enrolment, EnrolmentState, Lesson, PartKind, Path
from courses.needs import check_can_begin
from courses.noting import keep_place, say_clear, settle_remark
from courses.paths.access import path_enrolment_of
from courses.paths.assigning import assign_path, withdraw_path
from courses.paths.importing import begin_path, publish_path, write_next, write_version
from courses.paths.known import placement_of
from courses.progress import complete_part, locked
from courses.publishing.acts import publish_revision
from courses.publishing.renewals import move_everywhere, move_first, move_on
from courses.publishing.retakes import take_again
from courses.regrades.acts import apply_regrade, compare_marks, discard_regrade, undo_regrade
from courses.trials.acts import run_again
from lms.kit.refusals import Conflict
from people.audit import Did, record
from people.models import User

__all__ = [
    "acknowledge",
    "apply_regrade",
    "ask_again",
    "assign_path",
    "begin_attempt",
    "begin_path",
    "begin_placement",
    "change_mark",
    "check_answer",
    "close_due_attempts",
    "compare_marks",
    "complete_part",
    "decide_appeal",
    "discard_regrade",
    "enrol",
    "import_course",
    "issue_certificate",
    "keep_place",
    "mark_answer",
    "mark_read",
    "move_everywhere",
    "move_first",
    "move_on",
    "prepare_attempts",
    "publish_path",
    "publish_revision",
    "reissue_certificate",
    "revoke_certificate",
    "run_again",
    "save_form",
    "say_clear",
    "settle_remark",
    "start",
    "submit_attempt",
    "take_again",
    "undo_regrade",
    "upload_chosen",
    "upload_files",
    "withdraw_path",
    "write_next",
    "write_version",
]


@transaction.atomic
def enrol(*, by: User | None, user: User, course: Course, external_id: str = "") -> Enrolment:
    """Put a person on a course. Doing it again changes nothing."""
    if by is not None:
        check_can_enrol(by, user)
    if not Enrolment.objects.filter(user=user, course=course).exists():
        check_takes_people(course)
    enrolment, is_new = Enrolment.objects.get_or_create(
        user=user, course=course, defaults={"enrolled_by": by, "external_id": external_id}
    )
    if is_new:
        record(by=by, did=Did.ENROLLED, to=enrolment, course=course.key, user=str(user.public_id))
        enrolment.refresh_from_db()
    return enrolment


@transaction.atomic
def start(*, enrolment: Enrolment) -> Enrolment:
    """Bind the enrolment to what is published now, so that the course under the person stays whole."""
    here = locked(enrolment)
    if here.revision_id is None:
        revision = Course.objects.select_related("published").get(pk=here.course_id).published
        if revision is None:
            raise Conflict(_("This course is not published yet."))
        revision.course = here.course
        check_can_begin(here.user, revision)
        here.revision, here.all_parts = revision, len(revision.parts)
        here.state, here.started_at, here.last_activity_at = EnrolmentState.IN_PROGRESS, Now(), Now()
        here.save()
        here.refresh_from_db()
        touch_paths([here.user_id])
    return here


@transaction.atomic
def begin_placement(*, user: User, path: Path) -> Placement:
    """Where the placement test of a path is, once the person is on the path and on the course of the test."""
    here = path_enrolment_of(user, path)
    version = here.version if here else path.published
    test = placement_of(version) if version else None
    if test is None:
        raise Http404
    enrolment = enrol(by=user, user=user, course=get_object_or_404(Course, key=test.course))
    if here is None:
        locked(enrolment)  # before the place on the path
        assign_path(by=user, user=user, path=path)
    start(enrolment=enrolment)
    return test


def mark_read(*, enrolment: Enrolment, lesson: Lesson) -> Enrolment:
    """For a lesson without quiz or lab: the learner says it is read."""
    return complete_part(
        enrolment=enrolment, lesson_key=lesson.key, kind=PartKind.READ, key=lesson.key, score=None
    )
