"""A body that cannot be taken is refused in words of its sender, not of the program that reads it."""

import pytest

from tests.hr_api.programs import assert_problem

pytestmark = pytest.mark.django_db
DOORS = [("hr", "enrolments"), ("hr", "path-enrolments"), ("ling", "experiments")]


def post(program, path, raw):
    return program.client.post(f"/api/v1/{path}", raw, content_type="application/json")


@pytest.fixture(params=DOORS, ids=[path for _program, path in DOORS])
def send(request, hr, ling):
    name, path = request.param
    program = {"hr": hr, "ling": ling}[name]
    return lambda raw: post(program, path, raw)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "The body is empty. Send one JSON object."),
        (b" \n", "The body is empty. Send one JSON object."),
        (b"[" * 100_000, "The body is nested too deeply."),
        (b'{"a":' * 100_000, "The body is nested too deeply."),
        (b'{"a": "\\ud800"}', "half a character (\\ud800)"),
        (b'{"\\udfff": 1}', "half a character (\\udfff)"),
        (b'{"a": "\\u0000"}', "NUL character"),
        (b"\xff\xfe", "The body is not UTF-8: byte 1 cannot be read."),
        (b'{\n"a": 1,}', "The body is not JSON: line 2 cannot be read from column"),
        (b'{"a": NaN}', "The body is not JSON: NaN is no number there."),
        (b'{"a": ' + b"9" * 5000 + b"}", "The body holds a number with too many digits."),
    ],
)
def test_what_cannot_be_read_is_told_in_words(send, raw, says):
    assert says in assert_problem(send(raw), 400, "malformed-request")["detail"]


@pytest.mark.parametrize("raw", [b"null", b"[]", b'[{"user": "ling@example.org"}]', b'"text"', b"7", b"true"])
def test_what_is_no_object_is_told_to_be_one(send, raw):
    body = assert_problem(send(raw), 422, "invalid-input")
    assert body["errors"] == [{"detail": "The body must be one JSON object.", "pointer": ""}]


def test_settings_that_are_no_object_are_told_to_be_one(ling):
    body = assert_problem(ling.post("experiments", {"spec": [1]}), 422, "invalid-input")
    assert body["errors"] == [{"detail": "Write this as one JSON object.", "pointer": "/spec"}]


@pytest.mark.parametrize("depth", [100, 400, 600, 900, 990])
def test_what_is_deep_and_can_be_read_is_no_mistake_of_ours(send, depth):
    raw = b'{"spec": ' + b'{"a":' * depth + b"1" + b"}" * depth + b"}"
    assert send(raw).status_code in (400, 422)


def test_a_refusal_speaks_the_language_that_was_asked_for(hr):
    hr.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    assert (
        "嵌套" in assert_problem(post(hr, "enrolments", b"[" * 100_000), 400, "malformed-request")["detail"]
    )
