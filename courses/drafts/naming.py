"""What a block or a lesson is called, as its file says."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import Truncator

from courses.content.drafts.texts import data_of
from courses.content.forms.blanks import BLANK
from lms.kit.templatetags.texts import in_language

TITLE_LENGTH = 60
NAMED_BY = ("title", "prompt", "alt")


def name_in(block: Mapping[str, Any]) -> str:
    """What a block is called; one without a title by the first words that a learner sees of it."""
    texts = (block.get(name) for name in NAMED_BY)
    said = (str(in_language(told)) for told in texts if isinstance(told, dict) and told)
    return next((Truncator(words.strip()).chars(TITLE_LENGTH) for words in said if words.strip()), "")


def heading_in(text: str) -> str:
    """What a text begins with, as its name."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    name = line.lstrip("# ").strip()
    return "" if name == BLANK else Truncator(name).chars(TITLE_LENGTH)


def name_of_file(path: str, text: str) -> str:
    data = None if path.endswith(".md") else data_of(text)
    return heading_in(text) if path.endswith(".md") else name_in(data if isinstance(data, dict) else {})
