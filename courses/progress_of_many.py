"""A part that becomes done for many people at once: what `progress` does for one, in the same number of queries for all."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from courses.certificates.issuing import issue_certificates
from courses.content.changes import Part
from courses.models import Completion, Enrolment, EnrolmentState, PartDone
from courses.progress import check_counts, prints_on, renewals, tally
from people.audit import Did, record_many
from people.models import User


class Deed(NamedTuple):
    """What a person did of the part on a revision, both by their ids, with when it was begun and its score."""

    enrolment: int
    made_on: int
    score: float
    made_at: datetime | None = None


@transaction.atomic
def complete_parts(*, by: User, part: Part, deeds: Sequence[Deed]) -> list[int]:
    """Record that a part is done for those whose deeds count, as `complete_part` would for one after the other.

    Of several deeds of one person it is the best that counts. `by` is not the learner: this is no activity of theirs.
    The people, by their ids, who finished the course by it: the caller touches their paths, last of all.
    """
    people = _locked({deed.enrolment for deed in deeds})
    prints = cache(prints_on)
    best: dict[int, Deed] = {}
    for deed in sorted(deeds, key=lambda deed: -deed.score):
        if not check_counts.refusal(people[deed.enrolment], part, deed.made_on, deed.made_at, prints):
            best.setdefault(deed.enrolment, deed)
    here = [people[pk] for pk in best]
    _write_evidence(here, part, best)
    return _recount(here, by=by)


def _locked(enrolments: Collection[int]) -> dict[int, Enrolment]:
    """By id, so that nobody waits in a circle."""
    rows = Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=enrolments).order_by("pk")
    whole = rows.select_related("revision").prefetch_related(renewals()).defer("revision__source")
    return {here.pk: here for here in whole}


def _write_evidence(people: Sequence[Enrolment], part: Part, best: Mapping[int, Deed]) -> None:
    """Whoever has the part keeps their score, unless this one is better."""
    lesson, kind, key = part
    named = {"lesson_key": lesson, "kind": kind, "key": key}
    rows = PartDone.objects.in_current_cycles().filter(enrolment__in=people, **named)
    known = {row.enrolment_id: row for row in rows}
    better = []
    for row in known.values():
        score = best[row.enrolment_id].score
        if row.score is None or score > row.score:
            row.score = score
            better.append(row)
    PartDone.objects.bulk_update(better, ["score"])
    PartDone.objects.bulk_create(
        PartDone(
            enrolment=here,
            cycle=here.cycle,
            revision_id=best[here.pk].made_on,
            score=best[here.pk].score,
            **named,
        )
        for here in people
        if here.pk not in known
    )


def _recount(people: Sequence[Enrolment], *, by: User) -> list[int]:
    evidence: dict[int, list[tuple[Part, float | None]]] = defaultdict(list)
    rows = PartDone.objects.in_current_cycles().filter(enrolment__in=people)
    for pk, *part, score in rows.values_list("enrolment_id", "lesson_key", "kind", "key", "score"):
        lesson, kind, key = part
        evidence[pk].append(((lesson, kind, key), score))
    scores = {here.pk: tally(here, evidence[here.pk]) for here in people}
    done = _finish([here for here in people if here.state == EnrolmentState.DONE], scores, by=by)
    for here in people:
        here.updated_at = Now()
    Enrolment.objects.bulk_update(people, ["done_parts", "all_parts", "state", "completion", "updated_at"])
    return done


def _finish(people: Sequence[Enrolment], scores: dict[int, float], *, by: User) -> list[int]:
    """A completion, with its certificate, for each who has none in their cycle."""
    known = Completion.objects.filter(enrolment__in=people, cycle=F("enrolment__cycle"))
    completions = {completion.enrolment_id: completion for completion in known}
    newly = [here for here in people if here.pk not in completions]
    new = Completion.objects.bulk_create(
        Completion(
            enrolment=here,
            cycle=here.cycle,
            user_id=here.user_id,
            course_id=here.course_id,
            revision=here.revision,
            score=scores[here.pk],
        )
        for here in newly
    )
    completions |= {completion.enrolment_id: completion for completion in new}
    for here in people:
        here.completion = completions[here.pk]
    told = [(here, {"score": round(scores[here.pk], 4)}) for here in newly]
    record_many(by=by, did=Did.COMPLETED, to=told)
    issue_certificates(completions=new)
    return [here.user_id for here in newly]
