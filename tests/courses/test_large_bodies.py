"""A form that is larger than the site reads is answered with words in both languages, and is no mistake of the site's."""

import logging

import pytest

from tests.courses.quiz_pages import QUIZ

FORM = "application/x-www-form-urlencoded"
pytestmark = pytest.mark.django_db


def test_it_is_refused_in_words_and_logged_with_its_request_alone(taking, caplog):
    ling = taking()
    with caplog.at_level(logging.INFO):
        answer = ling.post(f"{QUIZ}begin/", f"q.loss={'x' * 2_000_001}", FORM)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "What was sent is too large" in page
    assert "发送的内容过大" in page
    assert not [line for line in caplog.records if line.levelno >= logging.ERROR]
