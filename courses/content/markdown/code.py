"""Highlighted code: Pygments short classes, coloured by content.css."""

from functools import lru_cache
from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from courses.content.markdown.bounds import LONGEST_COLOURED

PLAIN = {"", "text", "txt", "plain"}
FORMATTER = HtmlFormatter(nowrap=True)


@lru_cache(maxsize=64)
def lexer_for(language: str) -> Lexer | None:
    """None for plain text. Raises `LookupError` for a language nobody knows."""
    if language in PLAIN:
        return None
    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        raise LookupError(language) from None


def code_block(source: str, language: str) -> str:
    """A scrollable block that the keyboard can reach; a very long one is not coloured.

    Raises `LookupError` as `lexer_for` does.
    """
    lexer = lexer_for(language)
    is_coloured = lexer is not None and len(source) <= LONGEST_COLOURED
    inner = highlight(source, lexer, FORMATTER) if is_coloured else escape(source)
    name = f' data-language="{escape(language)}"' if lexer else ""
    return f'<pre class="code" tabindex="0"{name}><code>{inner}</code></pre>\n'
