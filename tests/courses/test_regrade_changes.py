"""What a change of a question means for its answers: marked anew, kept, offered, or none of it."""

from collections.abc import Callable

import pytest

from courses.actions import apply_regrade
from courses.models import Answer, Enrolment, Regrade, Revision
from courses.regrades.figures import question_tallies
from courses.regrades.outdated import outdated
from people.models import User
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.folders import RIGHT_NUMBER, both, quiz
from tests.courses.regrading import FALLS, RISES, block_of, compared, marks_of, takes, worked_off

pytestmark = pytest.mark.django_db
Begin = Callable[[User, Revision], Enrolment]
WHY = "The loss rises here: we had it the wrong way round."


@pytest.fixture
def applied(company: Company) -> Callable[..., Regrade]:
    def make(new, **terms: object) -> Regrade:
        regrade = compared(company.aisha, new, **terms)
        apply_regrade(by=company.aisha, regrade=regrade)
        return worked_off(regrade)

    return make


def test_only_chosen_questions_are_marked_anew(company: Company, publish: Publish, begin: Begin, applied):
    attempt = takes(begin, company.ling, block_of(publish()), RISES)
    asked = quiz(correct="rises")["questions"]
    asked[2] |= {"answer": 1.0}
    new = block_of(publish(questions=asked))
    assert [one.key for one in outdated(new.lesson.revision)] == ["loss", "steps"]
    applied(new, questions=["loss"])
    assert marks_of(attempt)[3] == {"loss": (1, 1), "true": (1, 1), "steps": (0, 1)}
    (left,) = outdated(new.lesson.revision)
    assert (left.key, left.marking) == ("steps", ["key"])
    applied(new, questions=["steps"])
    assert marks_of(attempt)[0] == 3


def test_what_cannot_be_re_marked_keeps_its_mark_and_is_offered_once(
    company: Company, publish: Publish, begin: Begin, applied
):
    attempt = takes(begin, company.ling, block_of(publish()), FALLS)
    asked = quiz(correct="rises")["questions"]
    asked[0]["choices"] = [one for one in asked[0]["choices"] if one["key"] != "falls"]
    new = block_of(publish(questions=asked))
    assert outdated(new.lesson.revision)[0].answers == 1
    regrade = applied(new, lowers=True, reason=WHY)
    assert question_tallies(regrade)[0].vain == 1
    assert marks_of(attempt)[:2] == (2, 3)
    assert Answer.objects.get(attempt=attempt, question_key="loss").key_revision is None
    assert outdated(new.lesson.revision) == []


def test_points_that_weigh_otherwise_are_marked_anew(
    company: Company, publish: Publish, begin: Begin, applied
):
    right = takes(begin, company.ling, block_of(publish()), {**FALLS, "steps": RIGHT_NUMBER})
    part = takes(begin, company.sven, block_of(right.revision), RISES)
    asked = quiz()["questions"]
    asked[0] |= {"points": 4}
    new = block_of(publish(questions=asked))
    (offer,) = outdated(new.lesson.revision)
    assert "Question 1 in “Check yourself” is marked otherwise now (the points)" in offer.told
    applied(new)
    assert marks_of(right)[:2] == (6, 6)
    assert marks_of(part)[:2] == (1, 3), "one of six would be less than one of three"


def test_words_alone_are_no_reason_to_regrade(company: Company, publish: Publish, begin: Begin):
    takes(begin, company.ling, block_of(publish()), RISES)
    asked = quiz()["questions"]
    asked[0]["prompt"] = both("What does the loss really do?")
    assert outdated(publish(questions=asked)) == []
    asked = quiz(correct="rises")["questions"]
    asked[0]["prompt"] = both("What does it do?")
    (offer,) = outdated(publish(questions=asked))
    assert (offer.is_reworded, offer.number) == (True, 1)
    assert (
        offer.told == "The key of question 1 in “Check yourself” changed; 1 graded attempt used the old one."
    )
