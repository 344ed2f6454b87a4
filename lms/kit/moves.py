"""Tables of moves between states, drawn: the documents show the code's own table."""

from collections.abc import Collection, Mapping
from typing import TypeVar

from django.db.models import TextChoices

S = TypeVar("S", bound=TextChoices)


def mermaid(moves: Mapping[S, Collection[S]], *, first: S) -> str:
    """A Mermaid state diagram that begins in `first`; states come in the order of their definition."""
    lines = ["stateDiagram-v2", f"    [*] --> {first.value}"]
    for state in type(first):
        lines += [f"    {state.value} --> {to.value}" for to in type(first) if to in moves[state]]
        if not moves[state]:
            lines.append(f"    {state.value} --> [*]")
    return "\n".join(lines) + "\n"
