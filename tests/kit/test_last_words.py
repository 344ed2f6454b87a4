"""What nobody caught is answered with a page and told in lines of JSON, also where making the page breaks."""

import json
import logging

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from lms.kit.requests import RequestIdMiddleware
from tests.courses.quiz_pages import QUIZ
from tests.kit.test_logs import line_of

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded; charset="


@pytest.fixture
def browser() -> Client:
    """With the cookie that every form needs."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.get("/accounts/login/")
    assert "csrftoken" in client.cookies
    return client


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-16", "utf-7"])
@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/accounts/logout/", "/people/language/", "/x/", QUIZ]
)
def test_a_form_in_another_encoding_is_refused_in_words_and_in_one_line(
    browser: Client, caplog: pytest.LogCaptureFixture, address: str, charset: str
):
    with caplog.at_level(logging.INFO):
        answer = browser.post(address, b"login=ling", content_type=FORM + charset)
    assert answer.status_code in {302, 400}, "who is signed out is led to the sign-in page"
    if address in {"/accounts/login/", "/people/language/", "/x/"}:
        assert answer.status_code == 400
        assert "not in UTF-8" in answer.content.decode()
    assert [record.name for record in caplog.records] == ["lms.request"]


def test_utf_8_may_be_said(browser: Client):
    page = browser.post("/accounts/login/", b"login=ling", content_type=f"{FORM}UTF-8")
    assert page.status_code == 403, "there is no token in it"


def test_what_breaks_while_the_page_of_a_mistake_is_made_is_told_with_its_request(
    caplog: pytest.LogCaptureFixture,
):
    def breaks(_request: HttpRequest) -> HttpResponse:
        raise ValueError("no page")

    with caplog.at_level(logging.INFO):
        answer = RequestIdMiddleware(breaks)(RequestFactory().get("/here/"))
    assert (answer.status_code, "Something broke on our side" in answer.content.decode()) == (500, True)
    told, request = (line_of(one) for one in caplog.records)
    assert (told["event"], told["path"]) == ("no page for a mistake", "/here/")
    assert "no page" in json.dumps(told["exception"])
    assert (request["event"], request["status"]) == ("request", 500)
    assert told["request_id"] == answer["X-Request-Id"]
