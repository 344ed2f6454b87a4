"""A key that Aisha corrected and applied holds for the next try as well, also of those who stay on the old revision."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.actions import apply_regrade, mark_answer, undo_regrade
from courses.hand_marking.acts import Given as Marks
from courses.models import Answer, Enrolment, PartDone, QuizAttempt, Regrade, RegradedAttempt, Revision
from courses.regrades.outdated import outdated
from people.models import User
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.folders import both, quiz
from tests.courses.hand_marked import WHY, WORDS, levels, questions
from tests.courses.quiz_pages import CHECK, QUIZ, page_of
from tests.courses.regrading import FALLS, RISES, Mended, block_of, compared, marks_of, takes, worked_off

pytestmark = pytest.mark.django_db
Begin = Callable[[User, Revision], Enrolment]
FIGURE = re.compile(r"<b>(\d+)</b><span>([^<]+)")
LATER = "The key of question 1 was corrected before this try. It is marked by the corrected key."


def again(user: User, block: Any, given: Any) -> QuizAttempt:
    """The next try of somebody who is on the course."""
    return takes(lambda person, _revision: Enrolment.objects.get(user=person), user, block, given)


@pytest.fixture
def mended(company: Company, publish: Publish, begin: Begin) -> Mended:
    """The wrong key is corrected; nothing is decided yet about those who answered."""
    old = block_of(publish())
    people = (company.ling, RISES), (company.sven, FALLS), (company.marco, FALLS)
    attempts = [takes(begin, user, old, given) for user, given in people]
    return Mended(old, *attempts, block_of(publish(correct="rises")))


@pytest.fixture
def apply(company: Company) -> Callable[..., Regrade]:
    def make(new: Any, **terms: Any) -> Regrade:
        regrade = compared(company.aisha, new, **terms)
        apply_regrade(by=company.aisha, regrade=regrade)
        return worked_off(regrade)

    return make


def test_until_it_is_applied_the_old_key_holds(mended: Mended, company: Company):
    compared(company.aisha, mended.new)
    assert marks_of(again(company.ling, mended.old, RISES))[0] == 1


def test_what_was_told_to_be_right_is_right_in_the_next_try(
    mended: Mended, company: Company, ling: Client, apply
):
    apply(mended.new)
    late = again(company.ling, mended.old, RISES)
    points, _of, passed, answers = marks_of(late)
    assert (points, passed, answers["loss"]) == (2, True, (1, 1))
    assert PartDone.objects.get(enrolment__user=company.ling, key="check").score == pytest.approx(2 / 3)
    assert late.answers.get(question_key="loss").key_revision == mended.new.lesson.revision
    assert outdated(mended.new.lesson.revision) == [], "there is nothing left to regrade"
    page = page_of(ling)
    assert LATER in page
    assert "Re-marked" not in page
    first = page.split('<fieldset class="question"')[1]
    assert "Right." in first
    assert "canary choice rises" in first


def test_what_the_old_key_called_right_earns_nothing_any_more(mended: Mended, company: Company, apply):
    apply(mended.new)
    late = again(company.marco, mended.old, FALLS)
    assert marks_of(late)[3]["loss"] == (0, 1)
    assert marks_of(late)[2] is False
    assert marks_of(mended.marco)[2] is True, "what was given once stays"


def test_a_question_stays_as_it_was_asked_and_what_is_right_is_said_as_it_is_now(
    client: Client, company: Company, publish: Publish, begin: Begin, apply
):
    """Whoever looks at a try again finds the words that stood there, not those of a revision they never saw."""
    takes(begin, company.ling, old := block_of(publish()), RISES)
    asked = quiz(correct="rises")["questions"]
    asked[0] |= {"prompt": both("What goes up?"), "feedback": both("It rises, of course.")}
    apply(block_of(publish(questions=asked)))
    again(company.ling, old, FALLS)
    client.force_login(company.ling)
    for number in (1, 2):
        page = client.get(f"{QUIZ}attempts/{number}/").content.decode()
        assert "What does the <strong>loss</strong> do?" in page
        assert "It rises, of course." in page
        assert "What goes up?" not in page


def test_taking_the_regrade_back_takes_back_later_tries_too(
    mended: Mended, company: Company, ling: Client, apply
):
    regrade = apply(mended.new)
    late = again(company.ling, mended.old, RISES)
    undo_regrade(by=company.aisha, regrade=regrade, reason="It was right after all.")
    worked_off(regrade)
    assert marks_of(late)[0] == 1
    assert late.answers.get(question_key="loss").key_revision is None
    page = page_of(ling)
    assert "It was marked by the corrected key." in page
    assert "It is marked" not in page
    assert ": 2 of 3 → 1 of 3." in page
    assert marks_of(again(company.ling, mended.old, RISES))[0] == 1


def test_the_page_of_the_regrade_tells_later_tries_apart(mended: Mended, company: Company, apply):
    """Marco's late wrong answer is no mark that the regrade took from him."""
    regrade = apply(mended.new)
    again(company.marco, mended.old, FALLS)
    page = seen_by(company.aisha, regrade)
    assert "<b>3</b> attempts are marked by the new key." in page
    assert "<b>1</b> later attempt was marked by this key from the beginning." in page
    assert "Whose marks changed" in page
    figures = {name: number for number, name in FIGURE.findall(page)}
    assert (figures["go up"], figures["go down"]) == ("1", "0")
    assert regrade.attempts.filter(came_later=True).count() == 1
    undo_regrade(by=company.aisha, regrade=regrade, reason="It was right after all.")
    page = seen_by(company.aisha, worked_off(regrade))
    assert "<b>3</b> attempts have their earlier marks again." in page
    assert "<b>1</b> later attempt has the marks of its own revision’s key now." in page


