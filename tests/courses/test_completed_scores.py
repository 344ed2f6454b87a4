"""A course was done with too low a score, because a key was wrong or a mark too strict: when that is mended, so is it."""

from collections.abc import Callable

import pytest
from django.test import Client

from courses.actions import apply_regrade, change_mark, reissue_certificate
from courses.completed_scores import raise_scores
from courses.content.regrading import Points
from courses.hand_marking.acts import Given
from courses.models import Block, Completion, Enrolment, PartDone, QuizAttempt, Revision
from people.models import User
from tests.conftest import Company
from tests.courses.answering import hand_in
from tests.courses.conftest import Publish
from tests.courses.hand_marked import WHY, answer_of, filled, levels, marked, questions
from tests.courses.quiz_pages import QUIZ
from tests.courses.regrading import STAYS, block_of, compared, worked_off

pytestmark = pytest.mark.django_db
Taking = Callable[..., Client]
RIGHT_ALL = {**STAYS, "loss": "rises"}
"""Two of three points by the first key, three by the second."""


@pytest.fixture
def old(publish: Publish) -> Block:
    return block_of(publish(readings=0))


@pytest.fixture
def tries(company: Company, old: Block, begin: Callable[[User, Revision], Enrolment]):
    here = begin(company.ling, old.lesson.revision)
    return lambda given: hand_in(here, old.lesson, old, given)


@pytest.fixture
def mend(company: Company, publish: Publish) -> Callable[[], None]:
    def made() -> None:
        regrade = compared(company.aisha, block_of(publish(readings=0, correct="rises")))
        apply_regrade(by=company.aisha, regrade=regrade)
        worked_off(regrade)

    return made


def score() -> float:
    return Completion.objects.get().score


def test_the_try_that_finished_the_course_is_worth_more_and_so_is_the_course(tries, mend, company: Company):
    tries(RIGHT_ALL)
    changed = Completion.objects.get().updated_at
    assert score() == pytest.approx(2 / 3)
    mend()
    assert score() == 1
    assert Completion.objects.get().updated_at > changed, "HR asks for what has changed"


def test_a_certificate_that_is_issued_anew_has_the_new_score(publish: Publish, tries, mend, company: Company):
    Revision.objects.update(certified=True)
    tries(RIGHT_ALL)
    printed = Completion.objects.get().certificates.get()
    mend()
    printed.refresh_from_db()
    assert printed.score == pytest.approx(2 / 3), "what is printed stays as it is"
    new = reissue_certificate(
        by=company.dana, certificate=printed, holder="Ling Zhao", language="en", reason="The key was wrong."
    )
    assert new.score == 1


def test_what_was_tried_after_the_course_was_done_does_not_count(tries, mend):
    tries(STAYS)
    tries(RIGHT_ALL)
    mend()
    assert PartDone.objects.get().score == 1
    assert score() == pytest.approx(2 / 3)


def test_a_better_try_since_does_not_hide_what_the_first_was_worth(tries, mend):
    tries(RIGHT_ALL)
    tries({**RIGHT_ALL, "loss": "falls"})
    assert (PartDone.objects.get().score, score()) == (1, pytest.approx(2 / 3))
    mend()
    assert score() == 1


def test_marks_that_stay_leave_the_score_alone(tries, mend):
    tries({**STAYS, "loss": "falls"})
    mend()
    assert score() == 1


def test_one_of_several_marked_parts_raises_it_by_its_share(tries):
    attempt = tries(RIGHT_ALL)
    done = Completion.objects.get()
    revision = done.revision
    revision.parts = [*revision.parts, ["quiz", "lab", "train"]]
    revision.save()
    part = PartDone.objects.get()
    PartDone.objects.create(
        enrolment=part.enrolment,
        cycle=1,
        revision=revision,
        lesson_key="quiz",
        kind="lab",
        key="train",
        score=0.5,
    )
    Completion.objects.update(score=(2 / 3 + 0.5) / 2)
    QuizAttempt.objects.update(points=3)
    PartDone.objects.filter(pk=part.pk).update(score=1)
    for _again in range(2):
        raise_scores(("quiz", "check"), {attempt.pk: Points(2, 3)})
        assert score() == pytest.approx(0.75)


def test_a_mark_that_a_person_raises_raises_it_too(taking: Taking, company: Company):
    ling = taking(questions=questions(WHY), readings=0)
    ling.post(QUIZ, {**filled(), "number": "1"})
    marked(company.aisha, cause=2, words=1)
    assert score() == pytest.approx(4 / 6)
    change_mark(by=company.dana, answer=answer_of(), given=Given(levels(2, 3), reason="She does.", seen=1))
    assert score() == 1
