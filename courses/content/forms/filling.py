"""What a form shows of the data in a file: a tree of fields with their names and values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from courses.content.forms.fields import Field, fields_of
from courses.content.forms.nodes import Node
from courses.content.forms.picking import NO_CHOICES, Choices, pick, picks
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

HOW: Mapping[type, str] = {
    Number: "number",
    AssetName: "asset",
    Passage: "text",
    Day: "day",
    Moment: "moment",
}
"""What shows its value as it is."""


def filled(
    model: type[BaseModel],
    data: Mapping[str, Any],
    languages: Sequence[str],
    prefix: str = "",
    choices: Choices = NO_CHOICES,
) -> list[Node]:
    """The fields of a file, their names behind `prefix`. What has the wrong type is shown as text, to be mended.

    `choices` are the things of the site that may be picked, as (key, words) under the name that the model has for them.
    """
    return _Form(languages, choices).fields(model, data, prefix, {})


class _Form:
    def __init__(self, languages: Sequence[str], choices: Choices) -> None:
        self.languages, self.choices = languages, choices

    def fields(
        self, model: type[BaseModel], data: Mapping[str, Any], prefix: str, parent: Mapping[str, Any]
    ) -> list[Node]:
        """Of fields that exclude each other, those that are not given can be begun instead of the one that is."""
        others = [name for name in getattr(model, "one_of", ()) if name not in data]
        found = (
            Node(f"{prefix}{field.name}", field.name, "instead")
            if field.name in others
            else self._node(field, data, prefix, parent)
            for field in fields_of(model)
        )
        return [node for node in found if node is not None]

    def _node(
        self, field: Field, data: Mapping[str, Any], prefix: str, parent: Mapping[str, Any]
    ) -> Node | None:
        name, value = f"{prefix}{field.name}", data.get(field.name)
        told: dict[str, Any] = {"name": name, "field": field.name, "is_required": field.is_required}
        told["is_unseen"] = field.is_unseen
        told |= {
            "shape": field.shape,
            "default": False if isinstance(field.shape, Flag) else _word(field.default),
        }
        match field.shape:
            case Localized() | LocalizedLines() | NamesByLanguage() | AssetNames():
                return Node(**told, how="localized", nodes=self._texts(name, field, value))
            case Group():
                held = value if isinstance(value, dict) else {}
                return Node(**told, how="group", nodes=self.fields(field.shape.model, held, f"{name}.", {}))
            case Kinded():
                return self._kinded(field.shape, value, told)
            case Items():
                parts = list(self._parts(name, field.shape, value, data))
                return Node(**told, how="items", nodes=parts, kinds=tuple(field.shape.models))
            case Picks():
                return picks(
                    field.shape, _listed(value or ()), self.choices.get(field.shape.offered(data), ()), told
                )
            case Pick():
                return pick(field.shape, data, self.choices, told)
        return _leaf(field, field.default if value is None else value, parent, told)

    def _kinded(self, shape: Kinded, value: Any, told: Mapping[str, Any]) -> Node:
        kind, model = _model_of(shape.models, value)
        shown = self.fields(model, value, f"{told['name']}.", {}) if model else []
        nodes = [replace(node, is_unseen=True) if node.field in shape.unseen else node for node in shown]
        return Node(**told, how="kinded", nodes=nodes, kind=kind, kinds=tuple(shape.models))

    def _texts(self, name: str, field: Field, value: Any) -> list[Node]:
        """A leaf for each language."""
        how, shape = _how_in_language(field.shape)
        texts = value if isinstance(value, dict) else {}
        if isinstance(field.shape, LocalizedLines):
            said = _mappings(value)
            texts = {code: _in_lines([_word(one.get(code)) for one in said]) for code in self.languages}
        if isinstance(field.shape, NamesByLanguage):
            texts = {code: ", ".join(map(_word, _listed(names))) for code, names in texts.items()}
        return [
            Node(
                f"{name}.{code}",
                code,
                how,
                _word(texts.get(code)),
                is_required=field.is_required and not at,
                shape=shape,
            )
            for at, code in enumerate(self.languages)
        ]

    def _parts(self, name: str, shape: Items, value: Any, around: Mapping[str, Any]) -> Iterator[Node]:
        """A group for each part; `around` is the data that the list stands in, whose parts may refer to each other."""
        named = value.items() if shape.are_named and isinstance(value, dict) else ()
        listed = named if shape.are_named else [("", part) for part in _mappings(value)]
        for at, (key, part) in enumerate(listed):
            kind, model = _model_of(shape.models, part)
            if model is None or not isinstance(part, dict):
                continue
            nodes = self.fields(model, part, f"{name}.{at}.", around)
            if shape.are_named:
                called = dict(self.choices.get(shape.named_among, ()))
                nodes = [_name_of_part(f"{name}.{at}.=", str(key), shape.names, called), *nodes]
            yield Node(f"{name}.{at}", str(at), "part", nodes=nodes, kind=kind, shape=Group(model))


def _name_of_part(name: str, key: str, names: Sequence[str], called: Mapping[str, str]) -> Node:
    told: dict[str, Any] = {"name": name, "field": "name", "value": key, "is_required": True}
    if not names:
        return Node(**told, how="line")
    listed = names if key in names else (*names, key)
    return Node(**told, how="option", options=[(one, called.get(one, one)) for one in listed])


def _how_in_language(shape: Shape) -> tuple[str, Shape | None]:
    match shape:
        case AssetNames():
            return "asset", AssetName(shape.group)
        case Localized(is_markdown=False) | NamesByLanguage():
            return "line", None
    return "text", None


def _leaf(field: Field, given: Any, parent: Mapping[str, Any], told: Mapping[str, Any]) -> Node | None:
    match field.shape:
        case Fixed():
            return Node(**told, how="fixed", value=field.shape.value)
        case Flag():
            return Node(**told, how="flag", value=given is True)
        case Option():
            nothing = [] if field.is_required or field.default is not None else [("", "–")]
            options = [*nothing, *((_word(option), _word(option)) for option in field.shape.options)]
            return Node(**told, how="option", value=_word(given), options=options)
        case Reference():
            value = _word(given)
            options = [
                (str(one.get("key")), _words(one)) for one in _mappings(parent.get(field.shape.listed_in))
            ]
            # What it referred to may be gone and come back: a browser would choose another one in its place.
            gone = [] if value in dict(options) else [(value, "–")]
            return Node(**told, how="option", value=value, options=[*gone, *options])
        case Words():
            told_words = [_word(one) for one in _listed(given) if one is not None]
            return Node(**told, how="words", value=", ".join(told_words))
        case Number() | AssetName() | Passage() | Day() | Moment():
            return Node(**told, how=HOW[type(field.shape)], value=_word(given))
        case Lines():
            return Node(**told, how="text", value=_in_lines([_word(one) for one in _listed(given)]))
        case Table():
            return Node(**told, how="text", value=_in_rows(_listed(given)))
        case Line():
            return Node(**told, how="key" if field.shape.is_key else "line", value=_word(given))
    return None


def _model_of(models: Models, part: Any) -> tuple[str, type[BaseModel] | None]:
    kind = str(part.get("kind", "")) if isinstance(part, dict) and "" not in models else ""
    return kind, models.get(kind)


def _mappings(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _in_rows(rows: Sequence[Any]) -> str:
    return "\n".join(", ".join(_word(cell) for cell in _listed(row)) for row in rows)


def _in_lines(texts: Sequence[str]) -> str:
    """Empty ones at the end are left out, so that what was not translated yet leaves no lines."""
    return "\n".join(texts).rstrip("\n")


def _word(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and abs(value) < 1e15 and value == int(value):
        return str(int(value))
    if isinstance(value, float) and "e" in str(value):
        return f"{Decimal(str(value)):f}"
    return str(value)


def _words(part: Mapping[str, Any]) -> str:
    """What a part that is referred to says, in whichever language comes first."""
    texts = part.get("text")
    return str(next(iter(texts.values()), "")) if isinstance(texts, dict) else str(part.get("key"))
