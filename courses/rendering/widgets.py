"""Things to try: what the module of a widget gets, and the table that stands there without it."""

from dataclasses import asdict
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from courses.content.markdown import render
from courses.content.schema import WidgetBlock
from courses.rendering import Rendering

Content = dict[str, Any]


def widget_content(block: WidgetBlock, rendering: Rendering) -> Content:
    """`settings` is what its module gets; `table` what stands there without one."""
    return {"pages": {code: _page(block, code, rendering) for code in rendering.languages}}


def _page(block: WidgetBlock, language: str, rendering: Rendering) -> Content:
    widget = block.widget
    title, is_fallback = widget.title.in_language(language)
    caption = widget.caption.in_language(language)[0] if widget.caption else ""
    prefix = f"{block.key}-caption"
    with translation.override(language):
        table, words = widget.table(language, gettext), widget.words(gettext)
        drawn = render(caption, prefix=prefix, shift=3, translate=gettext, references=rendering.references)
    return {
        "widget": widget.widget,
        "lang": widget.title.source if is_fallback else language,
        "title": title,
        "caption": drawn.html,
        "table": asdict(table),
        "settings": {**widget.data(language), "words": words},
    }
