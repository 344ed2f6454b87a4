"""Flowcharts in a small part of Mermaid's language, drawn on the server as inline SVG."""

from courses.content.diagram.language import BadDiagram, Chart, Direction, Edge, Node, parse
from courses.content.diagram.layout import arrange
from courses.content.diagram.svg import to_svg

__all__ = ["BadDiagram", "Chart", "Direction", "Edge", "Node", "draw", "parse"]

NARROW = 330
"""What a phone shows without scrolling, in px."""


def draw(source: str, *, alt: str, name: str) -> str:
    """Safe HTML. Raises `BadDiagram`.

    A chart too wide for a phone comes twice, once turned; content.css shows one. `alt` is the accessible
    name; `name` becomes an HTML id and must be unique on the page.
    """
    chart = parse(source)
    placed = arrange(chart)
    if placed.width <= NARROW or chart.direction == "TD":
        return _frame("diagram-any", to_svg(placed, alt=alt, name=name), placed.width)
    turned = arrange(Chart("TD", chart.nodes, chart.edges))
    wide = _frame("diagram-wide", to_svg(placed, alt=alt, name=name), placed.width)
    return wide + _frame("diagram-narrow", to_svg(turned, alt=alt, name=name + "-n"), turned.width)


def _frame(css_class: str, svg: str, width: float) -> str:
    focusable = ' tabindex="0"' if width > NARROW else ""
    return f'<div class="{css_class}"{focusable}>{svg}</div>'
