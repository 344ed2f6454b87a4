"""A GIFT file in blocks: what stands between empty lines, without comments and categories.

Where the empty line is missing, a question that ended in a brace is over when the next line begins another one for sure:
with a title, with braces of its own, or below a comment that names it. Any other line may still belong to the sentence.
"""

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from courses.content.exchange.gathering import Gathering
from courses.content.exchange.gift.syntax import signs

CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.*)")
BRACES = "{}"
ENDS = re.compile(r"(?<!\\)\]")


@dataclass
class Block:
    """`id` and `tags` come from a comment `// [id:…] [tag:…]` above the question."""

    id: str = ""
    tags: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    braces: str = ""
    is_whole: bool = False

    def add(self, line: str, number: int) -> None:
        self.lines.append(line)
        self.numbers.append(number)
        here = [(at, sign) for at, sign in signs(line) if sign in BRACES]
        self.braces += "".join(sign for _at, sign in here)
        ends = bool(here) and here[-1][0] == len(line.rstrip()) - 1
        self.is_whole = ends and self.braces == "{}"

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
            if block.is_whole and (_said(line, "id") or _said(line, "tag")):
                yield block
                block = Block()
            _read_comment(line, block)
        elif category := CATEGORY.fullmatch(line):
            if block.is_whole:
                yield block
                block = Block()
            found.categorise(number, category[1])
        else:
            if block.is_whole and _begins(line):
                yield block
                block = Block()
            block.add(line, number)


def _begins(line: str) -> bool:
    return line.lstrip().startswith("::") or any(sign == "{" for _at, sign in signs(line))


def _read_comment(line: str, block: Block) -> None:
    if named := _said(line, "id"):
        block.id = named[0].strip()
    block.tags += _said(line, "tag")


def _said(line: str, name: str) -> list[str]:
    """What stands in each `[name:…]`; a bracket in it is written as \\]."""
    begins = f"[{name}:"
    return [part.partition(begins)[2] for part in ENDS.split(line)[:-1] if begins in part]
