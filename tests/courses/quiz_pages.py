"""The quiz of the small course over HTTP."""

from datetime import UTC, datetime, timedelta

from django.db.models import F
from django.test import Client

from courses.models import Block, BlockKind, QuizAttempt, QuizOverride
from tests.courses.folders import RIGHT

LESSON, QUIZ = "/courses/small/quiz/", "/courses/small/quiz/quiz/check/"
SAVE, START, CHECK = f"{QUIZ}save/", f"{QUIZ}begin/", f"{QUIZ}check/"
OVERRIDES = f"{QUIZ}overrides/"
HTMX = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{LESSON}"}
WRONG = {**RIGHT, "q.loss": "rises", "q.steps": "1"}


def pass_time(by: timedelta) -> None:
    """Let the open attempt have begun earlier: its deadline comes nearer by the same."""
    QuizAttempt.objects.open().update(started_at=F("started_at") - by, deadline=F("deadline") - by)


def in_minutes(minutes: float) -> str:
    """A moment as authors write it."""
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


def let_pass(by: timedelta) -> None:
    """Let time pass: all that the quiz, what was granted and its attempts say of time lies earlier by it."""
    for block in Block.objects.filter(kind=BlockKind.QUIZ):
        quiz = block.content["quiz"]
        dated = {name: quiz[name] for name in ("opens", "closes") if quiz.get(name)}
        quiz |= {name: (datetime.fromisoformat(at) - by).isoformat() for name, at in dated.items()}
        block.opens_at = block.opens_at and block.opens_at - by
        block.save()
    QuizOverride.objects.update(opens=F("opens") - by, closes=F("closes") - by)
    QuizAttempt.objects.update(
        started_at=F("started_at") - by,
        deadline=F("deadline") - by,
        submitted_at=F("submitted_at") - by,
        marks_at=F("marks_at") - by,
    )


def page_of(client: Client, **query: str) -> str:
    return client.get(LESSON, query).content.decode()
