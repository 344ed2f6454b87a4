"""What was missed comes back after days, once, in boxes that wait longer; nothing that may not be told comes back."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.db.models.functions import Now
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from courses.actions import begin_attempt, prepare_attempts
from courses.content.leitner import FIRST, WAITS, box_after
from courses.models import Answer, Block, Completion, Enrolment, QuizAttempt, ReviewCard
from courses.spaced import MOST, count_due, due_reviews, read_review
from tests.courses.folders import CANARY, RIGHT_NUMBER, quiz
from tests.courses.quiz_pages import in_minutes, let_pass
from tests.courses.test_needs_of_courses import hand_in_quiz

PAGE = "/review/"
MISSED = {"loss": "rises", "true": ["one", "two"], "steps": RIGHT_NUMBER}
RIGHT = {"loss": "falls", "true": ["one", "two"], "steps": RIGHT_NUMBER}


def days_pass(days):
    let_pass(timedelta(days=days))
    ReviewCard.objects.update(due_at=F("due_at") - timedelta(days=days))


def answer(client, value, *, question="loss"):
    """Send what the page would for one question that is due."""
    (item,) = [one for one in read_review(client.user) if one.answer.question_key == question]
    return client.post(PAGE, {item.field: item.asked, f"q.{item.card.key}": value})


@pytest.fixture
def learner(ling, company):
    ling.user = company.ling
    return ling


@pytest.fixture
def missed(learner, publish, begin):
    """Ling's quiz with one of three questions wrong."""
    enrolment = begin(learner.user, publish())
    hand_in_quiz(enrolment, MISSED)
    return enrolment


@given(st.lists(st.booleans(), max_size=30))
def test_a_question_leaves_after_as_many_right_answers_in_a_row_as_there_are_boxes(answers):
    box, in_a_row = FIRST, 0
    for is_right in answers:
        box, in_a_row = box_after(box, is_right=is_right), in_a_row + 1 if is_right else 0
        assert (box is None) == (in_a_row == len(WAITS))
        if box is None:
            return
        assert box == FIRST + in_a_row


@pytest.mark.django_db
def test_a_missed_question_comes_back_after_two_days_and_never_before(learner, missed):
    days_pass(1.99)
    assert count_due(learner.user) == 0
    assert "Nothing to review today" in learner.get(PAGE).content.decode()
    days_pass(0.02)
    assert [item.answer.question_key for item in read_review(learner.user)] == ["loss"]
    page = learner.get(PAGE).content.decode()
    assert "What does the" in page
    assert CANARY not in page


@pytest.mark.django_db
def test_right_answers_lead_through_the_boxes_and_out(learner, missed):
    for waits, says in (
        (2, "comes back in 7 days"),
        (7, "comes back in 21 days"),
        (21, "comes back no more"),
    ):
        days_pass(waits)
        assert says in answer(learner, "falls").content.decode()
        assert count_due(learner.user) == 0
    days_pass(500)
    assert count_due(learner.user) == 0
    assert QuizAttempt.objects.count() == 1
    assert not Completion.objects.exists()


@pytest.mark.django_db
def test_a_wrong_answer_leads_back_to_the_first_box(learner, missed):
    days_pass(2)
    answer(learner, "falls")
    days_pass(7)
    assert "comes back in 2 days" in answer(learner, "stays").content.decode()
    assert ReviewCard.objects.get().box == 1


@pytest.mark.django_db
def test_the_same_form_twice_counts_once(learner, missed):
    days_pass(2)
    (item,) = read_review(learner.user)
    form = {item.field: item.asked, f"q.{item.card.key}": "falls"}
    assert [learner.post(PAGE, form).status_code for _time in "12"] == [200, 302]
    days_pass(7)
    assert learner.post(PAGE, form).status_code == 302
    assert (ReviewCard.objects.get().box, ReviewCard.objects.get().asked) == (2, 1)


@pytest.mark.django_db
def test_what_is_left_empty_stays_and_what_cannot_be_read_is_said(learner, publish, begin):
    hand_in_quiz(begin(learner.user, publish()), {"loss": "rises", "true": ["one", "two"], "steps": 1})
    days_pass(2)
    items = {item.answer.question_key: item for item in read_review(learner.user)}
    number = items["steps"]
    answer_ = learner.post(PAGE, {number.field: 0, f"q.{number.card.key}": "many"})
    assert answer_.status_code == 422
    assert "many" in answer_.content.decode()
    assert count_due(learner.user) == 2


