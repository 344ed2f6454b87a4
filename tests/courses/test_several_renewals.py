"""What one publication asked for once more, the next one does not give back."""

from collections.abc import Callable
from typing import Any

import pytest

from courses.actions import mark_read, move_everywhere, publish_revision
from courses.models import Block, Certificate, Enrolment, PartDone, PartKind, Policy, Revision
from courses.progress import complete_part
from courses.progress_of_many import Deed, complete_parts
from courses.publishing.acts import Plan
from lms.kit.refusals import Conflict
from tests.conftest import Company
from tests.courses.answering import hand_in
from tests.courses.conftest import Begin, Publish
from tests.courses.folders import RIGHT_NUMBER, both
from tests.courses.hand_marked import HOW, WHY, WORDS, marked, open_question, questions
from tests.courses.test_renewals import standing, take_quiz

pytestmark = pytest.mark.django_db
EVERYTHING = Plan(started=Policy.RETAKE, finished=Policy.RETAKE)
TITLE_ONLY = Plan(started=Policy.DELTA, finished=Policy.DELTA)
QUIZ = ("quiz", PartKind.QUIZ.value, "check")
WRONG = {"loss": "rises", "true": ["three"], "steps": 1}
Renew = Callable[..., Revision]


@pytest.fixture
def renew(draft: Publish, company: Company) -> Renew:
    def go(plan: Plan, title: str, **shape: Any) -> Revision:
        revision = draft(**{"questions": questions(WHY), "title": title, **shape})
        publish_revision(by=company.aisha, revision=revision, plan=plan)
        move_everywhere()
        return revision

    return go


@pytest.fixture
def waiting(company: Company, publish: Publish, begin: Begin) -> Enrolment:
    """Ling has read everything and handed in a quiz that waits for the mark of a person."""
    revision = publish(questions=questions(WHY))
    enrolment = begin(company.ling, revision)
    block = Block.objects.select_related("lesson__revision__course").get(
        lesson__revision=revision, key="check"
    )
    hand_in(enrolment, block.lesson, block, {"loss": "falls", WHY: WORDS})
    mark_read(enrolment=enrolment, lesson=revision.lessons.get(key="read-1"))
    return enrolment


def test_no_certificate_comes_of_what_was_made_before_everything_was_asked_again(
    company: Company, waiting: Enrolment, renew: Renew
):
    renew(EVERYTHING, "Two")
    third = renew(TITLE_ONLY, "Three")
    waiting.refresh_from_db()
    mark_read(enrolment=waiting, lesson=third.lessons.get(key="read-1"))
    marked(company.aisha)
    waiting.refresh_from_db()
    assert (waiting.cycle, waiting.done_parts, waiting.all_parts) == (2, 1, 2)
    assert not Certificate.objects.exists()


def test_a_part_that_was_asked_again_stays_so(company: Company, waiting: Enrolment, renew: Renew):
    other = {"questions": [questions()[0], open_question(WHY, prompt=both("Another question altogether?"))]}
    renew(Plan(started=Policy.DELTA, again=[QUIZ]), "Two", **other)
    renew(TITLE_ONLY, "Three", **other)
    marked(company.aisha)
    assert not PartDone.objects.filter(kind=PartKind.QUIZ).exists()


def test_what_was_made_of_it_as_it_is_counts_where_a_publication_brings_it_back(
    company: Company, waiting: Enrolment, renew: Renew
):
    renew(Plan(started=Policy.DELTA, again=[QUIZ]), "Two", questions=questions(WHY, HOW))
    renew(Plan(started=Policy.DELTA), "Three")
    marked(company.aisha)
    assert PartDone.objects.get(kind=PartKind.QUIZ).cycle == 2


def test_what_no_publication_asked_again_counts_through_all(
    company: Company, waiting: Enrolment, renew: Renew
):
    renew(TITLE_ONLY, "Two")
    renew(TITLE_ONLY, "Three")
    marked(company.aisha)
    waiting.refresh_from_db()
    assert (waiting.done_parts, waiting.all_parts) == (2, 2)
    assert Certificate.objects.count() == 1


