"""The certificates of a course to which its state leads nobody: of earlier passes, and while it is taken once more."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import Certificate, CertificateState, Enrolment, EnrolmentState


@dataclass(frozen=True)
class Held:
    """One that no other took the place of, also where it was revoked or has expired: whoever verifies it finds it."""

    certificate: Certificate

    @property
    def href(self) -> str:
        return reverse("courses:certificate", args=[self.certificate.completion.public_id])

    @property
    def label(self) -> str:
        if self.certificate.state == CertificateState.REVOKED:
            return _("Certificate of %(day)s, revoked") % self._day
        if self.certificate.state == CertificateState.EXPIRED:
            return _("Certificate of %(day)s, expired") % self._day
        return _("Certificate of %(day)s") % self._day

    @property
    def told(self) -> str:
        """What has become of it, to its holder."""
        if self.certificate.state == CertificateState.REVOKED:
            return _("Your certificate of %(day)s was revoked.") % self._day
        if self.certificate.state == CertificateState.EXPIRED:
            return _("Your certificate of %(day)s has expired.") % self._day
        return _("Your certificate of %(day)s stays.") % self._day

    @property
    def _day(self) -> dict[str, str]:
        return {"day": date_format(self.certificate.completed_on, "DATE_FORMAT")}


def held_by_enrolment(enrolments: Collection[Enrolment]) -> dict[int, list[Held]]:
    """By enrolment, the newest first, without the one of a course that is done: that one its state leads to.

    One query for any number, and none where there can be no others.
    """
    others = [one.pk for one in enrolments if one.completion_id and (one.cycle > 1 or not _is_done(one))]
    if not others:
        return {}
    linked = [one.completion_id for one in enrolments if _is_done(one)]
    held: dict[int, list[Held]] = {}
    for row in _certificates(others).exclude(completion__in=linked):
        held.setdefault(row.completion.enrolment_id, []).append(Held(row))
    return held


def held_of(enrolment: Enrolment | None) -> list[Held]:
    return held_by_enrolment([enrolment]).get(enrolment.pk, []) if enrolment else []


def _is_done(enrolment: Enrolment) -> bool:
    return enrolment.state == EnrolmentState.DONE


def _certificates(enrolments: Collection[int]) -> QuerySet[Certificate]:
    rows = Certificate.objects.current().with_state().select_related("completion")
    there = rows.filter(completion__enrolment__in=enrolments, completion__revision__certified=True)
    return there.order_by("-completion__cycle")
