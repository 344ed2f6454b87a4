"""Whoever has a model read a sentence is asked here; courses know no training."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from courses.models import Course
from courses.trials.runner import Standing
from people.models import User


@dataclass(frozen=True)
class Reader:
    """A model that can be asked, with the layers that it has and the heads of each."""

    key: str
    title: str
    layers: int
    heads: int


@dataclass(frozen=True)
class Sentence:
    """`heads` are (layer, head), counted from 1."""

    title: str
    text: str
    model: str
    heads: Sequence[tuple[int, int]]


class AttentionRunner(Protocol):
    def readers(self) -> Sequence[Reader]:
        """The models that there are to choose from."""

    def measure(self, *, by: User, course: Course, asked: Sentence) -> UUID:
        """Put a run into the queue, in the transaction of the caller; what it returns names the run to `settling`.

        Raises Conflict with the reason where the queue takes no more of theirs.
        """

    def standing(self, ticket: UUID) -> Standing:
        """For a run that has not ended."""

    def explained(self, failure: str) -> tuple[str, str]:
        """What happened, and what to do about it."""


def attention_runner() -> AttentionRunner:
    return cast("AttentionRunner", import_string(settings.ATTENTION_RUNNER))
