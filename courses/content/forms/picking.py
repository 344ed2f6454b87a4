"""Fields that name things of the site: chosen from a list by what they are called, kept by their keys."""

from collections.abc import Mapping, Sequence
from typing import Any

from courses.content.forms.nodes import Node
from courses.content.forms.shapes import Pick, Picks

Choices = Mapping[str, Sequence[tuple[str, str]]]
NO_CHOICES: Choices = {}
BETWEEN = "/"
"""Stands between the keys of what is told by several."""


def picks(
    shape: Picks, given: Sequence[Any], there: Sequence[tuple[str, str]], told: Mapping[str, Any]
) -> Node:
    """A choice for each thing in its order and one more for the next, or a tick for each thing there is."""
    keys = [str(key) for key in given]
    if not shape.in_order:
        # What is ticked stands first, in its own order: a form that is sent as it came changes nothing.
        ticked = [option for key in keys for option in _with(key, there) if option[0] == key]
        options = [*dict.fromkeys(ticked), *(option for option in there if option[0] not in keys)]
        return Node(**told, how="ticks", value=tuple(keys), options=options)
    name = told["name"]
    nodes = [
        Node(f"{name}.{at}", str(at), "pick", key, options=[("", "–"), *_with(key, there)], shape=shape)
        for at, key in enumerate([*keys, ""])
    ]
    return Node(**told, how="picks", nodes=nodes)


def pick(shape: Pick, data: Mapping[str, Any], choices: Choices, told: Mapping[str, Any]) -> Node:
    said = [str(data.get(name) or "") for name in shape.names]
    value = BETWEEN.join(said) if any(said) else ""
    options = [("", "–"), *_with(value, choices.get(shape.among, ()))]
    return Node(**told, how="pick", value=value, options=options)


def picked(shape: Pick, said: str) -> dict[str, str]:
    """The keys of what was chosen, each under its name."""
    keys = zip(shape.names, said.split(BETWEEN), strict=False)
    return {name: key for name, key in keys if key}


def _with(key: str, there: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The choices, with what is chosen among them even if there is no such thing any more."""
    is_there = not key or any(value == key for value, _words in there)
    return list(there) if is_there else [*there, (key, key)]
