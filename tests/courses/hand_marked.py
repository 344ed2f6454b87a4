"""A quiz of one question for the machine and two for a person, and what people do with it."""

import json
from typing import Any

from courses.actions import mark_answer
from courses.hand_marking.acts import Given
from courses.models import Answer, Marking
from people.models import User
from tests.courses.folders import CANARY, both, choice

WHY, HOW, WORK = "why", "how", "work"
MARKING = "/marking/"
WORDS = "Because it learned <b>the noise</b> by heart.\n\nSo the rule is lost."
TOLD = "Waiting for a mark by a person"


def criterion(key: str, most: int) -> dict[str, Any]:
    levels = [
        {"key": f"l{points}", "points": points, "text": both(f"{key} at level {points}")}
        for points in range(most + 1)
    ]
    return {"key": key, "title": both(f"Looks at {key}"), "levels": levels}


def open_question(key: str, **more: Any) -> dict[str, Any]:
    """Worth five points: two for the cause, three for the words."""
    about = {"key": key, "kind": "open-text", "prompt": both(f"{key}: why does it overfit?")}
    rubric = [criterion("cause", 2), criterion("words", 3)]
    return {**about, "rubric": rubric, "sample": both(f"{CANARY} sample {key}"), **more}


def upload_question(**more: Any) -> dict[str, Any]:
    """Worth five points as well."""
    about = {"key": WORK, "kind": "upload", "prompt": both("Hand in your notebook."), "types": ["pdf"]}
    return json.loads(json.dumps({**about, "rubric": [criterion("cause", 2), criterion("words", 3)], **more}))


def questions(*keys: str) -> list[dict[str, Any]]:
    """One point for the machine's, five for each of the others."""
    choices = [choice("falls", "It falls", correct=True), choice("rises", "It rises", correct=False)]
    single = {"key": "loss", "kind": "single", "prompt": both("What does the loss do?"), "choices": choices}
    return json.loads(json.dumps([single, *(open_question(key) for key in keys or (WHY, HOW))]))


def filled(**words: str) -> dict[str, str]:
    """What Ling sends: right where a machine marks."""
    return {
        "q.loss": "falls",
        f"q.{WHY}": WORDS,
        f"q.{HOW}": WORDS,
        **{f"q.{key}": said for key, said in words.items()},
    }


def levels(cause: int, words: int) -> dict[str, str]:
    return {"cause": f"l{cause}", "words": f"l{words}"}


def answer_of(key: str = WHY, **of: Any) -> Answer:
    answers = Answer.objects.select_related("attempt__enrolment__user", "attempt__revision")
    return answers.get(question_key=key, **of)


def marked(by: User, key: str = WHY, cause: int = 2, words: int = 3, **more: Any) -> Marking:
    given = Given(levels(cause, words), comment=f"Well said, {key}", **more)
    return mark_answer(by=by, answer=answer_of(key), given=given)


def form(cause: int = 2, words: int = 3, *, act: str = "mark", seen: int = 0, **more: str) -> dict[str, str]:
    """The marker's form."""
    return {"act": act, "seen": str(seen), "level.cause": f"l{cause}", "level.words": f"l{words}", **more}


def page_for(answer: Answer) -> str:
    return f"{MARKING}{answer.attempt.public_id}/{answer.question_key}/"
