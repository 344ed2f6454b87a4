"""Where in a course something stands: by the keys of lesson, block and question, which never change."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from courses.content.drafts.keys import BANK

GLOSSARY = "glossary.yaml"
LESSON = re.compile(r"lessons/(?P<lesson>[a-z0-9-]+)/lesson\.yaml")
IN_LESSON = re.compile(
    r"lessons/(?P<lesson>[a-z0-9-]+)/(?P<key>[a-z0-9-]+)\.(?:[a-z0-9-]+\.md|(?P<kind>[a-z]+)\.yaml)"
)
IN_ADDRESSES = re.compile(r"[-a-zA-Z0-9_]+")


@dataclass(frozen=True)
class Place:
    """The course itself has no keys at all."""

    lesson: str = ""
    kind: str = ""
    block: str = ""
    question: str = ""

    @property
    def columns(self) -> dict[str, str]:
        keys = {"lesson_key": self.lesson, "kind": self.kind, "block_key": self.block}
        return {**keys, "question_key": self.question}

    @property
    def whole(self) -> "Place":
        """The block that a question stands in."""
        return replace(self, question="")


def place_of(path: str) -> Place:
    """What a file of the course holds."""
    if path == GLOSSARY:
        return Place(kind="glossary")
    if bank := BANK.fullmatch(path):
        return Place(kind="bank", block=bank["key"])
    if lesson := LESSON.fullmatch(path):
        return Place(lesson["lesson"])
    named = IN_LESSON.fullmatch(path)
    if named is None:
        return Place()
    return Place(named["lesson"], named["kind"] or "text", named["key"])


def in_addresses(names: Iterable[object]) -> list[tuple[int, str]]:
    """Those that an address can hold, each with its place. What course.yaml calls otherwise is left to the check."""
    named = ((at, str(name)) for at, name in enumerate(names))
    return [(at, name) for at, name in named if IN_ADDRESSES.fullmatch(name)]
