"""Which entries of a list are the same one on both sides and before: by their keys, and without keys by what they say.

The place in the list tells nothing: whoever adds an entry in front moves all others.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from courses.content.differences.data import has_keys, keys_of

MOST_PAIRS = 250_000
"""Of entries that are held against each other: 500 on each side, as many terms as a glossary has. More is asked about."""

Entries = Sequence[Mapping[str, Any]]
Named = dict[str, Any]
"""Entries by a name that is the same for the same one in every list."""
Told = tuple[Any, bool, frozenset[tuple[str, str]]]
"""Of an entry its key, whether it has one, and all that it says, each with its place."""


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
    places = {said: place for place, said in enumerate(was)}
    same = {number: places[said] for number, said in enumerate(now) if said in places}
    olds = {place: _told(base[place]) for place in sorted({*range(len(base))} - {*same.values()})}
    news = {number: _told(side[number]) for number in range(len(side)) if number not in same}
    if len(olds) * len(news) > MOST_PAIRS:
        return None
    pairs = product(olds.items(), news.items())
    scores = {(place, number): _likeness(one, other) for (place, one), (number, other) in pairs}
    scores = {pair: score for pair, score in scores.items() if score > 1 / 2}
    best = [_best(scores, at) for at in (0, 1)]
    changed = {
        number: place
        for (place, number), score in scores.items()
        if score == best[0].get(place) == best[1].get(number)
    }
    if any(place not in changed.values() or number not in changed for place, number in scores):
        return None
    return same | changed


def _best(scores: Mapping[tuple[int, int], float], at: int) -> dict[int, float]:
    """Of each entry of one side how like the one is that it is most like, where that is a single one."""
    found: dict[int, list[float]] = {}
    for pair, score in scores.items():
        found.setdefault(pair[at], []).append(score)
    return {entry: max(told) for entry, told in found.items() if told.count(max(told)) == 1}


def _told(entry: Any) -> Told:
    """What stood there before may have been plain words."""
    named = entry if isinstance(entry, Mapping) else {}
    return named.get("key"), "key" in named, frozenset(_values(entry))


def _likeness(one: Told, other: Told) -> float:
    """How much of both is the same value at the same place."""
    if one[1] or other[1]:
        return float(one[0] == other[0])
    return 2 * len(one[2] & other[2]) / (len(one[2]) + len(other[2]) or 1)


def _values(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _values(inner, f"{place}.{name}")
    else:
        yield place, _said(value)


def _said(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)
