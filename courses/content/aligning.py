"""Two sequences side by side: what both have, in one order. Texts are compared so by line and by word, lists by entry.

Where it is cheap, difflib decides, which reads best. It is not where much of both is the same few things, such as empty
lines: every one of them is held against every other, again for each that is found. Then what is there once on either side
holds both together (Cohen's patience diff), at first a few things in a row, for those hold best; difflib looks at what lies
between. What is too much even so has changed as a whole.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

MOST_WORK = 2_000_000
"""Steps that difflib may take in all of one comparison, about a tenth of a second; as many to find what is there once."""

IN_A_ROW = (4, 2, 1)
"""How many things in a row are looked for; fewer where there are none."""

Things = Sequence[Hashable]


class Run(NamedTuple):
    """`size` things that are the same, from the place `old` of one side and `new` of the other."""

    old: int
    new: int
    size: int


class Part(NamedTuple):
    """What was kept, or what stands on both sides instead of each other; one of the two may be empty."""

    is_kept: bool
    old: slice
    new: slice


def aligned(old: Things, new: Things) -> list[Run]:
    """In their order on both sides; neighbours are one run."""
    found = _Aligning(old, new).found()
    runs: list[Run] = []
    for run in sorted(found):
        last = runs[-1] if runs else None
        if last and (last.old + last.size, last.new + last.size) == (run.old, run.new):
            runs[-1] = last._replace(size=last.size + run.size)
        else:
            runs.append(run)
    return runs


def parts(old: Things, new: Things) -> Iterator[Part]:
    """Both sides from their beginning to their end, kept parts between changed ones."""
    at = (0, 0)
    for run in [*aligned(old, new), Run(len(old), len(new), 0)]:
        if at != (run.old, run.new):
            yield Part(is_kept=False, old=slice(at[0], run.old), new=slice(at[1], run.new))
        at = (run.old + run.size, run.new + run.size)
        if run.size:
            yield Part(is_kept=True, old=slice(run.old, at[0]), new=slice(run.new, at[1]))


class _Gap(NamedTuple):
    """From where to where on both sides it is not known yet what goes together."""

    old: int
    old_end: int
    new: int
    new_end: int


class _Aligning:
    def __init__(self, old: Things, new: Things) -> None:
        self.old, self.new = old, new
        self.left = self.looks_left = MOST_WORK

    def found(self) -> Iterator[Run]:
        whole = _Gap(0, len(self.old), 0, len(self.new))
        gaps = [whole]
        if self._affords(whole):
            yield from self._compared(whole)
            return
        while gaps:
            gap, *ends = self._without_ends(gaps.pop())
            yield from ends
            if self._affords(gap):
                yield from self._compared(gap)
            elif anchors := self._anchors(gap):
                yield from anchors
                gaps += reversed([*_between(gap, anchors)])

    def _affords(self, gap: _Gap) -> bool:
        """Whether difflib may look at it: for each thing that it finds it may go over all pairs anew."""
        old, new = (Counter(side) for side in self._sides(gap))
        pairs = sum(count * new[thing] for thing, count in old.items())
        work = (pairs + old.total()) * sum((old & new).values())
        if work > self.left:
            return False
        self.left -= work
        return True

    def _compared(self, gap: _Gap) -> Iterator[Run]:
        blocks = SequenceMatcher(None, *self._sides(gap), autojunk=False).get_matching_blocks()
        return (Run(gap.old + old, gap.new + new, size) for old, new, size in blocks if size)

    def _without_ends(self, gap: _Gap) -> tuple[_Gap, *tuple[Run, ...]]:
        """What both sides begin and end with goes together."""
        old, new = self._sides(gap)
        head = _common(old, new)
        tail = _common(old[head:][::-1], new[head:][::-1])
        inner = _Gap(gap.old + head, gap.old_end - tail, gap.new + head, gap.new_end - tail)
        ends = (Run(gap.old, gap.new, head), Run(inner.old_end, inner.new_end, tail))
        return (inner, *(run for run in ends if run.size))

    def _anchors(self, gap: _Gap) -> list[Run]:
        """Of what is there once on either side, the most that stands in one order on both."""
        for length in IN_A_ROW:
            old, new = (_rows(side, length) for side in self._sides(gap))
            self.looks_left -= len(old) + len(new)
            if self.looks_left < 0:
                return []
            if found := _longest_rise(_once_in_both(old, new)):
                return [Run(gap.old + place, gap.new + other, 1) for place, other in found]
        return []

    def _sides(self, gap: _Gap) -> tuple[Things, Things]:
        return self.old[gap.old : gap.old_end], self.new[gap.new : gap.new_end]


def _between(gap: _Gap, anchors: Sequence[Run]) -> Iterator[_Gap]:
    at = (gap.old, gap.new)
    for run in [*anchors, Run(gap.old_end, gap.new_end, 0)]:
        if at[0] < run.old and at[1] < run.new:
            yield _Gap(at[0], run.old, at[1], run.new)
        at = (run.old + run.size, run.new + run.size)


def _common(one: Things, other: Things) -> int:
    """How many things both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _rows(things: Things, length: int) -> Things:
    """Each thing with those that follow it."""
    return things if length == 1 else list(zip(*(things[start:] for start in range(length)), strict=False))


def _once_in_both(old: Things, new: Things) -> list[tuple[int, int]]:
    in_old, in_new = Counter(old), Counter(new)
    places = {thing: place for place, thing in enumerate(new)}
    return [(place, places[thing]) for place, thing in enumerate(old) if in_old[thing] == in_new[thing] == 1]


def _longest_rise(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most of them whose second numbers rise; the first ones do."""
    ends: list[int] = []
    holders: list[int] = []
    before: list[int | None] = []
    for number, (_first, second) in enumerate(pairs):
        length = bisect_left(ends, second)
        before.append(holders[length - 1] if length else None)
        ends[length : length + 1] = [second]
        holders[length : length + 1] = [number]
    chain: list[tuple[int, int]] = []
    at = holders[-1] if holders else None
    while at is not None:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]