@pytest.mark.django_db
def test_no_field_of_a_review_insists_and_an_empty_one_comes_back(learner, publish, begin):
    hand_in_quiz(begin(learner.user, publish()), {"loss": "rises", "true": ["one", "two"], "steps": 1})
    days_pass(2)
    assert "required" not in learner.get(PAGE).content.decode()
    items = {item.answer.question_key: item for item in read_review(learner.user)}
    sent = {items[key].field: 0 for key in items} | {
        f"q.{items['loss'].card.key}": "falls",
        f"q.{items['steps'].card.key}": "",
    }
    assert learner.post(PAGE, sent).status_code == 200
    assert [item.answer.question_key for item in read_review(learner.user)] == ["steps"]


@pytest.mark.django_db
def test_marks_that_are_kept_back_bring_nothing_back(learner, publish, begin):
    enrolment = begin(learner.user, publish(feedback="after-close", closes=in_minutes(60 * 24 * 30)))
    hand_in_quiz(enrolment, MISSED)
    days_pass(10)
    assert count_due(learner.user) == 0


@pytest.mark.django_db
def test_the_last_attempt_that_asked_it_decides(learner, missed):
    hand_in_quiz(missed, RIGHT)
    days_pass(30)
    assert count_due(learner.user) == 0
    hand_in_quiz(missed, MISSED)
    days_pass(2)
    assert count_due(learner.user) == 1


@pytest.mark.django_db
def test_a_regrade_is_followed_at_once(learner, missed):
    days_pass(2)
    Answer.objects.filter(question_key="loss").update(points=1)
    assert count_due(learner.user) == 0
    Answer.objects.filter(question_key="true").update(points=0)
    assert [one.question_key for one in due_reviews(learner.user.pk)] == ["true"]


@pytest.mark.django_db
def test_it_is_asked_as_the_published_course_has_it_and_not_once_that_has_it_no_more(
    learner, missed, publish
):
    days_pass(2)
    publish(correct="stays", title="Mended")
    page = answer(learner, "stays").content.decode()
    assert "Right." in page
    days_pass(7)
    publish(questions=quiz()["questions"][1:])
    assert (count_due(learner.user), read_review(learner.user)) == (0, [])


@pytest.mark.django_db
def test_a_quiz_that_somebody_is_at_is_left_alone(learner, missed):
    days_pass(2)
    block = Block.objects.select_related("lesson").get(kind="quiz")
    begin_attempt(enrolment=missed, lesson=block.lesson, block=block)
    assert count_due(learner.user) == 0


@pytest.mark.django_db
def test_a_try_that_only_lies_ready_keeps_no_question_away(learner, missed):
    days_pass(2)
    Enrolment.objects.update(cycle=2)
    Block.objects.filter(kind="quiz").update(opens_at=Now() + timedelta(minutes=5))
    assert prepare_attempts() == 1
    assert count_due(learner.user) == 1
    days_pass(30)
    assert count_due(learner.user) == 1, "the quiz came and went, and she was not there"


@pytest.mark.django_db
def test_a_wrong_answer_gives_nothing_away_while_the_quiz_is_not_passed(learner, publish, begin):
    hand_in_quiz(begin(learner.user, publish()), {"loss": "rises", "steps": 1})
    days_pass(2)
    page = answer(learner, "1", question="steps").content.decode()
    assert "Not right." in page
    assert "73,519" not in page
    assert str(RIGHT_NUMBER) not in page


@pytest.mark.django_db
def test_nobody_answers_for_somebody_else(learner, missed, client, company):
    days_pass(2)
    (item,) = read_review(learner.user)
    client.force_login(company.sven)
    client.post(PAGE, {item.field: item.asked, f"q.{item.card.key}": "falls"})
    assert not ReviewCard.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 12])
def test_a_review_is_short_and_costs_the_same_for_any_past(
    learner, publish, begin, size, django_assert_max_num_queries
):
    for number in range(size):
        hand_in_quiz(begin(learner.user, publish(key=f"course-{number}")), MISSED)
    days_pass(2)
    with django_assert_max_num_queries(2):
        assert len(read_review(learner.user)) == min(size, MOST)
    with django_assert_max_num_queries(6):
        assert learner.get(reverse("courses:spaced_review")).status_code == 200


def test_the_page_lies_behind_my_learning_in_the_navigation(learner, missed):
    days_pass(2)
    doors = learner.get(PAGE).context["doors"]
    assert [door.href for door in doors if door.here] == [reverse("reporting:home")]
