"""What a model that writes is told while it is fine-tuned, and must be told again when it is used."""

from collections.abc import Sequence
from typing import Literal, TypedDict


class Instruction(TypedDict):
    """The first turn of a chat, as chat templates take it."""

    role: Literal["system"]
    content: str


def instruction(labels: Sequence[str]) -> list[Instruction]:
    """The turn before every message; it is short because the model reads it at each step."""
    wanted = ", ".join(labels)
    return [Instruction(role="system", content=f"Answer with the one label that fits the message: {wanted}.")]