def test_what_was_made_between_two_of_them_counts(company: Company, waiting: Enrolment, renew: Renew):
    renew(EVERYTHING, "Two")
    waiting.refresh_from_db()
    renewal = waiting.renewals.get()
    renew(TITLE_ONLY, "Three")
    told: dict[str, Any] = {"lesson_key": "quiz", "kind": PartKind.QUIZ, "key": "check", "score": 0.9}
    with pytest.raises(Conflict, match="once more"):
        complete_part(enrolment=waiting, **told, made_on=renewal.earlier_id, made_at=waiting.started_at)
    complete_part(enrolment=waiting, **told, made_on=renewal.publication.revision_id, made_at=renewal.at)
    assert PartDone.objects.get(kind=PartKind.QUIZ).cycle == 2


def test_for_many_people_at_once_it_is_the_same(company: Company, waiting: Enrolment, renew: Renew):
    renew(EVERYTHING, "Two")
    waiting.refresh_from_db()
    renewal = waiting.renewals.get()
    renew(TITLE_ONLY, "Three")
    before = Deed(waiting.pk, renewal.earlier_id, 0.9, waiting.started_at)
    complete_parts(by=company.aisha, part=QUIZ, deeds=[before])
    assert not PartDone.objects.filter(kind=PartKind.QUIZ).exists()
    after = Deed(waiting.pk, renewal.publication.revision_id, 0.8, renewal.at)
    complete_parts(by=company.aisha, part=QUIZ, deeds=[before, after])
    assert PartDone.objects.get(kind=PartKind.QUIZ).score == 0.8


@pytest.mark.parametrize("plan", [Plan(started=Policy.RETAKE), Plan(started=Policy.DELTA, again=[QUIZ])])
def test_whoever_used_all_tries_has_new_ones_at_a_quiz_that_is_to_be_done_again(
    company: Company, publish: Publish, draft: Publish, begin: Begin, plan: Plan
):
    enrolment = begin(company.ling, publish(tries=1))
    take_quiz(enrolment, WRONG)
    publish_revision(by=company.aisha, revision=draft(tries=1, correct="rises"), plan=plan)
    move_everywhere()
    assert standing(enrolment) == (2, "in_progress", 0, 2)
    take_quiz(enrolment, {**WRONG, "true": ["one", "two"], "steps": RIGHT_NUMBER})
    assert standing(enrolment) == (2, "in_progress", 1, 2)


def test_a_change_that_asks_nothing_again_gives_no_new_tries(
    company: Company, publish: Publish, draft: Publish, begin: Begin
):
    enrolment = begin(company.ling, publish(tries=1))
    take_quiz(enrolment, WRONG)
    publish_revision(
        by=company.aisha, revision=draft(tries=1, correct="rises"), plan=Plan(started=Policy.DELTA)
    )
    move_everywhere()
    assert standing(enrolment) == (2, "in_progress", 0, 2)
    with pytest.raises(Conflict, match="The one try is used"):
        take_quiz(enrolment, WRONG)


def test_a_roll_back_gives_back_what_was_done_of_that_very_edition(
    company: Company, publish: Publish, draft: Publish, begin: Begin
):
    first = publish(readings=2)
    enrolment = begin(company.ling, first)
    for lesson in first.lessons.filter(key__startswith="read-"):
        mark_read(enrolment=enrolment, lesson=lesson)
    take_quiz(enrolment, {**WRONG, "loss": "falls", "true": ["one", "two"], "steps": RIGHT_NUMBER})
    again = Plan(finished=Policy.DELTA, again=[QUIZ])
    publish_revision(by=company.aisha, revision=draft(readings=1, correct="rises"), plan=again)
    move_everywhere()
    assert standing(enrolment) == (2, "in_progress", 1, 2)
    publish_revision(by=company.aisha, revision=first, plan=TITLE_ONLY)
    move_everywhere()
    assert standing(enrolment) == (1, "done", 3, 3)


def test_nothing_comes_back_from_before_everything_was_asked_again(
    company: Company, publish: Publish, draft: Publish, begin: Begin
):
    first = publish(readings=2)
    enrolment = begin(company.ling, first)
    mark_read(enrolment=enrolment, lesson=first.lessons.get(key="read-2"))
    publish_revision(by=company.aisha, revision=draft(readings=1), plan=EVERYTHING)
    move_everywhere()
    publish_revision(by=company.aisha, revision=first, plan=TITLE_ONLY)
    move_everywhere()
    assert standing(enrolment) == (1, "in_progress", 0, 3)
