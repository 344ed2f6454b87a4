"""What the fields of a content model are to somebody who fills in a form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MinLen
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from courses.content.localized import LocalizedMarkdown, LocalizedText
from courses.content.questions import KINDS
from courses.content.questions.base import BaseQuestion

Models = Mapping[str, type[BaseModel]]


@dataclass(frozen=True)
class Localized:
    """A text in each language of the course."""

    is_markdown: bool


@dataclass(frozen=True)
class Line:
    """`is_key`: names a part among its siblings; whoever learns is filed under it, so it is not typed.

    A date with its time and zone is a line as well: it comes back as its author wrote it.
    """

    is_key: bool = False


@dataclass(frozen=True)
class Number:
    is_whole: bool
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Flag:
    """True or not; ticked or not."""


@dataclass(frozen=True)
class Option:
    """One of a few words; truths are among them as true and false."""

    options: tuple[Any, ...]


@dataclass(frozen=True)
class Fixed:
    """The one word it may be."""

    value: str


@dataclass(frozen=True)
class Reference:
    """The key of one of its parent's siblings, listed under `listed_in`."""

    listed_in: str


@dataclass(frozen=True)
class Words:
    """Several words or numbers in a line."""

    are_numbers: bool


@dataclass(frozen=True)
class Group:
    model: type[BaseModel]


@dataclass(frozen=True)
class Items:
    """Several parts, by the kinds they may be (`""` where there is one kind); `are_named`: a mapping of names to parts."""

    models: Models = field(hash=False)
    at_least: int = 0
    are_named: bool = False


@dataclass(frozen=True)
class Other:
    """What no form shows; the file's source does."""


Shape = Localized | Line | Number | Flag | Option | Fixed | Reference | Words | Group | Items | Other
REFERENCES = {"target": "targets", "row": "labels", "column": "labels"}


@dataclass(frozen=True)
class Field:
    """`name` as in YAML; `default` is what holds when it is left out, None where it must be given."""

    name: str
    shape: Shape
    is_required: bool
    default: Any


@cache
def fields_of(model: type[BaseModel]) -> tuple[Field, ...]:
    return tuple(_fields(model))


def _fields(model: type[BaseModel]) -> Iterator[Field]:
    for name, info in model.model_fields.items():
        if info.exclude:  # it follows from the others
            continue
        told = info.alias or name
        default = None if info.is_required() else info.get_default(call_default_factory=True)
        yield Field(told, _named_shape(told, info), info.is_required(), _plain(default))


def _plain(default: Any) -> Any:
    if isinstance(default, Enum):
        return default.value
    return list(default) if isinstance(default, tuple) else default


def _named_shape(name: str, info: FieldInfo) -> Shape:
    if name == "key":
        return Line(is_key=True)
    if name in REFERENCES:
        return Reference(REFERENCES[name])
    return _shape(info.annotation, tuple(info.metadata), is_required=info.is_required())


def _shape(annotation: Any, rules: tuple[Any, ...], *, is_required: bool) -> Shape:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shape(arguments[0], (*rules, *arguments[1:]), is_required=is_required)
    if origin in {Union, UnionType} and type(None) in arguments:
        rest = [one for one in arguments if one is not type(None)]
        return _shape(rest[0], rules, is_required=is_required) if len(rest) == 1 else Other()
    if origin is Literal:
        return Fixed(str(arguments[0])) if len(arguments) == 1 else Option(arguments)
    if origin is tuple:
        return _several(arguments[0], rules)
    if origin is dict and (models := _models(arguments[1])):
        return Items(models, _least(rules), are_named=True)
    if isinstance(annotation, type):
        return _plain_shape(annotation, rules, is_required=is_required)
    return Other()


def _plain_shape(annotation: type, rules: tuple[Any, ...], *, is_required: bool) -> Shape:
    if issubclass(annotation, LocalizedText):
        return Localized(issubclass(annotation, LocalizedMarkdown))
    if issubclass(annotation, BaseModel):
        return Group(annotation)
    if issubclass(annotation, Enum):
        return Option(tuple(one.value for one in annotation))
    if annotation is bool:
        return Option((True, False)) if is_required else Flag()
    if annotation in {int, float}:
        return Number(annotation is int, _bound(rules, Ge, Gt), _bound(rules, Le, Lt))
    return Line() if annotation in {str, AwareDatetime} else Other()


def _several(element: Any, rules: tuple[Any, ...]) -> Shape:
    models = _models(element)
    if models:
        return Items(models, _least(rules))
    while get_origin(element) is Annotated:
        element = get_args(element)[0]
    return Words(element in {int, float}) if element in {str, int, float} else Other()


def _models(element: Any) -> dict[str, type[BaseModel]]:
    """The models a part may be, by kind."""
    while get_origin(element) is Annotated:
        element = get_args(element)[0]
    if element is BaseQuestion:
        return dict(KINDS)
    if get_origin(element) in {Union, UnionType}:
        return {_kind(one): one for one in get_args(element)}
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
