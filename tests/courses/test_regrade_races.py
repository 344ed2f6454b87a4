"""A regrade among people who go on learning, workers that die, and thousands of attempts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from courses.actions import apply_regrade, compare_marks, undo_regrade
from courses.item_sums import count_everywhere, sums_of
from courses.models import (
    AttemptToCount,
    Enrolment,
    PartDone,
    QuizAttempt,
    Regrade,
    RegradedAttempt,
    Revision,
)
from courses.regrades import carrying, comparing, work
from courses.regrades.figures import tally_of
from courses.tasks import go_on_with_regrades
from people.models import User
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.racing import at_once
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
from tests.courses.test_item_sums import told_by

pytestmark = pytest.mark.django_db(transaction=True)
Begin = Callable[[User, Revision], Enrolment]
FEW, MANY = 100, 3_000

COPY_ATTEMPTS = """
WITH people AS (
    INSERT INTO people_user (public_id, email, name, roles, password, is_active, language, time_zone, employee_number,
        created_at, updated_at)
    SELECT gen_random_uuid(), n || 'like' || email, name || n, roles, '', true, language, '', '', now(), now()
    FROM people_user, generate_series(1, %(many)s) n WHERE id = %(like)s RETURNING id
), enrolled AS (
    INSERT INTO courses_enrolment (public_id, user_id, course_id, revision_id, state, done_parts, all_parts, external_id,
        created_at, updated_at)
    SELECT gen_random_uuid(), people.id, course_id, revision_id, state, 0, all_parts, '', now(), now()
    FROM courses_enrolment, people WHERE user_id = %(like)s RETURNING id
), tried AS (
    INSERT INTO courses_quizattempt (public_id, enrolment_id, revision_id, lesson_key, quiz_key, number, state, seed,
        started_at, submitted_at, points, "of", passed)
    SELECT gen_random_uuid(), enrolled.id, attempt.revision_id, lesson_key, quiz_key, 1, state, seed,
        started_at, submitted_at, points, "of", passed
    FROM courses_quizattempt attempt, enrolled WHERE attempt.id = %(attempt)s RETURNING id
), queued AS (
    INSERT INTO courses_attempttocount (attempt_id) SELECT id FROM tried
)
INSERT INTO courses_answer (attempt_id, position, question_key, given, version, response, points, "of")
SELECT tried.id, position, question_key, given, version, response, points, "of"
FROM courses_answer, tried WHERE attempt_id = %(attempt)s
"""


@pytest.fixture
def mended(company: Company, publish: Publish, begin: Begin) -> Mended:
    old = block_of(publish())
    people = (company.ling, RISES), (company.sven, FALLS), (company.marco, STAYS)
    attempts = [takes(begin, user, old, given) for user, given in people]
    return Mended(old, *attempts, block_of(publish(correct="rises")))


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "BATCH", 1)
    monkeypatch.setattr(comparing, "BATCH", 1)


@pytest.fixture
def unattended(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Nobody begins at once; who should have is written down."""
    begun: list[int] = []
    monkeypatch.setattr("courses.regrades.acts.begin", begun.append)
    return begun


def all_marks() -> list[Any]:
    return [marks_of(attempt) for attempt in QuizAttempt.objects.order_by("pk")]


def test_a_small_regrade_is_done_by_the_time_its_author_looks(mended: Mended, company: Company):
    regrade = compare_marks(by=company.aisha, block=mended.new, questions=["loss"])
    regrade.refresh_from_db()
    assert (regrade.state, regrade.looked_at) == ("compared", 3)
    apply_regrade(by=company.aisha, regrade=regrade)
    regrade.refresh_from_db()
    assert regrade.state == "applied"
    assert marks_of(mended.ling)[0] == 2


