"""Figures of the item analysis as people read them."""

from django import template
from django.utils.formats import number_format

from lms.kit.markup import words_in
from lms.kit.templatetags.texts import in_percent

register = template.Library()
MINUS = "\u2212"


@register.filter
def percent(share: float | None) -> str:
    """A share as whole per cent; a dash where there is none."""
    return "–" if share is None else in_percent(f"{round(100 * share)}".replace("-", MINUS))


@register.filter
def points_of_100(share: float) -> str:
    return number_format(round(100 * share), 0)


register.filter("words_in", words_in)


@register.filter
def signed(value: float | None) -> str:
    """Two digits, with a real minus."""
    return "–" if value is None else number_format(f"{round(value, 2) + 0:.2f}").replace("-", MINUS)


@register.inclusion_tag("courses/_interval_bar.html")
def interval_bar(value: float, interval: tuple[float, float]) -> dict[str, str]:
    """A bar from 0 to 1 with its interval; for the eye only, the numbers stand beside it."""
    edges = {"value": value, "low": interval[0], "high": interval[1]}
    return {name: f"{100 * min(1.0, max(0.0, edge)):.1f}" for name, edge in edges.items()}
