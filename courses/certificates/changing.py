"""What happens to a certificate after its issue: it is revoked, or a new one takes its place."""

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from courses.access import check_can_administer_certificates
from courses.certificates.issuing import locked, touch, write
from courses.models import Certificate, CertificateState
from lms.kit.refusals import Conflict, Rule
from people.audit import Did, record
from people.models import User


@Rule
def check_can_revoke(certificate: Certificate) -> None:
    if certificate.state == CertificateState.REVOKED:
        raise Conflict(_("This certificate is revoked already."))
    _check_counts(certificate)


@Rule
def check_can_reissue(certificate: Certificate) -> None:
    _check_counts(certificate)
    if certificate.is_over:
        raise Conflict(_("This certificate has expired. A new one comes with completing the course again."))


@Rule
def check_can_print(certificate: Certificate) -> None:
    if certificate.state == CertificateState.REVOKED:
        raise Conflict(_("A revoked certificate is not printed any more."))


def _check_counts(certificate: Certificate) -> None:
    if certificate.replaced_at is not None:
        raise Conflict(_("A newer certificate has taken the place of this one. Open that one."))


@transaction.atomic
def revoke_certificate(*, by: User, certificate: Certificate, reason: str) -> Certificate:
    """It stays verifiable, as revoked. Why is told to the holder, never to the public."""
    check_can_administer_certificates(by)
    here = _as_it_is_now(certificate)
    check_can_revoke(here)
    Certificate.objects.filter(pk=here.pk).update(
        revoked_at=Now(), revoked_by=by, revocation_reason=_given(reason)
    )
    touch(here.completion)
    record(by=by, did=Did.REVOKED_CERTIFICATE, to=here, number=here.number, reason=reason)
    return _read(here)


@transaction.atomic
def reissue_certificate(
    *, by: User, certificate: Certificate, holder: str, language: str, reason: str
) -> Certificate:
    """A new number with another name or language; it is valid as long as the one that it replaces."""
    check_can_administer_certificates(by)
    here = _as_it_is_now(certificate)
    check_can_reissue(here)
    newer = write(
        locked(here.completion),
        holder=holder,
        language=language,
        time_zone=here.time_zone,
        expires_at=here.expires_at,
        replaces=here,
        issued_by=by,
    )
    told = {"number": newer.number, "replaces": here.number, "reason": _given(reason)}
    record(by=by, did=Did.REISSUED_CERTIFICATE, to=newer, **told)
    return _read(newer)


def _as_it_is_now(certificate: Certificate) -> Certificate:
    locked(certificate.completion)
    return _read(certificate)


def _read(certificate: Certificate) -> Certificate:
    return Certificate.objects.with_state().select_related("completion").get(pk=certificate.pk)


def _given(reason: str) -> str:
    if not reason.strip():
        raise Conflict(_("Say why: the reason is kept in the audit trail."))
    return reason
