"""What somebody reads who handed a quiz in and was moved on to a newer edition by that: what they did, and where it is."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import Enrolment, PartKind, QuizAttempt
from courses.progress import check_counts
from courses.publishing.words import Told, renewed


@dataclass(frozen=True)
class TakenAlong:
    """`is_past`: what was handed in is of the earlier edition alone. `is_gone`: the newer one has no such quiz."""

    told: Told
    stays: str = ""
    is_past: bool = False
    is_gone: bool = False


def taken_along(enrolment: Enrolment, attempt: QuizAttempt, *, is_shown: bool, is_gone: bool) -> TakenAlong:
    """`is_shown`: whether the page of the newer edition shows the attempt, for it goes on counting there."""
    told = _told(enrolment)
    if is_shown:
        return TakenAlong(told)
    if is_gone:
        stays = _("The quiz is not part of it any more. What you handed in just now stays on record.")
        return TakenAlong(told, stays, is_past=True, is_gone=True)
    stays = _(
        "This quiz is open again there. What you handed in just now was for the earlier edition: it stays on record, "
        "under “All my tries”."
    )
    if attempt.waits_for_marks:
        stays = f"{stays} {_of_its_marks(enrolment, attempt)}"
    return TakenAlong(told, stays, is_past=True)


def _told(enrolment: Enrolment) -> Told:
    renewal, revision = enrolment.renewal, enrolment.revision
    assert renewal is not None  # what moved them
    assert revision is not None
    day = date_format(timezone.localtime(revision.published_at or renewal.at), "DATE_FORMAT")
    happens = _("You have moved on to the edition of %(day)s.") % {"day": day}
    why = renewed(renewal)
    return Told(happens, why.means, why.note)


def _of_its_marks(enrolment: Enrolment, attempt: QuizAttempt) -> str:
    part = (attempt.lesson_key, str(PartKind.QUIZ), attempt.quiz_key)
    if check_counts.refusal(enrolment, part, attempt.revision_id, attempt.started_at):
        return _("Its marks will stand there too; they do not count for the newer edition.")
    return _("Its marks will stand there too, and your progress follows by itself.")
