"""An archived course, or a test that is closed or gone, is for nobody new: what no one can take holds nobody up."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from courses.actions import enrol, start
from courses.clock import database_now
from courses.models import Block, Course, Enrolment
from courses.needs import lock_of
from courses.overrides.acts import Granted, give_override
from courses.paths.access import path_enrolments
from courses.paths.choices import Offered
from courses.paths.importing import known_here, read_checked
from courses.paths.offers import placement_offers
from courses.paths.progress import read_progress
from tests.courses.paths import on_path, placement, published_path
from tests.courses.quiz_pages import in_minutes
from tests.courses.test_needs_of_courses import needing
from tests.reporting.stories import on_course, tiny_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(db):
    return [tiny_course(key, key.title()) for key in ("one", "two", "three")]


def archive(*keys: str) -> None:
    assert Course.objects.filter(key__in=keys).update(archived_at=Now()) == len(keys)


def progress_of(user):
    (progress,) = read_progress(path_enrolments().filter(user=user))
    return progress


def test_a_path_is_done_without_an_archived_course_by_who_is_not_on_it(company, three):
    path = published_path("month", "one", "two", (1, ["three", "two-b"]))
    on_path(company.ling, path)
    on_path(company.sven, path)
    on_course(company.sven, three[1], done=1)
    archive("two")
    assert [line.key for stage in progress_of(company.ling).stages for line in stage.courses] == [
        "one",
        "three",
    ]
    assert progress_of(company.sven).of == 3, "Sven is on it, and can finish it"
    for course in (three[0], three[2]):
        on_course(company.ling, course, done=3)
        on_course(company.sven, course, done=3)
    assert progress_of(company.ling).is_done
    assert progress_of(company.sven).next.key == "two"


def test_what_was_done_before_it_was_archived_counts(company, three):
    on_path(company.ling, published_path("month", "one", "two"))
    on_course(company.ling, three[1], done=3)
    archive("two")
    assert (progress_of(company.ling).done, progress_of(company.ling).of) == (1, 2)


def test_a_need_of_an_archived_course_holds_nobody_up(company, ling: Client, publish):
    publish(key="basics", title="Basics")
    further = publish(key="further", title="Further", needs=needing("basics"))
    on_path(company.ling, published_path("month", "further"))
    archive("basics")
    lock = lock_of(company.ling, further)
    assert (lock.first, lock.better) == ((), ()), "nobody is sent where nobody is let in"
    assert progress_of(company.ling).next.standing == "open"
    assert "locked" not in ling.get(reverse("courses:catalogue")).content.decode()
    start(enrolment=enrol(by=company.ling, user=company.ling, course=further.course))
    assert Enrolment.objects.get(course=further.course).revision == further


def test_a_placement_test_that_is_archived_is_offered_to_nobody_new(company, three, publish):
    publish(key="placement")
    test = placement((["tokens"], ["two"]))
    path = published_path("month", "one", "two", placement=test)
    on_path(company.ling, path)
    assert placement_offers(company.ling.pk, [progress_of(company.ling)])
    archive("placement")
    assert not placement_offers(company.ling.pk, [progress_of(company.ling)])
    Enrolment.objects.create(user=company.ling, course=Course.objects.get(key="placement"))
    assert placement_offers(company.ling.pk, [progress_of(company.ling)])


@pytest.mark.parametrize(
    ("terms", "is_offered"),
    [({}, True), ({"closes": in_minutes(-5)}, False), ({"opens": in_minutes(24 * 60)}, False)],
)
def test_a_placement_test_is_offered_while_it_can_be_begun(company, three, publish, terms, is_offered):
    publish(key="placement", **terms)
    on_path(company.ling, published_path("month", "one", placement=placement((["loss"], ["one"]))))
    assert bool(placement_offers(company.ling.pk, [progress_of(company.ling)])) == is_offered
    Block.objects.filter(lesson__revision__course__key="placement", kind="quiz").update(key="renamed")
    assert not placement_offers(company.ling.pk, [progress_of(company.ling)])


def test_other_terms_open_a_placement_test_for_one_person(company, three, publish, begin):
    test = publish(key="placement", closes=in_minutes(-5))
    block = Block.objects.get(lesson__revision=test, kind="quiz")
    on_path(company.ling, published_path("month", "one", placement=placement((["loss"], ["one"]))))
    later = Granted(reason="Was ill.", closes=database_now() + timedelta(hours=1))
    give_override(by=company.marco, enrolment=begin(company.ling, test), block=block, granted=later)
    assert placement_offers(company.ling.pk, [progress_of(company.ling)])


def test_authors_are_told_and_choose_no_archived_course_anew(three):
    archive("two")
    assert "two" not in dict(Offered().as_choices()["courses"])
    assert "two" in dict(Offered({"stages": [{"courses": ["two"]}]}).as_choices()["courses"])
    content = b"""format: 1
key: month
title: {en: Month}
summary: {en: About it.}
languages: [en]
stages:
  - key: first
    title: {en: First}
    courses:
      - one
      - two
"""
    reading = read_checked(content, "month.yaml")
    assert reading.path is not None
    (problem,) = reading.problems
    assert (problem.line, problem.severity) == (11, "warning")
    assert problem.message == "“two” is archived: only who is on it already has to do it."
    assert known_here().archived == {"two"}
