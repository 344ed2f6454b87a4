"""Placing people and finishing courses lock in one order, whoever meets whom."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses import actions, locks
from courses.actions import (
    assign_path,
    begin_placement,
    enrol,
    mark_read,
    move_everywhere,
    publish_revision,
    start,
)
from courses.attempts import grading
from courses.models import Enrolment, KnownByPlacement, PathEnrolment, Policy, Revision
from courses.paths import known, placing
from courses.publishing.acts import Plan
from courses.regrades import work
from tests.courses.answering import hand_in
from tests.courses.paths import on_path, placement, published_path
from tests.courses.racing import ALL_RIGHT, at_once
from tests.courses.regrading import FALLS, RISES, block_of, compared, takes

pytestmark = pytest.mark.django_db(transaction=True)
KNOWS = placement((["loss"], ["one"]))


@pytest.fixture
def spared(publish, monkeypatch) -> threading.Event:
    """Told when somebody is about to lock an enrolment in a course that a test spares."""
    about_to = threading.Event()
    real = known.carry_out

    def tell(sql: str, **values: Any) -> int:
        about_to.set()
        return real(sql, **values)

    monkeypatch.setattr(known, "carry_out", tell)
    return about_to


def test_a_course_is_begun_while_the_test_that_spares_it_is_marked(
    company, publish, begin, spared, monkeypatch
):
    one, test = publish(key="one"), publish(key="placement")
    on_path(company.ling, published_path("month", "one", placement=KNOWS))
    at_test = begin(company.ling, test)
    at_one = enrol(by=company.ling, user=company.ling, course=one.course)
    holds = threading.Event()

    def touch(people: Any) -> None:
        holds.set()
        assert spared.wait(10)
        locks.touch_paths(people)

    monkeypatch.setattr(actions, "touch_paths", touch)
    block = block_of(test)

    def marked() -> None:
        assert holds.wait(10)
        hand_in(at_test, block.lesson, block, FALLS)

    at_once(lambda: start(enrolment=at_one), marked)
    at_one.refresh_from_db()
    assert at_one.state == "in_progress"
    assert KnownByPlacement.objects.get().user == company.ling


def test_somebody_comes_to_a_path_while_their_test_is_marked(company, publish, begin, monkeypatch):
    """Either the hand-in finds them on the path or the path finds their marks."""
    publish(key="one")
    test = publish(key="placement")
    path = published_path("month", "one", placement=KNOWS)
    at_test, block = begin(company.ling, test), block_of(test)
    looked, asks, real = threading.Event(), threading.Event(), placing.place

    def place(attempt: Any) -> list[int]:
        people = real(attempt)
        looked.set()
        assert asks.wait(10)
        return people

    def lock(here: Any) -> Any:
        asks.set()
        return locks.lock_enrolments(here)

    monkeypatch.setattr(grading, "place", place)
    monkeypatch.setattr(placing, "lock_enrolments", lock)

    def comes() -> None:
        assert looked.wait(10)
        assign_path(by=None, user=company.ling, path=path)

    at_once(lambda: hand_in(at_test, block.lesson, block, FALLS), comes)
    assert KnownByPlacement.objects.filter(user=company.ling).exists()


def test_who_begins_the_test_comes_to_the_path_with_the_enrolment_held(company, publish, begin, monkeypatch):
    publish(key="one")
    publish(key="placement")
    path = published_path("month", "one", placement=KNOWS)
    order: list[str] = []
    for name in ("locked", "assign_path"):
        real = getattr(actions, name)
        told = lambda *args, name=name, real=real, **named: (order.append(name), real(*args, **named))[1]  # noqa: E731
        monkeypatch.setattr(actions, name, told)
    begin_placement(user=company.ling, path=path)
    assert order[:2] == ["locked", "assign_path"]
    assert PathEnrolment.objects.count() == Enrolment.objects.count() == 1


def test_paths_are_locked_by_id(company, publish, django_assert_num_queries):
    publish(key="one")
    for key in ("month", "year"):
        on_path(company.ling, published_path(key, "one"))
    with django_assert_num_queries(1) as asked:
        locks.touch_paths([company.ling.pk, company.ling.pk])
    assert "ORDER BY id FOR NO KEY UPDATE" in asked[0]["sql"]
    assert len(set(PathEnrolment.objects.values_list("updated_at"))) <= 2
    with django_assert_num_queries(0):
        locks.touch_paths([])


def locked_in(asked: Any) -> list[str]:
    """What was locked, or written to, in this order."""
    tables = [
        table
        for one in asked
        for table in ("courses_enrolment", "courses_knownbyplacement", "courses_pathenrolment")
        if f"UPDATE {table}" in (sql := one["sql"].replace('"', ""))
        or f"INTO {table}" in sql
        or (f"FROM {table} " in sql and "FOR UPDATE" in sql)
    ]
    return [table.removeprefix("courses_") for table in tables]


def check_order(found: list[str]) -> None:
    """Paths last; before, once something is known, no other enrolment than those that were held."""
    assert found.count("knownbyplacement") == 1
    paths = [table == "pathenrolment" for table in found]
    assert any(paths)
    assert paths == sorted(paths)


def test_a_hand_in_that_places_and_finishes_touches_paths_last(company, publish, begin):
    publish(key="one")
    test = publish(key="placement", readings=0)
    on_path(company.ling, published_path("month", "placement", "one", placement=KNOWS))
    at_test, block = begin(company.ling, test), block_of(test)
    begin(company.ling, Revision.objects.get(course__key="one"))
    with CaptureQueriesContext(connection) as asked:
        hand_in(at_test, block.lesson, block, ALL_RIGHT)
    at_test.refresh_from_db()
    assert at_test.state == "done"
    check_order(locked_in(asked))


def test_a_batch_of_a_regrade_that_places_and_finishes_touches_paths_last(
    company, publish, begin, monkeypatch
):
    monkeypatch.setattr("courses.regrades.acts.begin", lambda _pk: None)
    publish(key="one")
    old = publish(key="placement", readings=0)
    path = published_path("month", "placement", "one", placement=KNOWS)
    for user in (company.ling, company.sven):
        on_path(user, path)
        takes(begin, user, block_of(old), RISES)
        begin(user, Revision.objects.get(course__key="one"))
    regrade = compared(company.aisha, block_of(publish(key="placement", readings=0, correct="rises")))
    actions.apply_regrade(by=company.aisha, regrade=regrade)
    with CaptureQueriesContext(connection) as asked:
        assert work.step(regrade.pk, {})
    assert KnownByPlacement.objects.count() == Enrolment.objects.filter(state="done").count() == 2
    check_order(locked_in(asked))


def test_people_who_are_moved_and_are_done_by_it_have_their_paths_touched_at_once(
    company, publish, draft, begin, complete
):
    first = publish(key="one", readings=2)
    path = published_path("month", "one")
    for user in (company.ling, company.sven):
        on_path(user, path)
        enrolment, block = begin(user, first), block_of(first)
        mark_read(enrolment=enrolment, lesson=first.lessons.get(key="read-1"))
        hand_in(enrolment, block.lesson, block, ALL_RIGHT)
    plan = Plan(started=Policy.DELTA)
    publish_revision(by=company.aisha, revision=draft(key="one", readings=1), plan=plan)
    with CaptureQueriesContext(connection) as asked:
        move_everywhere()
    assert Enrolment.objects.filter(state="done").count() == 2
    assert locked_in(asked).count("pathenrolment") == 1
