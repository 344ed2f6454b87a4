"""Where everything goes: the second half of a layered drawing. Lengths are px."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from courses.content.diagram.language import Chart, Direction, Node
from courses.content.diagram.layers import Item, Layers, Route, assign_layers
from courses.content.diagram.lettering import LINE, width, wrap
from courses.content.diagram.spacing import spread

PAD_X, PAD_Y = 15.0, 11.0
MARGIN = 6.0
GAP_FLOW, GAP_BESIDE_LABEL = 40.0, 20.0
GAP_CROSS, GAP_PASSING = 24.0, 16.0
LABEL_PAD = 6.0
PORT_STEP = 16.0
LOOP = 26.0
ROUNDS = 300
STILL = 0.02
ANCHOR = 0.006

Point = tuple[float, float]


@dataclass(frozen=True)
class PlacedNode:
    node: Node
    lines: list[str]
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class PlacedEdge:
    """`points` run from tail to tip; pairs of them are joined by curves along the flow."""

    points: list[Point]
    label_lines: list[str]
    label_at: Point


@dataclass(frozen=True)
class Drawing:
    direction: Direction
    width: float
    height: float
    nodes: list[PlacedNode]
    edges: list[PlacedEdge]
    loops: list[PlacedNode]


def arrange(chart: Chart) -> Drawing:
    way = chart.direction
    layers = assign_layers(chart)
    texts = {name: _lines(node, way) for name, node in chart.nodes.items()}
    sizes = {name: _size(chart.nodes[name], lines) for name, lines in texts.items()}
    for row in layers.rows:
        for item in row:
            _give_size(item, sizes, way)
    _place_along_the_flow(layers.rows, labelled=any(route.edge.label for route in layers.routes))
    _place_across(layers.rows)
    nodes = [
        PlacedNode(
            chart.nodes[item.node], texts[item.node], *_turn(item.flow, item.cross, way), *sizes[item.node]
        )
        for row in layers.rows
        for item in row
        if item.node is not None
    ]
    looped = {edge.source for edge in chart.edges if edge.source == edge.target}
    loops = [placed for placed in nodes if placed.node.id in looped]
    edges = _edges(layers, chart, way)
    reach = [(placed.x + placed.width / 2, placed.y + placed.height / 2) for placed in nodes]
    reach += [(placed.x + placed.width / 2 + LOOP, placed.y) for placed in loops]
    reach += [(edge.label_at[0] + _label_width(edge) / 2, edge.label_at[1]) for edge in edges]
    reach += [point for edge in edges for point in edge.points]
    right, bottom = max(x for x, _y in reach), max(y for _x, y in reach)
    return Drawing(chart.direction, right + MARGIN, bottom + MARGIN, nodes, edges, loops)


def _turn(flow: float, cross: float, way: Direction) -> Point:
    return (flow, cross) if way == "LR" else (cross, flow)


def _label_width(edge: PlacedEdge) -> float:
    return max(map(width, edge.label_lines), default=0) + LABEL_PAD


def _lines(node: Node, way: Direction) -> list[str]:
    widest = 150.0 if way == "LR" else 190.0
    return wrap(node.label, widest * 0.68 if node.shape == "choice" else widest)


def _size(node: Node, lines: list[str]) -> Point:
    across, down = max(map(width, lines)), LINE * len(lines)
    if node.shape == "choice":
        # A rhombus of twice the text's size just holds it; corners of text are rounder than boxes.
        return max(96.0, across * 1.55 + PAD_X), max(60.0, down * 1.75 + PAD_Y)
    extra = 6.0 if node.shape == "round" else 0.0
    return max(56.0, across + 2 * (PAD_X + extra)), down + 2 * PAD_Y


def _give_size(item: Item, sizes: dict[str, Point], way: Direction) -> None:
    if item.node is not None:
        across, down = sizes[item.node]
    elif item.label:
        lines = wrap(item.label, 110.0)
        across, down = max(map(width, lines)) + 2 * LABEL_PAD, LINE * len(lines) + LABEL_PAD
    else:
        return
    item.flow_size, item.cross_size = _turn(across, down, way)


def _place_along_the_flow(rows: list[list[Item]], *, labelled: bool) -> None:
    gap = GAP_BESIDE_LABEL if labelled else GAP_FLOW
    start = MARGIN
    for row in rows:
        deep = max((item.flow_size for item in row), default=0.0)
        for item in row:
            item.flow = start + deep / 2
        start += deep + gap


def _place_across(rows: list[list[Item]]) -> None:
    """Each row moves towards its neighbours, rows above and below in turn, keeping order and distance."""
    for row in rows:
        _settle(row, [0.0] * len(row))
    for sweep in range(ROUNDS):
        down = sweep % 2 == 0
        moved = 0.0
        for row in rows if down else reversed(rows):
            wanted = [_pull(item, both=sweep > 3, down=down) for item in row]
            moved = max(moved, _settle(row, wanted))
        if moved < STILL and sweep > 4:
            break
    least = min(item.cross - item.cross_size / 2 for row in rows for item in row)
    for row in rows:
        for item in row:
            item.cross += MARGIN - least


def _pull(item: Item, *, both: bool, down: bool) -> float:
    beside = item.before + item.after if both else (item.before if down else item.after)
    weights = [_bond(item, other) for other in beside]
    if not beside:
        return item.cross
    # Bonds are not mutual; without an anchor at the middle the whole drawing would drift, ways back trailing.
    anchor = ANCHOR if item.node else 0.0
    pulled = sum(other.cross * weight for other, weight in zip(beside, weights, strict=True))
    return pulled / (sum(weights) + anchor)


def _bond(item: Item, other: Item) -> float:
    """The way forward runs straight, long arrows run straight, and ways back bend around them."""
    if item.node is None and other.node is None:
        return 6.0
    if other.goes_back:
        return 0.01
    return 0.15 if item.goes_back else 1.0


def _settle(row: Sequence[Item], wanted: Sequence[float]) -> float:
    """Place a row; how far its most restless item went."""
    gaps = [
        (left.cross_size + right.cross_size) / 2 + (GAP_CROSS if left.node and right.node else GAP_PASSING)
        for left, right in pairwise(row)
    ]
    weights = [0.05 if item.goes_back else 2.0 if item.node else 1.0 for item in row]
    moved = 0.0
    for item, place in zip(row, spread(wanted, gaps, weights), strict=True):
        moved = max(moved, abs(item.cross - place))
        item.cross = place
    return moved


def _edges(layers: Layers, chart: Chart, way: Direction) -> list[PlacedEdge]:
    leaving = _ports(layers.routes, chart, first=True)
    entering = _ports(layers.routes, chart, first=False)
    placed = []
    for number, route in enumerate(layers.routes):
        start, *passing, end = route.items
        points = [(start.flow + start.flow_size / 2, start.cross + leaving[number])]
        for item in passing:
            points += [
                (item.flow - item.flow_size / 2, item.cross),
                (item.flow + item.flow_size / 2, item.cross),
            ]
        points.append((end.flow - end.flow_size / 2, end.cross + entering[number]))
        turned = [_turn(flow, cross, way) for flow, cross in points]
        named = next((item for item in passing if item.label), None)
        placed.append(
            PlacedEdge(
                points=turned[::-1] if route.backward else turned,
                label_lines=wrap(named.label, 110.0) if named else [],
                label_at=_turn(named.flow, named.cross, way) if named else turned[0],
            )
        )
    return placed


def _ports(routes: list[Route], chart: Chart, *, first: bool) -> dict[int, float]:
    """How far from the middle of its side each arrow leaves (or enters) a node: straight on where it can."""
    by_node: dict[str, list[int]] = {}
    for number, route in enumerate(routes):
        by_node.setdefault(str(route.items[0 if first else -1].node), []).append(number)
    offsets: dict[int, float] = {}
    for name, numbers in by_node.items():
        node = routes[numbers[0]].items[0 if first else -1]
        reach = 0.0 if chart.nodes[name].shape == "choice" else node.cross_size * 0.3
        beyond = {number: routes[number].items[1 if first else -2].cross - node.cross for number in numbers}
        numbers.sort(key=beyond.__getitem__)
        wanted = [max(-reach, min(reach, beyond[number])) for number in numbers]
        step = min(PORT_STEP, 2 * reach / max(1, len(numbers) - 1))
        places = spread(wanted, [step] * (len(numbers) - 1), [1.0] * len(numbers))
        offsets.update(zip(numbers, places, strict=True))
    return offsets
