"""Filters of pages about runs."""

from django import template
from django.utils.formats import number_format

from training_jobs.presenting import words

register = template.Library()
register.filter("score", words.score)
register.filter("percent", words.percent)
register.filter("lasted", words.duration)


@register.filter
def loss(value: float | None) -> str:
    """Nats with three digits; a dash where the loss was not a number."""
    return "–" if value is None else number_format(value, decimal_pos=3)


@register.filter
def whole(value: float | None) -> str:
    return "–" if value is None else number_format(round(value), use_l10n=True, force_grouping=True)
