"""What differs between two states of a YAML file of a course, by the keys of its parts, whatever kind of file it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from courses.content.aligning import aligned
from courses.content.drafts.texts import is_localized


class Verb(StrEnum):
    CHANGED = "changed"
    SET = "set"
    CLEARED = "cleared"
    REWROTE = "rewrote"
    WROTE = "wrote"
    ERASED = "erased"
    RIGHT = "right"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True)
class Step:
    """An entry of the list that the field `listed` holds. `number` counts from 1: where it is now, or was."""

    listed: str
    key: str
    number: int


@dataclass(frozen=True)
class Difference:
    """`steps` lead to the part that it is about, from the outermost in; `field` is what of it differs.

    `old` and `new` are texts for words in a `language`, letters for right answers, places for what moved; of an entry that
    was removed or added, the first of its words.
    """

    verb: Verb
    steps: tuple[Step, ...] = ()
    field: str = ""
    language: str = ""
    old: Any = None
    new: Any = None


def differences_in(
    was: Mapping[str, Any], now: Mapping[str, Any], languages: Sequence[str]
) -> list[Difference]:
    return list(_Finder(languages).of_groups(was, now, (), ""))


class _Finder:
    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = languages

    def of_groups(
        self, was: Mapping[str, Any], now: Mapping[str, Any], steps: tuple[Step, ...], within: str
    ) -> Iterator[Difference]:
        before, after = _right_choices(was), _right_choices(now)
        has_right = bool(before and after)
        if has_right and before != after:
            letters = [", ".join(letter for _key, letter in keyed) for keyed in (before, after)]
            if [key for key, _l in before] != [key for key, _l in after]:
                yield Difference(Verb.RIGHT, steps, "answer", "", *letters)
        for name in [*was, *(name for name in now if name not in was)]:
            field = f"{within}.{name}" if within else str(name)
            yield from self.of_values(was.get(name), now.get(name), steps, field, has_right=has_right)

    def of_values(
        self, was: Any, now: Any, steps: tuple[Step, ...], field: str, *, has_right: bool = False
    ) -> Iterator[Difference]:
        if was == now:
            return
        if self._are(lambda value: is_localized(value, self.languages), was, now):
            yield from self._of_texts(was or {}, now or {}, steps, field)
        elif self._are(lambda value: isinstance(value, dict), was, now):
            yield from self.of_groups(was or {}, now or {}, steps, field)
        elif self._are(_is_listed, was, now):
            yield from self._of_lists(was or [], now or [], steps, field, has_right=has_right)
        elif field in {"answer", "output"} and steps and None not in (was, now):
            yield Difference(Verb.RIGHT, steps, field, "", was, now)
        else:
            verb = Verb.SET if was is None else Verb.CLEARED if now is None else Verb.CHANGED
            yield Difference(verb, steps, field, "", was, now)

    def _are(self, judge: Any, was: Any, now: Any) -> bool:
        """Both are, as far as they are there."""
        return all(judge(value) for value in (was, now) if value is not None)

    def _of_texts(
        self, was: Mapping[str, Any], now: Mapping[str, Any], steps: tuple[Step, ...], field: str
    ) -> Iterator[Difference]:
        for language in self.languages:
            old, new = _plain(was.get(language)), _plain(now.get(language))
            if old != new:
                verb = Verb.WROTE if not old else Verb.ERASED if not new else Verb.REWROTE
                yield Difference(verb, steps, field, language, old, new)

    def _of_lists(
        self, was: Sequence[Any], now: Sequence[Any], steps: tuple[Step, ...], field: str, *, has_right: bool
    ) -> Iterator[Difference]:
        old_keys, new_keys = keys_of(was), keys_of(now)
        for number, key in enumerate(old_keys, start=1):
            if key not in new_keys:
                language, words = self._first_words(was[number - 1])
                yield Difference(Verb.REMOVED, (*steps, Step(field, key, number)), "", language, old=words)
        for number, key in enumerate(new_keys, start=1):
            if key not in old_keys:
                language, words = self._first_words(now[number - 1])
                yield Difference(Verb.ADDED, (*steps, Step(field, key, number)), "", language, new=words)
        for key in moved(old_keys, new_keys):
            places = (old_keys.index(key) + 1, new_keys.index(key) + 1)
            yield Difference(Verb.MOVED, (*steps, Step(field, key, places[1])), "", "", *places)
        for number, key in enumerate(new_keys, start=1):
            if key in old_keys:
                old, new = was[old_keys.index(key)], now[number - 1]
                here = (*steps, Step(field, key, number))
                yield from self._of_entries(old, new, here, without_right=has_right and field == "choices")

    def _first_words(self, entry: Any) -> tuple[str, str | None]:
        """Of an entry, and the language that they are in; where it says nothing there are none."""
        texts = entry.values() if isinstance(entry, dict) else ()
        said = (text for text in texts if is_localized(text, self.languages))
        return next(
            ((one, _plain(text[one])) for text in said for one in self.languages if text.get(one)), ("", None)
        )

    def _of_entries(
        self, old: Any, new: Any, steps: tuple[Step, ...], *, without_right: bool
    ) -> Iterator[Difference]:
        if isinstance(old, dict) and isinstance(new, dict):
            drop = {"correct"} if without_right else set()
            kept = [{name: one for name, one in entry.items() if name not in drop} for entry in (old, new)]
            yield from self.of_groups(kept[0], kept[1], steps, "")


def keys_of(entries: Sequence[Any]) -> list[str]:
    """What tells the entries of a list from each other: key, name of the block, the words themselves, or the number."""
    keys: list[str] = []
    for number, entry in enumerate(entries, start=1):
        key = _key(entry) or str(number)
        keys.append(key if key not in keys else f"{key}#{number}")
    return keys


def has_keys(entries: Sequence[Any]) -> bool:
    """Whether every entry has one that is not its number."""
    keys = [_key(entry) for entry in entries]
    return all(keys) and len(set(keys)) == len(keys)


def _key(entry: Any) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    if "key" in entry:
        return str(entry["key"])
    if len(entry) == 1:
        name, value = next(iter(entry.items()))
        return f"{name}:{value}" if isinstance(value, str) else ""
    return ""


def moved(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Of what both have, the fewest that explain the other order."""
    common = [key for key in old if key in new]
    order = [key for key in new if key in old]
    stayed = {key for run in aligned(common, order) for key in common[run.old : run.old + run.size]}
    return [key for key in order if key not in stayed]


def _is_listed(value: Any) -> bool:
    return isinstance(value, list)


def _right_choices(group: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Key and letter of each right choice, where a question has choices."""
    choices = group.get("choices")
    if not isinstance(choices, list):
        return []
    marked = [(one, letter_of(place)) for place, one in enumerate(choices) if isinstance(one, dict)]
    return [(str(one.get("key")), letter) for one, letter in marked if one.get("correct")]


def letter_of(place: int) -> str:
    """A, B, C … of a place counted from 0; after Z numbers."""
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def _plain(said: Any) -> str:
    return ", ".join(map(str, said)) if isinstance(said, list) else str(said or "")
