"""The texts of a course file that stand there in several languages: found by their place, whatever the file holds.

A place names the way through the file by keys, `questions.first.choices.a.text`, so moving a question or renaming what it
says leaves the places of its texts as they are. A file that is one text in one language has the place "".
"""

import pickle
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from courses.content import located_yaml

TEXT_FILE = re.compile(r"lessons/(?P<lesson>[a-z0-9-]+)/(?P<key>[a-z0-9-]+)\.(?P<language>[a-z0-9-]+)\.md")
NAMES = ("key", "bank", "value")  # what tells an entry of a list from its neighbours
NO_FILE = ""

Said = Mapping[str, Any]
"""A text by language; mostly a string, of a glossary's aliases a list of them."""


def data_of(text: str | None) -> Any:
    """What a YAML file holds, None where it cannot be read. Each call gives a value of its own, to be changed at will."""
    return pickle.loads(_pickled(text or ""))  # noqa: S301 - what this process has pickled


@lru_cache(maxsize=64)
def _pickled(text: str) -> bytes:
    """One page of the editor asks a dozen times for the same texts; reading YAML takes forty times as long as this."""
    try:
        data = located_yaml.load(text).data
    except located_yaml.BadYaml:
        data = None
    return pickle.dumps(data, pickle.HIGHEST_PROTOCOL)


def is_localized(value: Any, languages: Sequence[str]) -> bool:
    """Whether this is a text by language; `languages` are those of the course, its source first."""
    if not isinstance(value, dict) or not value or not set(languages).issuperset(value):
        return False
    return all(isinstance(said, str | list) for said in value.values())


def texts_in(data: Any, languages: Sequence[str]) -> dict[str, Said]:
    """Every text by language, by its place, in the order of the file."""
    return dict(_texts(data, languages, ()))


def _texts(value: Any, languages: Sequence[str], at: tuple[str, ...]) -> Iterator[tuple[str, Said]]:
    if is_localized(value, languages):
        yield ".".join(at), value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, languages, (*at, str(name)))
    elif isinstance(value, list):
        for name, inner in zip(names_of(value), value, strict=True):
            yield from _texts(inner, languages, (*at, name))


def names_of(entries: Sequence[Any]) -> list[str]:
    """What each entry of a list is called in a place: its key, or else its number, counted from 1."""
    names: list[str] = []
    for number, entry in enumerate(entries, start=1):
        found = [str(entry[name]) for name in NAMES if name in entry] if isinstance(entry, dict) else []
        name = found[0] if found else str(number)
        names.append(name if name not in names else f"{name}#{number}")
    return names


def put_text(data: Any, place: str, language: str, said: Any, languages: Sequence[str]) -> bool:
    """Set, or with an empty `said` take away, a text in one language; False where the place is not there."""
    found = next((text for at, text in _texts(data, languages, ()) if at == place), None)
    if not isinstance(found, dict):
        return False
    if said:
        found[language] = said
    else:
        found.pop(language, None)
    return True


def beyond_translation(
    path: str, before: str | None, after: str | None, *, languages: Sequence[str], granted: Collection[str]
) -> list[str]:
    """What a save changes besides texts in the languages that are `granted`, by place; [""] for a file as a whole.

    `languages` are those of the course; its source is never granted, for translations stand on it.
    """
    open_to = {code for code in granted if code in languages[1:]}
    if before == after:
        return []
    named = TEXT_FILE.fullmatch(path)
    if named or after is None or before is None:
        fits = named is not None and named["language"] in open_to and after is not None
        return [] if fits else [NO_FILE]
    was, now = data_of(before), data_of(after)
    if was is None or now is None:
        return [NO_FILE]
    return differing(_without(was, languages, open_to), _without(now, languages, open_to))


def _without(value: Any, languages: Sequence[str], dropped: Collection[str]) -> Any:
    if is_localized(value, languages):
        return {code: said for code, said in value.items() if code not in dropped}
    if isinstance(value, dict):
        return {name: _without(inner, languages, dropped) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner, languages, dropped) for inner in value]
    return value


def differing(was: Any, now: Any, at: tuple[str, ...] = ()) -> list[str]:
    """The innermost places that differ; of a list whose entries are others now, the list."""
    if was == now:
        return []
    if isinstance(was, dict) and isinstance(now, dict):
        names = [*was, *(name for name in now if name not in was)]
        missing = object()
        return [
            place
            for name in names
            for place in differing(was.get(name, missing), now.get(name, missing), (*at, str(name)))
        ]
    if isinstance(was, list) and isinstance(now, list) and names_of(was) == names_of(now):
        inside = zip(names_of(was), was, now, strict=True)
        return [place for name, a, b in inside for place in differing(a, b, (*at, name))]
    return [".".join(at)]
