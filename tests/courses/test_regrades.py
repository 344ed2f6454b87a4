"""Aisha mends a wrong key and regrades: what would change is what changes, and nobody loses what is done."""

from collections.abc import Callable

import pytest

from courses.actions import apply_regrade, compare_marks, discard_regrade, mark_read, undo_regrade
from courses.models import (
    Answer,
    Completion,
    Enrolment,
    Lesson,
    PartDone,
    QuizAttempt,
    Regrade,
    RegradedAnswer,
    RegradedAttempt,
    Revision,
)
from courses.regrades.figures import bands_of, question_tallies, tally_of
from courses.regrades.outdated import outdated
from lms.kit.refusals import Conflict, Denied
from people.models import AuditEvent, User
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.regrading import (
    FALLS,
    RISES,
    STAYS,
    Mended,
    block_of,
    compared,
    marks_of,
    takes,
    worked_off,
)

pytestmark = pytest.mark.django_db
Begin = Callable[[User, Revision], Enrolment]
WHY = "The loss rises here: we had it the wrong way round."


@pytest.fixture
def mended(company: Company, publish: Publish, begin: Begin) -> Mended:
    old = block_of(publish())
    people = (company.ling, RISES), (company.sven, FALLS), (company.marco, STAYS)
    attempts = [takes(begin, user, old, given) for user, given in people]
    return Mended(old, *attempts, block_of(publish(correct="rises")))


@pytest.fixture
def applied(company: Company) -> Callable[..., Regrade]:
    def make(new, **terms: object) -> Regrade:
        regrade = compared(company.aisha, new, **terms)
        apply_regrade(by=company.aisha, regrade=regrade)
        return worked_off(regrade)

    return make


def everything() -> list[object]:
    tables = [QuizAttempt, Answer, PartDone, Enrolment, Completion]
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_a_comparison_counts_what_would_change_and_changes_nothing(mended: Mended, company: Company):
    before = everything()
    regrade = compared(company.aisha, mended.new)
    assert everything() == before
    assert regrade.state == "compared"
    tally = tally_of(regrade)
    assert (tally.listed, tally.up, tally.down, tally.held, tally.same) == (3, 1, 0, 1, 1)
    assert (tally.gained, tally.lost) == (1, 0)
    (question,) = question_tallies(regrade)
    assert (question.key, question.answers, question.up, question.held, question.same) == ("loss", 3, 1, 1, 1)
    assert [band.before for band in bands_of(regrade)] == [0, 0, 0, 1, 0, 0, 2, 0, 0, 0]
    assert [band.after for band in bands_of(regrade)] == [0, 0, 0, 0, 0, 0, 3, 0, 0, 0]


@pytest.mark.parametrize("lowers", [False, True])
def test_applying_gives_exactly_what_the_comparison_listed(mended: Mended, applied, lowers: bool):
    regrade = applied(mended.new, lowers=lowers, reason=WHY)
    assert regrade.state == "applied"
    rows = RegradedAttempt.objects.filter(regrade=regrade)
    assert {row.state for row in rows} == {"applied"}
    for row in rows:
        points, of, passed, answers = marks_of(row.attempt)
        assert (points, of, passed) == (row.new_points, row.new_of, row.new_passed)
        assert points == sum(earned for earned, _of in answers.values())
        for answer in row.answers.all():
            assert answers[answer.question_key] == (answer.new_points, answer.new_of)
    assert marks_of(mended.ling)[:3] == (2, 3, True)
    assert marks_of(mended.sven)[:3] == ((1, 3, False) if lowers else (2, 3, True))
    assert marks_of(mended.marco)[:3] == (2, 3, True)


def test_who_passes_by_it_has_the_part_and_the_course_done(mended: Mended, company: Company, applied):
    enrolment = Enrolment.objects.get(user=company.ling)
    reading = Lesson.objects.get(revision=enrolment.revision, key="read-1")
    active = mark_read(enrolment=enrolment, lesson=reading).last_activity_at
    assert not PartDone.objects.filter(enrolment=enrolment, key="check").exists()
    applied(mended.new)
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.done_parts) == ("done", 2)
    assert PartDone.objects.get(enrolment=enrolment, key="check").score == pytest.approx(2 / 3)
    assert Completion.objects.get(enrolment=enrolment).revision == mended.old.lesson.revision
    assert AuditEvent.objects.get(did="completed").actor == company.aisha
    assert enrolment.last_activity_at == active, "it was Aisha who did something"


def test_who_loses_points_keeps_what_is_done(mended: Mended, company: Company, applied):
    part = PartDone.objects.get(enrolment__user=company.sven)
    regrade = applied(mended.new, lowers=True, reason=WHY)
    assert tally_of(regrade).lost == 1
    assert marks_of(mended.sven)[:3] == (1, 3, False)
    assert PartDone.objects.get(pk=part.pk).score == part.score


def test_marks_go_down_only_with_a_reason(mended: Mended, company: Company):
    for reason in ("", "  \n"):
        with pytest.raises(Conflict, match="Say why"):
            compare_marks(by=company.aisha, block=mended.new, questions=["loss"], lowers=True, reason=reason)
    with pytest.raises(Conflict, match="at least one question"):
        compare_marks(by=company.aisha, block=mended.new, questions=["absent"])
    assert not Regrade.objects.exists()


def test_only_authors_regrade(mended: Mended, company: Company, applied):
    for user in (company.ling, company.marco, company.hr):
        with pytest.raises(Denied):
            compare_marks(by=user, block=mended.new, questions=["loss"])
    regrade = applied(mended.new)
    with pytest.raises(Denied):
        undo_regrade(by=company.marco, regrade=regrade, reason=WHY)


