"""Each graded attempt is counted once, whoever counts and however often; only a person's first one adds anything."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from courses.actions import begin_attempt
from courses.content.analysis import QuizSums, Tried
from courses.item_sums import count_everywhere, count_new_attempts, sums_of
from courses.models import AttemptToCount, Block, Enrolment, QuizAttempt, Revision
from courses.tasks import count_new_attempts as beat
from people.models import User
from tests.conftest import Company, person
from tests.courses.answering import hand_in
from tests.courses.conftest import Publish
from tests.courses.folders import RIGHT_NUMBER
from tests.courses.racing import at_once

Begin = Callable[[User, Revision], Enrolment]
ALL_RIGHT = {"loss": "falls", "true": ["one", "two"], "steps": RIGHT_NUMBER}
SOME_RIGHT = {"loss": "rises", "true": ["one", "three"], "steps": RIGHT_NUMBER + 1}
NO_LOSS = {"true": ["one"], "steps": RIGHT_NUMBER}
CHOSEN = {"loss", "true"}


@pytest.fixture
def block(company: Company, publish: Publish) -> Block:
    return Block.objects.select_related("lesson__revision").get(lesson__revision=publish(), key="check")


@pytest.fixture
def takes(block: Block, begin: Begin) -> Callable[[User, dict[str, Any]], QuizAttempt]:
    """Somebody hands in the quiz."""
    return lambda user, answers: hand_in(begin(user, block.lesson.revision), block.lesson, block, answers)


def told_by(attempts: Any) -> QuizSums:
    """The same sums, counted in Python from the answers themselves."""
    tried = []
    for attempt in attempts:
        answers = list(attempt.answers.all())
        chosen = {a.question_key: a.response for a in answers if a.question_key in CHOSEN}
        listed = {key: [r] if isinstance(r, str) else r or [] for key, r in chosen.items()}
        tried.append(Tried({a.question_key: a.points for a in answers}, attempt.of, listed))
    return QuizSums.of(tried)


@pytest.mark.django_db
def test_what_the_database_counts_is_what_the_core_counts(block, takes, company):
    given = [ALL_RIGHT, SOME_RIGHT, NO_LOSS]
    attempts = [
        takes(user, one) for user, one in zip((company.ling, company.sven, company.marco), given, strict=True)
    ]
    assert count_new_attempts(block) == 3
    sums, core = sums_of(block), told_by(attempts)
    assert (sums.totals, sums.choices) == (core.totals, core.choices)
    assert sums.items.keys() == core.items.keys()
    assert all(sums.items[key] == pytest.approx(core.items[key]) for key in core.items)


@pytest.mark.django_db
def test_counting_goes_on_where_it_stopped(block, takes, company):
    first = takes(company.ling, SOME_RIGHT)
    beat()
    assert sums_of(block).total == (1, first.points, first.points**2)
    second = takes(company.sven, ALL_RIGHT)
    assert (count_everywhere(), count_everywhere(), count_new_attempts(block)) == (1, 0, 0)
    assert sums_of(block).items == told_by([first, second]).items
    assert not AttemptToCount.objects.exists()


@pytest.mark.django_db
def test_only_the_first_attempt_of_a_person_counts(block, takes, company):
    first = takes(company.ling, SOME_RIGHT)
    takes(company.ling, ALL_RIGHT)
    assert count_new_attempts(block) == 2
    takes(company.ling, ALL_RIGHT)
    count_new_attempts(block)
    assert sums_of(block).items == told_by([first]).items


@pytest.mark.django_db
def test_an_attempt_at_work_waits_until_it_is_graded(block, begin, company):
    begin_attempt(
        enrolment=begin(company.ling, block.lesson.revision), lesson=block.lesson, block=block, number=1
    )
    assert count_new_attempts(block) == 0
    assert sums_of(block).total.n == 0


@pytest.mark.django_db
def test_times_count_where_answers_were_saved_one_by_one(block, takes, company):
    attempt = takes(company.ling, ALL_RIGHT)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE courses_quizattempt SET started_at = submitted_at - interval '100 seconds' WHERE id = %s",
            [attempt.pk],
        )
        cursor.execute(
            """UPDATE courses_answer SET saved_at = started_at
            + CASE question_key WHEN 'loss' THEN 10 WHEN 'true' THEN 50 ELSE 50 END * interval '1 second'
            FROM courses_quizattempt t WHERE t.id = attempt_id"""
        )
    count_new_attempts(block)
    assert sums_of(block).times == {("", 26): 1, ("loss", 13): 1}, "nobody knows which of two came first"


@pytest.mark.django_db
def test_reading_the_sums_costs_the_same_for_any_number_of_people(
    block, takes, company, django_assert_num_queries
):
    for people in (1, 6):
        for number in range(people):
            takes(person(f"P{people}x{number}"), SOME_RIGHT)
        count_new_attempts(block)
        with django_assert_num_queries(4):
            sums_of(block)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(5))
def test_workers_that_count_at_once_count_each_attempt_once(block, takes, company, _round: int):
    attempts = [takes(user, SOME_RIGHT) for user in (company.ling, company.sven, company.marco, company.omar)]
    looked_at = at_once(*[count_everywhere] * 4)
    assert sum(looked_at) == 4
    assert sums_of(block).total.n == 4
    assert sums_of(block).choices == told_by(attempts).choices


@pytest.mark.django_db(transaction=True)
def test_an_attempt_that_commits_late_is_counted_the_next_time(block, takes, company):
    takes(company.sven, ALL_RIGHT)
    with transaction.atomic():
        takes(company.ling, SOME_RIGHT)
        takes(company.marco, SOME_RIGHT)
        (others,) = at_once(lambda: count_new_attempts(block))
        assert others == 1, "what is not committed is nobody's business"
    assert count_new_attempts(block) == 2
    assert sums_of(block).total.n == 3


@pytest.mark.django_db(transaction=True)
def test_a_count_that_breaks_off_leaves_everything_to_the_next(block, takes, company):
    takes(company.ling, ALL_RIGHT)
    with transaction.atomic():
        assert count_new_attempts(block) == 1
        transaction.set_rollback(True)
    assert sums_of(block).total.n == 0
    assert (count_new_attempts(block), sums_of(block).total.n) == (1, 1)
