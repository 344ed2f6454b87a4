"""How far a course is translated: each text, in each language, is missing, outdated or current.

With each translation a print of the source it stands on is kept, by place. It is outdated when its source says something
else now, so moving a text or its question changes nothing, and neither does a change that was taken back.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from courses.content.drafts.texts import TEXT_FILE, data_of, texts_in

Stands = Mapping[str, Mapping[str, str]]
"""Place, language, print of the source that the translation stands on. What has none stands on its source as it is."""
WHOLE = ""
"""The place of a text that is a file of its own."""


class State(StrEnum):
    MISSING = "missing"
    OUTDATED = "outdated"
    CURRENT = "current"


@dataclass(frozen=True)
class Unit:
    """A text to be translated; `said` is what it says now, "" where it is missing."""

    path: str
    place: str
    language: str
    source: str
    said: str
    state: State


def print_of(source: Any) -> str:
    return hashlib.sha256(plain(source).encode()).hexdigest()[:16]


def plain(said: Any) -> str:
    return "\n".join(map(str, said)) if isinstance(said, list) else str(said or "")


def stands_after(
    before: str | None, after: str | None, stood: Stands, languages: Sequence[str]
) -> dict[str, dict[str, str]]:
    """What the translations in a YAML file stand on after a save: those that it touches, on the source of this moment.

    Of a file that cannot be read nothing is known, so whatever was known before stays.
    """
    was, now = data_of(before), data_of(after)
    if not isinstance(now, dict):
        return {place: dict(by) for place, by in stood.items()}
    earlier = texts_in(was, languages) if isinstance(was, dict) else None
    told: dict[str, dict[str, str]] = {}
    for place, said in texts_in(now, languages).items():
        if languages[0] in said:
            old = said if earlier is None else earlier.get(place, {})
            told[place] = _stands(said, old, stood.get(place, {}), languages)
    return {place: by for place, by in told.items() if by}


def _stands(
    said: Mapping[str, Any], old: Mapping[str, Any], stood: Mapping[str, str], languages: Sequence[str]
) -> dict[str, str]:
    source, earlier = said[languages[0]], old.get(languages[0], said[languages[0]])
    told = {}
    for code in languages[1:]:
        if code in said:
            is_touched = said[code] != old.get(code)
            told[code] = print_of(source) if is_touched else stood.get(code) or print_of(earlier)
    return told


def units_of(files: Mapping[str, str], stands: Mapping[str, Stands], languages: Sequence[str]) -> list[Unit]:
    """Every text of the course in every language but its source, file by file; `stands` is by path of the file."""
    found: list[Unit] = []
    for path, text in files.items():
        named = TEXT_FILE.fullmatch(path)
        if named is None:
            found += _in_yaml(path, text, stands.get(path, {}), languages)
        elif named["language"] == languages[0]:
            found += _beside(path, text, files, stands, languages)
    return found


def _in_yaml(path: str, text: str, stands: Stands, languages: Sequence[str]) -> list[Unit]:
    if not path.endswith(".yaml"):
        return []
    units = []
    for place, said in texts_in(data_of(text), languages).items():
        source = plain(said.get(languages[0]))
        for code in languages[1:] if source else ():
            state = _state(source, plain(said.get(code)), stands.get(place, {}).get(code))
            units.append(Unit(path, place, code, source, plain(said.get(code)), state))
    return units


def _beside(
    path: str, text: str, files: Mapping[str, str], stands: Mapping[str, Stands], languages: Sequence[str]
) -> list[Unit]:
    units = []
    for code in languages[1:]:
        other = translation_of(path, code)
        said, print_ = files.get(other, ""), stands.get(other, {}).get(WHOLE, {}).get(code)
        units.append(Unit(other, WHOLE, code, text, said, state_of_text(text, said, print_)))
    return units


def state_of_text(source: str, said: str, print_: str | None) -> State:
    """Of a file: one that was begun with a copy of its source, and is that still, is not translated yet."""
    if said == source and print_ is None:
        return State.MISSING
    return _state(source, said, print_)


def _state(source: str, said: str, print_: str | None) -> State:
    if not said.strip():
        return State.MISSING
    return State.CURRENT if print_ in {None, print_of(source)} else State.OUTDATED


def translation_of(path: str, language: str) -> str:
    """The file of a text in another language."""
    stem = path.removesuffix(".md").rpartition(".")[0]
    return f"{stem}.{language}.md"
