"""A key that was corrected before anybody met it can be part of a regrade, and holds for those who meet it later."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from courses.actions import apply_regrade, compare_marks, undo_regrade
from courses.models import Block, Enrolment, QuizAttempt, Regrade, Revision
from courses.regrades.acts import check_can_apply
from courses.regrades.outdated import Outdated, outdated
from lms.kit.refusals import Conflict
from people.models import User
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.folders import bank, banked
from tests.courses.regrading import block_of, compared, takes, worked_off

pytestmark = pytest.mark.django_db
Begin = Callable[[User, Revision], Enrolment]
COURSE, START = "/authoring/small/", "/authoring/small/regrade/quiz/check/"
KEYS = ("one", "two")
YES = dict.fromkeys(KEYS, "yes")
OFFER = "changed; no attempt was graded by the old one yet, but those on an older revision will be."


def drawing(right: str) -> dict[str, Any]:
    """Terms of a quiz that draws one of two questions; `right` is the choice that is right in both."""
    questions = [banked(key) for key in KEYS]
    for question in questions:
        question["choices"] = [{**one, "correct": one["key"] == right} for one in question["choices"]]
    draw = [{"bank": "pool", "count": 1}]
    return {"questions": [], "draw": draw, "banks": {"pool": bank(*questions)}}


def right_away(user: User, block: Block) -> QuizAttempt:
    """Their next try, in which they say yes, on the revision that they are on."""
    return takes(lambda person, _revision: Enrolment.objects.get(user=person), user, block, YES)


@dataclass(frozen=True)
class Mended:
    """Sven met one of two questions with a wrong key and stays on that revision; nobody has met the other one."""

    old: Block
    met: str
    new: Block

    @property
    def unmet(self) -> str:
        (other,) = set(KEYS) - {self.met}
        return other

    def offered(self) -> dict[str, Outdated]:
        return {one.key: one for one in outdated(self.new.lesson.revision)}


@pytest.fixture
def mended(company: Company, publish: Publish, begin: Begin) -> Mended:
    old = block_of(publish(**drawing("no")))
    first = takes(begin, company.sven, old, YES)
    return Mended(old, first.answers.get().question_key, block_of(publish(**drawing("yes"))))


def applied(by: User, new: Block, *questions: str) -> Regrade:
    regrade = compared(by, new, questions=questions)
    apply_regrade(by=by, regrade=regrade)
    return worked_off(regrade)


def test_a_question_that_nobody_has_met_is_offered_with_the_others(
    mended: Mended, aisha: Client, company: Company
):
    assert {key: one.answers for key, one in mended.offered().items()} == {mended.met: 1, mended.unmet: 0}
    assert OFFER in aisha.get(COURSE).content.decode()
    page = aisha.get(START).content.decode()
    for key in KEYS:
        assert f'name="question" value="{key}" checked' in page
    assert "1 graded answer used the old version." in page
    assert (
        "Nobody has been marked by the old version yet, but whoever tries on an older revision will be."
        in page
    )
    applied(company.aisha, mended.new, *KEYS)
    assert mended.offered() == {}


def test_the_next_try_on_the_earlier_revision_is_marked_by_the_corrected_key(
    mended: Mended, company: Company
):
    applied(company.aisha, mended.new, *KEYS)
    late = right_away(company.sven, mended.old)
    answer = late.answers.get()
    assert answer.question_key == mended.unmet
    assert (answer.points, answer.key_revision) == (1, mended.new.lesson.revision)
    assert late.passed


def test_what_was_not_ticked_stays_offered(mended: Mended, company: Company):
    applied(company.aisha, mended.new, mended.met)
    assert list(mended.offered()) == [mended.unmet]
    assert not right_away(company.sven, mended.old).passed
    assert mended.offered()[mended.unmet].answers == 1


def test_a_regrade_that_only_corrects_a_key_is_applied_and_taken_back(
    mended: Mended, aisha: Client, company: Company
):
    regrade = compared(company.aisha, mended.new, questions=[mended.unmet])
    here = f"{START}{regrade.public_id}/"
    page = aisha.get(here).content.decode()
    assert "No marks would change" in page
    assert "<b>1</b> question was in no graded attempt: its new key holds for tries to come." in page
    assert "Apply the new key" in page
    assert not regrade.attempts.exists()
    apply_regrade(by=company.aisha, regrade=regrade)
    regrade = worked_off(regrade)
    assert "its new key holds for tries to come" in aisha.get(here).content.decode()
    assert list(mended.offered()) == [mended.met]
    undo_regrade(by=company.aisha, regrade=regrade, reason="It was right after all.")
    worked_off(regrade)
    assert "its new key holds" not in aisha.get(here).content.decode()
    assert set(mended.offered()) == set(KEYS)
    assert not right_away(company.sven, mended.old).passed


def test_what_corrects_nothing_is_still_not_applied(company: Company, publish: Publish, begin: Begin):
    begin(company.sven, publish(**drawing("no")))
    same = block_of(publish(**drawing("no"), title="New title"))
    regrade = worked_off(compare_marks(by=company.aisha, block=same, questions=KEYS))
    assert "There is nothing to apply" in check_can_apply.refusal(regrade)
    with pytest.raises(Conflict):
        apply_regrade(by=company.aisha, regrade=regrade)


def test_where_nobody_has_answered_at_all_those_who_are_on_the_earlier_revision_decide(
    company: Company, publish: Publish, begin: Begin
):
    old = block_of(publish(**drawing("no")))
    new = block_of(publish(**drawing("yes")))
    assert outdated(new.lesson.revision) == [], "nobody can try on the earlier one"
    begin(company.omar, new.lesson.revision)
    assert outdated(new.lesson.revision) == []
    Enrolment.objects.filter(pk=begin(company.sven, old.lesson.revision).pk).update(
        revision=old.lesson.revision
    )
    assert [one.answers for one in outdated(new.lesson.revision)] == [0, 0]
    applied(company.aisha, new, *KEYS)
    assert right_away(company.sven, old).passed


def test_a_key_that_is_corrected_once_more_is_offered_once_more(
    mended: Mended, company: Company, publish: Publish
):
    applied(company.aisha, mended.new, *KEYS)
    third = block_of(publish(**drawing("no"), title="Third"))
    offered = {one.key: one.answers for one in outdated(third.lesson.revision)}
    assert offered == {mended.met: 1, mended.unmet: 0}
    applied(company.aisha, third, *KEYS)
    assert outdated(third.lesson.revision) == []
    assert not right_away(company.sven, mended.old).passed


def test_the_offers_cost_the_same_for_any_number_of_people_and_revisions(
    company: Company, publish: Publish, begin: Begin, django_assert_num_queries
):
    for right, person in (("no", company.ling), ("yes", company.sven), ("no", company.marco)):
        begin(person, publish(**drawing(right)))
    newest = publish(**drawing("yes"))
    with django_assert_num_queries(5):
        assert [one.answers for one in outdated(newest)] == [0, 0]
