"""Certificates of one's own that soon are no longer valid."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import Certificate
from lms.kit.prepared import Prepared, Slot
from people.models import User

HINT_BEFORE = timedelta(days=60)
SHOWN = 5


@dataclass(frozen=True)
class ExpiringLine:
    title: str
    href: str
    until: str
    left: str


def _expiring() -> QuerySet[Certificate]:
    mine = Certificate.objects.expiring_within(HINT_BEFORE).filter(completion__user=Slot("user"))
    return mine.select_related("completion").order_by("expires_at", "pk")[:SHOWN]


EXPIRING = Prepared(_expiring)


def read_expiring(user: User) -> list[ExpiringLine]:
    """The next to expire first; one query."""
    return [_line(certificate) for certificate in EXPIRING.all(user=user.pk)]


def _line(certificate: Certificate) -> ExpiringLine:
    last = certificate.valid_until
    assert last is not None  # what `expiring_within` selects by
    return ExpiringLine(
        title=certificate.course_title,
        href=reverse("courses:certificate", args=[certificate.completion.public_id]),
        until=_("valid until %(day)s") % {"day": date_format(last, "DATE_FORMAT")},
        left=left(last, timezone.localdate()),
    )


def left(last: date, today: date) -> str:
    """Days that it is still valid, as people count them."""
    days = (last - today).days
    if days <= 0:
        return _("last day")
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
