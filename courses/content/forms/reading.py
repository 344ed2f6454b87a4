"""What a posted form means: the data of a YAML file, without what is left at its default."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from courses.content.drafts.keys import key_for
from courses.content.forms.fields import Field, fields_of
from courses.content.forms.filling import filled
from courses.content.forms.nodes import posted_of
from courses.content.forms.picking import picked
from courses.content.forms.shapes import (
    AssetName,
    AssetNames,
    Day,
    Fixed,
    Flag,
    Group,
    Items,
    Kinded,
    Line,
    Lines,
    Localized,
    LocalizedLines,
    Models,
    Moment,
    NamesByLanguage,
    Number,
    Option,
    Passage,
    Pick,
    Picks,
    Reference,
    Shape,
    Table,
    Words,
)
from courses.content.located_yaml import INTEGER, REAL

PER_CENT = re.compile(r"([0-9]{1,9}(?:\.[0-9]{0,9})?)\s*%")
Posted = Mapping[str, Sequence[str]]
Data = dict[str, Any]


def read(model: type[BaseModel], posted: Posted, languages: Sequence[str], prefix: str = "") -> Data:
    """The data that fields below `prefix` hold. What cannot be read stays as it was typed, for the check to tell."""
    reader = _Reader(posted, languages)
    return reader.fields(model, prefix)


def read_some(
    model: type[BaseModel], posted: Posted, languages: Sequence[str], prefix: str, names: Collection[str]
) -> Data:
    """The fields that are named, with what is at its default as well; None for what is left empty."""
    return _Reader(posted, languages).some(model, prefix, names)


def can_show(model: type[BaseModel], data: Any, languages: Sequence[str]) -> bool:
    """Whether a form shows all of a file: saving it as it stands would change nothing."""
    if not isinstance(data, dict):
        return False
    shown = read(model, posted_of(filled(model, data, languages)), languages)
    return shown == without_defaults(model, data)


def without_defaults(model: type[BaseModel], data: Mapping[str, Any]) -> Data:
    """The same data as if only what differs from the defaults had been written."""
    known = {field.name: field for field in fields_of(model)}
    kept = ((name, value, known.get(name)) for name, value in data.items() if not _is_nothing(value))
    bare = {
        name: _bare(field, value) if field else value
        for name, value, field in kept
        if not _is_default(field, value)
    }
    return {name: value for name, value in bare.items() if value != {} or data[name] == {}}


def _is_nothing(value: Any) -> bool:
    """An empty list or text says in a file what an empty field says in a form."""
    return value is None or value in ([], "")


def are_alike(model: type[BaseModel], one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether the same fields are given and say the same; inside them a default says as much as nothing."""
    known = {field.name: field for field in fields_of(model)}
    bare = [
        {name: _bare(known[name], value) if name in known else value for name, value in data.items()}
        for data in (one, other)
    ]
    given = [
        {name: None if value in ([], {}, "") else value for name, value in data.items()} for data in bare
    ]
    return given[0] == given[1]


def _is_default(field: Field | None, value: Any) -> bool:
    return field is not None and not field.is_required and (value == field.default or value in ([], {}))


def _bare(field: Field, value: Any) -> Any:
    match field.shape:
        case Group() if isinstance(value, dict):
            return without_defaults(field.shape.model, value)
        case Kinded():
            return _bare_part(field.shape.models, value)
        case Items() if field.shape.are_named and isinstance(value, dict):
            return {key: _bare_part(field.shape.models, part) for key, part in value.items()}
        case Items() if isinstance(value, list):
            return [_bare_part(field.shape.models, part) for part in value]
    return value


def _bare_part(models: Models, part: Any) -> Any:
    model = models.get("" if "" in models else str(part.get("kind"))) if isinstance(part, dict) else None
    return without_defaults(model, part) if model else part


