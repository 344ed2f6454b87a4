"""What every widget kind answers to."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar

from courses.content.localized import ContentModel, LocalizedMarkdown, LocalizedText

Translate = Callable[[str], str]
PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Table:
    """A widget at its start in plain words: all there is without scripts, and kept in step with the drawing with them."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    summary: str


class BaseWidget(ContentModel, ABC):
    """One widget's settings. `table` and the module of its kind work out the same numbers from the same formula.

    `WORDS` are what the module says, by name, with places like {step}. `companion` names a field that lies in a
    file of its own beside the settings, and what is in that file.
    """

    WORDS: ClassVar[Mapping[str, str]] = {}
    companion: ClassVar[tuple[str, type[ContentModel]] | None] = None

    widget: str
    title: LocalizedText
    caption: LocalizedMarkdown | None = None

    @abstractmethod
    def table(self, language: str, translate: Translate = str) -> Table:
        """The widget at its start; texts of the course in `language`, words of the interface by `translate`."""

    @abstractmethod
    def data(self, language: str) -> dict[str, Any]:
        """All that the module gets, as JSON: numbers, the course's texts, and how it starts (`start`)."""

    def words(self, translate: Translate = str) -> dict[str, str]:
        return {name: translate(text) for name, text in self.WORDS.items()}


def filled(template: str, **values: str | int) -> str:
    """The template with its {places} filled; the module's `fill` does the same."""
    return PLACE.sub(lambda place: str(values.get(place[1], place[0])), template)


def fixed(value: float, digits: int) -> str:
    """The number with so many digits behind the point, a real minus, and no minus before zero.

    Rounds the exact value of the double, halves away from zero, as JavaScript's toFixed does.
    """
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{abs(rounded):f}" if rounded >= 0 else f"\u2212{abs(rounded):f}"


def short(value: float) -> str:
    """Up to six digits and no zeros behind: for settings between 0.0001 and a million."""
    return f"{value:.6g}".replace("-", "\u2212")
