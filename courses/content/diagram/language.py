"""Reading the flowchart language."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from courses.content.problems import Params, fill
from courses.content.problems import gettext_noop as _

MOST_NODES = 30
MOST_EDGES = 60
LONGEST_LABEL = 120
Direction = Literal["LR", "TD"]
Shape = Literal["box", "round", "choice"]

HEADER = re.compile(r"(?:flowchart|graph)\s+(LR|TD|TB)\s*;?")
QUOTED = r'"[^"]*"'
NODE = re.compile(
    r"(?P<id>\w+(?:-\w+)*)"
    rf"(?:\[(?P<box>{QUOTED}|[^\]\"]+)\]|\((?P<round>{QUOTED}|[^)\"]+)\)|\{{(?P<choice>{QUOTED}|[^}}\"]+)\}})?"
)
ARROW = re.compile(r"\s*-->\s*(?:\|(?P<label>[^|]*)\|\s*)?")
BREAK = re.compile(r"\s*<br\s*/?>\s*")


class BadDiagram(ValueError):
    """`line` counts from 1 inside the fence."""

    def __init__(self, line: int, template: str, **params: str | int | float) -> None:
        super().__init__(fill(template, params))
        self.line = line
        self.template = template
        self.params: Params = params


@dataclass(frozen=True)
class Node:
    id: str
    label: str
    shape: Shape = "box"


@dataclass(frozen=True)
class Edge:
    source: str
    target: str
    label: str = ""


@dataclass(frozen=True)
class Chart:
    """Nodes by id, in the order they are first named."""

    direction: Direction
    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]


def parse(source: str) -> Chart:
    """Raises `BadDiagram` at the first line that cannot be read."""
    direction: Direction | None = None
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []
    for line, statement in _statements(source):
        if not statement or statement.startswith("%%"):
            continue
        if direction is None:
            direction = _direction(statement, line)
        else:
            _read_chain(statement, line, nodes, edges)
        _check_size(line, nodes, edges)
    if direction is None or not nodes:
        raise BadDiagram(1, _("the diagram is empty"))
    return Chart(direction, nodes, tuple(edges))


def _statements(source: str) -> Iterator[tuple[int, str]]:
    """With their lines. One may stand behind the header on its line: `graph TD; A --> B`."""
    for line, raw in enumerate(source.splitlines(), start=1):
        header, ends, rest = raw.partition(";")
        parts = (header, rest) if ends and HEADER.fullmatch(header.strip()) else (raw,)
        yield from ((line, part.strip().rstrip(";").strip()) for part in parts)


def _direction(statement: str, line: int) -> Direction:
    header = HEADER.fullmatch(statement)
    if not header:
        raise BadDiagram(line, _("a diagram starts with “flowchart LR” or “flowchart TD”"))
    return "LR" if header[1] == "LR" else "TD"


def _read_chain(statement: str, line: int, nodes: dict[str, Node], edges: list[Edge]) -> None:
    """`A[One] --> B -->|yes| C{Two}`"""
    here, place = _read_node(statement, 0, line, nodes)
    while place < len(statement):
        arrow = ARROW.match(statement, place)
        if not arrow:
            raise BadDiagram(line, _("“%(rest)s” is not understood here"), rest=statement[place:][:40])
        target, place = _read_node(statement, arrow.end(), line, nodes)
        edges.append(Edge(here, target, _label(arrow["label"] or "", line)))
        here = target


def _read_node(statement: str, place: int, line: int, nodes: dict[str, Node]) -> tuple[str, int]:
    found = NODE.match(statement, place)
    if not found:
        rest = statement[place:][:40] or statement[-40:]
        raise BadDiagram(line, _("a node is expected at “%(rest)s”, such as id[Label]"), rest=rest)
    name = found["id"]
    for shape in ("box", "round", "choice"):
        if found[shape] is not None:
            nodes[name] = Node(name, _label(found[shape], line), shape)
    nodes.setdefault(name, Node(name, name))
    return name, found.end()


def _label(written: str, line: int) -> str:
    text = BREAK.sub("\n", written.strip().strip('"').strip())
    if len(text) > LONGEST_LABEL:
        raise BadDiagram(line, _("a label is longer than %(most)d characters"), most=LONGEST_LABEL)
    return "".join(letter for letter in text if letter == "\n" or letter.isprintable())


def _check_size(line: int, nodes: dict[str, Node], edges: list[Edge]) -> None:
    if len(nodes) > MOST_NODES:
        raise BadDiagram(line, _("more than %(most)d nodes; split the diagram"), most=MOST_NODES)
    if len(edges) > MOST_EDGES:
        raise BadDiagram(line, _("more than %(most)d arrows; split the diagram"), most=MOST_EDGES)
