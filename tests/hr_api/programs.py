"""Programs that hold a token, as small clients of the API."""

import json
from typing import Any

from django.test import Client

from people.models import User
from people.tokens import Scope, issue_token

PROBLEM = "application/problem+json"


class Program:
    """A client with the Authorization header of one token; bodies are JSON."""

    def __init__(self, user: User, *scopes: Scope) -> None:
        self.secret = issue_token(by=None, user=user, scopes=set(scopes))
        self.client = Client(headers={"Authorization": f"Bearer {self.secret}"})

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", query_params=query)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        raw = "" if body is None else json.dumps(body)
        return self.client.post(f"/api/v1/{path}", raw, content_type="application/json", headers=headers)


def everything(program: Program, path: str, **query: Any) -> list[dict[str, Any]]:
    """Every row of a list, page by page along `next`."""
    rows: list[dict[str, Any]] = []
    answer = program.get(path, **query)
    while True:
        body = answer.json()
        rows += body["results"]
        if body["next"] is None:
            assert "Link" not in answer
            return rows
        assert answer["Link"] == f'<{body["next"]}>; rel="next"'
        answer = program.client.get(body["next"].replace("http://testserver", ""))


def assert_problem(answer: Any, status: int, kind: str) -> dict[str, Any]:
    """The answer is a problem document of this kind; returns it."""
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM), answer.content
    body: dict[str, Any] = answer.json()
    assert (body["status"], body["type"]) == (status, f"urn:learning-curve:problem:{kind}")
    assert body["title"]
    assert body["detail"]
    assert body["request_id"] == answer["X-Request-Id"]
    return body


def pointers(body: dict[str, Any]) -> list[str]:
    return [error.get("pointer", "") for error in body["errors"]]
