"""The quiz of the small course over HTTP."""

from datetime import timedelta

from django.db.models import F
from django.test import Client

from courses.models import QuizAttempt
from tests.courses.folders import RIGHT

LESSON, QUIZ = "/courses/small/quiz/", "/courses/small/quiz/quiz/check/"
SAVE, START = f"{QUIZ}save/", f"{QUIZ}begin/"
HTMX = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{LESSON}"}
WRONG = {**RIGHT, "q.loss": "rises", "q.steps": "1"}


def pass_time(by: timedelta) -> None:
    """Let the open attempt have begun earlier: its deadline comes nearer by the same."""
    QuizAttempt.objects.open().update(started_at=F("started_at") - by, deadline=F("deadline") - by)


def page_of(client: Client, **query: str) -> str:
    return client.get(LESSON, query).content.decode()
