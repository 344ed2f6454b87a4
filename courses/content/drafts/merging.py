"""Two people changed the same text: what each did is put together, line by line, and where both did, both are kept.

The three-way merge of diff3 (Khanna, Kunal, Pierce: A Formal Investigation of Diff3, 2007): lines that both sides left as
they were divide the text; between them whichever side changed something wins, and if both did, it is a conflict.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from courses.content.aligning import aligned

THEIRS, BETWEEN, MINE = "<" * 7, "=" * 7, ">" * 7
"""What lines begin with around and between the two sides of a conflict; where texts are merged they have stood for long."""

END = "\n"
"""While texts are merged each has one more: whoever writes on behind a last line without an end has not changed it."""

Lines = Sequence[str]


@dataclass(frozen=True)
class Piece:
    """Lines of the merged text; of a conflict, what each side has there and what it was before."""

    lines: tuple[str, ...] = ()
    base: tuple[str, ...] = ()
    mine: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()

    @property
    def is_conflict(self) -> bool:
        return (self.mine, self.theirs) != ((), ())


@dataclass(frozen=True)
class Merge:
    pieces: tuple[Piece, ...]

    @property
    def conflicts(self) -> int:
        return sum(piece.is_conflict for piece in self.pieces)

    @property
    def text(self) -> str:
        """The merged text; raises ValueError while there are conflicts."""
        if self.conflicts:
            raise ValueError("This merge has conflicts.")
        return "".join(line for piece in self.pieces for line in piece.lines)


def marked(found: Merge, *, theirs: str, mine: str) -> str:
    """The merged text, with both sides of each conflict between marks that say whose they are."""
    pieces = (_marked(piece, theirs, mine) if piece.is_conflict else piece.lines for piece in found.pieces)
    return "".join(line for lines in pieces for line in lines)


def has_marks(text: str) -> bool:
    """Whether a conflict in it is not settled. A line of = alone is a heading's in Markdown, so it says nothing."""
    return any(line.startswith((f"{THEIRS} ", f"{MINE} ")) for line in text.splitlines())


def _marked(piece: Piece, theirs: str, mine: str) -> Iterator[str]:
    yield f"{THEIRS} {theirs}\n"
    yield from _ended(piece.theirs)
    yield f"{BETWEEN}\n"
    yield from _ended(piece.mine)
    yield f"{MINE} {mine}\n"


def _ended(lines: Lines) -> Iterator[str]:
    return (line if line.endswith("\n") else f"{line}\n" for line in lines)


def merge(base: str, mine: str, theirs: str) -> Merge:
    """What became of `base` on both sides. Without conflicts no line that either side wrote is missing."""
    first, *_sides = texts = [f"{text}{END}".splitlines(keepends=True) for text in (base, mine, theirs)]
    head = _common(texts)
    texts = [lines[head:] for lines in texts]
    tail = _common([lines[::-1] for lines in texts])
    middles = [lines[: len(lines) - tail] for lines in texts]
    pieces = [Piece(tuple(first[:head])), *_between(*middles), Piece(tuple(first[len(first) - tail :]))]
    *found, last = [piece for piece in pieces if piece.lines or piece.is_conflict]
    last = Piece(*map(_without_end, (last.lines, last.base, last.mine, last.theirs)))
    return Merge(tuple(piece for piece in (*found, last) if piece.lines or piece.is_conflict))


def _without_end(lines: Lines) -> tuple[str, ...]:
    *others, last = lines or ("",)
    return tuple(line for line in (*others, last.removesuffix(END)) if line)


def _common(texts: Sequence[Lines]) -> int:
    """How many lines all texts begin with."""
    return next(
        (place for place, lines in enumerate(zip(*texts, strict=False)) if len(set(lines)) > 1),
        min(map(len, texts)),
    )


def _between(base: Lines, mine: Lines, theirs: Lines) -> Iterator[Piece]:
    at = (0, 0, 0)
    for start, stop, in_mine, in_theirs in _untouched(base, mine, theirs):
        yield from _resolved(base[at[0] : start], mine[at[1] : in_mine], theirs[at[2] : in_theirs])
        yield Piece(tuple(base[start:stop]))
        length = stop - start
        at = (stop, in_mine + length, in_theirs + length)
    yield from _resolved(base[at[0] :], mine[at[1] :], theirs[at[2] :])


def _untouched(base: Lines, mine: Lines, theirs: Lines) -> Iterator[tuple[int, int, int, int]]:
    """Runs of base lines that both sides kept: start and stop in base, then where they begin on each side."""
    with_mine, with_theirs = _matches(base, mine), _matches(base, theirs)
    run: tuple[int, int, int] | None = None
    for place in range(len(base) + 1):
        kept = place in with_mine and place in with_theirs
        here = (place, with_mine[place], with_theirs[place]) if kept else None
        goes_on = (
            run and here and all(now - then == place - run[0] for now, then in zip(here, run, strict=True))
        )
        if run and not goes_on:
            yield (run[0], place, run[1], run[2])
            run = None
        run = run or here


def _matches(base: Lines, side: Lines) -> dict[int, int]:
    return {run.old + step: run.new + step for run in aligned(base, side) for step in range(run.size)}


def _resolved(base: Lines, mine: Lines, theirs: Lines) -> Iterator[Piece]:
    """Of a conflict, what both sides begin and end with is no part, as long as something is left of each."""
    if mine == theirs or base == theirs:
        yield Piece(tuple(mine))
    elif base == mine:
        yield Piece(tuple(theirs))
    else:
        room = min(len(mine), len(theirs)) - 1
        head = min(_common((mine, theirs)), max(room, 0))
        tail = min(_common((mine[::-1], theirs[::-1])), max(room - head, 0))
        yield Piece(tuple(mine[:head]))
        yield Piece((), tuple(base), *(tuple(side[head : len(side) - tail]) for side in (mine, theirs)))
        yield Piece(tuple(mine[len(mine) - tail :]))
