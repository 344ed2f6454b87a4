"""A mark that is changed costs the item analysis one attempt, however many there are, and each is counted once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses import item_sums
from courses.actions import change_mark, mark_answer
from courses.hand_marking.acts import Given
from courses.item_sums import count_everywhere, count_new_attempts, sums_of
from courses.models import AttemptToCount, Block, QuizAnalysis, QuizAttempt
from tests.conftest import Company, person
from tests.courses.answering import hand_in
from tests.courses.conftest import Begin, Publish
from tests.courses.hand_marked import WHY, WORDS, answer_of, levels, questions
from tests.courses.racing import at_once
from tests.courses.test_item_sums import told_by

PAGE = "/authoring/small/analysis/quiz/check/"
Marked = Callable[[int], list[QuizAttempt]]


@pytest.fixture
def block(company: Company, publish: Publish) -> Block:
    revision = publish(questions=questions(WHY), readings=0)
    return Block.objects.select_related("lesson__revision").get(lesson__revision=revision, key="check")


@pytest.fixture
def marked(company: Company, begin: Begin, block: Block) -> Marked:
    """As many people hand in, and are marked and counted."""

    def come(people: int) -> list[QuizAttempt]:
        attempts = []
        for number in range(people):
            enrolment = begin(person(f"P{QuizAttempt.objects.count()}"), block.lesson.revision)
            said: dict[str, Any] = {"loss": "falls" if number % 2 else "rises", WHY: WORDS}
            attempt = hand_in(enrolment, block.lesson, block, said)
            mark_answer(by=company.aisha, answer=answer_of(attempt=attempt), given=Given(levels(1, 1)))
            attempt.refresh_from_db()
            attempts.append(attempt)
        count_everywhere()
        return attempts

    return come


def change(company: Company, attempt: QuizAttempt, cause: int, words: int, seen: int = 1) -> None:
    given = Given(levels(cause, words), reason="I misread it.", seen=seen)
    change_mark(by=company.aisha, answer=answer_of(attempt=attempt), given=given)


def are_right(block: Block) -> bool:
    """Whether the sums are those of all attempts with the marks that they have."""
    sums, core = sums_of(block), told_by(QuizAttempt.objects.order_by("pk"))
    assert (sums.totals, sums.choices) == (core.totals, core.choices)
    assert sums.items == core.items
    return True


@pytest.mark.django_db
def test_one_changed_mark_counts_one_attempt_again(block: Block, marked: Marked, company: Company):
    first, *others = marked(5)
    change(company, first, 2, 3)
    assert [one.attempt_id for one in AttemptToCount.objects.all()] == [first.pk]
    assert sums_of(block).items == told_by(others).items, "it is out of the sums until it is counted"
    assert (count_everywhere(), count_everywhere()) == (1, 0)
    assert are_right(block)


@pytest.mark.django_db
def test_a_mark_that_changes_again_before_the_count_is_taken_out_once(block, marked: Marked, company):
    first, *others = marked(3)
    change(company, first, 2, 3)
    change(company, first, 0, 1, seen=2)
    assert sums_of(block).items == told_by(others).items
    assert count_everywhere() == 1
    assert are_right(block)


@pytest.mark.django_db
def test_a_change_that_is_taken_back_leaves_the_sums_as_they_were(block, marked: Marked, company):
    first, *_others = marked(3)
    with transaction.atomic():
        change(company, first, 2, 3)
        transaction.set_rollback(True)
    assert not AttemptToCount.objects.exists()
    assert are_right(block)


@pytest.mark.django_db
def test_the_page_counts_changed_marks_before_it_is_drawn(block, marked: Marked, company, aisha: Client):
    first, *_others = marked(3)
    change(company, first, 2, 3)
    assert "<b>3</b><span>first attempts" in aisha.get(PAGE).content.decode()
    assert are_right(block)
    change(company, first, 2, 2, seen=2)
    assert "3 first attempts" in aisha.get("/authoring/small/").content.decode()


@pytest.mark.django_db
def test_a_mark_that_changes_while_the_page_counts_is_in_its_figures(
    block: Block, marked: Marked, company, aisha: Client, monkeypatch
):
    first, second = marked(2)
    change(company, second, 2, 3)
    count = item_sums.count_new_attempts

    def count_and_be_overtaken(one: Block) -> int:
        counted = count(one)
        if first.answers.filter(markings__number=2).exists():
            return counted
        change(company, first, 2, 3)
        return counted

    monkeypatch.setattr(item_sums, "count_new_attempts", count_and_be_overtaken)
    assert "<b>2</b><span>first attempts" in aisha.get(PAGE).content.decode()
    assert are_right(block)


@pytest.mark.django_db(transaction=True)
def test_nobody_changes_the_sums_while_a_page_reads_them(block, marked: Marked, aisha: Client, monkeypatch):
    marked(2)
    read, free = item_sums.sums_by_revision, []

    def read_while_others_come(*told: Any) -> Any:
        free.extend(at_once(lambda: of_nobody_else()))
        return read(*told)

    @transaction.atomic
    def of_nobody_else() -> list[QuizAnalysis]:
        return list(QuizAnalysis.objects.select_for_update(skip_locked=True))

    monkeypatch.setattr(item_sums, "sums_by_revision", read_while_others_come)
    assert aisha.get(PAGE).status_code == 200
    assert free == [[]]


@pytest.mark.django_db
def test_changing_a_mark_asks_the_same_whatever_many_took_the_quiz(block, marked: Marked, company):
    asked = []
    for people in (2, 8):
        first, *_others = marked(people)
        with CaptureQueriesContext(connection) as told:
            change(company, first, 2, 3)
        asked.append(len(told))
        count_everywhere()
    assert asked[0] == asked[1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(5))
def test_marks_that_change_while_others_count_are_counted_once(block, marked: Marked, company, _round: int):
    first, second, third, *_others = marked(5)
    change(company, third, 0, 1)
    at_once(
        lambda: change(company, first, 2, 3),
        count_everywhere,
        lambda: change(company, second, 2, 2),
        lambda: count_new_attempts(block),
        lambda: change(company, third, 2, 3, seen=2),
    )
    count_everywhere()
    assert not AttemptToCount.objects.exists()
    assert are_right(block)


@pytest.mark.django_db(transaction=True)
def test_nobody_counts_an_attempt_whose_marks_are_about_to_change(block, marked: Marked, company):
    first, *others = marked(3)
    with transaction.atomic():
        change(company, first, 2, 3)
        (looked_at,) = at_once(count_everywhere)
        assert looked_at == 0, "what is not committed is nobody's business"
    assert sums_of(block).items == told_by(others).items
    assert count_everywhere() == 1
    assert are_right(block)