@pytest.mark.usefixtures("one_by_one")
def test_a_worker_goes_on_where_another_was_killed(
    mended: Mended, company: Company, unattended, monkeypatch: pytest.MonkeyPatch
):
    regrade = compare_marks(by=company.aisha, block=mended.new, questions=["loss"], lowers=True, reason="Why")
    assert work.step(regrade.pk, {})
    assert work.step(regrade.pk, {})
    go_on_with_regrades()
    regrade.refresh_from_db()
    assert (regrade.state, regrade.looked_at) == ("compared", 3)
    expected = {row.attempt_id: row.new_points for row in regrade.attempts.all()}
    apply_regrade(by=company.aisha, regrade=regrade)

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    for _attempt in range(3):
        with monkeypatch.context() as patch:
            patch.setattr(carrying, "_complete_parts", killed)
            with pytest.raises(KeyboardInterrupt):
                work.step(regrade.pk, {})
        assert work.step(regrade.pk, {}), "what it had begun was rolled back, and is done by the next"
    go_on_with_regrades()
    assert tally_of(regrade).states["applied"] == 3
    assert {one.pk: one.points for one in QuizAttempt.objects.all()} == expected
    assert unattended == [regrade.pk] * 2


def test_one_that_breaks_keeps_no_other_waiting(
    mended: Mended,
    company: Company,
    unattended,
    publish: Publish,
    begin: Begin,
    monkeypatch: pytest.MonkeyPatch,
):
    broken = compare_marks(by=company.aisha, block=mended.new, questions=["loss"])
    other = block_of(publish(key="other"))
    takes(begin, company.omar, other, RISES)
    whole = compare_marks(
        by=company.aisha, block=block_of(publish(key="other", correct="rises")), questions=["loss"]
    )
    real = work.compare_next

    def breaks(regrade: Regrade, versions: Any) -> bool:
        if regrade.pk == broken.pk:
            raise RuntimeError
        return real(regrade, versions)

    monkeypatch.setattr(work, "compare_next", breaks)
    go_on_with_regrades()
    states = dict(Regrade.objects.values_list("pk", "state"))
    assert states == {broken.pk: "comparing", whole.pk: "compared"}


@pytest.mark.usefixtures("one_by_one")
@pytest.mark.parametrize("_round", range(3))
def test_workers_at_once_give_each_attempt_its_marks_once(mended: Mended, company, unattended, _round: int):
    regrade = compare_marks(by=company.aisha, block=mended.new, questions=["loss"])
    at_once(*[go_on_with_regrades] * 3)
    go_on_with_regrades()
    regrade.refresh_from_db()
    assert (regrade.state, regrade.attempts.count()) == ("compared", 3)
    apply_regrade(by=company.aisha, regrade=regrade)
    at_once(*[go_on_with_regrades] * 3)
    go_on_with_regrades()
    assert tally_of(regrade).states["applied"] == 3
    assert [marks[0] for marks in all_marks()] == [2, 2, 2]


@pytest.mark.parametrize("_round", range(5))
def test_a_hand_in_that_meets_the_regrade_loses_nothing(mended: Mended, company, unattended, _round: int):
    regrade = compared(company.aisha, mended.new)
    apply_regrade(by=company.aisha, regrade=regrade)
    enrolment = Enrolment.objects.get(user=company.ling)
    at_once(
        lambda: work.go_on(regrade.pk),
        lambda: takes(lambda _user, _revision: enrolment, company.ling, mended.old, FALLS),
    )
    ling = QuizAttempt.objects.filter(enrolment=enrolment).order_by("number")
    told = [(one.points, one.passed) for one in ling]
    assert told == [(2, True), (1, False)], "the new try is marked by the corrected key, whichever was first"
    tally = tally_of(regrade)
    assert (tally.states["applied"], tally.came_later) == (3, 1)
    enrolment.refresh_from_db()
    assert (enrolment.done_parts, PartDone.objects.filter(enrolment=enrolment).count()) == (1, 1)


@pytest.mark.parametrize("_round", range(3))
def test_two_authors_who_decide_at_once_decide_once(mended: Mended, company: Company, _round: int):
    regrade = compared(company.aisha, mended.new)
    told = at_once(*[lambda: _tried(company.aisha, regrade.pk)] * 4)
    assert sorted(told) == [False, False, False, True]
    go_on_with_regrades()
    assert marks_of(mended.ling)[0] == 2


