"""What a translator sees: how far a language is, the text that comes next beside its source, and what else is to be done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse

from courses.changes.words import describe_place
from courses.content.differences import Mark, excerpt, word_marks
from courses.content.drafts.texts import data_of, texts_in
from courses.content.drafts.translations import WHOLE, State, Unit, plain, print_of, translation_of
from courses.drafts.pages import DraftPage, language_name
from courses.models import DraftSave
from courses.roles.standing import Standing
from courses.teamwork.places import place_of, title_of
from courses.translations.files import file_field, files_for

LISTED = 100
PARSED = 50
"""Saves of a file with many texts that are looked through for what one of them said."""
SHOWN = ("todo", "missing", "outdated", "all")


@dataclass(frozen=True)
class UnitLine:
    """A text with the name of its place and the way to it."""

    unit: Unit
    title: str
    href: str
    is_here: bool = False


class TranslationPage:
    """Into one language. `at` names the text to show (path, then place); without it the first that is to be done.

    `within` is the file, or the folder of the lesson, whose texts alone are shown; a text is a file in each language.
    """

    def __init__(
        self,
        draft: DraftPage,
        language: str,
        standing: Standing,
        *,
        show: str = "",
        at: str = "",
        within: str = "",
    ) -> None:
        if language not in draft.languages[1:]:
            raise Http404
        self.draft, self.course, self.language, self.standing = draft, draft.course, language, standing
        self.show = show if show in SHOWN else SHOWN[0]
        units = [unit for unit in draft.units if unit.language == language]
        here = [unit for unit in units if within and unit.path.startswith(within)]
        self.within = within if here else ""
        self.units = sorted(here or units, key=lambda unit: draft.rank(unit.path))
        self.listed = [unit for unit in self.units if self._is_listed(unit)]
        named = [unit for unit in self.units if name_of(unit) == at]
        self.unit: Unit | None = next(iter([*named, *self.listed]), None)

    def _is_listed(self, unit: Unit) -> bool:
        wanted = {"todo": {State.MISSING, State.OUTDATED}, "all": set(State)}
        return unit.state in wanted.get(self.show, {self.show})

    @property
    def can_write(self) -> bool:
        return self.standing.writes or (self.standing.translates and self.language in self.standing.languages)

    @property
    def name(self) -> str:
        return language_name(self.language)

    @property
    def source_name(self) -> str:
        return language_name(self.draft.languages[0])

    def count(self, state: State) -> int:
        return sum(unit.state == state for unit in self.units)

    @property
    def missing(self) -> int:
        return self.count(State.MISSING)

    @property
    def outdated(self) -> int:
        return self.count(State.OUTDATED)

    @property
    def percent(self) -> int:
        """Share of texts that are translated and current; 100 only when all are."""
        return 100 * self.count(State.CURRENT) // len(self.units) if self.units else 100

    @property
    def lines(self) -> Sequence[UnitLine]:
        return [self._line(unit) for unit in self.listed[:LISTED]]

    @property
    def more(self) -> int:
        return max(0, len(self.listed) - LISTED)

    @property
    def line(self) -> UnitLine | None:
        return self._line(self.unit) if self.unit else None

    @property
    def print(self) -> str:
        """Of what the text says on show, to notice what somebody else wrote meanwhile."""
        return print_of(self.unit.said) if self.unit else ""

    @property
    def print_of_source(self) -> str:
        """The same of its source."""
        return print_of(self.unit.source) if self.unit else ""

    @property
    def is_long(self) -> bool:
        return self.unit is not None and ("\n" in self.unit.source or len(self.unit.source) > 120)

    @property
    def offered(self) -> Sequence[str] | None:
        """The files that may stand where the text is the name of one; None where words are typed."""
        shape = (
            file_field(self.unit, self.draft.files[self.unit.path].text or "")
            if self.unit and self.unit.place
            else None
        )
        if shape is None or self.unit is None:
            return None
        fitting = files_for(shape, self.draft.draft)
        return [*fitting, *([self.unit.said] if self.unit.said and self.unit.said not in fitting else [])]

    def after(self, unit: Unit) -> str:
        """The address of the next text that is to be done behind this one, from the beginning if there is none."""
        names = [name_of(one) for one in self.units]
        start = names.index(name_of(unit)) + 1 if name_of(unit) in names else 0
        waiting = [*self.units[start:], *self.units[: max(0, start - 1)]]
        found = next((one for one in waiting if one.state != State.CURRENT), None)
        return self._href(found) if found else f"{self._address}?{self.kept_within}"

    @property
    def next_href(self) -> str:
        return self.after(self.unit) if self.unit else ""

    @property
    def source_marks(self) -> Sequence[Mark]:
        """How the source of an outdated text changed since it was translated, where its history tells."""
        if self.unit is None or self.unit.state != State.OUTDATED:
            return ()
        stood = self.draft.files[self.unit.path].stands_on.get(self.unit.place, {}).get(self.language)
        earlier = next((said for said in self._sources(self.unit) if said and print_of(said) == stood), None)
        return excerpt(word_marks(plain(earlier), self.unit.source)) if earlier else ()

    def _sources(self, unit: Unit) -> Iterator[Any]:
        """What the source of a text said, the newest first; read one by one, for it mostly changed a moment ago."""
        languages = self.draft.languages
        is_whole = unit.place == WHOLE
        path = translation_of(unit.path, languages[0]) if is_whole else unit.path
        saves = DraftSave.objects.filter(file__draft=self.draft.draft, file__path=path, version__isnull=False)
        texts = saves.order_by("-version").values_list("text", flat=True)[: LISTED if is_whole else PARSED]
        for text in texts:
            said = {} if is_whole else texts_in(data_of(text), languages).get(unit.place, {})
            yield text if is_whole else said.get(languages[0])

    @property
    def _address(self) -> str:
        return reverse("courses:translate", args=[self.course.key, self.language])

    @property
    def kept(self) -> str:
        """Of an address: which texts are listed."""
        return f"&show={self.show}" if self.show != SHOWN[0] else ""

    @property
    def kept_within(self) -> str:
        return f"&in={self.within}" if self.within else ""

    @property
    def part(self) -> str:
        """What the texts on show are part of, where they are not all."""
        return title_of(place_of(self.units[0].path), self.draft).partition(" › ")[0] if self.within else ""

    def _href(self, unit: Unit) -> str:
        return f"{self._address}?at={name_of(unit)}{self.kept}{self.kept_within}#unit"

    def _line(self, unit: Unit) -> UnitLine:
        title = title_of(place_of(unit.path), self.draft) or unit.path
        inner = describe_place(unit.place, self.draft.data_of(unit.path)) if unit.place else ""
        is_here = self.unit is not None and name_of(unit) == name_of(self.unit)
        return UnitLine(unit, f"{title} › {inner}" if inner else title, self._href(unit), is_here)


def name_of(unit: Unit) -> str:
    """Of a text, as addresses have it."""
    return f"{unit.path}:{unit.place}"
