"""Which node stands in which layer, in which order: first half of a layered drawing (Sugiyama 1981)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from courses.content.diagram.language import Chart, Edge

SWEEPS = 8
MOST_TRIALS = 12


@dataclass(eq=False)
class Item:
    """A node, or where a long arrow crosses a layer. The layout fills in sizes and places."""

    rank: int
    node: str | None = None
    label: str = ""
    goes_back: bool = False
    flow_size: float = 0.0
    cross_size: float = 0.0
    flow: float = 0.0
    cross: float = 0.0
    before: list["Item"] = field(default_factory=list)
    after: list["Item"] = field(default_factory=list)


@dataclass
class Route:
    """The items an arrow visits, by rank. `backward` when it points from the last to the first."""

    edge: Edge
    items: list[Item]
    backward: bool


@dataclass
class Layers:
    rows: list[list[Item]]
    routes: list[Route]


def assign_layers(chart: Chart) -> Layers:
    """Loops onto the same node are left to the drawing."""
    backward = _backward_edges(chart)
    edges = [edge for edge in chart.edges if edge.source != edge.target]
    ends = [(e.target, e.source) if e in backward else (e.source, e.target) for e in edges]
    stride = 2 if any(edge.label for edge in edges) else 1
    ranks = _ranks(list(chart.nodes), ends, stride)
    items = {name: Item(ranks[name], node=name) for name in chart.nodes}
    rows: list[list[Item]] = [[] for _rank in range(max(ranks.values()) + 1)]
    for item in items.values():
        rows[item.rank].append(item)
    routes = []
    for edge, (start, end) in zip(edges, ends, strict=True):
        chain = _chain(items[start], items[end], edge, rows, goes_back=edge in backward)
        routes.append(Route(edge, chain, edge in backward))
    return Layers(_least_crossings(rows, routes), routes)


def _backward_edges(chart: Chart) -> set[Edge]:
    """Arrows that close a cycle, found depth first in the author's order."""
    following: dict[str, list[Edge]] = defaultdict(list)
    for edge in chart.edges:
        following[edge.source].append(edge)
    found: set[Edge] = set()
    done: set[str] = set()
    open_now: set[str] = set()

    def visit(name: str) -> None:
        open_now.add(name)
        for edge in following[name]:
            if edge.target in open_now:
                found.add(edge)
            elif edge.target not in done:
                visit(edge.target)
        open_now.discard(name)
        done.add(name)

    for name in chart.nodes:
        if name not in done:
            visit(name)
    return found


def _ranks(names: Sequence[str], ends: Iterable[tuple[str, str]], stride: int) -> dict[str, int]:
    """Longest path from the sources; then each source moves next to what it feeds."""
    pairs = list(ends)
    ranks = dict.fromkeys(names, 0)
    for _round in names:
        for start, end in pairs:
            ranks[end] = max(ranks[end], ranks[start] + stride)
    fed = {end for _start, end in pairs}
    for name in names:
        after = [ranks[end] for start, end in pairs if start == name]
        if name not in fed and after:
            ranks[name] = min(after) - stride
    return ranks


def _chain(start: Item, end: Item, edge: Edge, rows: list[list[Item]], *, goes_back: bool) -> list[Item]:
    middle = (start.rank + end.rank) // 2
    items = [start]
    for rank in range(start.rank + 1, end.rank):
        passing = Item(rank, label=edge.label if rank == middle else "", goes_back=goes_back)
        rows[rank].append(passing)
        items.append(passing)
    items.append(end)
    for left, right in pairwise(items):
        left.after.append(right)
        right.before.append(left)
    return items


def _least_crossings(rows: list[list[Item]], routes: list[Route]) -> list[list[Item]]:
    """Sweeps from the author's order, then with each long arrow tried on the other side."""
    best, fewest = _swept(rows)
    for route in [route for route in routes if len(route.items) > 3][:MOST_TRIALS]:
        if not fewest:
            break
        passing = set(map(id, route.items[1:-1]))
        other_side = [sorted(row, key=lambda item: id(item) not in passing) for row in best]
        tried, crossings = _swept(other_side)
        if crossings < fewest:
            best, fewest = tried, crossings
    return best


def _swept(start: list[list[Item]]) -> tuple[list[list[Item]], int]:
    """Barycentre sweeps down and up; the best order seen wins."""
    rows = [list(row) for row in start]
    best, fewest = start, _crossings(start)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for row in rows if down else reversed(rows):
            _sort_row(row, rows, down=down)
        crossings = _crossings(rows)
        if crossings < fewest:
            best, fewest = [list(row) for row in rows], crossings
    return best, fewest


def _sort_row(row: list[Item], rows: list[list[Item]], *, down: bool) -> None:
    places = {id(item): place for line in rows for place, item in enumerate(line)}

    def barycentre(item: Item) -> float:
        beside = item.before if down else item.after
        if not beside:
            return places[id(item)]
        return sum(places[id(other)] for other in beside) / len(beside)

    row.sort(key=barycentre)


def _crossings(rows: list[list[Item]]) -> int:
    total = 0
    for upper, lower in pairwise(rows):
        place = {id(item): number for number, item in enumerate(lower)}
        ends = [end for item in upper for end in sorted(place[id(other)] for other in item.after)]
        total += sum(1 for number, a in enumerate(ends) for b in ends[number + 1 :] if a > b)
    return total
