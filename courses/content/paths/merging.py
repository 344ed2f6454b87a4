"""Two people changed the same path: what each did is put together, field by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Data = dict[str, Any]
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Clash:
    """A field that both changed, each to something else; `theirs` is None where it was taken out."""

    place: Place
    theirs: Any


def merged(base: Data, mine: Data, theirs: Data) -> tuple[Data, list[Clash]]:
    """Both changes of `base` in one; where both changed the same field mine stays, and theirs is told.

    Parts of a list are told apart by their keys, as long as nobody added, moved or removed one; else the list is one field.
    """
    clashes: list[Clash] = []
    return _mapping(base, mine, theirs, (), clashes), clashes


def _mapping(
    base: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    at: Place,
    clashes: list[Clash],
) -> Data:
    both = {
        name: _value(base.get(name), mine.get(name), theirs.get(name), (*at, name), clashes)
        for name in dict.fromkeys([*mine, *theirs])
    }
    return {name: value for name, value in both.items() if value is not None}


def _value(base: Any, mine: Any, theirs: Any, at: Place, clashes: list[Clash]) -> Any:
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return _mapping(base if isinstance(base, dict) else {}, mine, theirs, at, clashes)
    if _keys(base) and _keys(base) == _keys(mine) == _keys(theirs):
        return list(_parts(base, mine, theirs, at, clashes))
    clashes.append(Clash(at, theirs))
    return mine


def _parts(
    base: list[Data], mine: list[Data], theirs: list[Data], at: Place, clashes: list[Clash]
) -> Iterator[Data]:
    for place, three in enumerate(zip(base, mine, theirs, strict=True)):
        yield _mapping(*three, (*at, place), clashes)


def _keys(value: Any) -> list[Any]:
    """The keys of a list of parts; none where a part has no key."""
    parts = value if isinstance(value, list) else []
    keys = [part.get("key") if isinstance(part, dict) else None for part in parts]
    return [] if None in keys else keys
