"""A text becomes the words of its index, what somebody typed becomes terms. Both come from one pattern."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from courses.content.search.folding import folded

HAN = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
LETTER = rf"(?:(?![{HAN}])[^\W_])"
JOINER = r"[-\u2010\u2011_.'\u2019]"
TOKEN = re.compile(rf"(?P<run>[{HAN}]+)|{LETTER}+(?:{JOINER}{LETTER}+)*")
PARTS = re.compile(JOINER)
ENDS_WITHIN_A_WORD = re.compile(rf"{LETTER}\Z")

LONGEST_TEXT = (
    40_000  # characters: PostgreSQL refuses a vector of more than 1 MB, and counts places to 16,383
)
LONGEST_WORD = 80
LONGEST_QUERY = 200
MOST_TERMS = 12
# Left out of what is typed when something else stands beside them: few texts hold every word of a question.
FILLERS = frozenset(
    {"a", "about", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "how", "i"}
    | {"in", "is", "it", "me", "my", "of", "on", "or", "that", "the", "this", "to", "was", "what", "when"}
    | {"where", "which", "who", "why", "with", "you"}
)
HAN_FILLERS = "的了吗呢么是怎什哪和与及"


@dataclass(frozen=True)
class Term:
    """One thing that must be found. `parts` are words (`fine`, `tuning` of fine-tuning), or the one run of Han.

    An `is_open` term was typed last and may go on: its last word is a beginning.
    """

    parts: tuple[str, ...]
    is_run: bool = False
    is_open: bool = False

    @property
    def joined(self) -> str:
        return "".join(self.parts)

    @property
    def pairs(self) -> tuple[str, ...]:
        """A run's neighbours; of a single character none."""
        return tuple(one + other for one, other in pairwise(self.joined)) if self.is_run else ()

    def stretches(self) -> list["Term"]:
        """What stands between the fillers of a run: 学习率 of 什么是学习率."""
        is_long = self.is_run and len(self.pairs) > 1  # 目的 is a word
        between = re.split(f"[{HAN_FILLERS}]+", self.joined) if is_long else ()
        return [Term((one,), is_run=True) for one in between if one]

    def apart(self) -> Iterator["Term"]:
        """Its smallest pieces, any of which is better than nothing."""
        if not self.is_run:
            telling = [part for part in self.parts if part not in FILLERS] or self.parts
            yield from (Term((part,), is_open=self.is_open and part == self.parts[-1]) for part in telling)
            return
        between = self.stretches()
        pieces = [pair for one in between for pair in one.pairs] or [one.joined for one in between]
        yield from (Term((piece,), is_run=True) for piece in pieces or self.pairs or self.parts)


@dataclass(frozen=True)
class Query:
    """`text` as it was typed, cleaned; no terms where it holds no letter and no digit."""

    text: str
    terms: tuple[Term, ...]

    @property
    def loose(self) -> tuple[Term, ...]:
        """The pieces of all terms, of which one is enough; none where that is the one term, which was asked for already."""
        pieces = tuple(dict.fromkeys(piece for term in self.terms for piece in term.apart()))
        return pieces[: 2 * MOST_TERMS] if len(pieces) > 1 or pieces != self.terms else ()

    @property
    def some(self) -> tuple[Term, ...]:
        """What is marked where pieces were found: as much as stands together, so the longer comes first."""
        between = (one for term in self.terms for one in term.stretches())
        return tuple(dict.fromkeys((*self.terms, *between, *self.loose)))


def read_query(typed: str) -> Query:
    """Never fails, whatever is typed."""
    text = " ".join("".join(c if c.isprintable() else " " for c in typed[:LONGEST_QUERY]).split())
    read = folded(typed[:LONGEST_QUERY])
    terms = list(_terms(read))
    if ENDS_WITHIN_A_WORD.search(read):
        terms[-1] = Term(terms[-1].parts, is_open=True)
    telling = [term for term in terms if term.joined not in FILLERS]
    return Query(text, tuple(dict.fromkeys(telling or terms))[:MOST_TERMS])


def indexed(text: str) -> str:
    """The words of a text in their order, with spaces between: what `to_tsvector('simple', …)` shall take in."""
    return " ".join(word for term in _terms(folded(text[:LONGEST_TEXT])) for word in _words(term))


def latin(text: str) -> str:
    """Those of them that have endings: what `to_tsvector('english', …)` shall take in."""
    terms = (term for term in _terms(folded(text[:LONGEST_TEXT])) if not term.is_run)
    return " ".join(word for term in terms for word in term.parts)


def _words(term: Term) -> Iterator[str]:
    """A run's last character stands for itself, so that every character begins a word of the index."""
    if term.is_run:
        yield from term.pairs
        yield term.joined[-1]
    else:
        yield from term.parts
        if len(term.parts) > 1:
            yield term.joined


def _terms(text: str) -> Iterator[Term]:
    for token in TOKEN.finditer(text):
        if token["run"]:
            yield Term((token["run"],), is_run=True)
        else:
            yield Term(tuple(part[:LONGEST_WORD] for part in PARTS.split(token[0])))
