"""The fields of a content model, each with its shape: what a form is made from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from courses.content.blocks.media import Wants
from courses.content.forms.shapes import (
    AssetName,
    AssetNames,
    Day,
    Elsewhere,
    Fixed,
    Flag,
    Group,
    Items,
    Kinded,
    Line,
    Lines,
    Localized,
    LocalizedLines,
    Moment,
    Names,
    NamesByLanguage,
    Number,
    Option,
    Other,
    Passage,
    Pick,
    Picked,
    Picks,
    Reference,
    Shape,
    Table,
    Words,
)
from courses.content.localized import LocalizedMarkdown, LocalizedText
from courses.content.questions import KINDS
from courses.content.questions.base import BaseQuestion

Mark = TypeVar("Mark")
REFERENCES = {"target": "targets", "row": "labels", "column": "labels"}
COUNT_FOR_NOTHING = frozenset({"tags", "difficulty", "points"})
"""Of a question that stands alone: no quiz adds it up, and no draw picks it."""
PASSAGE_FROM = 500
"""Texts that may be longer than this have lines."""


@dataclass(frozen=True)
class Field:
    """`name` as in YAML; `default` is what holds when it is left out, None where it must be given."""

    name: str
    shape: Shape
    is_required: bool
    default: Any
    is_unseen: bool = False


@cache
def fields_of(model: type[BaseModel]) -> tuple[Field, ...]:
    return tuple(_fields(model))


def _fields(model: type[BaseModel]) -> Iterator[Field]:
    beside = getattr(model, "companion", None)  # lies in a file of its own
    among, together = getattr(model, "picked_together", ("", ()))
    for name, info in model.model_fields.items():
        if info.exclude:  # it follows from the others
            continue
        told = info.alias or name
        if beside and name == beside[0]:
            continue
        if told in together[:-1]:  # the last of them asks for all
            continue
        if told in together:
            yield Field(told, Pick(among, together), info.is_required(), None)
            continue
        default = None if info.is_required() else info.get_default(call_default_factory=True)
        is_unseen = _first(tuple(info.metadata), Elsewhere) is not None
        yield Field(told, _named_shape(model, told, info), info.is_required(), _plain(default), is_unseen)


def _plain(default: Any) -> Any:
    if isinstance(default, Enum):
        return default.value
    return list(default) if isinstance(default, tuple) else default


def _named_shape(model: type[BaseModel], name: str, info: FieldInfo) -> Shape:
    if name == "key":
        return Line(is_key=True, of_question=issubclass(model, BaseQuestion))
    if info.annotation is str and (picked := _first(tuple(info.metadata), Picked)):
        return Pick(picked.among, (name,))
    if name in REFERENCES:
        return Reference(REFERENCES[name])
    return _shape(info.annotation, tuple(info.metadata), is_required=info.is_required())


def _shape(annotation: Any, rules: tuple[Any, ...], *, is_required: bool) -> Shape:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shape(arguments[0], (*rules, *arguments[1:]), is_required=is_required)
    if origin in {Union, UnionType} and type(None) in arguments:
        rest = [one for one in arguments if one is not type(None)]
        if len(rest) == 1 and get_origin(rest[0]) is Literal:
            return Option(get_args(rest[0]))
        return _shape(rest[0], rules, is_required=is_required) if len(rest) == 1 else Other()
    if origin is Literal:
        return Fixed(arguments[0]) if len(arguments) == 1 else Option(arguments)
    if origin is tuple:
        return _several(arguments[0], rules)
    if origin is dict:
        return _mapped(arguments[1], rules)
    if isinstance(annotation, type):
        return _plain_shape(annotation, rules, is_required=is_required)
    return Other()


def _plain_shape(annotation: type, rules: tuple[Any, ...], *, is_required: bool) -> Shape:
    if issubclass(annotation, LocalizedText):
        return Localized(issubclass(annotation, LocalizedMarkdown))
    if annotation is BaseQuestion:
        return Kinded(dict(KINDS), COUNT_FOR_NOTHING)
    if issubclass(annotation, BaseModel):
        return Group(annotation)
    if issubclass(annotation, Enum):
        return Option(tuple(one.value for one in annotation))
    if annotation is bool:
        return Option((True, False)) if is_required else Flag()
    if annotation is date:
        return Day()
    if annotation is AwareDatetime:
        return Moment()
    if annotation in {int, float}:
        return Number(annotation is int, _bound(rules, Ge, Gt), _bound(rules, Le, Lt))
    if annotation is str and (wanted := _first(rules, Wants)):
        return AssetName(wanted.group)
    if annotation is str and _longest(rules) > PASSAGE_FROM:
        return Passage()
    return Line() if annotation is str else Other()


def _mapped(element: Any, rules: tuple[Any, ...]) -> Shape:
    if models := _models(element):
        chosen = _first(rules, Names)
        return Items(
            models,
            _least(rules),
            are_named=True,
            names=chosen.names if chosen else (),
            named_among=chosen.among if chosen else "",
        )
    if get_origin(element) is tuple and _unwrapped(get_args(element)[0])[0] is str:
        return NamesByLanguage()
    wanted = _first(_unwrapped(element)[1], Wants)
    return AssetNames(wanted.group) if wanted else Other()


def _several(annotated: Any, rules: tuple[Any, ...]) -> Shape:
    models = _models(annotated)
    if models:
        return Items(models, _least(rules))
    element, own = _unwrapped(annotated)
    if picked := _first(own, Picked):
        return Picks(picked.among, picked.in_order, picked.of, are_numbers=element is int)
    if isinstance(element, type) and issubclass(element, LocalizedText):
        return LocalizedLines()
    if get_origin(element) is tuple:
        return Table()
    if element is str and _longest(own) and not any(getattr(rule, "pattern", None) for rule in own):
        return Lines()
    if get_origin(element) in {Union, UnionType}:  # numbers, or words that are none
        return Words(are_numbers=True)
    return Words(element in {int, float}) if element in {str, int, float} else Other()


def _unwrapped(annotated: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type and the rules that are written at it."""
    rules: tuple[Any, ...] = ()
    while get_origin(annotated) is Annotated:
        annotated, *more = get_args(annotated)
        rules += tuple(more)
    told = [rule.metadata if isinstance(rule, FieldInfo) else [rule] for rule in rules]
    return annotated, tuple(rule for rules_here in told for rule in rules_here)


