"""The drawing as SVG: shapes and CSS classes only, so that themes and the CSP both hold."""

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from courses.content.diagram.language import Direction
from courses.content.diagram.layout import LABEL_PAD, LOOP, Drawing, PlacedEdge, PlacedNode, Point
from courses.content.diagram.lettering import FONT, LINE, width

TIP, HALF_TIP = 9.0, 4.5
BASELINE = FONT * 0.35


def to_svg(drawing: Drawing, *, alt: str, name: str) -> str:
    """`role="img"` named by `alt`; `name` becomes the id of its title."""
    across, down = round(drawing.width), round(drawing.height)
    way = drawing.direction
    parts = [_edge(edge, way) for edge in drawing.edges]
    parts += [_loop(placed) for placed in drawing.loops]
    parts += [_node(placed) for placed in drawing.nodes]
    parts += [_edge_label(edge) for edge in drawing.edges if edge.label_lines]
    title = escape(name)
    return (
        f'<svg role="img" aria-labelledby="{title}" viewBox="0 0 {across} {down}"'
        f' width="{across}" height="{down}">'
        f'<title id="{title}">{escape(alt)}</title>{"".join(parts)}</svg>'
    )


def _node(placed: PlacedNode) -> str:
    if placed.node.shape == "choice":
        across, down = placed.width / 2, placed.height / 2
        x, y = placed.x, placed.y
        corners = [(x, y - down), (x + across, y), (x, y + down), (x - across, y)]
        shape = f'<polygon points="{_joined(corners)}"/>'
    else:
        shape = _rect(placed.x, placed.y, placed.width, placed.height, _corner(placed))
    return f'<g class="node {placed.node.shape}">{shape}{_text(placed.lines, placed.x, placed.y)}</g>'


def _corner(placed: PlacedNode) -> float:
    """A pill for one line; for more, a pill would cut the corners of the text."""
    if placed.node.shape == "box":
        return 8
    return placed.height / 2 if len(placed.lines) == 1 else 18


def _rect(x: float, y: float, across: float, down: float, corner: float) -> str:
    return (
        f'<rect x="{x - across / 2:.1f}" y="{y - down / 2:.1f}"'
        f' width="{across:.1f}" height="{down:.1f}" rx="{corner:.1f}"/>'
    )


def _text(lines: Sequence[str], x: float, y: float) -> str:
    first = y - LINE * (len(lines) - 1) / 2 + BASELINE
    spans = [
        f'<tspan x="{x:.1f}" y="{first + LINE * n:.1f}">{escape(line)}</tspan>'
        for n, line in enumerate(lines)
    ]
    return f'<text text-anchor="middle">{"".join(spans)}</text>'


def _edge(edge: PlacedEdge, way: Direction) -> str:
    before, tip = edge.points[-2], edge.points[-1]
    axis = 0 if way == "LR" else 1
    forward = 1.0 if tip[axis] >= before[axis] else -1.0
    points = [*edge.points[:-1], _moved(tip, -forward * (TIP - 2), way)]
    path = [f"M{_pair(points[0])}"]
    for start, end in pairwise(points):
        half = (end[axis] - start[axis]) / 2
        path.append(f"C{_pair(_moved(start, half, way))} {_pair(_moved(end, -half, way))} {_pair(end)}")
    return f'<path class="edge" d="{"".join(path)}"/>{_arrow(tip, forward, way)}'


def _arrow(tip: Point, forward: float, way: Direction) -> str:
    x, y = _moved(tip, -forward * TIP, way)
    wings = [(x, y - HALF_TIP), (x, y + HALF_TIP)] if way == "LR" else [(x - HALF_TIP, y), (x + HALF_TIP, y)]
    return f'<polygon class="tip" points="{_joined([tip, *wings])}"/>'


def _loop(placed: PlacedNode) -> str:
    x, y = placed.x + placed.width / 2, placed.y
    reach = x + LOOP * 1.2
    bend = f"{_pair((reach, y - 22))} {_pair((reach, y + 22))} {_pair((x + TIP - 2, y + 8))}"
    path = f"M{_pair((x, y - 7))}C{bend}"
    return f'<path class="edge" d="{path}"/>{_arrow((x, y + 7), -1.0, "LR")}'


def _edge_label(edge: PlacedEdge) -> str:
    x, y = edge.label_at
    across = max(map(width, edge.label_lines)) + LABEL_PAD
    back = _rect(x, y, across, LINE * len(edge.label_lines), 4)
    return f'<g class="edge-label">{back}{_text(edge.label_lines, x, y)}</g>'


def _moved(point: Point, by: float, way: Direction) -> Point:
    return (point[0] + by, point[1]) if way == "LR" else (point[0], point[1] + by)


def _pair(point: Point) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"


def _joined(points: Sequence[Point]) -> str:
    return " ".join(_pair(point) for point in points)
