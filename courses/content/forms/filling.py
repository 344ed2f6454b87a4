"""What a form shows of the data in a file: a tree of fields with their names and values."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from courses.content.forms.fields import Field, fields_of
from courses.content.forms.shapes import (
    AssetName,
    AssetNames,
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
    NamesByLanguage,
    Number,
    Option,
    Passage,
    Reference,
    Shape,
    Table,
    Words,
)

Posted = dict[str, list[str]]


@dataclass(frozen=True)
class Node:
    """A field of a form. `name` is what it is posted as, `field` what the file calls it.

    A leaf has a `value` (a text, or a truth for a tick); a localized text has a leaf for each language; a group has
    fields, a list has a group for each part, of a `kind`. `options` are (value, words) to choose from.
    """

    name: str
    field: str
    how: str
    value: Any = ""
    is_required: bool = False
    nodes: Sequence["Node"] = ()
    kind: str = ""
    kinds: Sequence[str] = ()
    options: Sequence[tuple[str, str]] = ()
    shape: Shape | None = None
    default: Any = ""

    def leaves(self) -> Iterator["Node"]:
        if not self.nodes and self.how not in {"items", "group", "kinded", "part"}:
            yield self
        for node in self.nodes:
            yield from node.leaves()

    @property
    def is_default(self) -> bool:
        """Whether it shows what holds anyway."""
        return bool(self.value == self.default)

    @property
    def is_filled(self) -> bool:
        return any(leaf.value not in {"", False} for leaf in self.leaves() if leaf.how != "fixed")


def filled(
    model: type[BaseModel], data: Mapping[str, Any], languages: Sequence[str], prefix: str = ""
) -> list[Node]:
    """The fields of a file, their names behind `prefix`. What has the wrong type is shown as text, to be mended."""
    return _Form(languages).fields(model, data, prefix, {})


def posted_of(nodes: Iterable[Node]) -> Posted:
    """What a browser sends of a form as it stands."""
    posted: Posted = {}
    for node in nodes:
        if node.how in {"items", "group", "kinded", "localized"}:
            posted |= posted_of(node.nodes)
        elif node.how == "part":
            posted[node.name] = [node.kind]
            posted |= posted_of(node.nodes)
        elif node.how != "flag" or node.value:
            posted[node.name] = ["on" if node.how == "flag" else str(node.value)]
    return posted


class _Form:
    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = languages

    def fields(
        self, model: type[BaseModel], data: Mapping[str, Any], prefix: str, parent: Mapping[str, Any]
    ) -> list[Node]:
        found = (self._node(field, data, prefix, parent) for field in fields_of(model))
        return [node for node in found if node is not None]

    def _node(
        self, field: Field, data: Mapping[str, Any], prefix: str, parent: Mapping[str, Any]
    ) -> Node | None:
        name, value = f"{prefix}{field.name}", data.get(field.name)
        told: dict[str, Any] = {"name": name, "field": field.name, "is_required": field.is_required}
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
        return _leaf(field, field.default if value is None else value, parent, told)

    def _kinded(self, shape: Kinded, value: Any, told: Mapping[str, Any]) -> Node:
        kind, model = _model_of(shape.models, value)
        nodes = self.fields(model, value, f"{told['name']}.", {}) if model else []
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
                nodes = [_name_of_part(f"{name}.{at}.=", str(key), shape.names), *nodes]
            yield Node(f"{name}.{at}", str(at), "part", nodes=nodes, kind=kind, shape=Group(model))


def _name_of_part(name: str, key: str, names: Sequence[str]) -> Node:
    told: dict[str, Any] = {"name": name, "field": "name", "value": key, "is_required": True}
    if not names:
        return Node(**told, how="line")
    listed = names if key in names else (*names, key)
    return Node(**told, how="option", options=[(one, one) for one in listed])


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
            options = [
                (str(one.get("key")), _words(one)) for one in _mappings(parent.get(field.shape.listed_in))
            ]
            return Node(**told, how="option", value=_word(given), options=options)
        case Words():
            told_words = [_word(one) for one in _listed(given) if one is not None]
            return Node(**told, how="words", value=", ".join(told_words))
        case Number():
            return Node(**told, how="number", value=_word(given))
        case AssetName():
            return Node(**told, how="asset", value=_word(given))
        case Passage():
            return Node(**told, how="text", value=_word(given))
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
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, float) and "e" in str(value):
        return f"{Decimal(str(value)):f}"
    return str(value)


def _words(part: Mapping[str, Any]) -> str:
    """What a part that is referred to says, in whichever language comes first."""
    texts = part.get("text")
    return str(next(iter(texts.values()), "")) if isinstance(texts, dict) else str(part.get("key"))
