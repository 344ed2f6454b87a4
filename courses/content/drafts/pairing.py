"""Which entries of a list are the same one on both sides and before: by their keys, and without keys by what they say.

The place in the list tells nothing: whoever adds an entry in front moves all others.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from courses.content.differences.data import has_keys, keys_of

Entries = Sequence[Mapping[str, Any]]
Named = dict[str, Any]
"""Entries by a name that is the same for the same one in every list."""


def paired(base: Entries, mine: Entries, theirs: Entries) -> tuple[Named, Named, Named] | None:
    """None where it cannot be told which entry became which."""
    if all(has_keys(side) for side in (base, mine, theirs)):
        was, ours, others = (dict(zip(keys_of(side), side, strict=True)) for side in (base, mine, theirs))
        return was, ours, others
    our_places, their_places = _places(base, mine), _places(base, theirs)
    if our_places is None or their_places is None:
        return None
    was = {str(place): entry for place, entry in enumerate(base)}
    ours, others = _named(mine, our_places), _named(theirs, their_places)
    is_unclear = _is_unclear(was, ours, others) or _is_unclear(was, others, ours)
    return None if is_unclear else (was, ours, others)


def _is_unclear(was: Named, side: Named, other: Named) -> bool:
    """What is gone from a side that added some may be written anew there: then nobody else may have touched it."""
    adds = any(name not in was for name in side)
    return adds and any(name not in side and other.get(name) != entry for name, entry in was.items())


def _named(side: Entries, places: Mapping[int, int]) -> Named:
    """What is new by its words, so that what both sides added alike is in once."""
    return {
        str(places[number]) if number in places else f"new {_said(entry)}": entry
        for number, entry in enumerate(side)
    }


def _places(base: Entries, side: Entries) -> dict[int, int] | None:
    """Where each entry of a side stood before, as far as it did."""
    was, now = ([_said(entry) for entry in entries] for entries in (base, side))
    if len(set(was)) < len(was) or len(set(now)) < len(now):
        return None
    same = {number: was.index(said) for number, said in enumerate(now) if said in was}
    olds = [place for place in range(len(base)) if place not in same.values()]
    news = [number for number in range(len(side)) if number not in same]
    scores = {(place, number): _likeness(base[place], side[number]) for place in olds for number in news}
    scores = {pair: score for pair, score in scores.items() if score > 1 / 2}
    changed = {number: place for place, number in scores if _is_best((place, number), scores)}
    if any(place not in changed.values() or number not in changed for place, number in scores):
        return None
    return same | changed


def _is_best(pair: tuple[int, int], scores: Mapping[tuple[int, int], float]) -> bool:
    rivals = (other for other in scores if (other[0] == pair[0]) != (other[1] == pair[1]))
    return all(scores[other] < scores[pair] for other in rivals)


def _likeness(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """How much of both is the same value at the same place."""
    if "key" in one or "key" in other:
        return float(one.get("key") == other.get("key"))
    first, second = set(_values(one)), set(_values(other))
    return 2 * len(first & second) / (len(first) + len(second) or 1)


def _values(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _values(inner, f"{place}.{name}")
    else:
        yield place, _said(value)


def _said(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)
