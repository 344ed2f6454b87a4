"""Certainty marking: asked with each answer, paid by the table, and told back as calibration."""

import pytest

from courses.models import Answer, QuizAttempt
from tests.courses.folders import RIGHT
from tests.courses.quiz_pages import CHECK, HTMX, QUIZ, SAVE, START, page_of

pytestmark = pytest.mark.django_db


def sure(**said: str) -> dict[str, str]:
    return {f"q.{key}._sure": certainty for key, certainty in said.items()}


ALL_SURE = sure(loss="high", true="high", steps="high")


def test_the_page_says_in_a_sentence_what_certainty_does_and_asks_for_it(taking):
    page = page_of(taking(certainty=True))
    assert "Say how sure you are of each answer: when it is right, it earns a third" in page
    assert page.count("How sure are you?") == 3


def test_being_sure_and_right_earns_all_and_being_unsure_a_third(taking):
    ling = taking(certainty=True)
    said = {**RIGHT, **sure(loss="high", true="middle", steps="low"), "number": "1"}
    page = ling.post(QUIZ, said, follow=True).content.decode()
    assert QuizAttempt.objects.get().points == pytest.approx(1 + 2 / 3 + 1 / 3)
    assert "You were sure of one answer, and it was right." in page
    assert "You were not sure of one answer, but it was right." in page
    assert "You said: Fairly sure." in page
    assert page.count("Right.") == 3, "right is right, whatever it earns"


def test_being_sure_and_wrong_costs_twice_the_points_and_the_whole_is_not_below_nothing(taking):
    ling = taking(certainty=True)
    page = ling.post(QUIZ, {**RIGHT, "q.loss": "rises", **ALL_SURE, "number": "1"}, follow=True)
    assert "0 of 3 points." in page.content.decode()
    assert "−2 of 1 point." in page.content.decode()
    assert "the whole never falls below 0" not in page.content.decode(), "1 + 1 - 2 is no less"
    assert "Of the 3 you were sure of, 2 were right." in page.content.decode()
    assert Answer.objects.get(question_key="loss").points == -2


def test_what_is_cut_off_at_nothing_says_so_and_one_or_none_is_told_in_plain_words(taking):
    ling = taking(certainty=True)
    unsure = sure(loss="high", true="low", steps="low")
    said = {**RIGHT, "q.loss": "rises", "q.steps": "1", **unsure, "number": "1"}
    page = ling.post(QUIZ, said, follow=True).content.decode()
    assert "0 of 3 points." in page
    assert "come to less than 0; the whole never falls below 0." in page
    assert "You were sure of one answer, but it was not right." in page
    assert "Of the 2 you were not sure of, 1 was right." in page
    wrong = {"q.loss": "rises", "q.true": "three", "q.steps": "1", **unsure, "number": "2"}
    page = ling.post(QUIZ, wrong, follow=True).content.decode()
    assert "Of the 2 you were not sure of, none was right." in page


def test_an_answer_without_its_certainty_is_asked_for_it(taking):
    ling = taking(certainty=True)
    response = ling.post(QUIZ, {**RIGHT, **sure(loss="high", true="very"), "number": "1"})
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("Say how sure you are.") == 2
    assert QuizAttempt.objects.get().state == "in_progress"


def test_certainty_is_saved_like_an_answer_and_comes_back(taking):
    ling = taking(certainty=True)
    ling.post(SAVE, {"number": "1", "q.loss": "falls", "q.loss._sure": "middle"})
    assert Answer.objects.get(question_key="loss").given == {
        "values": ["falls"],
        "parts": {"_sure": "middle"},
    }
    assert 'name="q.loss._sure" value="middle" checked' in page_of(ling)


def test_at_the_end_of_time_an_answer_without_certainty_counts_as_not_sure(taking):
    ling = taking(certainty=True, time_limit=20)
    ling.post(START, {"number": "1"})
    QuizAttempt.objects.update(deadline=QuizAttempt.objects.get().started_at)
    ling.post(QUIZ, {"number": "1", "time-is-over": "1", "q.loss": "falls", "q.steps": "1"})
    assert QuizAttempt.objects.get().points == pytest.approx(1 / 3)
    page = page_of(ling)
    assert page.count("You did not say how sure you were, which counts as “Not sure”.") == 2
    assert page.count("Not answered.") == 1
    assert page.count("Not right.") == 1


def test_a_question_checked_alone_asks_for_certainty_too(taking):
    ling = taking(certainty=True, feedback="at-once")
    fields = {"number": "1", "check": "loss", "q.loss": "falls"}
    assert ling.post(CHECK, fields, headers=HTMX).status_code == 422
    page = ling.post(CHECK, {**fields, "q.loss._sure": "middle"}, headers=HTMX).content.decode()
    assert "0.67 of 1 point." in page
    assert "You said: Fairly sure." in page
    assert Answer.objects.get(question_key="loss").points == pytest.approx(2 / 3)


def test_an_author_who_tries_the_quiz_gets_the_same_marks(draft, client, company):
    revision = draft(certainty=True)
    client.force_login(company.aisha)
    address = f"/authoring/revisions/{revision.public_id}/quiz/quiz/check/"
    said = {**RIGHT, **sure(loss="high", true="middle", steps="low")}
    assert "2 of 3 points." in client.post(address, said).content.decode()
