"""How far a person is: evidence of each part, counted in the transaction that added some."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from courses.certificates.issuing import issue_certificate
from courses.clock import NOW
from courses.content.changes import Part, prints_of, still_counts
from courses.locks import touch_paths
from courses.models import (
    Completion,
    Enrolment,
    EnrolmentState,
    PartDone,
    PartKind,
    Policy,
    Renewal,
    Revision,
)
from courses.read_models import source_of
from lms.kit.prepared import Prepared, Slot
from lms.kit.refusals import Conflict, Rule
from people.audit import Did, record
from people.models import User

Prints = Callable[[int], Mapping[Part, str]]


def _part() -> QuerySet[PartDone]:
    named = {name: Slot(name) for name in ("enrolment", "cycle", "lesson_key", "kind", "key")}
    return PartDone.objects.filter(**named)


def _evidence() -> QuerySet[PartDone, tuple[str, str, str, float | None]]:
    done = PartDone.objects.filter(enrolment=Slot("enrolment"), cycle=Slot("cycle"))
    return done.values_list("lesson_key", "kind", "key", "score")


PART, EVIDENCE = Prepared(_part), Prepared(_evidence)


@transaction.atomic
def complete_part(
    *,
    enrolment: Enrolment,
    lesson_key: str,
    kind: PartKind,
    key: str,
    score: float | None,
    made_on: int | None = None,
    made_at: datetime | None = None,
    by: User | None = None,
) -> Enrolment:
    """Record that a part is done, keep its best score, and finish the course with its last part.

    The enrolment's row lock makes parts that end at the same moment count one after the other. What was made on an
    earlier revision (its id) than the person's, or begun before they took the course again, counts as a renewal would have
    counted it. `by` says who did it where that is not the learner: then it is no activity of theirs.
    """
    told: dict[str, Any] = {"lesson_key": lesson_key, "kind": kind, "key": key, "score": score}
    here = add_part(locked(enrolment), **told, made_on=made_on, made_at=made_at, by=by)
    here.refresh_from_db()
    return here


def add_part(
    here: Enrolment,
    *,
    lesson_key: str,
    kind: PartKind,
    key: str,
    score: float | None,
    made_on: int | None = None,
    made_at: datetime | None = None,
    by: User | None = None,
) -> Enrolment:
    """What `complete_part` does, for an enrolment that the caller got from `locked`. A refusal comes before any write.

    What comes back says `Now()` where the database keeps the time.
    """
    check_counts(here, (lesson_key, str(kind), key), made_on, made_at)
    assert here.revision is not None  # what was just checked
    place = {"cycle": here.cycle, "lesson_key": lesson_key, "kind": kind, "key": key}
    row = PART.one(enrolment=here.pk, **place)
    if row is None:
        here.parts_done.create(**place, revision_id=made_on or here.revision.pk, score=score)
    elif score is not None and (row.score is None or score > row.score):
        PartDone.objects.filter(pk=row.pk).update(score=score)
    here.last_activity_at = here.last_activity_at if by else Now()
    return recount(here, by=by)


def prints_on(revision: int) -> Mapping[Part, str]:
    """Of a revision by its id; who asks for many people keeps the answers."""
    return prints_of_revision(Revision.objects.get(pk=revision))


@Rule
def check_counts(
    enrolment: Enrolment,
    part: Part,
    made_on: int | None,
    made_at: datetime | None = None,
    prints: Prints = prints_on,
) -> None:
    """Whether what was done of a part on a revision, by its id (the person's own, without one), is evidence now.

    `made_at` is when it was begun; without it, before every renewal there was. What one publication asked for once
    more, the next does not give back, unless it brings back the part as it was.
    """
    revision = enrolment.revision
    if revision is None or list(part) not in revision.parts:
        raise Conflict(_("This part does not belong to the course as you started it."))
    made_on = made_on or revision.pk
    if made_on == revision.pk and made_at is None:
        return
    since = _renewals_since(enrolment, made_on, made_at)
    if since and not _outlives_all(since, part, prints(made_on), prints(revision.pk), prints):
        raise Conflict(_("The course was renewed since, and asks for this part once more."))


def renewals() -> "Prefetch[str, QuerySet[Renewal]]":
    """What moved a person so far; who asks `check_counts` for many people fetches them with the people."""
    return Prefetch("renewals", Renewal.objects.select_related("publication").order_by("pk"))


def _renewals_since(here: Enrolment, made_on: int, made_at: datetime | None) -> Sequence[Renewal]:
    """Every one that would have met what was made, had it been evidence at once.

    Whoever made it on another revision than theirs was moved since, whatever two clocks say.
    """
    if here.renewal_id is None:
        return ()
    prefetch_related_objects([here], renewals())
    every = list(here.renewals.all())
    since = [renewal for renewal in every if made_at is None or renewal.at > made_at]
    return since or (every[-1:] if made_on != here.revision_id else ())


def _outlives_all(
    since: Sequence[Renewal], part: Part, was: Mapping[Part, str], now: Mapping[Part, str], prints: Prints
) -> bool:
    if any(renewal.policy == Policy.RETAKE for renewal in since):
        return False
    return was.get(part) == now.get(part) or all(_outlives(one, part, was, prints) for one in since)


def _outlives(renewal: Renewal, part: Part, was: Mapping[Part, str], prints: Prints) -> bool:
    """Whether what was made of the part, as it was by the prints, was evidence still after the publication."""
    assert renewal.publication is not None  # else the person takes everything again
    again = [tuple(named) for named in renewal.publication.again]
    now = prints(renewal.publication.revision_id)
    return part not in now or still_counts(part, done_on=was, now=now, again=again)


def _locked() -> QuerySet[Enrolment]:
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("user", "revision")
    return rows.defer("revision__source").filter(pk=Slot("pk")).annotate(**NOW)


LOCKED = Prepared(_locked)


def locked(enrolment: Enrolment) -> Enrolment:
    """The enrolment with its row locked until the transaction ends: what one person does happens in a row."""
    return LOCKED.get(pk=enrolment.pk)


Touch = Callable[[list[int]], None]


def recount(here: Enrolment, *, by: User | None = None, touch: Touch = touch_paths) -> Enrolment:
    """Progress from its evidence, and the completion with the last part. The caller holds the enrolment's lock.

    Who goes on to lock more `touch`es the paths of those who are done (their ids) later, all at once.
    """
    evidence = EVIDENCE.all(enrolment=here.pk, cycle=here.cycle)
    score = tally(here, (((lesson, kind, key), score) for lesson, kind, key, score in evidence))
    if here.state == EnrolmentState.DONE:
        here.completion, is_new = _completion(here, score, by=by or here.user)
        here.save()
        if is_new:
            touch([here.user_id])
        return here
    here.save()
    return here


def tally(here: Enrolment, evidence: Iterable[tuple[Part, float | None]]) -> float:
    """Set how far a person is by the evidence of their cycle; returns the mean of what is scored of it, else 1."""
    assert here.revision is not None
    parts = {tuple(part) for part in here.revision.parts}
    scores = [score for part, score in evidence if part in parts]
    here.done_parts, here.all_parts = len(scores), len(parts)
    is_complete = here.done_parts >= here.all_parts
    here.state = EnrolmentState.DONE if is_complete else EnrolmentState.IN_PROGRESS
    known = [score for score in scores if score is not None]
    return sum(known) / len(known) if known else 1.0


def prints_of_revision(revision: Revision) -> dict[Part, str]:
    return prints_of(source_of(revision))


def _completion(here: Enrolment, score: float, *, by: User) -> tuple[Completion, bool]:
    told = {"user_id": here.user_id, "course_id": here.course_id, "revision": here.revision, "score": score}
    completion, is_new = Completion.objects.get_or_create(enrolment=here, cycle=here.cycle, defaults=told)
    if is_new:
        record(by=by, did=Did.COMPLETED, to=here, score=round(score, 4))
        issue_certificate(completion=completion)
    return completion, is_new
