"""What people are told of an edition that takes them along: before it does, and after."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.access import quiz_of_attempt
from courses.models import Block, Enrolment, EnrolmentState, Policy, QuizAttempt, Renewal
from courses.publishing.renewals import ahead_of


@dataclass(frozen=True)
class Told:
    """`happens` and what it `means` for what one has done; `note` is what the author says of it.

    `waits_for` is the quiz that is open.
    """

    happens: str
    means: str
    note: str = ""
    waits_for: Block | None = None

    @property
    def all(self) -> list[str]:
        return [said for said in (self.happens, self.means, self.note) if said]


def renewed(renewal: Renewal) -> Told:
    """Why parts that were done are open again: on the course's page and as the reason of the next step the same."""
    day = {"day": date_format(timezone.localtime(renewal.at), "DATE_FORMAT")}
    if renewal.publication is None:
        means = _("Everything is to be done once more; what you did before stays on record.")
        return Told(_("Since %(day)s you take this course again, for a new certificate.") % day, means)
    happened = _("This course was renewed on %(day)s.") % day
    if renewal.policy == Policy.RETAKE:
        means = _("Its author asks everybody to do it again.")
    elif renewal.opened:
        means = ngettext(
            "%(parts)s part that you had done has changed and is open again; the rest of what you did counts.",
            "%(parts)s parts that you had done have changed and are open again; the rest of what you did counts.",
            renewal.opened,
        ) % {"parts": renewal.opened}
    else:
        means = _("What counted before goes on counting; what is new is to be done.")
    return Told(happened, means, renewal.publication.note)


def newer_edition(enrolment: Enrolment) -> Told | None:
    """What will come of the edition that was published since the person started; to them, on theirs.

    Nothing for whoever has finished, unless it takes them along.
    """
    ahead = moving_on(enrolment)
    if ahead or enrolment.state == EnrolmentState.DONE:
        return ahead
    return Told(_newer(), _("You finish on yours: nothing changes under you."))


def moving_on(enrolment: Enrolment) -> Told | None:
    """The same of an edition that takes the person along; None where none does."""
    publication = ahead_of(enrolment)
    if publication is None:
        return None
    held = quiz_of_attempt(open_now) if (open_now := _open_quiz(enrolment)) else None
    if held:
        moves = _("You move on to it when the quiz that you have open is handed in.")
    else:
        moves = _("You move on to it within a minute or two.")
    if publication.policy_for(enrolment) == Policy.RETAKE:
        means = _("Its author asks everybody to do it again.")
    else:
        means = _("What you did counts, except for parts that have changed and are to be done again.")
    return Told(f"{_newer()} {moves}", means, publication.note, held)


def _newer() -> str:
    return _("A newer edition has been published since you started.")


def _open_quiz(enrolment: Enrolment) -> QuizAttempt | None:
    return QuizAttempt.objects.at_work().of_quizzes().filter(enrolment=enrolment).order_by("pk").first()