def _tried(by: User, pk: int) -> bool:
    from lms.kit.refusals import Conflict

    try:
        apply_regrade(by=by, regrade=Regrade.objects.select_related("course", "revision").get(pk=pk))
    except Conflict:
        return False
    return True


@pytest.mark.parametrize("counted", [False, True])
def test_the_item_analysis_is_what_a_fresh_count_would_be(mended: Mended, company, counted: bool):
    if counted:
        count_everywhere()
    regrade = compared(company.aisha, mended.new, lowers=True, reason="Why")
    apply_regrade(by=company.aisha, regrade=regrade)
    regrade = worked_off(regrade)
    count_everywhere()
    attempts = list(QuizAttempt.objects.order_by("pk"))
    sums, core = sums_of(mended.old), told_by(attempts)
    assert (sums.totals, sums.items, sums.choices) == (core.totals, core.items, core.choices)
    undo_regrade(by=company.aisha, regrade=regrade, reason="Why")
    worked_off(regrade)
    count_everywhere()
    sums, again = sums_of(mended.old), told_by(QuizAttempt.objects.order_by("pk"))
    assert (sums.totals, sums.items, sums.choices) == (again.totals, again.items, again.choices)
    assert again.choices != core.choices, "who is among the best depends on the key"


def test_a_count_at_work_does_not_bring_old_marks_back(mended: Mended, company: Company):
    regrade = compared(company.aisha, mended.new, lowers=True, reason="Why")
    apply_regrade(by=company.aisha, regrade=regrade)
    at_once(count_everywhere, lambda: work.go_on(regrade.pk))
    count_everywhere()
    assert sums_of(mended.old).totals == told_by(QuizAttempt.objects.order_by("pk")).totals
    assert not AttemptToCount.objects.exists()


def crowd_like(attempt: QuizAttempt, many: int) -> None:
    """As many people with an attempt like this one, by one statement."""
    with connection.cursor() as cursor:
        values = {"many": many, "like": attempt.enrolment.user_id, "attempt": attempt.pk}
        cursor.execute(COPY_ATTEMPTS, values)


def test_thousands_are_regraded_batch_by_batch(mended: Mended, company: Company, unattended):
    """A few of them pass by it, which costs most; many keep what they have."""
    crowd_like(mended.ling, FEW)
    crowd_like(mended.sven, MANY - FEW)
    regrade = compare_marks(by=company.aisha, block=mended.new, questions=["loss"])
    assert regrade.all_attempts == MANY + 3
    steps = 1
    while work.step(regrade.pk, {}):
        steps += 1
    assert steps == -(-(MANY + 3) // comparing.BATCH) + 1
    assert tally_of(regrade).up == tally_of(regrade).gained == FEW + 1
    regrade = Regrade.objects.select_related("course", "revision").get(pk=regrade.pk)
    apply_regrade(by=company.aisha, regrade=regrade)
    work.go_on(regrade.pk)
    assert QuizAttempt.objects.filter(points=2, passed=True).count() == MANY + 3
    assert PartDone.objects.filter(key="check", score__gt=0.6).count() == FEW + 3
    assert RegradedAttempt.objects.filter(state="applied").count() == MANY + 3
    count_everywhere()
    assert sums_of(mended.old).total == (MANY + 3, 2 * (MANY + 3), 4 * (MANY + 3))


def test_a_batch_costs_the_same_for_any_number_of_attempts(
    mended: Mended, company: Company, unattended, django_assert_max_num_queries
):
    spent = []
    for more in (1, 30):
        crowd_like(mended.sven if spent else mended.marco, more)
        regrade = compare_marks(by=company.aisha, block=mended.new, questions=["loss"])
        with django_assert_max_num_queries(14) as comparing_them:
            work.step(regrade.pk, {})
        worked_off(regrade)
        regrade.refresh_from_db()
        apply_regrade(by=company.aisha, regrade=regrade)
        with django_assert_max_num_queries(19 + 18 * (not spent)) as applying_them:
            work.step(regrade.pk, {})
        worked_off(regrade)
        spent.append((len(comparing_them), len(applying_them)))
    assert spent[0][0] == spent[1][0]
