"""Taking a course again because its certificate ends or was revoked: a new cycle on what is published; nothing is lost."""

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from courses.access import check_can_enrol, quiz_of_attempt
from courses.attempts.ending import finish
from courses.attempts.grading import move
from courses.certificates.validity import RENEWED_BEFORE
from courses.enrolling import check_takes_people
from courses.models import (
    Certificate,
    CertificateQuerySet,
    Course,
    Enrolment,
    EnrolmentState,
    Policy,
    QuizAttempt,
    Renewal,
)
from courses.progress import locked, recount
from courses.states import AttemptState
from lms.kit.refusals import Conflict, Rule
from people.audit import Did, record
from people.models import User


def lapsing() -> CertificateQuerySet:
    """Certificates to renew by now, with their state; each of an enrolment that has none that lasts longer."""
    return Certificate.objects.lapsing_within(RENEWED_BEFORE).with_state()


def lapsing_of(enrolment: Enrolment) -> Certificate | None:
    """The one that ends last, with its state."""
    mine = lapsing().filter(completion__enrolment=enrolment)
    return mine.order_by("-expires_at").first()


def revoked_of(enrolment: Enrolment) -> Certificate | None:
    """The one of the newest completion, where it was revoked and none took its place."""
    mine = Certificate.objects.current().filter(completion=enrolment.completion_id, revoked_at__isnull=False)
    return mine.with_state().first()


@Rule
def check_can_take_again(enrolment: Enrolment) -> None:
    """Once the course is done, its certificate was revoked, has ended or soon ends, and doing it again brings a new one."""
    course = Course.objects.select_related("published").defer("published__source").get(pk=enrolment.course_id)
    check_takes_people(course)
    if enrolment.state != EnrolmentState.DONE:
        raise Conflict(_("This course is not finished yet: go on where you are."))
    if course.published is None or not course.published.certified:
        raise Conflict(_("This course gives no certificate any more, so there is nothing to renew."))
    if _to_renew(enrolment) is None:
        told = {"days": RENEWED_BEFORE.days}
        raise Conflict(
            _(
                "A course can be taken again from %(days)d days before its certificate expires, "
                "and not before half of its time is over."
            )
            % told
        )


def renewable(enrolment: Enrolment) -> Certificate | None:
    """The certificate that taking the course again would renew; None while it cannot be."""
    return None if check_can_take_again.refusal(enrolment) else _to_renew(enrolment)


def _to_renew(enrolment: Enrolment) -> Certificate | None:
    return lapsing_of(enrolment) or revoked_of(enrolment)


@Rule
def check_has_expired(enrolment: Enrolment) -> None:
    """Whether the certificate is over and can be renewed: the learner may be sooner, others begin it only then."""
    check_can_take_again(enrolment)
    certificate = lapsing_of(enrolment)
    if certificate is None or not certificate.is_over:
        raise Conflict(_("The certificate is valid still."))


@transaction.atomic
def take_again(*, by: User, enrolment: Enrolment) -> Enrolment:
    """Everything of the present revision is to be done once more. Asking for it twice begins one new cycle.

    What is open at a quiz is handed in as it is, for the cycle that it belongs to.
    """
    check_can_enrol(by, enrolment.user)
    here = locked(enrolment)
    if here.state != EnrolmentState.DONE and here.renewal is not None and here.renewal.publication is None:
        return here
    check_can_take_again(here)
    _end_quizzes(here)
    return _begin_cycle(by, locked(here))


def _end_quizzes(here: Enrolment) -> None:
    """As when their time is over; what only lies ready is of the cycle that ends."""
    mine = QuizAttempt.objects.filter(enrolment=here)
    mine.prepared().delete()
    for attempt in mine.at_work().timed().select_related("enrolment").select_for_update(of=("self",)):
        if attempt.saved_at is None:
            move(attempt, AttemptState.ABANDONED, submitted_at=Now())
        else:
            finish(attempt, quiz_of_attempt(attempt))


def _begin_cycle(by: User, here: Enrolment) -> Enrolment:
    earlier, opened = here.revision, here.done_parts
    published = Course.objects.select_related("published").get(pk=here.course_id).published
    assert earlier is not None  # whoever is done has begun,
    assert published is not None  # and nothing is taken that is not published
    here.revision, here.cycle = published, here.cycle + 1
    here.renewal = Renewal.objects.create(
        enrolment=here, policy=Policy.RETAKE, earlier=earlier, cycle=here.cycle, opened=opened
    )
    record(by=by, did=Did.TAKES_AGAIN, to=here, cycle=here.cycle, revision=published.number)
    return recount(here, by=by)
