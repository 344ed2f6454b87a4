"""Two versions of a file brought together place by place: whatever only one side changed is taken, and of each place
that both changed somebody says whose words count. Texts are merged by line, data by the fields and keys of its parts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Any

from courses.content.differences.data import Step
from courses.content.drafts.merging import merge
from courses.content.drafts.pairing import Named, paired
from courses.content.drafts.removed import put_back
from courses.content.drafts.texts import is_localized

Steps = tuple[Step, ...]


class Choice(StrEnum):
    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True)
class Conflict:
    """A place that both sides changed. `steps` lead to the part, `field` is what of it; None is what is not there."""

    mine: Any
    theirs: Any
    steps: Steps = ()
    field: str = ""
    language: str = ""

    @property
    def can_be_both(self) -> bool:
        sides = (self.mine, self.theirs)
        if all(isinstance(side, list) for side in sides):
            return any(one not in self.theirs for one in self.mine)
        return all(isinstance(side, str) for side in sides)

    @property
    def is_of_entries(self) -> bool:
        """Of a list: which entry became which, or in what order they stand, which its lines cannot tell."""
        return _are(list, self.mine, self.theirs) and _have_parts(self.mine, self.theirs)

    def chosen(self, choice: Choice) -> Any:
        if choice == Choice.BOTH and self.can_be_both:
            return self._both()
        return self.mine if choice == Choice.MINE else self.theirs

    def _both(self) -> Any:
        if isinstance(self.mine, list):
            return [*self.theirs, *(one for one in self.mine if one not in self.theirs)]
        if not self.field:  # lines of a text
            ended = self.theirs.endswith("\n") or not self.theirs
            return f"{self.theirs}{'' if ended else chr(10)}{self.mine}"
        between = "\n\n" if "\n" in self.mine + self.theirs else " "
        return f"{self.theirs.rstrip()}{between}{self.mine}"


class Bringing:
    """Both versions together; a conflict without a choice has what is saved, `theirs`."""

    def __init__(self, choices: Sequence[Choice] = ()) -> None:
        self.conflicts: list[Conflict] = []
        self._choices = choices

    def texts(self, base: str, mine: str, theirs: str) -> str:
        pieces = merge(base, mine, theirs).pieces
        return "".join(
            self.decided(Conflict("".join(piece.mine), "".join(piece.theirs)))
            if piece.is_conflict
            else "".join(piece.lines)
            for piece in pieces
        )

    def data(self, base: Any, mine: Any, theirs: Any, languages: Sequence[str]) -> Any:
        return _Data(self, languages).value(base, mine, theirs, (), "")

    def decided(self, conflict: Conflict) -> Any:
        place = len(self.conflicts)
        self.conflicts.append(conflict)
        return conflict.chosen(self._choices[place] if place < len(self._choices) else Choice.THEIRS)


@dataclass(frozen=True)
class _Data:
    into: Bringing
    languages: Sequence[str]

    def value(self, base: Any, mine: Any, theirs: Any, steps: Steps, field: str, language: str = "") -> Any:
        if mine in (theirs, base):
            return theirs
        if theirs == base:
            return mine
        if _are(dict, mine, theirs) and not _became_another(base, mine, theirs):
            return self._group(_or(base, dict), mine, theirs, steps, field)
        if _are(list, mine, theirs) and _have_parts(mine, theirs):
            return self._parts(_or(base, list), mine, theirs, steps, field)
        return self.into.decided(Conflict(mine, theirs, steps, field, language))

    def _group(
        self,
        base: Mapping[str, Any],
        mine: Mapping[str, Any],
        theirs: Mapping[str, Any],
        steps: Steps,
        field: str,
    ) -> dict[str, Any]:
        is_text = is_localized(dict(theirs), self.languages) and is_localized(dict(mine), self.languages)
        found: dict[str, Any] = {}
        for name in dict.fromkeys([*theirs, *mine]):
            inner, language = (field, name) if is_text else (f"{field}.{name}" if field else name, "")
            value = self.value(base.get(name), mine.get(name), theirs.get(name), steps, inner, language)
            if value is not None:
                found[name] = value
        return found

    def _parts(
        self, base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any], steps: Steps, field: str
    ) -> Any:
        """In the order of both. Where both moved the same, the order is asked about, and each entry is in both answers."""
        found = paired(base, mine, theirs)
        if found is None:
            return self.into.decided(Conflict(mine, theirs, steps, field))
        was, ours, others = found
        order = _in_order(list(was), list(ours), list(others))
        entries = self._entries(order or _led_by(others, ours), found, steps, field)
        if order is not None:
            return list(entries.values())
        by_us, by_them = _led_by(ours, others), _led_by(others, ours)
        sides = [[entries[key] for key in one if key in entries] for one in (by_us, by_them)]
        return self.into.decided(Conflict(sides[0], sides[1], steps, field))

    def _entries(
        self, order: Sequence[str], sides: tuple[Named, Named, Named], steps: Steps, field: str
    ) -> Named:
        found = {}
        for number, key in enumerate(order, start=1):
            was, ours, others = (side.get(key) for side in sides)
            value = self.value(was, ours, others, (*steps, Step(field, key, number)), "")
            if value is not None:
                found[key] = value
        return found


def _in_order(base: list[str], mine: list[str], theirs: list[str]) -> list[str] | None:
    """That of whoever changed it, or both their changes; None where these do not go together.

    What only one side has stands behind what it stood behind there.
    """
    sides = (base, mine, theirs)
    was, ours, others = ([key for key in side if all(key in one for one in sides)] for side in sides)
    if was in (ours, others) or ours == others:
        they_moved = [key for key in theirs if key in base] != [key for key in base if key in theirs]
        return _led_by(theirs, mine) if they_moved else _led_by(mine, theirs)
    numbered = {key: f"{number}\n" for number, key in enumerate(was)}
    found = merge(*("".join(map(numbered.__getitem__, side)) for side in (was, ours, others)))
    both = [] if found.conflicts else [was[int(number)] for number in found.text.split()]
    agrees = sorted(both) == sorted(was) and _keeps_what_is_alike(both, ours, others)
    return _led_by(_led_by(both, theirs), mine) if agrees else None


def _keeps_what_is_alike(order: Sequence[str], *sides: Sequence[str]) -> bool:
    """Whether one comes before another only where it does so on one side at least."""
    places = [{key: place for place, key in enumerate(side)} for side in sides]
    pairs = combinations(order, 2)
    return all(any(side[one] < side[other] for side in places) for one, other in pairs)


def _led_by(first: Iterable[str], second: Iterable[str]) -> list[str]:
    """The first order, and what only the second has behind what it stands behind there."""
    found, others = list(first), list(second)
    for key in others:
        if key not in found:
            found = put_back(found, key, others)
    return found


def _became_another(*sides: Any) -> bool:
    """A question of another kind is another one: its fields do not go with those that it had."""
    kinds = {side.get("kind") for side in sides if isinstance(side, dict)}
    return len(kinds) > 1


def _have_parts(*sides: Sequence[Any]) -> bool:
    return all(isinstance(part, dict) for side in sides for part in side)


def _are(kind: type, *sides: Any) -> bool:
    return all(isinstance(side, kind) for side in sides)


def _or(base: Any, kind: type) -> Any:
    return base if isinstance(base, kind) else kind()
