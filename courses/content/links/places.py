"""What the pages of a course have that a link can lead to, as far as its files tell."""

import re
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from typing import Any

from courses.content import located_yaml
from courses.content.markdown import render

GLOSSARY = "glossary"


class CoursePlaces:
    """Reads what a link asks for, when it asks. What cannot be read has no places, and its own problems.

    `text` gives what a file among `paths` holds.
    """

    def __init__(self, key: str, paths: Collection[str], text: Callable[[str], str | None]) -> None:
        self.key, self._paths, self._text = key, paths, text
        self._ids: dict[str, set[str] | None] = {}

    @cached_property
    def lessons(self) -> list[str]:
        listed = self._yaml("course.yaml").get("lessons")
        if isinstance(listed, list):
            return [str(key) for key in listed]
        return sorted({path.split("/")[1] for path in self._paths if path.startswith("lessons/")})

    @cached_property
    def terms(self) -> set[str] | None:
        """The keys of the glossary's terms; None without a glossary."""
        if "glossary.yaml" not in self._paths:
            return None
        listed = self._yaml("glossary.yaml").get("terms")
        return {str(term.get("key")) for term in _mappings(listed)}

    def has_file(self, path: str) -> bool:
        return path in self._paths

    def ids(self, lesson: str) -> set[str] | None:
        """What a link into the page of a lesson may name behind its #; None where that is not known."""
        if lesson not in self._ids:
            found = list(self._in_lesson(lesson))
            self._ids[lesson] = None if None in found else {name for name in found if name}
        return self._ids[lesson]

    def _in_lesson(self, lesson: str) -> Iterator[str | None]:
        """None for a text that comes from another course: its headings are not here."""
        for block in _mappings(self._yaml(f"lessons/{lesson}/lesson.yaml").get("blocks")):
            for kind, key in block.items():
                yield f"{kind}-{key}"
                if kind == "text" and f"lessons/{lesson}/{key}.text.yaml" in self._paths:
                    yield None
                elif kind == "text":
                    yield from self._headings(lesson, str(key))

    def _headings(self, lesson: str, key: str) -> Iterator[str]:
        named = re.compile(rf"lessons/{re.escape(lesson)}/{re.escape(key)}\.[a-z0-9-]+\.md")
        for path in filter(named.fullmatch, self._paths):
            yield from (heading.id for heading in render(self._text(path) or "", prefix=key).headings)

    def _yaml(self, path: str) -> dict[str, Any]:
        try:
            data = located_yaml.load((self._text(path) if path in self._paths else "") or "").data
        except located_yaml.BadYaml:
            return {}
        return data if isinstance(data, dict) else {}


def _mappings(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
