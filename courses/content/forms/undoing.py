"""What a button of a form took out of a file comes back from the file as it was before, into the file as it is now."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from courses.content.drafts.keys import key_for
from courses.content.drafts.removed import put_back
from courses.content.forms.alike import alike
from courses.content.forms.changing import BadChange, Data, list_at, part_at, walk
from courses.content.forms.fields import fields_of
from courses.content.forms.shapes import Kinded


def bring_back(model: type[BaseModel], data: Data, before: Data, name: str) -> str:
    """The part or the field that was called `name` before, whole, into the data; what it is called there.

    Where it stood by then, everything else stays as it is now.
    """
    return _part(model, data, before, name) if is_part(name) else _field(model, data, before, name)


def is_part(name: str) -> bool:
    """Whether it names an entry of a list, and not a field that another took the place of."""
    return name.rpartition(".")[2].isdecimal()


def _part(model: type[BaseModel], data: Data, before: Data, name: str) -> str:
    then, then_field, at = part_at(model, before, name)
    listed = alike(name.rpartition(".")[0], before, data)[0]
    now, field, _shape = list_at(model, data, listed)
    was, here = then[then_field], now.get(field)
    if isinstance(was, dict):
        now[field], place = _named(was, here or {}, at)
    else:
        now[field], place = _listed(was, here or [], at)
    return f"{listed}.{place}"


def _named(was: Data, here: Data, at: int) -> tuple[Data, int]:
    name, part = list(was.items())[at]
    if here.get(name) == part:
        return here, list(here).index(name)
    called = key_for(name, here, otherwise=name) if name in here else name
    order = put_back(list(here), called, [called if one == name else one for one in was])
    return {one: part if one == called else here[one] for one in order}, order.index(called)


def _listed(was: Sequence[Any], here: Sequence[Any], at: int) -> tuple[list[Any], int]:
    """Behind what it stood behind, by keys; entries without keys go by their number."""
    part, ids, were = was[at], _ids(here), _ids(was)
    if ids is None or were is None:
        place = min(at, len(here))
        return [*here[:place], part, *here[place:]], place
    key = were[at]
    if key in ids and here[ids.index(key)] == part:
        return list(here), ids.index(key)
    if key in ids:
        key = key_for(str(key), [str(one) for one in ids], otherwise=str(key))
        part, were = {**part, "key": key}, [key if place == at else one for place, one in enumerate(were)]
    place = put_back(ids, key, were).index(key)
    return [*here[:place], part, *here[place:]], place


def _ids(parts: Sequence[Any]) -> list[Any] | None:
    """What tells the entries of a list apart: their keys, or the words that were picked."""
    ids = [part.get("key") if isinstance(part, dict) else part for part in parts]
    return None if None in ids or len({str(one) for one in ids}) < len(ids) else ids


def _field(model: type[BaseModel], data: Data, before: Data, name: str) -> str:
    """Of fields that exclude each other the one that there was; of a part of many kinds the part as it was."""
    *way, field = name.split(".")
    here = alike(".".join(way), before, data)[0].split(".") if way else []
    (there, then), (found, now) = walk(model, before, way), walk(model, data, here)
    others = getattr(there, "one_of", ())
    shape = next((one.shape for one in fields_of(there) if one.name == field), None)
    if found is not there or not (field in others or isinstance(shape, Kinded)):
        raise BadChange(name)
    taken = others if field in others else (field,)
    for other in taken:
        now.pop(other, None)
    now |= {other: then[other] for other in taken if other in then}
    return ".".join([*here, next((other for other in taken if other in then), field)])
