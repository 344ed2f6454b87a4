"""Which of all that somebody could do comes first, and why. Pure; docs/courses.md has the table of reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.kit.templatetags.texts import day_said

SOON_DAYS = 7


class Reason(IntEnum):
    """Why something comes next; the smaller, the sooner."""

    CLOCK = 0
    OVERDUE = 1
    EXPIRED = 2
    DUE_SOON = 3
    EXPIRES_SOON = 4
    REVIEW = 5
    PAUSED = 6
    RUN = 7
    PLACEMENT = 8
    PATH = 9
    ASSIGNED = 10
    EXPIRES = 11
    NEW = 12
    OPENS = 13
    MARKS = 14
    STUCK = 15
    FINISHED = 16

    @property
    def is_possible(self) -> bool:
        """Whether something can be done about it now; what cannot comes only where nothing else is left."""
        return self < Reason.OPENS


@dataclass(frozen=True)
class Candidate:
    """Something that could come next: `what` names it for whoever asks, `urgency` orders those of one reason."""

    reason: Reason
    what: str
    urgency: float = 0.0


def rank(candidate: Candidate) -> tuple[Reason, float]:
    return candidate.reason, candidate.urgency


def first(candidates: Iterable[Candidate]) -> Candidate | None:
    """The one to name; the first listed of equal ones. None only where there is none at all."""
    return min(candidates, key=rank, default=None)


def by_due(days_left: int | None, otherwise: Reason) -> Reason:
    """The reason of something with a due date; without a near one it has its own."""
    if days_left is None or days_left > SOON_DAYS:
        return otherwise
    return Reason.OVERDUE if days_left < 0 else Reason.DUE_SOON


def by_expiry(days_left: int, *, is_over: bool) -> Reason:
    """The reason of a certificate that is to be renewed; long before its end it only comes before what is new."""
    if is_over:
        return Reason.EXPIRED
    return Reason.EXPIRES_SOON if days_left <= SOON_DAYS else Reason.EXPIRES


def expiry_text(last: date, *, is_over: bool) -> str:
    words = {"day": date_format(last, "DATE_FORMAT")}
    if is_over:
        return _("Your certificate has expired: it was valid until %(day)s.") % words
    return _("Your certificate is valid until %(day)s. Taking the course again brings a new one.") % words


def due_text(path: str, due_on: date, days_left: int) -> str:
    """“First month” is due in 3 days."""
    today = due_on - timedelta(days=days_left)
    words = {"path": path, "days": days_left, "day": day_said(due_on, today)}
    if days_left < 0:
        return _("“%(path)s” is overdue since %(day)s.") % words
    if days_left == 0:
        return _("“%(path)s” is due today.") % words
    if days_left == 1:
        return _("“%(path)s” is due tomorrow.") % words
    return (
        ngettext("“%(path)s” is due in %(days)d day.", "“%(path)s” is due in %(days)d days.", days_left)
        % words
    )


def paused_text(on: date, today: date) -> str:
    """“You paused here on Tuesday.” Nothing on the same day, when nobody has paused."""
    days = (today - on).days
    if days < 1:
        return ""
    if days == 1:
        return _("You paused here yesterday.")
    if days < 7:
        return _("You paused here on %(weekday)s.") % {"weekday": date_format(on, "l")}
    return _("You paused here on %(day)s.") % {"day": day_said(on, today)}


def clock_text(seconds: float) -> str:
    minutes = int(seconds // 60)
    if minutes < 1:
        return _("Your quiz is under way: less than a minute is left.")
    text = ngettext(
        "Your quiz is under way: %(minutes)d minute is left.",
        "Your quiz is under way: %(minutes)d minutes are left.",
        minutes,
    )
    return text % {"minutes": minutes}


def review_text(count: int) -> str:
    text = ngettext(
        "%(count)d question that you missed comes back today.",
        "%(count)d questions that you missed come back today.",
        count,
    )
    return text % {"count": count}