def _first(rules: tuple[Any, ...], kind: type[Mark]) -> Mark | None:
    return next((rule for rule in rules if isinstance(rule, kind)), None)


def _longest(rules: tuple[Any, ...]) -> int:
    return next((rule.max_length for rule in rules if isinstance(rule, MaxLen)), 0)


def _models(element: Any) -> dict[str, type[BaseModel]]:
    """The models a part may be, by kind; none where parts are no models."""
    element, _rules = _unwrapped(element)
    if element is BaseQuestion:
        return dict(KINDS)
    if get_origin(element) in {Union, UnionType}:
        parts = get_args(element)
        are_models = all(isinstance(one, type) and issubclass(one, BaseModel) for one in parts)
        return {_kind(one): one for one in parts} if are_models else {}
    is_model = isinstance(element, type) and issubclass(element, BaseModel)
    return {"": element} if is_model and not issubclass(element, LocalizedText) else {}


def _kind(model: type[BaseModel]) -> str:
    return str(get_args(model.model_fields["kind"].annotation)[0])


def _least(rules: tuple[Any, ...]) -> int:
    return next((rule.min_length for rule in rules if isinstance(rule, MinLen)), 0)


def _bound(rules: tuple[Any, ...], *kinds: type) -> float | None:
    """The limit that a number has on one side; pydantic's own classes name it like themselves."""
    names = [kind.__name__.lower() for kind in kinds]
    found = (getattr(rule, name, None) for rule in rules for name in names)
    return next((bound for bound in found if bound is not None), None)