def seen_by(author: User, regrade: Regrade) -> str:
    named = (regrade.course.key, regrade.lesson_key, regrade.quiz_key, regrade.public_id)
    client = Client()
    client.force_login(author)
    return client.get(reverse("courses:regrade", args=named)).content.decode()


def test_the_last_of_several_corrections_holds(mended: Mended, company: Company, publish: Publish, apply):
    apply(mended.new)
    third = block_of(publish(correct="stays"))
    apply(third)
    late = again(company.ling, mended.old, {**RISES, "loss": "stays"})
    assert marks_of(late)[3]["loss"] == (1, 1)
    assert late.answers.get(question_key="loss").key_revision == third.lesson.revision
    rows = RegradedAttempt.objects.filter(attempt=late).order_by("regrade_id")
    assert [(row.old_points, row.new_points) for row in rows] == [(1, 1), (1, 2)]
    assert outdated(third.lesson.revision) == []


def test_an_older_correction_does_not_reach_a_newer_revision(
    mended: Mended, company: Company, publish: Publish, begin: Begin, apply
):
    apply(mended.new)
    newest = block_of(publish(correct="stays"))
    late = takes(begin, company.omar, newest, {**RISES, "loss": "stays"})
    assert marks_of(late)[3]["loss"] == (1, 1)
    assert not late.remarkings.exists()


def test_it_holds_where_each_question_is_told_at_once(
    taking, company: Company, publish: Publish, begin: Begin, apply
):
    ling = taking(feedback="at-once")
    takes(begin, company.sven, block_of(Revision.objects.get()), FALLS)
    apply(block_of(publish(correct="rises", feedback="at-once")))
    page = ling.post(CHECK, {"number": "1", "check": "loss", "q.loss": "rises"}, follow=True).content.decode()
    first = page.split('<fieldset class="question"')[1]
    assert "Right." in first
    assert (Answer.objects.get(attempt__enrolment__user=company.ling, question_key="loss").points) == 1
    assert "Right." in page_of(ling).split('<fieldset class="question"')[1]


def test_it_holds_where_a_person_marks_the_rest(company: Company, publish: Publish, begin: Begin, apply):
    asked = questions(WHY)
    old = block_of(publish(questions=asked))
    for user in (company.sven, company.marco):
        mark_all(company, takes(begin, user, old, {"loss": "falls", WHY: WORDS}))
    begin(company.ling, old.lesson.revision)
    for one in asked[0]["choices"]:
        one["correct"] = one["key"] == "rises"
    apply(block_of(publish(questions=asked)))
    late = again(company.ling, old, {"loss": "rises", WHY: WORDS})
    assert marks_of(late)[3]["loss"] == (1, 1)
    assert not late.remarkings.exists(), "it has no result yet"
    mark_all(company, late)
    assert marks_of(late)[3]["loss"] == (1, 1)
    assert late.remarkings.get().new_points == marks_of(late)[0]


def mark_all(company: Company, attempt: QuizAttempt) -> None:
    given = Marks(levels(1, 0), comment="So so.")
    mark_answer(by=company.aisha, answer=attempt.answers.get(question_key=WHY), given=given)


def test_without_a_regrade_nothing_is_marked_anew(company: Company, publish: Publish, begin: Begin):
    attempt = takes(begin, company.ling, block_of(publish()), RISES)
    assert not attempt.remarkings.exists()
    assert not attempt.answers.filter(key_revision__isnull=False).exists()
