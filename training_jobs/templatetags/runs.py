"""Filters of pages about runs. What is not there yet (None, or "" for a missing lookup) is a dash."""

import json
from collections.abc import Callable
from functools import wraps

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from training_jobs.contract.wording import rounded
from training_jobs.presenting import words

register = template.Library()
Wording = Callable[..., str]


def or_dash(name: str, wording: Wording) -> None:
    @wraps(wording)
    def filtered(value: float | str | None, *about: float) -> str:
        return wording(None if isinstance(value, str) else value, *about)

    register.filter(name, filtered)


def loss(value: float | None) -> str:
    """Nats with three digits."""
    if value is None:
        return "–"
    digits = 3 if value < 1000 else 0
    return number_format(rounded(value, digits), decimal_pos=digits)  # it cuts off rather than rounds


def whole(value: float | None) -> str:
    return "–" if value is None else number_format(round(value), use_l10n=True, force_grouping=True)


def weights(count: float | None) -> str:
    """A number of weights: 92,166 or 22.6 million."""
    if count is None or count < 1_000_000:
        return whole(count)
    # Languages count large numbers in different units: English in millions, Chinese in 万 (10,000).
    unit = int(pgettext("weights are counted in units of", "1000000"))
    return _("%(count)s million") % {"count": number_format(round(count / unit, 1), decimal_pos=1)}


@register.filter
def as_json(value: object) -> str:
    """For a data attribute that a script reads; the template escapes it."""
    return json.dumps(value, ensure_ascii=False)


for _name, _wording in (
    ("score", words.score),
    ("percent", words.percent),
    ("lasted", words.duration),
    ("loss", loss),
    ("whole", whole),
    ("weights", weights),
):
    or_dash(_name, _wording)
