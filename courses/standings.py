"""What is true of an enrolment beyond its own row, for pages and lists that show many."""

from typing import TypeVar

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from courses.models import (
    Certificate,
    CertificateState,
    Enrolment,
    EnrolmentState,
    KnownByPlacement,
    PartKind,
    Revision,
)
from courses.paths.placing import are_only_quizzes

Rows = TypeVar("Rows", bound="QuerySet[Enrolment]")
MARKED = frozenset({PartKind.QUIZ.value, PartKind.LAB.value})


def known_by_placement() -> Exists:
    """Whether a placement test showed that the person of an enrolment knows its course."""
    return Exists(KnownByPlacement.objects.filter(user=OuterRef("user"), course=OuterRef("course")))


def with_standing(rows: Rows) -> Rows:
    """Each `is_known` by placement or not, and with the `certificate_state` of its completion, None without one."""
    certificates = Certificate.objects.current().with_state().filter(completion=OuterRef("completion"))
    state = Subquery(certificates.values("state")[:1])  # type: ignore[misc]  # of `with_state`
    return rows.annotate(is_known=known_by_placement(), certificate_state=state)


def is_spared(enrolment: Enrolment) -> bool:
    """Of one `with_standing`: a placement test settled it, and nobody has begun it all the same."""
    return enrolment.state == EnrolmentState.NOT_STARTED and bool(getattr(enrolment, "is_known", False))


def state_label(enrolment: Enrolment) -> str:
    return _("known by placement") if is_spared(enrolment) else str(enrolment.get_state_display())


def certificate_label(enrolment: Enrolment) -> str:
    """What its certificate is called where one leads to it; empty without one."""
    state = getattr(enrolment, "certificate_state", None)
    if state is None:
        revision = enrolment.revision
        return _("Certificate") if revision is not None and is_issued_when_asked(revision) else ""
    if state == CertificateState.REVOKED:
        return _("Certificate, revoked")
    return _("Certificate, expired") if state == CertificateState.EXPIRED else _("Certificate")


def is_issued_when_asked(revision: Revision) -> bool:
    """Whether a completion without a certificate gets one as soon as somebody opens it; a placement test never does."""
    return revision.certified and not are_only_quizzes(revision.parts)


def score_shown(enrolment: Enrolment) -> float | None:
    """0 to 1, of a completed course in which something is marked."""
    completion, revision = enrolment.completion, enrolment.revision
    if completion is None or revision is None or not is_marked(revision.parts):
        return None
    return completion.score


def is_marked(parts: list[list[str]]) -> bool:
    """Whether some part has a score; where none has, a completion has no score to show."""
    return any(kind in MARKED for _lesson, kind, _key in parts)
