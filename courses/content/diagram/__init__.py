"""Flowcharts in a small part of Mermaid's language, drawn on the server as inline SVG."""

import math

from courses.content.diagram.language import BadDiagram, Chart, Direction, Edge, Node, parse
from courses.content.diagram.layout import arrange
from courses.content.diagram.svg import to_svg

__all__ = ["BadDiagram", "Chart", "Direction", "Edge", "Node", "draw", "parse"]

PHONE = 330
"""What a phone shows without scrolling, in px."""
SHRINKS_TO = 0.75
"""Labels of 14 px stay readable down to this scale."""
WIDEST_COLUMN = 800


def draw(source: str, *, alt: str, name: str) -> str:
    """Safe HTML. Raises `BadDiagram`.

    A chart too wide for a phone comes twice, once turned; content.css shows the one that fits. `alt` is the
    accessible name; `name` becomes an HTML id and must be unique on the page.
    """
    chart = parse(source)
    placed = arrange(chart)
    if placed.width <= PHONE or chart.direction == "TD":
        return _frame("diagram-any", to_svg(placed, alt=alt, name=name), placed.width)
    turned = arrange(Chart("TD", chart.nodes, chart.edges))
    if placed.width * SHRINKS_TO > WIDEST_COLUMN:
        return _frame("diagram-any", to_svg(turned, alt=alt, name=name), turned.width)
    needs = math.ceil(placed.width * SHRINKS_TO / 100) * 100
    wide = _frame(f"diagram-wide needs-{needs}", to_svg(placed, alt=alt, name=name), PHONE)
    return wide + _frame("diagram-narrow", to_svg(turned, alt=alt, name=name + "-turned"), turned.width)


def _frame(css_class: str, svg: str, width: float) -> str:
    """Fits, shrinks a little to fit, or scrolls inside itself where the keyboard can reach it."""
    if width * SHRINKS_TO <= PHONE * 0.9:
        return f'<div class="{css_class} fits">{svg}</div>'
    return f'<div class="{css_class}" tabindex="0">{svg}</div>'
