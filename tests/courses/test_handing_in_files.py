"""Files that are chosen and not uploaded yet go along when the quiz is handed in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from courses.models import Answer, AnswerFile, QuizAttempt
from tests.courses.hand_marked import TOLD, questions, upload_question
from tests.courses.quiz_pages import HTMX, QUIZ, page_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 my own work"


@pytest.fixture
def learner(taking: Callable[..., Client], settings: Any, tmp_path: Any) -> Client:
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": kept}
    return taking(questions=[*questions("why"), upload_question()], readings=0)


def hand_in(client: Client, content: bytes = PDF, **more: Any) -> Any:
    sent = {"number": "1", "q.loss": "falls", "q.why": "It learned the noise.", **more}
    file = SimpleUploadedFile("work.pdf", content)
    return client.post(QUIZ, {**sent, "file.work": file}, headers=HTMX)


def test_a_chosen_file_is_handed_in_with_the_rest(learner: Client):
    assert TOLD.replace("a mark", "2 marks") in hand_in(learner).content.decode()
    file = AnswerFile.objects.get()
    assert Answer.objects.get(question_key="work").given == {"values": [str(file.public_id)]}
    assert not QuizAttempt.objects.get().is_open


def test_one_that_is_not_taken_is_told_at_its_question_and_nothing_is_handed_in(learner: Client):
    told = hand_in(learner, b"<html>")
    assert told.status_code == 422
    assert "is not what its name says" in told.content.decode()
    assert QuizAttempt.objects.get().is_open
    assert "It learned the noise." in page_of(learner), "what else the form held is kept"


def test_when_time_is_over_the_rest_counts_without_it(learner: Client):
    hand_in(learner, b"<html>", **{"time-is-over": "1"})
    assert not QuizAttempt.objects.get().is_open


def test_a_form_that_is_too_large_is_not_read(learner: Client):
    kind = "multipart/form-data; boundary=b"
    told = learner.post(QUIZ, "x", content_type=kind, CONTENT_LENGTH=str(10**9), headers=HTMX)
    assert told.status_code == 409
    assert "larger than this quiz takes" in told.content.decode()
    assert not QuizAttempt.objects.exists()


def test_its_token_is_asked_for(learner: Client):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = learner.cookies
    assert strict.post(QUIZ, {"q.loss": "falls"}).status_code == 403
