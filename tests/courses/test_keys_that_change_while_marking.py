"""A try that is marked while a corrected key comes or goes is marked by the one or the other, and found by what follows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from courses.actions import apply_regrade, undo_regrade
from courses.attempts import grading
from courses.models import Enrolment, QuizAttempt, Regrade, RegradedAttempt
from courses.regrades import work
from courses.regrades.pages import regrade_page
from tests.courses.regrading import FALLS, RISES, block_of, compared, takes

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[], Any]


@pytest.fixture
def old(company, publish, monkeypatch):
    monkeypatch.setattr("courses.regrades.acts.begin", lambda _pk: None)
    return block_of(publish(correct="falls"))


@pytest.fixture
def sven(company, begin, old) -> Enrolment:
    return begin(company.sven, old.lesson.revision)


@pytest.fixture
def regrade(company, begin, publish, old, sven) -> Regrade:
    takes(begin, company.ling, old, RISES)
    return compared(company.aisha, block_of(publish(correct="rises")))


def apart(act: Act) -> Any:
    """What the act returns on a connection of its own, or raises: it waits for locks no longer than a moment."""

    def run() -> Any:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '300ms'")
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def waits(act: Act) -> None:
    with pytest.raises(OperationalError, match="lock timeout"):
        apart(act)


def while_marking(monkeypatch: pytest.MonkeyPatch, act: Act) -> list[bool]:
    """Do this once the keys of an attempt are read and before its marks are committed; tells that it was."""
    met: list[bool] = []
    real = grading.note

    def note(*args: Any) -> None:
        act()
        met.append(True)
        real(*args)

    monkeypatch.setattr(grading, "note", note)
    return met


def hands_in(enrolment: Enrolment, old: Any) -> QuizAttempt:
    return takes(lambda *_: enrolment, enrolment.user, old, RISES)


def key_of(attempt: QuizAttempt) -> int | None:
    return attempt.answers.get(question_key="loss").key_revision_id


def undo(company: Any, regrade: Regrade) -> None:
    undo_regrade(by=company.aisha, regrade=Regrade.objects.get(pk=regrade.pk), reason="It was right before.")


def applied(company: Any, regrade: Regrade) -> None:
    apply_regrade(by=company.aisha, regrade=Regrade.objects.get(pk=regrade.pk))


def test_what_is_marked_as_a_regrade_is_taken_back_is_taken_back_with_it(
    company, old, sven, regrade, monkeypatch
):
    applied(company, regrade)
    work.go_on(regrade.pk)
    met = while_marking(monkeypatch, lambda: waits(lambda: undo(company, regrade)))
    attempt = hands_in(sven, old)
    assert met
    assert key_of(attempt) == regrade.revision_id
    undo(company, regrade)
    work.go_on(regrade.pk)
    assert key_of(attempt) is None
    assert set(RegradedAttempt.objects.values_list("state", flat=True)) == {"undone"}


def test_who_hands_in_as_a_regrade_is_taken_back_waits_and_is_marked_without_it(company, old, sven, regrade):
    applied(company, regrade)
    work.go_on(regrade.pk)
    with transaction.atomic():
        undo(company, regrade)
        waits(lambda: hands_in(sven, old))
    assert key_of(apart(lambda: hands_in(sven, old))) is None
    work.go_on(regrade.pk)
    assert set(RegradedAttempt.objects.values_list("state", flat=True)) == {"undone"}


def test_no_key_is_applied_behind_the_back_of_who_is_being_marked(company, old, sven, regrade, monkeypatch):
    met = while_marking(monkeypatch, lambda: waits(lambda: applied(company, regrade)))
    attempt = hands_in(sven, old)
    assert met
    applied(company, regrade)
    work.go_on(regrade.pk)
    assert key_of(attempt) is None, "it was marked before"
    page = regrade_page(Regrade.objects.select_related("course", "revision").get(pk=regrade.pk))
    assert page.later == 1, "which its author is told"


def test_who_hands_in_as_a_key_is_applied_waits_and_is_marked_by_it(company, old, sven, regrade):
    with transaction.atomic():
        applied(company, regrade)
        waits(lambda: hands_in(sven, old))
    attempt = apart(lambda: hands_in(sven, old))
    assert key_of(attempt) == regrade.revision_id
    assert RegradedAttempt.objects.get(attempt=attempt).came_later


def test_a_batch_and_who_hands_in_do_not_wait_for_each_other(company, old, sven, regrade):
    """The batch holds the regrade's row and other people's enrolments."""
    applied(company, regrade)
    with transaction.atomic():
        assert work.step(regrade.pk, {})
        assert key_of(apart(lambda: hands_in(sven, old))) == regrade.revision_id


def test_marking_does_not_wait_for_marking(company, begin, old, sven, monkeypatch):
    omar = begin(company.omar, old.lesson.revision)
    met = while_marking(monkeypatch, lambda: None)
    with transaction.atomic():
        hands_in(sven, old)
        apart(lambda: takes(lambda *_: omar, company.omar, old, FALLS))
    assert len(met) == 2
