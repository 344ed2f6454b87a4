"""Whoever has a model reply to messages is asked here; courses know no training."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from courses.models import Course
from people.models import User


@dataclass(frozen=True)
class Asked:
    """What a model is asked: each message is put into the prompt in turn."""

    title: str
    prompt: str
    messages: Mapping[str, str]
    max_new_tokens: int


@dataclass(frozen=True)
class Standing:
    """How a run stands that has not ended: why it waits, or which part of it is done."""

    words: str
    done: int = 0
    of: int = 0


class PromptRunner(Protocol):
    def ask(self, *, owner: User, asked: Asked) -> UUID:
        """Put a run into the queue, in the transaction of the caller; what it returns names the run to `settling`."""

    def try_out(self, *, by: User, course: Course, asked: Asked) -> UUID:
        """The same for an author of the course; raises Conflict with the reason where the queue takes no more of theirs."""

    def standing(self, ticket: UUID) -> Standing:
        """For a run that has not ended."""

    def explained(self, failure: str) -> tuple[str, str]:
        """What happened, and what to do about it."""


def prompt_runner() -> PromptRunner:
    return cast("PromptRunner", import_string(settings.PROMPT_RUNNER))
