"""The tree of fields that a form shows, and what a browser sends of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from courses.content.forms.shapes import Shape

Posted = dict[str, list[str]]


@dataclass(frozen=True)
class Node:
    """A field of a form. `name` is what it is posted as, `field` what the file calls it.

    A leaf has a `value` (a text, or a truth for a tick); a localized text has a leaf for each language; a group has
    fields, a list has a group for each part, of a `kind`. `options` are (value, words) to choose from; of ticks, `value`
    has what is ticked.
    """

    name: str
    field: str
    how: str
    value: Any = ""
    is_required: bool = False
    nodes: Sequence["Node"] = ()
    kind: str = ""
    kinds: Sequence[str] = ()
    options: Sequence[tuple[str, str]] = ()
    shape: Shape | None = None
    default: Any = ""
    is_unseen: bool = False

    def leaves(self) -> Iterator["Node"]:
        if not self.nodes and self.how not in {"items", "group", "kinded", "part"}:
            yield self
        for node in self.nodes:
            yield from node.leaves()

    @property
    def is_default(self) -> bool:
        """Whether it shows what holds anyway."""
        return bool(self.value == self.default)

    @property
    def is_filled(self) -> bool:
        return any(
            leaf.value not in {"", False, ()}
            for leaf in self.leaves()
            if leaf.how not in {"fixed", "instead"}
        )


def posted_of(nodes: Iterable[Node]) -> Posted:
    """What a browser sends of a form as it stands."""
    posted: Posted = {}
    for node in nodes:
        if node.how in {"items", "group", "kinded", "localized", "picks"}:
            posted |= posted_of(node.nodes)
        elif node.how == "ticks":
            posted[node.name] = list(node.value)
        elif node.how == "part":
            posted[node.name] = [node.kind]
            posted |= posted_of(node.nodes)
        elif node.how != "instead" and (node.how != "flag" or node.value):
            posted[node.name] = ["on" if node.how == "flag" else str(node.value)]
    return posted
