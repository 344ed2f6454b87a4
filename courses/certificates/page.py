"""What the page of a certificate needs, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from courses.access import check_can_administer_certificates
from courses.certificates import words
from courses.certificates.changing import check_can_print, check_can_reissue, check_can_revoke
from courses.certificates.numbers import grouped
from courses.certificates.ordinary import letters_without_print
from courses.certificates.qr import QrCode, address_of, qr_of
from courses.certificates.validity import RENEWED_BEFORE
from courses.models import Certificate, CertificateState, Completion
from people.models import User

EARLIER_SHOWN = 20


@dataclass(frozen=True)
class Earlier:
    """One that was replaced, or of an earlier pass through the course; its number as it was printed."""

    number: str
    holder: str
    state: str


@dataclass(frozen=True)
class CertificatePage:
    """A certificate that counts, those before it, and whether `actor` may change it; `is_lapsing` is for its holder."""

    completion: Completion
    certificate: Certificate
    earlier: Sequence[Earlier]
    is_administered: bool
    is_lapsing: bool = False

    @property
    def href(self) -> str:
        return reverse("courses:certificate", args=[self.completion.public_id])

    @property
    def number(self) -> str:
        return grouped(self.certificate.number)

    @property
    def address(self) -> str:
        return address_of(self.certificate)

    @property
    def qr(self) -> QrCode:
        return qr_of(self.certificate)

    @property
    def facts(self) -> list[words.Fact]:
        return words.facts(self.certificate)

    @property
    def policy(self) -> str:
        return words.policy(self.certificate)

    @property
    def headline(self) -> str:
        return words.headline(self.certificate)

    @property
    def explanation(self) -> str:
        return words.explanation(self.certificate)

    @property
    def tone(self) -> str:
        return words.tone(self.certificate)

    @property
    def is_valid(self) -> bool:
        return self.certificate.state == CertificateState.VALID

    @property
    def print_refusal(self) -> str:
        return check_can_print.refusal(self.certificate)

    @property
    def unprinted(self) -> str:
        """Letters that no PDF of it can have: the browser has fonts for more."""
        return letters_without_print(self.certificate.holder + self.certificate.course_title)

    @property
    def revoke_refusal(self) -> str:
        return check_can_revoke.refusal(self.certificate)

    @property
    def reissue_refusal(self) -> str:
        return check_can_reissue.refusal(self.certificate)


def certificate_page(actor: User, completion: Completion, certificate: Certificate) -> CertificatePage:
    of_course = Certificate.objects.filter(completion__enrolment=completion.enrolment_id)
    rows = of_course.filter(pk__lt=certificate.pk).with_state().order_by("-pk")[:EARLIER_SHOWN]
    earlier = [Earlier(grouped(row.number), row.holder, row.state_label) for row in rows]
    may_change = not check_can_administer_certificates.refusal(actor)
    is_lapsing = (
        completion.user_id == actor.pk
        and Certificate.objects.lapsing_within(RENEWED_BEFORE).filter(pk=certificate.pk).exists()
    )
    return CertificatePage(completion, certificate, earlier, may_change, is_lapsing)
