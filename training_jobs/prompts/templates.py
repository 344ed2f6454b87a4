"""Fills a learner's template: `{{message}}` and `{{labels}}`, and nothing else."""

import re
from collections.abc import Sequence
from typing import Literal, TypedDict

from training_jobs.contract.datasets import Row

_MESSAGE = re.compile(r"\{\{\s*message\s*\}\}")
_PLACE = re.compile(r"\{\{\s*(message|labels)\s*\}\}")


class Turn(TypedDict):
    """One turn of a chat, as chat templates take it."""

    role: Literal["user", "assistant"]
    content: str


def render(template: str, *, message: str, labels: Sequence[str]) -> str:
    """The template with both places filled in one pass, so braces inside a message stay what they are."""
    values = {"message": message, "labels": ", ".join(labels)}
    return _PLACE.sub(lambda found: values[found.group(1)], template)


def ask(template: str, message: str) -> list[Turn]:
    """The chat for a prompt that knows no labels: only `{{message}}` is a place in it."""
    return [Turn(role="user", content=_MESSAGE.sub(lambda _found: message, template))]


def chat(template: str, *, message: str, examples: Sequence[Row], labels: Sequence[str]) -> list[Turn]:
    """The chat for one case: each example as a question with its right answer, then the case's question."""
    turns: list[Turn] = []
    for example in examples:
        turns.append(Turn(role="user", content=render(template, message=example.text, labels=labels)))
        turns.append(Turn(role="assistant", content=example.label))
    turns.append(Turn(role="user", content=render(template, message=message, labels=labels)))
    return turns