class _Reader:
    def __init__(self, posted: Posted, languages: Sequence[str]) -> None:
        self.posted, self.languages = posted, languages

    def fields(self, model: type[BaseModel], prefix: str) -> Data:
        told: Data = {}
        for field in fields_of(model):
            if isinstance(field.shape, Pick):
                told |= picked(field.shape, self._said(f"{prefix}{field.name}"))
                continue
            value = self._value(field, f"{prefix}{field.name}")
            if value is not None and not _is_default(field, value):
                told[field.name] = value
        return told

    def some(self, model: type[BaseModel], prefix: str, names: Collection[str]) -> Data:
        named = [field for field in fields_of(model) if field.name in names]
        return {field.name: self._value(field, f"{prefix}{field.name}") for field in named}

    def _value(self, field: Field, name: str) -> Any:
        """None for what is not given."""
        said = self._said(name)
        match field.shape:
            case Fixed():
                return field.shape.value
            case Localized() | AssetNames() | NamesByLanguage() | LocalizedLines():
                return self._in_languages(field.shape, name) or None
            case Lines():
                return [line for line in said.split("\n") if line.strip()] or None
            case Table():
                return [_words(line, are_numbers=True) for line in said.split("\n") if line.strip()] or None
            case Flag():
                return name in self.posted
            case Option():
                return next((one for one in field.shape.options if said == _posted(one)), said or None)
            case Words():
                return _words(said, are_numbers=field.shape.are_numbers) or None
            case Number():
                return number_in(said, is_share=field.shape.is_share) if said.strip() else None
            case Line() | Reference() | Passage() | AssetName() | Day() | Moment():
                return said or None
            case Group():
                return self.fields(field.shape.model, f"{name}.") or None
            case Kinded():
                model = field.shape.models.get(self._said(f"{name}.kind"))
                return self.fields(model, f"{name}.") if model else None
            case Items():
                return self._items(field.shape, name) or None
            case Picks():
                return self._picks(field.shape, name) or None
        return None

    def _picks(self, shape: Picks, name: str) -> list[Any]:
        if not shape.in_order:
            ticked = [key for key in self.posted.get(name, ()) if key]
            return [number_in(key) for key in ticked] if shape.are_numbers else ticked
        chosen = (self._said(f"{name}.{at}") for at in self._places(name))
        return [key for key in chosen if key]

    def _items(self, shape: Items, name: str) -> Any:
        parts = [(at, shape.models.get(self._said(f"{name}.{at}"))) for at in self._places(name)]
        read = [(at, self.fields(model, f"{name}.{at}.")) for at, model in parts if model]
        if not shape.are_named:
            return [part for _at, part in read]
        named: Data = {}
        for at, part in read:
            said = self._said(f"{name}.{at}.=")
            # Two parts of one name are both kept; the check tells.
            named[key_for(said, named, otherwise="part") if said in named else said] = part
        return named

    def _places(self, name: str) -> Iterator[int]:
        pattern = re.compile(rf"{re.escape(name)}\.([0-9]{{1,4}})")
        found = (pattern.fullmatch(posted) for posted in self.posted)
        yield from sorted(int(match[1]) for match in found if match)

    def _in_languages(self, shape: Shape, name: str) -> Any:
        told = {code: said for code, said in self._told(name).items() if said.strip()}
        match shape:
            case NamesByLanguage():
                return {code: _words(said, are_numbers=False) for code, said in told.items()}
            case LocalizedLines():
                return _together(told)
        return told

    def _told(self, name: str) -> dict[str, str]:
        """What a field says in each language."""
        return {code: self._said(f"{name}.{code}") for code in self.languages}

    def _said(self, name: str) -> str:
        said = self.posted.get(name, ())
        return said[-1].replace("\r\n", "\n") if said else ""


def number_in(said: str, *, is_share: bool = False) -> int | float | str:
    """The number that a text says, in figures of any width, else the text: `10²` is no 102. As a share, `60 %` is 0.6."""
    text = "".join(map(_narrow, said)).strip()
    if is_share and (share := PER_CENT.fullmatch(text)):
        return float(Decimal(share[1]) / 100)
    if INTEGER.fullmatch(text):
        return int(text)
    return float(text) if REAL.fullmatch(text) else said


def _narrow(sign: str) -> str:
    """As an input method for Chinese writes it, in its usual width."""
    is_wide = unicodedata.east_asian_width(sign) == "F"
    return unicodedata.normalize("NFKC", sign) if is_wide else sign


def _together(told: Mapping[str, str]) -> list[dict[str, str]]:
    """The texts of equal place in each language, as far as there is one in any."""
    lines = {code: said.split("\n") for code, said in told.items()}
    count = max((len(texts) for texts in lines.values()), default=0)
    rows = [
        {code: texts[at] for code, texts in lines.items() if at < len(texts) and texts[at].strip()}
        for at in range(count)
    ]
    return [row for row in rows if row]


def _words(said: str, *, are_numbers: bool) -> list[Any]:
    words = [word.strip() for word in re.split(r"[,，、]", said) if word.strip()]
    reading: Callable[[str], Any] = number_in if are_numbers else str
    return [reading(word) for word in words]


def _posted(option: Any) -> str:
    return str(option).lower() if isinstance(option, bool) else str(option)
