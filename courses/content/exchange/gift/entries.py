"""What stands between the braces: answers, each with its sign, weight, text and feedback."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from courses.content.exchange.gathering import MOST_ANSWERS
from courses.content.exchange.gift.syntax import parted, signs, unescaped

WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d*)?)%")
TRUE, FALSE = {"T", "TRUE", "对", "正确", "是"}, {"F", "FALSE", "错", "错误", "否"}
"""Such words alone in braces mean nothing in GIFT, so that those of another language may be read as well."""


@dataclass(frozen=True)
class Entry:
    """`text` and `feedback` are as written, escapes and all. `weight` in per cent, None when it was not given."""

    line: int
    sign: str
    weight: float | None
    text: str
    feedback: str
    weighed: str = ""

    @property
    def share(self) -> float:
        if self.weight is None:
            return 1.0 if self.sign == "=" else 0.0
        return round(self.weight / 100, 7)

    @property
    def pair(self) -> tuple[str, str] | None:
        """An item and its target; pairs have no weights, so that what looks like one is a part of the item."""
        left, arrow, right = (self.weighed + self.text).partition("->")
        return (left.strip(), unescaped(right).strip()) if arrow else None


@dataclass(frozen=True)
class Answers:
    """`lead` is what stands before the first answer; the words said to everybody are in `general`.

    Of too many answers there is one more than may be, so that it shows.
    """

    lead: str
    entries: tuple[Entry, ...]
    general: str
    line: int


def read_answers(inside: str, start: int, line_at: Callable[[int], int]) -> Answers:
    """`start` is the place of `inside` in its block."""
    body, general = parted(inside, "####")
    body_at = len(body) - len(body.lstrip())
    marks = [at for at, sign in signs(body) if sign in {"=", "~"}]
    lead = body[: marks[0]] if marks else body
    ends = [*marks[1:], len(body)]
    entries = (
        _entry(body[at:end], line_at(start + at))
        for at, end in islice(zip(marks, ends, strict=False), MOST_ANSWERS + 1)
    )
    return Answers(lead.strip(), tuple(entries), general.strip(), line_at(start + body_at))


def _entry(written: str, line: int) -> Entry:
    sign, rest = written[0], written[1:]
    weight = WEIGHT.match(rest)
    text, feedback = parted(rest[weight.end() :] if weight else rest, "#")
    weighed = weight.group() if weight else ""
    return Entry(line, sign, float(weight[1]) if weight else None, text.strip(), feedback.strip(), weighed)


def truth_in(lead: str) -> tuple[bool, Iterator[str]] | None:
    """`T` or `FALSE`, with the words for a wrong and for a right answer."""
    said, rest = parted(lead, "#")
    word = said.strip().upper()
    if word not in TRUE | FALSE:
        return None
    return word in TRUE, iter(part.strip() for part in parted(rest, "#"))
