"""Scores of courses as whole percents."""

from django import template

register = template.Library()


@register.filter
def whole_percent(share: float | None) -> int | str:
    """90 for 0.9, rounded as on the certificate; a dash where there is none."""
    return "–" if share is None else round(100 * share)
