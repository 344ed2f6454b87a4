"""The drawing as SVG: shapes and CSS classes only, so that themes and the CSP both hold."""

from collections.abc import Sequence
from html import escape

from courses.content.diagram.layout import LABEL_PAD, LOOP, Drawing, PlacedEdge, PlacedNode, Point
from courses.content.diagram.lettering import FONT, LINE, width

TIP, HALF_TIP = 9.0, 4.5
BASELINE = FONT * 0.35


def to_svg(drawing: Drawing, *, alt: str, name: str) -> str:
    """`role="img"` named by `alt`; `name` becomes the id of its title."""
    across, down = round(drawing.width), round(drawing.height)
    lies = drawing.direction == "LR"
    parts = [_edge(edge, lies) for edge in drawing.edges]
    parts += [_loop(placed) for placed in drawing.loops]
    parts += [_node(placed) for placed in drawing.nodes]
    parts += [_edge_label(edge) for edge in drawing.edges if edge.label_lines]
    title = escape(name)
    return (
        f'<svg role="img" aria-labelledby="{title}" viewBox="0 0 {across} {down}" width="{across}" height="{down}">'
        f'<title id="{title}">{escape(alt)}</title>{"".join(parts)}</svg>'
    )


def _node(placed: PlacedNode) -> str:
    left, top = placed.x - placed.width / 2, placed.y - placed.height / 2
    right, bottom = placed.x + placed.width / 2, placed.y + placed.height / 2
    if placed.node.shape == "choice":
        corners = _joined([(placed.x, top), (right, placed.y), (placed.x, bottom), (left, placed.y)])
        shape = f'<polygon points="{corners}"/>'
    else:
        round_by = placed.height / 2 if placed.node.shape == "round" and len(placed.lines) == 1 else 8
        round_by = 18 if placed.node.shape == "round" and len(placed.lines) > 1 else round_by
        shape = (
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{placed.width:.1f}" height="{placed.height:.1f}"'
            f' rx="{round_by:.1f}"/>'
        )
    return f'<g class="node {placed.node.shape}">{shape}{_text(placed.lines, placed.x, placed.y)}</g>'


def _text(lines: Sequence[str], x: float, y: float) -> str:
    first = y - LINE * (len(lines) - 1) / 2 + BASELINE
    spans = [f'<tspan x="{x:.1f}" y="{first + LINE * n:.1f}">{escape(line)}</tspan>' for n, line in enumerate(lines)]
    return f'<text text-anchor="middle">{"".join(spans)}</text>'


def _edge(edge: PlacedEdge, lies: bool) -> str:
    before, tip = edge.points[-2], edge.points[-1]
    axis = 0 if lies else 1
    forward = 1.0 if tip[axis] >= before[axis] else -1.0
    points = [*edge.points[:-1], _moved(tip, -forward * (TIP - 2), lies)]
    path = [f"M{_pair(points[0])}"]
    for start, end in zip(points, points[1:], strict=False):
        half = (end[axis] - start[axis]) / 2
        path.append(f"C{_pair(_moved(start, half, lies))} {_pair(_moved(end, -half, lies))} {_pair(end)}")
    return f'<path class="edge" d="{"".join(path)}"/>{_arrow(tip, forward, lies)}'


def _arrow(tip: Point, forward: float, lies: bool) -> str:
    x, y = _moved(tip, -forward * TIP, lies)
    wings = [(x, y - HALF_TIP), (x, y + HALF_TIP)] if lies else [(x - HALF_TIP, y), (x + HALF_TIP, y)]
    return f'<polygon class="tip" points="{_joined([tip, *wings])}"/>'


def _loop(placed: PlacedNode) -> str:
    x, y = placed.x + placed.width / 2, placed.y
    reach = x + LOOP * 1.2
    path = f"M{x:.1f},{y - 7:.1f}C{reach:.1f},{y - 22:.1f} {reach:.1f},{y + 22:.1f} {x + TIP - 2:.1f},{y + 8:.1f}"
    return f'<path class="edge" d="{path}"/>{_arrow((x, y + 7), -1.0, True)}'


def _edge_label(edge: PlacedEdge) -> str:
    x, y = edge.label_at
    across = max(map(width, edge.label_lines)) + LABEL_PAD
    down = LINE * len(edge.label_lines)
    back = (
        f'<rect x="{x - across / 2:.1f}" y="{y - down / 2:.1f}" width="{across:.1f}" height="{down:.1f}" rx="4"/>'
    )
    return f'<g class="edge-label">{back}{_text(edge.label_lines, x, y)}</g>'


def _moved(point: Point, by: float, lies: bool) -> Point:
    return (point[0] + by, point[1]) if lies else (point[0], point[1] + by)


def _pair(point: Point) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"


def _joined(points: Sequence[Point]) -> str:
    return " ".join(_pair(point) for point in points)
