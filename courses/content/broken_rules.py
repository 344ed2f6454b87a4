"""The rules that a file breaks besides its wrong fields: pydantic asks them only when every field is right, one by one.

What can be read of the file is put together, each rule is asked of it, and a rule that needs what could not be read has
nothing to say. So an author is told of a misspelt field and of the answer that nobody marked in one go.
"""

import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Annotated, Any, TypeVar, cast

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from courses.content.forms.fields import fields_of
from courses.content.forms.shapes import Group, Items, Kinded, Shape
from courses.content.located_yaml import Path, nearest

ABSENT = object()
MISSING = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a rule runs into that reaches for something that could not be read."""
Context = dict[str, Any]
M = TypeVar("M", bound=BaseModel)


def broken_rules(model: type[M], data: Any, context: Context) -> tuple[list[ErrorDetails], M | None]:
    """What the rules of a model, and of all that is in it, find in data that it refused; and what can be read of it.

    Of a field that cannot be read, the model that comes back lacks the attribute.
    """
    reading = _Reading(context)
    read = reading.model(model, data, ()) if isinstance(data, Mapping) else None
    return reading.found, cast("M | None", read)


class _Reading:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.found: list[ErrorDetails] = []

    def model(self, model: type[BaseModel], data: Mapping[str, Any], at: Path) -> BaseModel:
        """The model with the fields that could be read and no others."""
        shapes = {field.name: field.shape for field in fields_of(model)}
        meant = _as_meant(model, data)
        names = {info.alias or name: name for name, info in model.model_fields.items()}
        made = model.model_construct(_fields_set={names[told] for told in meant})
        for told, (key, value) in meant.items():
            read = self.field(model, names[told], shapes.get(told), value, (*at, key))
            if read is ABSENT:
                made.__dict__.pop(names[told], None)
            else:
                made.__dict__[names[told]] = read
        if meant:
            self.ask(made, at)
        return made

    def field(self, model: type[BaseModel], name: str, shape: Shape | None, value: Any, at: Path) -> Any:
        try:
            return _adapter(model, name).validate_python(value, context=self.context)
        except ValidationError as refused:
            inside = self.inside(shape, value, at)
            is_itself_wrong = not any(one["loc"] for one in refused.errors())  # too few of them, perhaps
            return ABSENT if is_itself_wrong else inside

    def inside(self, shape: Shape | None, value: Any, at: Path) -> Any:
        """Of a field that was refused, what can be read in it."""
        match shape:
            case Group() if isinstance(value, Mapping):
                return self.model(shape.model, value, at)
            case Kinded():
                return self.part(shape.models, value, at)
            case Items() if isinstance(value, list):
                parts = [self.part(shape.models, one, (*at, place)) for place, one in enumerate(value)]
                return tuple(
                    _stand_in(one) if part is ABSENT else part for part, one in zip(parts, value, strict=True)
                )
            case Items(are_named=True) if isinstance(value, Mapping):
                named = {name: self.part(shape.models, one, (*at, name)) for name, one in value.items()}
                return ABSENT if ABSENT in named.values() else named
        return ABSENT

    def part(self, models: Mapping[str, type[BaseModel]], value: Any, at: Path) -> Any:
        if not isinstance(value, Mapping):
            return ABSENT
        model = models.get("" if "" in models else str(value.get("kind")))
        return self.model(model, value, at) if model else ABSENT

    def ask(self, made: BaseModel, at: Path) -> None:
        """Each rule on its own."""
        for rule in _rules_of(made):
            try:
                rule(SimpleNamespace(context=self.context)) if inspect.signature(rule).parameters else rule()
            except PydanticCustomError as broken:
                self.found.append(_found(broken.type, at, broken.context))
            except ValidationError as broken:
                told = broken.errors(include_url=False)
                self.found += [_found(one["type"], (*at, *one["loc"]), one.get("ctx")) for one in told]
            except MISSING:
                continue


def _stand_in(unread: Any) -> SimpleNamespace:
    """For a part of no known kind: of it, its name among the others is all that a rule may ask for."""
    key = unread.get("key") if isinstance(unread, Mapping) else None
    return SimpleNamespace(key=key) if isinstance(key, str) else SimpleNamespace()


def _as_meant(model: type[BaseModel], data: Mapping[str, Any]) -> Mapping[str, tuple[str, Any]]:
    """Each field as it is written and its value; a misspelt one stands for the one that was probably meant."""
    known = [info.alias or name for name, info in model.model_fields.items()]
    meant = {name: (name, value) for name, value in data.items() if name in known}
    for name, value in data.items():
        if name not in known and (near := nearest(name, known)):
            meant.setdefault(near, (name, value))
    return meant


def _rules_of(made: BaseModel) -> Iterator[Any]:
    """What is to be asked after all fields were read, those of its bases first."""
    for name, validator in type(made).__pydantic_decorators__.model_validators.items():
        if validator.info.mode == "after":
            yield getattr(made, name)


def _found(kind: str, at: Path, context: Any) -> ErrorDetails:
    return {"type": kind, "loc": at, "msg": "", "input": None, "ctx": context or {}}


@cache
def _adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    info = model.model_fields[name]
    told: Any = info.annotation
    return TypeAdapter(Annotated[(told, *info.metadata)] if info.metadata else told)
