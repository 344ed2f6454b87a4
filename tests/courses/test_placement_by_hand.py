"""A placement test that people mark places as its marks come: also where they are raised later."""

from typing import Any

import pytest

from courses.actions import ask_again, change_mark, decide_appeal
from courses.hand_marking.acts import Given
from courses.models import KnownByPlacement, Revision
from tests.conftest import Company
from tests.courses.conftest import Begin, Publish
from tests.courses.hand_marked import WHY, WORDS, answer_of, levels, marked, questions
from tests.courses.paths import on_path, placement, published_path
from tests.courses.test_needs_of_courses import hand_in_quiz
from tests.reporting.stories import tiny_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def unplaced(company: Company, publish: Publish, begin: Begin) -> Revision:
    """The first mark of Ling's test spares them nothing."""
    tiny_course("one", "One")
    test = publish(key="placement", questions=questions(WHY), readings=0)
    on_path(company.ling, published_path("month", "one", placement=placement(([WHY], ["one"]))))
    hand_in_quiz(begin(company.ling, test), {"loss": "falls", WHY: WORDS})
    marked(company.aisha, cause=0, words=0)
    assert not KnownByPlacement.objects.exists()
    return test


def given(cause: int, words: int) -> Any:
    return Given(levels(cause, words), reason="I misread it.", seen=1)


def known(company: Company) -> list[str]:
    return list(KnownByPlacement.objects.filter(user=company.ling).values_list("course__key", flat=True))


def test_a_mark_that_is_raised_places(unplaced, company: Company):
    change_mark(by=company.aisha, answer=answer_of(), given=given(2, 3))
    assert known(company) == ["one"]


def test_so_does_another_look_that_raises_it(unplaced, company: Company):
    ask_again(by=company.ling, answer=answer_of(), words="I name both causes.")
    decide_appeal(by=company.dana, answer=answer_of(), given=given(2, 3))
    assert known(company) == ["one"]


def test_a_mark_of_a_further_try_places_nobody(unplaced, company: Company, begin: Begin):
    hand_in_quiz(begin(company.ling, unplaced), {"loss": "falls", WHY: WORDS})
    again = answer_of(attempt__number=2)
    change_mark(by=company.aisha, answer=answer_of(attempt__number=1), given=given(1, 0))
    assert again.points is None
    assert known(company) == []


def test_a_mark_that_is_lowered_takes_nothing_away(unplaced, company: Company):
    change_mark(by=company.aisha, answer=answer_of(), given=given(2, 3))
    lower = Given(levels(0, 0), reason="It was right before.", seen=2)
    change_mark(by=company.aisha, answer=answer_of(), given=lower)
    assert known(company) == ["one"]
