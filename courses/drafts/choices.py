"""What the fields of a draft's forms are chosen from, by what it is called."""

from collections.abc import Mapping, Sequence
from typing import Any

from courses.content.drafts.keys import questions_in
from courses.content.forms.picking import Choices
from courses.drafts.pages import DraftPage
from courses.labs import lab_registry
from courses.places import place_of


def choices_of(page: DraftPage) -> Choices:
    """Banks of the course with what their questions are tagged with, and what labs are made of."""
    banks = {place_of(path).block: (title, page.data_of(path)) for path, title in page.banks}
    named = {"banks": [(key, title) for key, (title, _data) in banks.items()]}
    tags = {f"tags of {key}": _told(data, "tags") for key, (_title, data) in banks.items()}
    levels = {f"difficulties of {key}": _told(data, "difficulty") for key, (_title, data) in banks.items()}
    return {**named, **tags, **levels, **lab_registry().choices()}


def _told(bank: Mapping[str, Any], name: str) -> Sequence[tuple[str, str]]:
    """What the questions of a bank say of themselves under this name, each once."""
    said = (question.get(name) for question in questions_in(bank))
    told = {str(one) for given in said for one in (given if isinstance(given, list) else [given]) if one}
    return [(one, one) for one in sorted(told)]
