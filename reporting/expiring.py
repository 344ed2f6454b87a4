"""Certificates that soon are no longer valid, or have ended, and that nothing newer has taken the place of."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.clock import NOW
from courses.models import Certificate, EnrolmentState
from courses.publishing.retakes import lapsing
from lms.kit.prepared import Prepared, Slot
from people.models import User
from reporting.judging import Lapse

SHOWN = 5


@dataclass(frozen=True)
class ExpiringLine:
    """`can_renew`: the course can be taken again for a new one; `is_at_it`: that has begun; `days` left on the calendar
    of the certificate, below 0 after."""

    title: str
    href: str
    last: date
    days: int
    is_over: bool
    course: str
    can_renew: bool
    is_at_it: bool

    @property
    def until(self) -> str:
        return until(self.last, is_over=self.is_over)

    @property
    def left(self) -> str:
        return _("expired") if self.is_over else left(self.days)

    @property
    def renew_href(self) -> str:
        return reverse("courses:course", args=[self.course])


def _renewable() -> Q:
    """Of courses that still are offered and give a certificate; elsewhere nothing can be done about it."""
    course = "completion__course__"
    published = {f"{course}published__certified": True, f"{course}published__shared": False}
    return Q(**published, **{f"{course}archived_at__isnull": True})


def told() -> QuerySet[Certificate]:
    """What is worth saying: those that end, and those that have ended where something can be done about it."""
    return lapsing().filter(Q(expires_at__gt=Now()) | _renewable())


def _expiring() -> QuerySet[Certificate]:
    mine = told().filter(completion__user=Slot("user"))
    rows = mine.annotate(
        can_renew=_renewable(),
        course_key=F("completion__course__key"),
        enrolment_state=F("completion__enrolment__state"),
        **NOW,
    )
    return rows.select_related("completion").order_by("expires_at", "pk")[:SHOWN]


EXPIRING = Prepared(_expiring)


def read_expiring(user: User) -> list[ExpiringLine]:
    """The next to expire first; one query."""
    return [_line(certificate) for certificate in EXPIRING.all(user=user.pk)]


def _line(certificate: Certificate) -> ExpiringLine:
    last = certificate.valid_until
    assert last is not None  # what `lapsing` selects by
    is_done = certificate.enrolment_state == EnrolmentState.DONE  # type: ignore[attr-defined]
    return ExpiringLine(
        title=certificate.course_title,
        href=reverse("courses:certificate", args=[certificate.completion.public_id]),
        last=last,
        days=(last - certificate.day_of(certificate.now)).days,
        is_over=certificate.is_over,
        course=certificate.course_key,  # type: ignore[attr-defined]
        can_renew=is_done and certificate.can_renew,  # type: ignore[attr-defined]
        is_at_it=not is_done,
    )


def until(last: date, *, is_over: bool) -> str:
    words = {"day": date_format(last, "DATE_FORMAT")}
    return _("was valid until %(day)s") % words if is_over else _("valid until %(day)s") % words


def left(days: int) -> str:
    """Days that it is still valid, as people count them."""
    if days <= 0:
        return _("last day")
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}


def lapses_by_enrolment(people: Collection[int]) -> dict[int, Lapse]:
    """By enrolment; where there are several, the one that ends last."""
    rows = told().filter(completion__user__in=people).annotate(enrolment=F("completion__enrolment"))
    lapses = {}
    for row in rows.order_by("expires_at", "pk"):
        if row.valid_until is not None:
            lapses[row.enrolment] = Lapse(row.valid_until, row.is_over)
    return lapses
