"""An answer is saved by what was read without a lock: whatever happens between reading and writing, nothing is lost."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from courses.actions import begin_attempt, save_form, submit_attempt
from courses.answers import QuizForm
from courses.attempt_access import answer_of
from courses.attempts.saving import save_at_once
from courses.models import Answer, AnswerSave, QuizAttempt
from tests.courses.answering import given_for
from tests.courses.racing import ALL_RIGHT, at_once

pytestmark = pytest.mark.django_db(transaction=True)
QUIZ = ("small", "quiz", "check")


@pytest.fixture
def place(quiz_place):
    return quiz_place()


@pytest.fixture
def read(place, company):
    """Ling's answer, as a save reads it."""
    begin_attempt(**place)
    return answer_of(company.ling.pk, *QUIZ, 1, "loss")


def hand_in(place):
    submit_attempt(**place, form=QuizForm(given_for(place["block"], ALL_RIGHT), number=1))


BETWEEN = {
    "it is handed in": hand_in,
    "another window saves": lambda _place: Answer.objects.update(version=1, given={"values": ["falls"]}),
    "it is marked and locked": lambda _place: Answer.objects.update(locked_at=Now()),
    "its time is taken back": lambda _place: QuizAttempt.objects.update(
        deadline=Now() - timedelta(minutes=5)
    ),
}


@pytest.mark.parametrize("what", BETWEEN)
def test_what_changed_since_it_was_read_is_not_written_over(read, place, what):
    BETWEEN[what](place)
    before = Answer.objects.values().get(pk=read.pk)
    saves = AnswerSave.objects.count()
    assert save_at_once(read, given_for(place["block"], {"loss": "rises"})["loss"], {}) is None
    assert Answer.objects.values().get(pk=read.pk) == before
    assert AnswerSave.objects.count() == saves


@pytest.mark.parametrize("_round", range(5))
def test_a_save_that_meets_the_hand_in_is_either_marked_or_late(read, place, company, _round: int):
    wrong = QuizForm(given_for(place["block"], {"loss": "rises"}), number=1)
    at_once(lambda: save_form(by=company.ling, quiz=QUIZ, form=wrong), lambda: hand_in(place))
    attempt, kept = QuizAttempt.objects.get(), AnswerSave.objects.filter(answer=read)
    assert attempt.points == 3.0, "the form that was handed in is the newest word"
    assert kept.get(given__values=["rises"]).is_late == (attempt.late_at is not None)


@pytest.mark.parametrize("_round", range(3))
def test_windows_that_save_one_answer_at_once_are_all_on_record(read, place, company, _round: int):
    """One of them is first; each of the others hears what it replaced, or has no newer word."""
    windows = [
        QuizForm(given_for(place["block"], {"loss": word}), number=1, seen={"loss": 0})
        for word in ("falls", "rises") * 3
    ]
    told = at_once(*(lambda form=form: save_form(by=company.ling, quiz=QUIZ, form=form) for form in windows))
    saves = AnswerSave.objects.filter(answer=read)
    assert sorted(saves.values_list("version", flat=True)) == list(range(1, saves.count() + 1))
    assert Answer.objects.get(pk=read.pk).given == saves.latest("version").given
    assert sum(bool(one.replaced) for one in told) == saves.count() - 1
    assert all(one.is_open for one in told)
