"""A GIFT file in blocks: what stands between empty lines, without comments and categories."""

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from courses.content.exchange.gathering import Gathering
from courses.content.problems import gettext_noop as _

CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.*)")
ID = re.compile(r"\[id:([^\]]*)\]")
TAG = re.compile(r"\[tag:([^\]]*)\]")


@dataclass
class Block:
    """`id` comes from a comment `// [id:…]` above the question."""

    id: str = ""
    lines: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        """All lines; asked for when there are no more to come."""
        return "\n".join(self.lines)

    def line_at(self, place: int) -> int:
        return self.numbers[bisect(self._starts, place) - 1]

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(line) + 1 for line in self.lines[:-1])]


def blocks(text: str, found: Gathering) -> Iterator[Block]:
    block = Block()
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if not line.strip():
            if block.lines:
                yield block
            block = Block()
        elif line.lstrip().startswith("//"):
            _read_comment(line, number, block, found)
        elif category := CATEGORY.fullmatch(line):
            found.warn(number, _("The category “%(name)s” was dropped; a quiz has none."), name=category[1])
        else:
            block.lines.append(line)
            block.numbers.append(number)


def _read_comment(line: str, number: int, block: Block, found: Gathering) -> None:
    if named := ID.search(line):
        block.id = named[1].strip()
    if tags := TAG.findall(line):
        found.warn(number, _("Tags were dropped: %(tags)s."), tags=", ".join(tags))
