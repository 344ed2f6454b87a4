"""A quiz that one publication asks for once more is asked of those for whom it changed, and of nobody else."""

import pytest

from courses.actions import mark_read, move_everywhere, publish_revision
from courses.models import Completion, Policy, Revision
from courses.publishing.acts import Plan
from lms.kit.refusals import Conflict
from tests.conftest import Company
from tests.courses.conftest import Begin, Publish
from tests.courses.folders import RIGHT_NUMBER
from tests.courses.test_renewals import standing, take_quiz
from tests.courses.test_several_renewals import QUIZ, WRONG

pytestmark = pytest.mark.django_db
QUIZ_AGAIN = Plan(started=Policy.DELTA, finished=Policy.DELTA, again=[QUIZ])
RIGHT = {"loss": "rises", "true": ["one", "two"], "steps": RIGHT_NUMBER}


@pytest.fixture
def second(company: Company, publish: Publish, draft: Publish) -> Revision:
    """Its quiz is another one than that of the first edition, whose people stay there."""
    publish(tries=1)
    revision = draft(tries=1, correct="rises")
    publish_revision(by=company.aisha, revision=revision, plan=Plan())
    return revision


def test_whoever_finished_with_the_quiz_as_it_is_has_finished(
    company: Company, draft: Publish, begin: Begin, second: Revision
):
    enrolment = begin(company.sven, second)
    mark_read(enrolment=enrolment, lesson=second.lessons.get(key="read-1"))
    take_quiz(enrolment, RIGHT)
    third = draft(tries=1, correct="rises", title="Another title")
    publish_revision(by=company.aisha, revision=third, plan=QUIZ_AGAIN)
    move_everywhere()
    assert (*standing(enrolment), enrolment.cycle) == (3, "done", 2, 2, 1)
    assert Completion.objects.filter(enrolment=enrolment).count() == 1


def test_whoever_used_their_try_at_the_quiz_as_it_is_gets_no_other(
    company: Company, draft: Publish, begin: Begin, second: Revision
):
    enrolment = begin(company.sven, second)
    take_quiz(enrolment, WRONG | {"loss": "falls"})
    third = draft(tries=1, correct="rises", title="Another title")
    publish_revision(by=company.aisha, revision=third, plan=QUIZ_AGAIN)
    move_everywhere()
    assert (*standing(enrolment), enrolment.cycle) == (3, "in_progress", 0, 2, 1)
    with pytest.raises(Conflict, match="The one try is used"):
        take_quiz(enrolment, RIGHT)
