"""What a block or a lesson is called, as its file says."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.text import Truncator

from courses.content.drafts.texts import data_of
from courses.content.forms.blanks import BLANK
from courses.content.markdown.plain import plain
from lms.kit.templatetags.texts import in_language

TITLE_LENGTH = 60
NAMED_BY = ("title", "prompt", "alt")


def name_in(block: Mapping[str, Any]) -> str:
    """What a block is called; one without a title by the first words that a learner sees of it."""
    told = (part for part in (block, block.get("question"), *_listed(block)) if isinstance(part, dict))
    texts = ((name, part.get(name)) for part in told for name in NAMED_BY)
    said = ((name, str(in_language(told))) for name, told in texts if isinstance(told, dict) and told)
    words = (plain(text).text if name == "prompt" else text.strip() for name, text in said)
    return next((Truncator(named).chars(TITLE_LENGTH) for named in words if named), "")


def _listed(block: Mapping[str, Any]) -> Sequence[Any]:
    """The first of the resources that it lists."""
    items = block.get("items")
    return items[:1] if isinstance(items, list) else ()


def heading_in(text: str) -> str:
    """What a text begins with, as its name."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    name = plain(line).text
    return "" if name == BLANK else Truncator(name).chars(TITLE_LENGTH)


def name_of_file(path: str, text: str) -> str:
    data = None if path.endswith(".md") else data_of(text)
    return heading_in(text) if path.endswith(".md") else name_in(data if isinstance(data, dict) else {})
