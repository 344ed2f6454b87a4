"""A widget as its lesson shows it: a table to read, and what its module needs to do more."""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from courses.models import Block
from lms.kit.templatetags.texts import in_language


@dataclass(frozen=True)
class WidgetCard:
    key: str
    kind: str
    lang: str
    title: str
    caption: SafeString
    table: dict[str, Any]
    settings: str

    @property
    def module(self) -> str:
        return f"js/widgets/{self.kind}.js"


def widget_card(block: Block) -> WidgetCard:
    """The card in the reader's language; nothing in it is secret, so all of it goes to the browser."""
    page: dict[str, Any] = in_language(block.content["pages"])
    return WidgetCard(
        key=block.key,
        kind=page["widget"],
        lang=page["lang"],
        title=page["title"],
        caption=SafeString(page["caption"]),
        table=page["table"],
        settings=json.dumps(page["settings"], ensure_ascii=False),
    )
