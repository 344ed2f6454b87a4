"""Modules of a page."""

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lms.kit.assets import modules_of

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=64)  # addresses stay as they are while the process lives
def module(name: str) -> SafeString:
    """The script, and all that it imports asked for at once: else each file would be found out by the one before."""
    _first, *imported = modules_of(name)
    links = format_html_join(
        "\n", '<link rel="modulepreload" href="{}">', ((static(path),) for path in imported)
    )
    return format_html('<script type="module" src="{}"></script>\n{}', static(name), links)
