"""What was set aside beside what is saved: each place that both changed, and the file that somebody's choices make."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from courses.changes.words import what_differs
from courses.content.differences import Difference, Mark, Verb, word_marks
from courses.content.drafts.bringing import Bringing, Choice, Conflict
from courses.content.drafts.texts import TEXT_FILE, data_of
from courses.content.yaml_writing import to_yaml
from courses.drafts.file_forms import arranged
from courses.drafts.form_words import kind_label, label_of
from courses.models import DraftSave
from lms.kit.templatetags.texts import in_language


@dataclass(frozen=True)
class Place:
    """`mine` and `theirs` in words, with what only that side has marked. `key` is the same as long as both are."""

    key: str
    name: str
    lang: str
    mine: Sequence[Mark]
    theirs: Sequence[Mark]
    can_be_both: bool
    chosen: str = ""


class Apart:
    """`chosen` are the choices that were sent, by the key of their place; some may be missing, or of places that were."""

    def __init__(
        self, aside: DraftSave, languages: Sequence[str], chosen: Mapping[str, str] | None = None
    ) -> None:
        self.aside, self.languages = aside, languages
        self._chosen = chosen or {}
        self._texts = [_base_of(aside), aside.text or "", aside.file.text or ""]
        self._data = [] if aside.file.path.endswith(".md") else [data_of(text) for text in self._texts]

    @cached_property
    def conflicts(self) -> Sequence[Conflict]:
        return self._bring(())[0]

    @cached_property
    def keys(self) -> list[str]:
        """A choice holds for a place as long as it says what it said, whatever else was saved in the file."""
        told, before = [], Counter[str]()
        for conflict in self.conflicts:
            digest = sha256(repr(conflict).encode()).hexdigest()[:16]
            told.append(f"{digest}-{before[digest]}")
            before[digest] += 1
        return told

    @property
    def places(self) -> list[Place]:
        return [self._place(number, conflict) for number, conflict in enumerate(self.conflicts)]

    @property
    def is_decided(self) -> bool:
        """Whether every place has a choice that it offers."""
        return all(self._choice(number) is not None for number in range(len(self.conflicts)))

    @property
    def text(self) -> str:
        """The file by the choices."""
        choices = [self._choice(number) or Choice.THEIRS for number in range(len(self.conflicts))]
        return self._bring(choices)[1]

    def _bring(self, choices: Sequence[Choice]) -> tuple[Sequence[Conflict], str]:
        bringing = Bringing(choices)
        if len(self._data) == len(self._texts) and all(isinstance(one, dict) for one in self._data[1:]):
            base, mine, theirs = self._data
            data = bringing.data(base, mine, theirs, self.languages)
            return bringing.conflicts, to_yaml(arranged(data))
        text = bringing.texts(*self._texts)
        return bringing.conflicts, text

    def _choice(self, number: int) -> Choice | None:
        said = self._chosen.get(self.keys[number], "")
        offered = said in tuple(Choice) and (said != Choice.BOTH or self.conflicts[number].can_be_both)
        return Choice(said) if offered else None

    def _place(self, number: int, conflict: Conflict) -> Place:
        theirs, mine = (_in_words(side, self.languages) for side in (conflict.theirs, conflict.mine))
        marks = word_marks(theirs, mine)
        named = TEXT_FILE.fullmatch(self.aside.file.path)
        return Place(
            self.keys[number],
            self._name(number, conflict),
            conflict.language or (named["language"] if named else ""),
            [mark for mark in marks if mark.how != "removed"],
            [mark for mark in marks if mark.how != "added"],
            conflict.can_be_both,
            self._chosen.get(self.keys[number], ""),
        )

    def _name(self, number: int, conflict: Conflict) -> str:
        if not conflict.steps and not conflict.field:
            return _("Place %(number)d") % {"number": number + 1}
        verb = Verb.CHANGED if conflict.field else Verb.REMOVED
        told = Difference(verb, conflict.steps, conflict.field, conflict.language)
        words = what_differs(told, self.aside.file.path)
        return words[:1].upper() + words[1:]


def _base_of(aside: DraftSave) -> str:
    return aside.file.saves.filter(version=aside.base).values_list("text", flat=True).first() or ""


def _in_words(value: Any, languages: Sequence[str]) -> str:
    return "\n".join(_lines(value, languages))


def _lines(value: Any, languages: Sequence[str]) -> Iterator[str]:
    """A value as its form would say it, a field a line; keys say nothing to people."""
    if isinstance(value, bool):
        yield _("yes") if value else _("no")
    elif isinstance(value, Mapping) and value and set(value) <= set(languages):
        yield str(in_language(dict(value)))
    elif isinstance(value, Mapping):
        for name, inside in value.items():
            told = kind_label(inside) if name == "kind" and isinstance(inside, str) else inside
            for line in _lines(told, languages) if name != "key" else ():
                yield f"{label_of(name)}: {line}"
    elif isinstance(value, list):
        for one in value:
            yield from _lines(one, languages)
    elif value is not None:
        yield str(value)
