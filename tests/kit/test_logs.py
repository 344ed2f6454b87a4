"""What Dana reads: each line of the log is joined to its request."""

import json
import logging

import pytest
from django.test import Client, RequestFactory
from structlog.stdlib import ProcessorFormatter


def line_of(record: logging.LogRecord) -> dict[str, str]:
    written = (one.formatter for one in logging.getLogger().handlers)
    formatter = next(one for one in written if isinstance(one, ProcessorFormatter))
    said: dict[str, str] = json.loads(formatter.format(record))
    return said


def test_what_django_tells_of_an_answer_has_the_id_of_its_request():
    request = RequestFactory().get("/")
    told = {"name": "django.request", "levelno": logging.ERROR, "levelname": "ERROR", "msg": "Bad Gateway: /"}
    assert "request_id" not in line_of(logging.makeLogRecord({**told, "request": request}))
    request.request_id = "abc"  # type: ignore[attr-defined]
    assert line_of(logging.makeLogRecord({**told, "request": request}))["request_id"] == "abc"


@pytest.mark.django_db
def test_an_answer_has_one_line(client: Client, caplog: pytest.LogCaptureFixture):
    assert client.get("/nowhere/").status_code == 404
    assert [record.name for record in caplog.records] == ["lms.request"]