def test_the_audit_says_who_did_what_by_which_policy(mended: Mended, company: Company, applied):
    regrade = applied(mended.new, lowers=True, reason=WHY)
    event = AuditEvent.objects.get(did="regraded")
    assert (event.actor, event.object_id) == (company.aisha, str(regrade.public_id))
    assert event.detail == {
        "course": "small",
        "lesson": "quiz",
        "quiz": "check",
        "questions": ["loss"],
        "from_revisions": [1],
        "to_revision": 2,
        "attempts": 3,
        "up": 1,
        "down": 1,
        "lowers": True,
        "reason": WHY,
    }


def test_applying_twice_is_applying_once(mended: Mended, company: Company, applied):
    regrade = applied(mended.new)
    after = everything()
    stale = Regrade.objects.select_related("revision", "course").get(pk=regrade.pk)
    stale.state = "compared"
    for again in (regrade, stale):
        with pytest.raises(Conflict):
            apply_regrade(by=company.aisha, regrade=again)
    worked_off(regrade)
    assert everything() == after
    assert compared(company.aisha, mended.new).attempts.count() == 0, "there is nothing left to change"


def test_an_attempt_that_changed_since_is_left_alone(mended: Mended, company: Company):
    regrade = compared(company.aisha, mended.new)
    Answer.objects.filter(attempt=mended.ling, question_key="loss").update(points=0.5)
    before = marks_of(mended.ling)
    apply_regrade(by=company.aisha, regrade=regrade)
    assert tally_of(worked_off(regrade)).states["passed_over"] == 1
    assert marks_of(mended.ling) == before


def test_what_is_graded_later_waits_for_the_next_regrade(
    mended: Mended, company: Company, begin: Begin, applied
):
    regrade = compared(company.aisha, mended.new)
    late = takes(lambda user, _r: Enrolment.objects.get(user=user), company.ling, mended.old, RISES)
    apply_regrade(by=company.aisha, regrade=regrade)
    worked_off(regrade)
    assert (marks_of(mended.ling)[0], marks_of(late)[0]) == (2, 1)
    (left,) = outdated(mended.new.lesson.revision)
    assert left.answers == 1
    applied(mended.new)
    assert marks_of(late)[0] == 2
    assert outdated(mended.new.lesson.revision) == []


def test_taking_it_back_gives_everybody_the_marks_from_before(mended: Mended, company: Company, applied):
    attempts = (mended.ling, mended.sven, mended.marco)
    before, keys = [marks_of(one) for one in attempts], list(Answer.objects.values_list("key_revision"))
    regrade = applied(mended.new, lowers=True, reason=WHY)
    assert [marks_of(one) for one in attempts] != before
    with pytest.raises(Conflict, match="Say why"):
        undo_regrade(by=company.aisha, regrade=regrade, reason=" ")
    undo_regrade(by=company.aisha, regrade=regrade, reason="It was right after all.")
    regrade = worked_off(regrade)
    assert regrade.state == "undone"
    assert [marks_of(one) for one in attempts] == before
    assert list(Answer.objects.values_list("key_revision")) == keys
    assert PartDone.objects.filter(enrolment__user=company.ling, key="check").exists(), "done stays done"
    assert AuditEvent.objects.get(did="took back a regrade").detail["reason"] == "It was right after all."
    assert outdated(mended.new.lesson.revision)[0].answers == 3, "it is offered again"
    with pytest.raises(Conflict):
        undo_regrade(by=company.aisha, regrade=regrade, reason=WHY)


def test_what_was_re_marked_once_more_is_not_taken_back(mended: Mended, company: Company, publish, applied):
    first = applied(mended.new, lowers=True, reason=WHY)
    applied(block_of(publish(correct="stays")), lowers=True, reason=WHY)
    assert marks_of(mended.marco)[0] == 3
    after = [marks_of(one) for one in (mended.ling, mended.sven, mended.marco)]
    undo_regrade(by=company.aisha, regrade=first, reason=WHY)
    assert tally_of(worked_off(first)).states["kept"] == 3
    assert [marks_of(one) for one in (mended.ling, mended.sven, mended.marco)] == after


def test_a_comparison_can_be_dropped_and_a_new_one_replaces_it(mended: Mended, company: Company):
    first = compared(company.aisha, mended.new)
    second = compared(company.aisha, mended.new, lowers=True, reason=WHY)
    assert list(Regrade.objects.values_list("pk", flat=True)) == [second.pk]
    discard_regrade(by=company.aisha, regrade=second)
    assert not RegradedAnswer.objects.exists()
    assert first.pk != second.pk
    third = compared(company.aisha, mended.new)
    apply_regrade(by=company.aisha, regrade=third)
    for act in (
        lambda: compare_marks(by=company.aisha, block=mended.new, questions=["loss"]),
        lambda: discard_regrade(by=company.aisha, regrade=third),
    ):
        with pytest.raises(Conflict, match="at work"):
            act()
    worked_off(third)
    with pytest.raises(Conflict, match="not applied"):
        discard_regrade(by=company.aisha, regrade=third)


def test_taking_it_back_also_stops_it(mended: Mended, company: Company, monkeypatch: pytest.MonkeyPatch):
    from courses.regrades import carrying, work

    monkeypatch.setattr(carrying, "BATCH", 1)
    before = [marks_of(one) for one in (mended.ling, mended.sven, mended.marco)]
    regrade = compared(company.aisha, mended.new)
    apply_regrade(by=company.aisha, regrade=regrade)
    assert work.step(regrade.pk, {})
    undo_regrade(by=company.aisha, regrade=regrade, reason=WHY)
    tally = tally_of(worked_off(regrade))
    assert (tally.states["undone"], tally.states["listed"]) == (1, 2)
    assert [marks_of(one) for one in (mended.ling, mended.sven, mended.marco)] == before
