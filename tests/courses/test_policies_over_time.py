"""What a quiz's policy promised still holds when its key is corrected, and when a course begins anew for somebody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from courses.actions import (
    apply_regrade,
    close_due_attempts,
    move_everywhere,
    prepare_attempts,
    publish_revision,
    submit_attempt,
    undo_regrade,
)
from courses.answers import SURE, QuizForm
from courses.content.questions import Given
from courses.models import Block, Enrolment, PartDone, PartKind, Policy, QuizAttempt, Regrade, Revision
from courses.overrides.acts import Granted, give_override
from courses.publishing.acts import Plan
from lms.kit.refusals import Conflict
from tests.conftest import Company
from tests.courses.answering import hand_in
from tests.courses.conftest import Begin, Publish
from tests.courses.folders import RIGHT_NUMBER
from tests.courses.quiz_pages import in_minutes, let_pass, page_of
from tests.courses.regrading import FALLS, RISES, block_of, compared, marks_of, takes, worked_off

pytestmark = pytest.mark.django_db
ALL_RIGHT = {"loss": "falls", "true": ["one", "two"], "steps": RIGHT_NUMBER}
WHY = "The loss rises here."
Renew = Callable[..., Revision]


@pytest.fixture
def applied(company: Company) -> Callable[[Block], Regrade]:
    """A regrade that lowers marks as well."""

    def make(new: Block) -> Regrade:
        regrade = compared(company.aisha, new, lowers=True, reason=WHY)
        apply_regrade(by=company.aisha, regrade=regrade)
        return worked_off(regrade)

    return make


@pytest.fixture
def renew(draft: Publish, company: Company) -> Renew:
    """Publish another state of the course, by which everybody goes on or begins anew."""

    def go(policy: Policy, **shape: Any) -> Revision:
        plan = Plan(started=policy, finished=policy)
        revision = publish_revision(by=company.aisha, revision=draft(**shape), plan=plan)
        move_everywhere()
        return revision

    return go


def taken(enrolment: Enrolment, given: Any) -> QuizAttempt:
    enrolment.refresh_from_db()
    assert enrolment.revision is not None
    block = block_of(enrolment.revision)
    return hand_in(enrolment, block.lesson, block, given)


def earned(attempt: QuizAttempt) -> dict[str, float]:
    return {key: points for key, (points, _of) in marks_of(attempt)[3].items()}


def test_a_penalty_survives_a_regrade(company: Company, publish: Publish, begin: Begin, applied):
    terms = {"penalty": 0.5, "pass": 0.5}
    old = block_of(publish(**terms))
    ling = takes(begin, company.ling, old, RISES)
    sven = takes(begin, company.sven, old, {"loss": "falls", "steps": 1})
    marco = takes(begin, company.marco, old, {})
    before = [(0, False), (0.5, False), (0, False)]
    assert [marks_of(one)[0::2][:2] for one in (ling, sven, marco)] == before
    regrade = applied(block_of(publish(correct="rises", **terms)))
    assert earned(ling) == {"loss": 1, "true": 1, "steps": -0.5}
    assert marks_of(ling)[:3] == (1.5, 3, True), "the wrong number costs what it cost"
    assert earned(sven) == {"loss": -0.5, "true": 0, "steps": -0.5}
    assert marks_of(sven)[:3] == (0, 3, False), "never below zero"
    assert earned(marco)["loss"] == 0, "nobody is punished for no answer"
    undo_regrade(by=company.aisha, regrade=regrade, reason=WHY)
    worked_off(regrade)
    assert [marks_of(one)[0::2][:2] for one in (ling, sven, marco)] == before


def test_how_sure_somebody_was_survives_a_regrade(company: Company, publish: Publish, begin: Begin, applied):
    old = block_of(publish(certainty=True))
    enrolment = begin(company.ling, old.lesson.revision)
    form = QuizForm({"loss": Given(("rises",), {SURE: "high"})}, is_final=True)
    done = submit_attempt(enrolment=enrolment, lesson=old.lesson, block=old, form=form)
    assert earned(done.attempt) == {"loss": -2, "true": 0, "steps": 0}
    applied(block_of(publish(certainty=True, correct="rises")))
    assert earned(done.attempt)["loss"] == 1
    assert marks_of(done.attempt)[0] == 1


def test_a_regrade_leaves_alone_what_waits_for_its_marks(taking, publish, company, applied):
    taking(feedback="after-close", closes=in_minutes(60))
    taken(Enrolment.objects.get(), FALLS)
    new = block_of(publish(correct="rises", feedback="after-close", closes=in_minutes(60)))
    assert compared(company.aisha, new).all_attempts == 0
    assert QuizAttempt.objects.get().points is None


def test_the_review_of_a_remarked_answer_says_what_it_earns(taking, publish, applied):
    ling = taking(penalty=0.5, tries=1)
    taken(Enrolment.objects.get(), RISES)
    applied(block_of(publish(correct="rises", penalty=0.5, tries=1)))
    page = ling.get("/courses/small/quiz/quiz/check/attempts/1/").content.decode()
    assert "1.5 of 3 points." in page
    assert "Re-marked on" in page


def test_tries_start_anew_in_a_new_cycle_and_what_was_granted_stays(
    company: Company, publish: Publish, begin: Begin, renew: Renew
):
    enrolment = begin(company.ling, publish(tries=1))
    granted = Granted(reason="a long night", extra_tries=1)
    give_override(by=company.marco, enrolment=enrolment, block=block_of(enrolment.revision), granted=granted)
    for cycle in (1, 2):
        tries = [taken(enrolment, ALL_RIGHT) for _ in range(2)]
        assert [(one.cycle, one.tried) for one in tries] == [(cycle, 1), (cycle, 2)]
        assert [one.number for one in tries] == [2 * cycle - 1, 2 * cycle]
        with pytest.raises(Conflict, match="All 2 tries are used"):
            taken(enrolment, ALL_RIGHT)
        renew(Policy.RETAKE, tries=1, title=f"Renewed {cycle}")


def test_the_page_counts_the_tries_of_the_cycle(taking, renew: Renew):
    ling = taking(tries=3)
    taken(Enrolment.objects.get(), FALLS)
    taken(Enrolment.objects.get(), ALL_RIGHT)
    renew(Policy.RETAKE, tries=3, title="Renewed")
    page = page_of(ling)
    assert "3 tries" in page
    assert 'name="number" value="3"' in page
    taken(Enrolment.objects.get(), {"steps": 1})
    page = page_of(ling)
    assert "2 tries left" in page
    assert "/attempts/3/" in page, "earlier tries can still be read"


def test_attempts_are_prepared_for_the_next_cycle_too(taking, renew: Renew):
    ling = taking(tries=1)
    taken(Enrolment.objects.get(), ALL_RIGHT)
    renew(Policy.RETAKE, tries=1, opens=in_minutes(5))
    assert [prepare_attempts(), prepare_attempts()] == [1, 0]
    prepared = QuizAttempt.objects.get(state="not_started")
    assert (prepared.cycle, prepared.number, prepared.tried) == (2, 2, 1)
    let_pass(timedelta(minutes=5))
    assert "What does the" in page_of(ling)
    assert taken(Enrolment.objects.get(), ALL_RIGHT).pk == prepared.pk


def test_nothing_is_prepared_for_who_has_the_quiz_done(taking, renew: Renew):
    ling = taking()
    taken(Enrolment.objects.get(), ALL_RIGHT)
    QuizAttempt.objects.update(cycle=0)
    Block.objects.filter(key="check").update(opens_at=in_minutes(5))
    assert prepare_attempts() == 0
    assert "3 of 3 points." in page_of(ling)


def test_what_lies_prepared_keeps_nobody_from_a_renewal(taking, renew: Renew):
    taking(opens=in_minutes(5))
    prepare_attempts()
    revision = renew(Policy.DELTA, opens=in_minutes(5), title="Renewed")
    assert Enrolment.objects.get().revision == revision
    assert not QuizAttempt.objects.exists(), "it was of the revision that they left"
    assert prepare_attempts() == 1
    assert QuizAttempt.objects.get().revision == revision


@pytest.mark.parametrize(("policy", "counts"), [(Policy.DELTA, True), (Policy.RETAKE, False)])
def test_marks_that_waited_over_a_renewal_count_as_it_says(
    taking, renew: Renew, policy: Policy, counts: bool
):
    terms = {"feedback": "after-close", "closes": in_minutes(60)}
    taking(**terms)
    old = taken(Enrolment.objects.get(), ALL_RIGHT)
    renew(policy, **terms, title="Renewed")
    let_pass(timedelta(minutes=62))
    assert close_due_attempts() == 1
    old.refresh_from_db()
    assert (old.state, old.passed) == ("graded", True)
    parts = PartDone.objects.current(Enrolment.objects.get()).filter(kind=PartKind.QUIZ)
    assert parts.exists() == counts
