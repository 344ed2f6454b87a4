"""What drawn HTML says, without its marks."""

from html import unescape

from django.utils.html import strip_tags


def words_in(html: str) -> str:
    """In one line, as text: whoever shows it escapes it."""
    return " ".join(unescape(strip_tags(html)).split())
