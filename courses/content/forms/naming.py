"""What a form calls the fields of a file, by the steps to a value in it."""

from typing import Any

from pydantic import BaseModel

from courses.content.forms.fields import fields_of
from courses.content.forms.shapes import Group, Items, Kinded, Shape
from courses.content.located_yaml import Path


def name_of(model: type[BaseModel], data: Any, place: Path) -> str:
    """Parts go by their numbers, also those that the file has by name; what is not there yet is called as it would be."""
    names: list[str] = []
    shape: Shape | None = Group(model)
    for step in place:
        if isinstance(shape, Items) and isinstance(data, dict) and step in data:
            names.append(str(list(data).index(str(step))))
        else:
            names.append(str(step))
        shape, data = _below(shape, data, step), _inside(data, step)
    return ".".join(names)


def _below(shape: Shape | None, data: Any, step: str | int) -> Shape | None:
    if isinstance(shape, Items):
        model = _model_in(shape, _inside(data, step))
        return Group(model) if model else None
    model = shape.model if isinstance(shape, Group) else _model_in(shape, data)
    named = (field.shape for field in fields_of(model) if field.name == step) if model else iter(())
    return next(named, None)


def _model_in(shape: Shape | None, data: Any) -> type[BaseModel] | None:
    if not isinstance(shape, Items | Kinded):
        return None
    kind = str(data.get("kind", "")) if isinstance(data, dict) else ""
    return shape.models.get("" if "" in shape.models else kind)


def _inside(data: Any, step: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(step)
    return data[step] if isinstance(data, list) and isinstance(step, int) and step < len(data) else None
