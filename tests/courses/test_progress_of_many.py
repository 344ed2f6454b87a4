"""A part done by many at once leaves what the same deeds leave one by one, whatever each person had done before."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from django.db import transaction

from courses.actions import complete_part, mark_read, move_everywhere, publish_revision
from courses.models import Certificate, Completion, Enrolment, PartDone, Policy, Revision
from courses.progress_of_many import Deed, complete_parts
from courses.publishing.acts import Plan
from lms.kit.refusals import Conflict
from people.models import AuditEvent, User
from tests.conftest import Company, person
from tests.courses.conftest import Publish

pytestmark = pytest.mark.django_db
PART = ("quiz", "quiz", "check")
NAMED = {"lesson_key": "quiz", "kind": "quiz", "key": "check"}
Begin = Callable[[User, Revision], Enrolment]


@pytest.fixture
def old(company: Company, publish: Publish) -> Revision:
    return publish(readings=2, certificate={"valid_months": 12})


def crowd(begin: Begin, revision: Revision, chance: Random, people: int = 14) -> list[Enrolment]:
    """Some have read everything, some have the part already, better or worse, some are done."""
    enrolments = [begin(person(f"Deed{revision.number}x{number}"), revision) for number in range(people)]
    for enrolment in enrolments:
        for lesson in revision.lessons.exclude(key="quiz"):
            if chance.random() < 0.7:
                mark_read(enrolment=enrolment, lesson=lesson)
        if chance.random() < 0.3:
            score = chance.choice((None, 0.6, 0.9))
            complete_part(enrolment=enrolment, score=score, **NAMED)
    return enrolments


def deeds_of(people: Sequence[Enrolment], revisions: Sequence[Revision], chance: Random) -> list[Deed]:
    told = [
        Deed(one.pk, chance.choice(revisions).pk, chance.choice((0.6, 0.7, 0.8, 1.0)))
        for one in people
        for _deed in range(chance.choice((1, 1, 2, 3)))
    ]
    chance.shuffle(told)
    return told


def one_by_one(by: User, deeds: Sequence[Deed]) -> None:
    """The best first: once a course is completed, its score stays."""
    for pk, made_on, score, _made_at in sorted(deeds, key=lambda deed: -deed.score):
        with suppress(Conflict):
            here = Enrolment.objects.get(pk=pk)
            complete_part(enrolment=here, score=score, made_on=made_on, by=by, **NAMED)


def left_behind() -> dict[str, Any]:
    """Everything that progress is, without numbers by chance and moments of the clock."""
    parts = PartDone.objects.order_by("enrolment", "cycle", "lesson_key", "kind", "key")
    enrolments = Enrolment.objects.order_by("pk")
    completions = Completion.objects.order_by("enrolment", "cycle")
    certificates = Certificate.objects.order_by("completion__enrolment", "completion__cycle")
    events = AuditEvent.objects.filter(did__in=["completed", "issued certificate"])
    return {
        "parts": list(parts.values_list("enrolment", "cycle", "lesson_key", "key", "revision", "score")),
        "progress": list(
            enrolments.values_list("pk", "state", "done_parts", "all_parts", "last_activity_at")
        ),
        "newest": list(enrolments.values_list("pk", "cycle", "completion__cycle")),
        "completions": list(completions.values_list("enrolment", "cycle", "user", "course", "revision")),
        "scores": [pytest.approx(completion.score) for completion in completions],
        "certificates": list(
            certificates.values_list("completion__enrolment", "holder", "course_title", "language")
        ),
        "printed": list(certificates.values_list("time_zone", "score_policy", "content_of")),
        "valid": [one.expires_at is not None and one.expires_at > one.completed_at for one in certificates],
        "audit": sorted((one.did, one.actor_id or 0, one.kind, one.detail.get("score", 0)) for one in events),
    }


def undone(act: Callable[[], None]) -> dict[str, Any]:
    """What an act leaves, taken back again."""
    with transaction.atomic():
        act()
        left = left_behind()
        transaction.set_rollback(True)
    return left


@pytest.mark.parametrize("seed", range(4))
def test_many_at_once_leave_what_one_by_one_leaves(company: Company, old: Revision, begin: Begin, seed: int):
    chance = Random(seed)
    people = crowd(begin, old, chance)
    deeds = deeds_of(people, [old], chance)
    before = left_behind()
    slow = undone(lambda: one_by_one(company.aisha, deeds))
    assert undone(lambda: complete_parts(by=company.aisha, part=PART, deeds=deeds)) == slow
    assert slow != before


@pytest.mark.parametrize("policy", [Policy.KEEP, Policy.DELTA, Policy.RETAKE])
@pytest.mark.parametrize("again", [(), (PART,)])
def test_deeds_on_an_earlier_revision_count_as_one_by_one(
    company: Company, old: Revision, begin: Begin, draft: Publish, policy: Policy, again: Any
):
    chance = Random(7)
    people = crowd(begin, old, chance)
    plan = Plan(started=policy, finished=policy, again=again) if policy != Policy.KEEP else None
    new = draft(readings=2, certificate={"valid_months": 12}, correct="rises")
    publish_revision(by=None, revision=new, plan=plan)
    move_everywhere()
    deeds = deeds_of([*people, *crowd(begin, new, chance, 4)], [old, new], chance)
    slow = undone(lambda: one_by_one(company.aisha, deeds))
    assert undone(lambda: complete_parts(by=company.aisha, part=PART, deeds=deeds)) == slow


def test_doing_it_again_changes_nothing(company: Company, old: Revision, begin: Begin):
    chance = Random(1)
    deeds = deeds_of(crowd(begin, old, chance), [old], chance)
    complete_parts(by=company.aisha, part=PART, deeds=deeds)
    once = left_behind()
    complete_parts(by=company.aisha, part=PART, deeds=deeds)
    assert left_behind() == once


def test_it_costs_the_same_for_any_number_of_people(
    company: Company, old: Revision, begin: Begin, django_assert_max_num_queries
):
    people = [begin(person(f"Many{number}"), old) for number in range(24)]
    for enrolment in people:
        for lesson in old.lessons.exclude(key="quiz"):
            mark_read(enrolment=enrolment, lesson=lesson)
    spent = []
    for here in (people[:4], people[4:]):
        with django_assert_max_num_queries(20) as queries:
            complete_parts(by=company.aisha, part=PART, deeds=[Deed(one.pk, old.pk, 0.8) for one in here])
        spent.append(len(queries))
    assert spent[0] == spent[1]
    assert Certificate.objects.count() == 24
