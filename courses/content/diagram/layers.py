"""Which node stands in which layer, and in which order: the first half of a layered drawing (Sugiyama 1981)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from courses.content.diagram.language import Chart, Edge

SWEEPS = 8


@dataclass(eq=False)
class Item:
    """A node, or the place where a long arrow crosses a layer. Sizes and places are filled in by the layout."""

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
    return Layers(_least_crossings(rows), routes)


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
    for left, right in zip(items, items[1:], strict=False):
        left.after.append(right)
        right.before.append(left)
    return items


def _least_crossings(rows: list[list[Item]]) -> list[list[Item]]:
    """Barycentre sweeps down and up; the best order seen wins."""
    best, fewest = [list(row) for row in rows], _crossings(rows)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for row in rows if down else reversed(rows):
            _sort_row(row, rows, down)
        crossings = _crossings(rows)
        if crossings < fewest:
            best, fewest = [list(row) for row in rows], crossings
    return best


def _sort_row(row: list[Item], rows: list[list[Item]], down: bool) -> None:
    places = {id(item): place for line in rows for place, item in enumerate(line)}

    def barycentre(item: Item) -> float:
        beside = item.before if down else item.after
        if not beside:
            return places[id(item)]
        return sum(places[id(other)] for other in beside) / len(beside)

    row.sort(key=barycentre)


def _crossings(rows: list[list[Item]]) -> int:
    total = 0
    for upper, lower in zip(rows, rows[1:], strict=False):
        place = {id(item): number for number, item in enumerate(lower)}
        ends = [place[id(other)] for item in upper for other in sorted(item.after, key=lambda o: place[id(o)])]
        total += sum(1 for i, a in enumerate(ends) for b in ends[i + 1 :] if a > b)
    return total
