"""What a certificate says: its state in a sentence, and the facts that are printed on it."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import Certificate, CertificateState, ScorePolicy

TONES = {
    CertificateState.VALID: "good",
    CertificateState.EXPIRED: "warn",
    CertificateState.REVOKED: "bad",
    CertificateState.REPLACED: "warn",
}


@dataclass(frozen=True)
class Fact:
    label: str
    text: str


def day(of: date | None) -> str:
    return date_format(of, "DATE_FORMAT") if of else ""


def tone(certificate: Certificate) -> str:
    return TONES[CertificateState(certificate.state)]


def headline(certificate: Certificate) -> str:
    """The state, before anything else is read."""
    return {
        CertificateState.VALID: _("This certificate is valid"),
        CertificateState.EXPIRED: _("This certificate has expired"),
        CertificateState.REVOKED: _("This certificate was revoked"),
        CertificateState.REPLACED: _("This certificate was replaced"),
    }[CertificateState(certificate.state)]


def explanation(certificate: Certificate) -> str:
    """What the state means, with its date. Never why: that stays in the company."""
    until = day(certificate.valid_until)
    if certificate.state == CertificateState.REVOKED:
        return _("It was revoked on %(day)s and proves nothing since.") % {"day": day(certificate.revoked_on)}
    if certificate.state == CertificateState.REPLACED:
        told = _("On %(day)s a newer one took its place. Its holder can give you the new number.")
        return told % {"day": day(certificate.replaced_on)}
    if certificate.state == CertificateState.EXPIRED:
        return _("It was valid until %(day)s.") % {"day": until}
    return _("It is valid until %(day)s.") % {"day": until} if until else _("It does not expire.")


def facts(certificate: Certificate) -> list[Fact]:
    """As printed, in the language that is active."""
    score = "–" if certificate.percent is None else _("%(percent)s %%") % {"percent": certificate.percent}
    content = day(certificate.content_on)
    return [
        Fact(_("Completed"), day(certificate.completed_on)),
        Fact(_("Score"), score),
        *([Fact(_("Content of"), content)] if content else []),
        Fact(_("Issued"), day(certificate.issued_on)),
        Fact(_("Valid until"), day(certificate.valid_until) or _("does not expire")),
    ]


def policy(certificate: Certificate) -> str:
    """How the score came about. What was improved afterwards is no part of it."""
    if certificate.score_policy == ScorePolicy.BEST_MEAN:
        return _(
            "The score is the mean of the best result of each quiz and lab, up to the day it was earned."
        )
    return str(ScorePolicy(certificate.score_policy).label)
