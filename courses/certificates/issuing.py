"""A completion gets its certificate: in the same transaction, or later where an older version of the site gave none."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import translation

from courses.certificates.numbers import new_number
from courses.certificates.validity import expiry
from courses.models import Certificate, Completion, Revision, ScorePolicy
from courses.paths.placing import is_placement_test, placement_tests, teaches_nothing
from courses.standings import is_marked
from people.audit import Did, record, record_many
from people.middleware import zone_named
from people.models import User

UTC = ZoneInfo("UTC")
BATCH = 500
NAMELESS = "–"  # never the e-mail address: what is printed is public


def certificate_of(completion: Completion) -> Certificate | None:
    """The one that counts, with its state; issued now if it was not yet. None where the course gives none."""
    return current(completion) or issue_certificate(completion=completion)


def current(completion: Completion) -> Certificate | None:
    certificate = Certificate.objects.current().with_state().filter(completion=completion).first()
    if certificate is not None:
        certificate.completion = completion
    return certificate


@transaction.atomic
def issue_certificate(*, completion: Completion) -> Certificate | None:
    """The first certificate of a completion. Doing it again changes nothing."""
    here = locked(completion)
    if not here.revision.certified or is_placement_test(here.revision):
        return None
    if (existing := current(here)) is not None:
        return existing
    certificate = write(here, **_printed_first(here))
    record(by=None, did=Did.ISSUED_CERTIFICATE, to=certificate, **_told(certificate))
    return current(here)


@transaction.atomic
def issue_certificates(*, completions: Sequence[Completion]) -> None:
    """The first certificates of completions that this transaction has written, so that nobody else can be at them."""
    here = Completion.objects.filter(pk__in=[one.pk for one in completions], revision__certified=True)
    people = here.select_related("user", "revision__course").defer("revision__source").order_by("pk")
    given = [one for one in people if not is_placement_test(one.revision)]
    certificates = [certificate_for(one, **_printed_first(one)) for one in given]
    Certificate.objects.bulk_create(certificates)
    record_many(by=None, did=Did.ISSUED_CERTIFICATE, to=[(one, _told(one)) for one in certificates])
    here.update(updated_at=Now())


def _printed_first(here: Completion) -> dict[str, Any]:
    zone = zone_named(here.user.time_zone) or UTC
    return {
        "holder": here.user.name.strip() or NAMELESS,
        "language": language_of(here.user),
        "time_zone": zone.key,
        "expires_at": expiry(here.completed_at, here.revision.certificate_months, zone),
    }


def _told(certificate: Certificate) -> dict[str, Any]:
    return {"number": certificate.number, "completion": str(certificate.completion.public_id)}


def issue_missing() -> int:
    """Certificates for all completions that should have one and do not; how many there were."""
    lacking = Completion.objects.filter(revision__certified=True, certificates__isnull=True)
    lacking = lacking.exclude(revision__in=_teaching_nothing()).order_by("pk")
    issued, last = 0, 0
    while batch := list(lacking.filter(pk__gt=last)[:BATCH]):
        for completion in batch:
            issue_certificate(completion=completion)
        issued, last = issued + len(batch), batch[-1].pk
    return issued


def _teaching_nothing() -> list[int]:
    """Revisions, by their ids, that ask for a certificate and give none; in two queries, however many people took them."""
    tests = placement_tests()
    asking = Revision.objects.filter(
        certified=True, course__key__in={course for course, _lesson, _quiz in tests}
    )
    told = asking.values_list("pk", "course__key", "parts")
    return [pk for pk, course, parts in told if teaches_nothing(course, parts, tests)]


def locked(completion: Completion) -> Completion:
    """The completion with its row locked until the transaction ends: what happens to its certificates happens in a row."""
    rows = Completion.objects.select_for_update(of=("self",)).select_related("user", "revision__course")
    return rows.defer("revision__source").get(pk=completion.pk)


def write(here: Completion, **printed: Any) -> Certificate:
    """A row with a new number. HR systems ask for completions changed since a moment, so this is a change of it."""
    certificate = certificate_for(here, **printed)
    certificate.save(force_insert=True)
    touch(here)
    return certificate


def certificate_for(here: Completion, **printed: Any) -> Certificate:
    """What is to be printed, not written yet."""
    score, policy = _score(here, here.revision)
    return Certificate(
        number=new_number(),
        completion=here,
        course_title=title_in(here.revision, printed["language"]),
        score=score,
        score_policy=policy,
        completed_at=here.completed_at,
        content_of=here.revision.published_at,
        **printed,
    )


def touch(completion: Completion) -> None:
    Completion.objects.filter(pk=completion.pk).update(updated_at=Now())


def title_in(revision: Revision, language: str) -> str:
    return str(revision.title.get(language) or next(iter(revision.title.values())))


def language_of(person: User) -> str:
    """The person's language; where none was chosen, that in which they read, wherever this is written."""
    wanted = person.language or person.read_in or translation.get_language() or ""
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _score(here: Completion, revision: Revision) -> tuple[float | None, ScorePolicy]:
    if not is_marked(revision.parts):
        return None, ScorePolicy.UNSCORED
    return here.score, ScorePolicy.BEST_MEAN
